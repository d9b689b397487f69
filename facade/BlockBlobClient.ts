import type { AnonymousCredential } from './AnonymousCredential';
import {
  optionalInteger,
  requireRange,
  requireString,
  requireStringList,
  requireSource,
  requireNumber,
} from './arguments';
import { BlobClient } from './BlobClient';
import { isDetached, memoryOf } from './bytes';
import { blobClientClasses } from './blobClientClasses';
import type {
  BlockBlobGetBlockListResponse,
  BlockBlobStageBlockFromURLOptions,
  BlockBlobStageBlockOptions,
} from './blockBlobTypes';
import { withParameter } from './clientArguments';
import type { HttpRequestBody } from './common';
import { MAX_UPLOAD_BYTES } from './constants';
import type {
  BlockBlobCommitBlockListOptions,
  BlockBlobCommitBlockListResponse,
  BlockBlobGetBlockListOptions,
  BlockBlobPutBlobFromUrlResponse,
  BlockBlobStageBlockFromURLResponse,
  BlockBlobStageBlockResponse,
  BlockBlobSyncUploadFromURLOptions,
  BlockBlobUploadResponse,
  BlockListType,
} from './generated/models';
import type {
  BlobClientConfig,
  BlobUploadCommonResponse,
  BlockBlobClientOptions,
  BlockBlobParallelUploadOptions,
  BlockBlobUploadOptions,
} from './options';
import type { PipelineLike } from './Pipeline';
import { requireKnown } from './knownValues';
import { runList } from './lists';
import { run } from './run';
import { runWithBody } from './runWithBody';
import { requireBody } from './uploadBody';
import type { StorageSharedKeyCredential } from './StorageSharedKeyCredential';
import type { TokenCredential } from './TokenCredential';
import { optionsOf } from './serialize';

const BLOCKS = ['committedBlocks', 'uncommittedBlocks'];

