import type { CopyFrom } from '../copy/copyFrom';
import { isClient } from '../pipeline/isClient';
import { requireUrl } from '../validation/arguments';

/** A method that clients of one kind have, and those of the others have not. */
const METHODS = {
  'an account': 'getContainerClient',
  'a container': 'getBlobClient',
  'a blob': 'beginCopyFromURL',
};

/**
 * The source of a copy of many blobs: a client, or a URL. The client of something else would be listed as what it is not: an account as
 * a container without blobs.
 */
export function sourceOf(source: unknown, kind: keyof typeof METHODS): CopyFrom {
  if (!isClient(source)) return { url: requireUrl(source, 'source') };
  for (const [other, method] of Object.entries(METHODS)) {
    if (other !== kind && method in source)
      throw new TypeError(`source must be the client of ${kind}, not of ${other}`);
  }
  return { url: source.url, pipeline: source.pipeline };
}
