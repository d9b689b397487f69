/** Index tags: the service lists them, scripts get an object. */

import { bodyReviver, type Plain } from './revive';

/** Tags as the service lists them. */
export interface TagSet {
  blobTagSet: { key: string; value: string }[];
}

/** The result of reading a blob's tags. */
export const reviveTags = bodyReviver(['blobTagSet', 'tags'], (result: Plain) => {
  result.tags = tagsOf(result as unknown as TagSet);
});

/** The tags as an object. */
export function tagsOf({ blobTagSet }: TagSet): Record<string, string> {
  return Object.fromEntries(blobTagSet.map(({ key, value }) => [key, value]));
}
