import type { CopyFrom } from '../copy/copyFrom';
import { isClient } from '../pipeline/isClient';
import { requireUrl } from '../validation/arguments';

/** A method that only clients of one kind have. */
const METHODS = {
  'an account': 'getContainerClient',
  'a container': 'getBlobClient',
  'a blob': 'beginCopyFromURL',
};

/**
 * The source of a copy of many blobs: a client, or a URL. A client of another kind would be listed wrongly: an account as
 * a container without blobs.
 */
export function jobSource(source: unknown, kind: keyof typeof METHODS): CopyFrom {
  if (!isClient(source)) return { url: requireUrl(source, 'source') };
  for (const [other, method] of Object.entries(METHODS)) {
    if (other !== kind && method in source)
      throw new TypeError(`source must be the client of ${kind}, not of ${other}`);
  }
  return { url: source.url, pipeline: source.pipeline };
}
