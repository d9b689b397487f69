/**
 * Uploads of known length through the methods of a client, as the reference makes them: one `upload`, or `stageBlock` for each block and
 * `commitBlockList`. Only for clients of which one of these was replaced. Otherwise the engine sends the same requests.
 */

import { randomUUID } from '../engine/lazyModules';
import { throwIfAborted, untilAborted } from '../pipeline/abort';
import type { Target } from '../pipeline/run';
import type { HttpRequestBody } from '../types/common';
import type { BlockBlobCommitBlockListOptions } from '../generated/models';
import type { BlockBlobStageBlockOptions } from '../types/blockBlob';
import type { BlockBlobUploadOptions } from '../types/options';
import type { BlobUploadCommonResponse } from '../types/uploads';
import type { Values } from '../validation/serialize';
import { inParallel } from './inParallel';
import { growing } from './growingProgress';
import {
  DEFAULT_BLOCK_SIZE,
  MAX_BLOCKS,
  MAX_BLOCK_SIZE,
  pickUpload,
  readSizes,
  readUpload,
  singleOptions,
  type PickedUpload,
} from './uploadOptions';

/** The methods of a client that uploads go through. */
export interface UploadMethods {
  upload(
    body: HttpRequestBody,
    contentLength: number,
    options: BlockBlobUploadOptions,
  ): Promise<BlobUploadCommonResponse>;
  stageBlock(
    blockId: string,
    body: HttpRequestBody,
    contentLength: number,
    options: BlockBlobStageBlockOptions,
  ): Promise<unknown>;
  commitBlockList(blocks: string[], options: BlockBlobCommitBlockListOptions): Promise<BlobUploadCommonResponse>;
}

/** Content of known length. */
export interface Parts {
  size: number;
  /** The body for a part of the content. */
  body: (offset: number, length: number) => HttpRequestBody;
  /** Throws if the content is not what it was. Called before blocks are committed. */
  requireUnchanged?: () => Promise<void>;
}

/** Uploads content. `target` is what the client's own methods send to. */
export async function uploadByMethods(
  client: UploadMethods,
  target: Target,
  { size, body, requireUnchanged }: Parts,
  given: unknown,
): Promise<BlobUploadCommonResponse> {
  const picked = pickUpload(given);
  const sizes = readSizes(picked.values);
  // All options are checked before anything is sent.
  const { abortSignal, onProgress } = readUpload(target, picked, sizes);
  if (size <= sizes.maxSingleShotSize) {
    const options = withDefaults(singleOptions(picked) as Values);
    return await untilAborted(abortSignal, client.upload(body(0, size), size, options));
  }
  if (sizes.concurrency < 1) throw new RangeError('concurrency must be larger than 0');
  const blockSize = blockSizeFor(size, sizes.blockSize);
  const count = Math.ceil(size / blockSize);
  const blockId = blockIds();
  const ids = Array.from({ length: count }, (_, index) => blockId(index));
  const report = onProgress && growing(onProgress, abortSignal);
  let loadedBytes = 0;
  await inParallel(count, sizes.concurrency, abortSignal, async (index) => {
    const offset = blockSize * index;
    const length = Math.min(blockSize, size - offset);
    await client.stageBlock(ids[index] ?? '', body(offset, length), length, stageOptions(picked));
    loadedBytes += length;
    report?.(loadedBytes);
  });
  await requireUnchanged?.();
  throwIfAborted(abortSignal);
  return await untilAborted(abortSignal, client.commitBlockList(ids, withDefaults(picked.values)));
}

/** The size of the blocks of an upload. */
export function blockSizeFor(size: number, given: number): number {
  const least = Math.ceil(size / MAX_BLOCKS);
  if (least > MAX_BLOCK_SIZE) throw new RangeError(`${String(size)} is too larger to upload to a block blob.`);
  if (given === 0) return Math.max(least, DEFAULT_BLOCK_SIZE);
  if (given >= least) return given;
  throw new RangeError(
    `The buffer's size is too big or the BlockSize is too small;the number of blocks must be <= ${String(MAX_BLOCKS)}`,
  );
}

/** The length of an id before it is encoded, which is that of the reference. */
const ID_LENGTH = 48;

/** Returns the ids of the blocks of one upload, which are like those of the reference. */
export function blockIds(): (index: number) => string {
  const prefix = randomUUID();
  return (index) => {
    const number = String(index).padStart(ID_LENGTH - prefix.length, '0');
    return Buffer.from(`${prefix}${number}`).toString('base64');
  };
}

/** The options with the members that the reference adds. */
export function withDefaults(values: Values): Values {
  return { ...values, blobHTTPHeaders: values.blobHTTPHeaders ?? {}, conditions: values.conditions ?? {} };
}

/** The options of a block. In the reference, a key is missing from them in some cases, so that the service rejects the blocks. */
export function stageOptions({ values }: PickedUpload): BlockBlobStageBlockOptions {
  const { abortSignal, conditions, customerProvidedKey, encryptionScope, tracingOptions, contentChecksumAlgorithm } =
    values;
  return {
    ...(customerProvidedKey === undefined ? {} : { customerProvidedKey }),
    abortSignal,
    conditions: conditions ?? {},
    encryptionScope,
    tracingOptions,
    contentChecksumAlgorithm,
  } as BlockBlobStageBlockOptions;
}
