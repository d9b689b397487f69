/** Uploads files. The engine reads them, so that their bytes never pass through JavaScript. */

import { withAbort } from '../pipeline/abort';
import { fileSystemPromises } from '../engine/lazyModules';
import { observed } from '../pipeline/observe';
import { decodeUpload } from './decodeUpload';
import { requireOk, type Target } from '../pipeline/run';
import type { BlobUploadCommonResponse } from '../types/uploads';
import { pathBytes } from './filePath';
import { isRegularFile, withFileParts } from './fileParts';
import { blockSizeFor, uploadByMethods } from './uploadByMethods';
import type { Uploader } from './uploadData';
import { pickUpload, readSizes, readUpload, type UploadSizes } from './uploadOptions';
import type { BlockLength } from './BlockProgress';
import { withBlockProgress } from './transferProgress';

/** Uploads a file. */
export async function uploadFile(
  target: Target,
  filePath: unknown,
  options: unknown,
  { methods: replaced, client }: Pick<Uploader, 'methods' | 'client'>,
): Promise<BlobUploadCommonResponse> {
  const path = pathBytes(filePath);
  const picked = pickUpload(options);
  const { transactionalContentMD5, transactionalContentCrc64 } = picked.values;
  // A hash, which the typings do not have here, goes with the one request that the method of the client sends.
  const methods = replaced ?? (transactionalContentMD5 || transactionalContentCrc64 ? client : undefined);
  // If the path is not a file, the engine reports the error.
  if (methods && (await isRegularFile(Buffer.from(path)))) {
    return await withFileParts(Buffer.from(path), (parts) => uploadByMethods(methods, target, parts, picked.values));
  }
  const sizes = readSizes(picked.values);
  const { json, ...progress } = readUpload(target, picked, sizes);
  const blockLength = progress.onProgress ? blockLengthOf(Buffer.from(path), sizes) : (): undefined => undefined;
  const pipeline = observed(target, progress.tracingOptions, { hasParts: true });
  const outcome = await withAbort(progress.abortSignal, (extras) =>
    withBlockProgress(
      progress,
      (sent, byClient) => {
        const reporting = byClient && { onUploadProgress: byClient, isDivided: true };
        return pipeline.uploadFile(target.url, path, json, { ...extras, ...reporting }, sent);
      },
      { blockLength },
    ),
  );
  return decodeUpload(requireOk(outcome), outcome.head);
}

/** The length of the blocks in which a file is uploaded. The engine itself opens the file, so this does not wait. */
function blockLengthOf(path: Buffer, sizes: UploadSizes): BlockLength {
  let length: number | undefined;
  const look = async (): Promise<void> => {
    const { size } = await fileSystemPromises().stat(path);
    if (size > sizes.maxSingleShotSize) length = blockSizeFor(size, sizes.blockSize);
  };
  // What is wrong with a file is said by the upload.
  look().catch(() => undefined);
  return () => length;
}
