/** Index tags: the service lists them, scripts get an object. */

import type { BlobTags } from '../generated/models';
import { bodyReviver, type Plain } from '../pipeline/decode';

/** The result of reading a blob's tags. */
export const reviveTags = bodyReviver(
  { body: ['blobTagSet', 'tags'], asSent: ({ blobTagSet }) => ({ blobTagSet }), spreads: true },
  (result: Plain) => {
    result.tags = tagsOf(result as unknown as BlobTags);
  },
);

/** The tags as an object. */
export function tagsOf({ blobTagSet }: BlobTags): Record<string, string> {
  return Object.fromEntries(blobTagSet.map(({ key, value }) => [key, value]));
}

/** The tags as the service lists them. */
export function tagSetOf(tags: Record<string, string>): BlobTags {
  return { blobTagSet: Object.entries(tags).map(([key, value]) => ({ key, value })) };
}
