/** Uploads files. The engine reads them, so that their bytes never pass through JavaScript. */

import { fileURLToPath } from 'node:url';
import { types } from 'node:util';

import { withAbort } from '../pipeline/abort';
import { observed } from '../pipeline/observe';
import { decodeResult } from '../pipeline/decode';
import { requireOk, type Target } from '../pipeline/run';
import { requireString } from '../validation/arguments';
import type { BlobUploadCommonResponse } from '../types/uploads';
import { memoryOf, viewOf } from './bytes';
import { pickUpload, readSizes, readUpload } from './uploadOptions';
import { withTotalProgress } from './transferProgress';

/** Uploads a file. */
export async function uploadFile(
  target: Target,
  filePath: unknown,
  options: unknown,
): Promise<BlobUploadCommonResponse> {
  const path = pathBytes(filePath);
  const picked = pickUpload(options);
  const { json, ...progress } = readUpload(target, picked, readSizes(picked.values));
  const pipeline = observed(target, progress.tracingOptions, { hasParts: true });
  const outcome = await withAbort(progress.abortSignal, (cancel) =>
    withTotalProgress(progress, (sent) => pipeline.uploadFile(target.url, path, json, cancel, sent)),
  );
  return decodeResult(requireOk(outcome), outcome.head) as BlobUploadCommonResponse;
}

/** Returns the bytes of a path, which may be everything that `fs.open` accepts. */
function pathBytes(path: unknown): Uint8Array {
  const memory = types.isArrayBuffer(path) ? undefined : memoryOf(path);
  const { href, protocol } = (path ?? {}) as Partial<URL>;
  const text = (): string =>
    typeof href === 'string' && protocol === 'file:' ? fileURLToPath(href) : requireString(path, 'filePath');
  const bytes = memory ? viewOf(memory) : Buffer.from(text(), 'utf8');
  if (!bytes.includes(0)) return bytes;
  // The code of Node.js for it.
  throw Object.assign(new TypeError('filePath must not have null bytes'), { code: 'ERR_INVALID_ARG_VALUE' });
}
