/** Index tags: the service has a list of pairs, scripts an object. */

import type { BlobTags } from '../generated/models';
import { bodyDecoder, type Plain } from '../pipeline/decode';

/** Decodes the response of Get Blob Tags. */
export const decodeTags = bodyDecoder(
  { body: ['blobTagSet', 'tags'], toServiceFormat: ({ blobTagSet }) => ({ blobTagSet }), enumerableResponse: true },
  (result: Plain) => {
    result.tags = tagsOf(result as unknown as BlobTags);
  },
);

/** Converts tags to an object. */
export function tagsOf({ blobTagSet }: BlobTags): Record<string, string> {
  return Object.fromEntries(blobTagSet.map(({ key, value }) => [key, value]));
}

/** Converts tags to the format of the service. */
export function tagSetOf(tags: Record<string, string>): BlobTags {
  return { blobTagSet: Object.entries(tags).map(([key, value]) => ({ key, value })) };
}