/** A block blob: the usual kind. Besides what every {@link BlobClient} can do, it can be written. */
export class BlockBlobClient extends BlobClient {
  /** From a connection string and names. */
  constructor(connectionString: string, containerName: string, blobName: string, options?: BlockBlobClientOptions);
  /** From the blob's URL. */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: BlockBlobClientOptions,
  );
  /** From the blob's URL, with the connection of other clients. */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  // The base class sorts the forms out.
  constructor(...parameters: unknown[]) {
    super(...(parameters as [string, PipelineLike, BlobClientConfig?]));
  }

  /**
   * A client for a snapshot of this blob.
   *
   * @param snapshot - The snapshot's timestamp; an empty string gives the client of the blob itself.
   */
  override withSnapshot(snapshot: string): BlockBlobClient {
    return new BlockBlobClient(withParameter(this.url, 'snapshot', snapshot), this.pipeline, this.blobClientConfig);
  }

  /**
   * Writes the blob with one request. An existing blob is overwritten, with its metadata.
   *
   * A stream is collected in memory first, so that the request can be repeated when it fails.
   *
   * @param body - A string (sent as UTF-8), bytes, a Blob, a stream, or a function that makes a stream.
   * @param contentLength - How many bytes the body has: `Buffer.byteLength(text)` for a string. For strings, the number
   * of characters is accepted too, a common mistake without consequences.
   * @param options - HTTP headers, metadata, tags, tier, conditions, progress.
   * @throws RangeError that names both numbers when the body has another length than `contentLength`; nothing is stored. A string and
   * a Buffer say themselves how long they are.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   *
   * @example
   * ```js
   * const text = 'Hello, wörld!';
   * await blob.upload(text, Buffer.byteLength(text), { blobHTTPHeaders: { blobContentType: 'text/plain' } });
   * ```
   */
  async upload(
    body: HttpRequestBody,
    contentLength: number,
    options: BlockBlobUploadOptions = {},
  ): Promise<BlockBlobUploadResponse> {
    requireBody(body, 'body');
    requireUploadSize(requireNumber(contentLength, 'contentLength'), 'contentLength');
    return runWithBody(this.target(), 'BlockBlobUpload', body, contentLength, options);
  }

  /**
   * Makes the blob from what a URL answers. The service reads it and answers when it is there, however large: the content
   * does not pass through this process. An existing blob is overwritten.
   *
   * @param sourceURL - What to read: public, with a shared access signature, or with `sourceAuthorization`. Any URL that
   * answers GET, up to 5,000 MiB.
   * @param options - What the blob gets, conditions for both sides, checksum and authorization of the source, keys.
   * @throws RestError with code `CannotVerifyCopySource` when the service cannot read the source; its message says why.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url
   *
   * @example
   * ```js
   * await blob.syncUploadFromURL(`${source.url}?${sas}`, { tier: 'Cool', copySourceTags: 'COPY' });
   * ```
   */
  async syncUploadFromURL(
    sourceURL: string,
    options: BlockBlobSyncUploadFromURLOptions = {},
  ): Promise<BlockBlobPutBlobFromUrlResponse> {
    return run(this.target(), 'BlockBlobPutBlobFromURL', options, {
      copySource: requireSource(sourceURL, 'sourceURL'),
    });
  }

  /**
   * Uploads a block, for {@link commitBlockList} to make part of the blob. Until then it is kept for a week.
   *
   * @param blockId - The block's id: base64, of the same length as the blob's other ids. A block of the same id is replaced.
   * @param body - A string (sent as UTF-8), bytes, a Blob, a stream, or a function that makes a stream.
   * @param contentLength - How many bytes the body has; up to 4,000 MiB.
   * @param options - Lease, checksums, progress, key and encryption scope.
   * @throws RangeError that names both numbers when the body has another length than `contentLength`; nothing is stored. A string and
   * a Buffer say themselves how long they are.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-block
   *
   * @example
   * ```js
   * const ids = parts.map((_, index) => Buffer.from(String(index).padStart(6, '0')).toString('base64'));
   * await Promise.all(parts.map((part, index) => blob.stageBlock(ids[index], part, part.length)));
   * await blob.commitBlockList(ids);
   * ```
   */
  async stageBlock(
    blockId: string,
    body: HttpRequestBody,
    contentLength: number,
    options: BlockBlobStageBlockOptions = {},
  ): Promise<BlockBlobStageBlockResponse> {
    requireString(blockId, 'blockId');
    requireBody(body, 'body');
    requireUploadSize(requireNumber(contentLength, 'contentLength'), 'contentLength');
    return runWithBody(this.target(), 'BlockBlobStageBlock', body, contentLength, options, { blockId });
  }

  /**
   * Has the service read a block from another blob or file, for {@link commitBlockList} to make part of the blob.
   *
   * @param blockId - The block's id: base64, of the same length as the blob's other ids.
   * @param sourceURL - What to read: public, with a shared access signature, or with `sourceAuthorization`.
   * @param offset - Where to begin in the source, in bytes. Default 0.
   * @param count - How many bytes, up to 4,000 MiB. Default: to the end.
   * @param options - Lease, checksums and authorization of the source, keys and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-block-from-url
   */
  async stageBlockFromURL(
    blockId: string,
    sourceURL: string,
    offset = 0,
    count?: number,
    options: BlockBlobStageBlockFromURLOptions = {},
  ): Promise<BlockBlobStageBlockFromURLResponse> {
    requireString(blockId, 'blockId');
    const range = requireRange(offset, count);
    // The whole source needs no range.
    const sourceRange = range.offset === 0 && !range.count ? undefined : range;
    return run(this.target(), 'BlockBlobStageBlockFromURL', options, {
      blockId,
      copySource: requireSource(sourceURL, 'sourceURL'),
      sourceRange,
    });
  }

  /**
   * Makes the blob of blocks: staged ones, and those that it consists of now. Blocks that are not named are dropped.
   *
   * @param blocks - The ids of the blocks, in the order of their content, up to 50,000.
   * @param options - HTTP headers, metadata, tags, tier, conditions, key and encryption scope.
   * @throws RestError with code `InvalidBlockList` when a block is not there.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-block-list
   */
  async commitBlockList(
    blocks: string[],
    options: BlockBlobCommitBlockListOptions = {},
  ): Promise<BlockBlobCommitBlockListResponse> {
    return run(this.target(), 'BlockBlobCommitBlockList', options, { blocks: requireStringList(blocks, 'blocks') });
  }

  /**
   * The blocks that the blob consists of, and those that are staged.
   *
   * @param listType - `committed`, `uncommitted` or `all`.
   * @param options - Lease and condition on the tags.
   * @see https://learn.microsoft.com/rest/api/storageservices/get-block-list
   */
  async getBlockList(
    listType: BlockListType,
    options: BlockBlobGetBlockListOptions = {},
  ): Promise<BlockBlobGetBlockListResponse> {
    requireKnown(requireString(listType, 'listType'), 'listType');
    return runList(this.target(), 'BlockBlobGetBlockList', options, { listType }, { lists: BLOCKS });
  }

  /**
   * Writes the blob from data that is in memory, with one request.
   *
   * @param data - Bytes or a Blob, up to 5,000 MiB.
   * @param options - HTTP headers, metadata, tags, tier, conditions, progress.
   * @throws RangeError when the data is larger than one request can carry.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   */
  async uploadData(
    data: Buffer | Blob | ArrayBuffer | ArrayBufferView,
    options: BlockBlobParallelUploadOptions = {},
  ): Promise<BlobUploadCommonResponse> {
    const size = sizeOf(data);
    const { blockSize, maxSingleShotSize, concurrency }: BlockBlobParallelUploadOptions = optionsOf(options);
    for (const [name, value] of Object.entries({ blockSize, maxSingleShotSize, concurrency })) {
      optionalInteger(value, `options.${name}`, 0);
    }
    return this.upload(data, size, options);
  }
}

function sizeOf(data: unknown): number {
  if (data instanceof Blob) return data.size;
  const memory = memoryOf(data);
  if (memory && !isDetached(memory.buffer)) return memory.length;
  if (memory)
    throw new TypeError('data has no bytes any more: its ArrayBuffer was transferred elsewhere (it is detached)');
  throw new TypeError('data must be a Buffer, a Blob, an ArrayBuffer or a view of one');
}

function requireUploadSize(size: number, argument: string): void {
  if (size > MAX_UPLOAD_BYTES) {
    throw new RangeError(
      `${argument} is ${String(size)}, but one request carries ${String(MAX_UPLOAD_BYTES)} bytes at most`,
    );
  }
}

blobClientClasses.block = BlockBlobClient;
