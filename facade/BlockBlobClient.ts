import type { AnonymousCredential } from './AnonymousCredential';
import {
  requireCallback,
  requireHttpsForKey,
  requireInteger,
  requireKnownChecksum,
  requireOptions,
  requireStrings,
} from './arguments';
import { withAbort } from './abort';
import { BlobClient } from './BlobClient';
import { blobClientClasses } from './blobClientClasses';
import { withParameter } from './clientArguments';
import type { HttpRequestBody } from './common';
import { MAX_UPLOAD_BYTES } from './constants';
import type { BlockBlobUploadResponse } from './generated/models';
import type {
  BlobClientConfig,
  BlobUploadCommonResponse,
  BlockBlobClientOptions,
  BlockBlobParallelUploadOptions,
  BlockBlobUploadOptions,
} from './options';
import { nativePipelineOf, type PipelineLike } from './Pipeline';
import { reportProgress } from './progress';
import { revive } from './revive';
import { requireOk } from './run';
import { toNativeOptions } from './serialize';
import type { StorageSharedKeyCredential } from './StorageSharedKeyCredential';
import type { TokenCredential } from './TokenCredential';
import { collectBody, requireBody } from './uploadBody';

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
   * @throws RangeError that names both numbers when the body has another length than `contentLength`; nothing is sent.
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
    const checked: BlockBlobUploadOptions = requireOptions(options);
    requireStrings(checked.metadata, 'options.metadata');
    requireStrings(checked.tags, 'options.tags');
    requireCallback(checked.onProgress, 'options.onProgress');
    requireHttpsForKey(checked.customerProvidedKey, this.isHttps);
    requireKnownChecksum(checked.contentChecksumAlgorithm, 'options.contentChecksumAlgorithm');
    requireBody(body, 'body');
    requireUploadSize(requireInteger(contentLength, 'contentLength', 0), 'contentLength');
    const json = toNativeOptions(checked);
    const bytes = await collectBody(body, contentLength, checked.abortSignal);
    const outcome = await withAbort(checked.abortSignal, (cancel) =>
      nativePipelineOf(this.pipeline, this.url).upload(this.url, bytes, json, cancel),
    );
    const result = revive(requireOk(outcome), outcome.head) as BlockBlobUploadResponse;
    if (checked.onProgress) reportProgress(checked.onProgress, { loadedBytes: bytes.byteLength });
    return result;
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
    const { blockSize, maxSingleShotSize, concurrency, ...others } = requireOptions(
      options,
    ) as BlockBlobParallelUploadOptions;
    for (const [name, value] of Object.entries({ blockSize, maxSingleShotSize, concurrency })) {
      if (value !== undefined) requireInteger(value, `options.${name}`, 0);
    }
    return this.upload(data, size, others);
  }
}

function sizeOf(data: unknown): number {
  if (data instanceof Blob) return data.size;
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return data.byteLength;
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
