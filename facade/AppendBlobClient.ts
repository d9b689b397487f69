import type { AnonymousCredential } from './AnonymousCredential';
import type {
  AppendBlobAppendBlockOptions,
  AppendBlobCreateIfNotExistsOptions,
  AppendBlobCreateIfNotExistsResponse,
} from './appendBlobTypes';
import { requireRange, requireSource, requireNumber } from './arguments';
import { BlobClient } from './BlobClient';
import { blobClientClasses } from './blobClientClasses';
import { withParameter } from './clientArguments';
import type { HttpRequestBody } from './common';
import { orNotThere } from './conditional';
import type {
  AppendBlobAppendBlockFromURLOptions,
  AppendBlobAppendBlockFromUrlResponse,
  AppendBlobAppendBlockResponse,
  AppendBlobCreateOptions,
  AppendBlobCreateResponse,
  AppendBlobSealOptions,
  AppendBlobSealResponse,
} from './generated/models';
import type { AppendBlobClientOptions, BlobClientConfig } from './options';
import type { PipelineLike } from './Pipeline';
import { run } from './run';
import { runWithBody } from './runWithBody';
import { requireBody } from './uploadBody';
import type { StorageSharedKeyCredential } from './StorageSharedKeyCredential';
import type { TokenCredential } from './TokenCredential';
import { pickOptions } from './serialize';

/** An append blob: content can be added at its end only. Besides, it can do what every {@link BlobClient} can. */
export class AppendBlobClient extends BlobClient {
  /** From a connection string and names. */
  constructor(connectionString: string, containerName: string, blobName: string, options?: AppendBlobClientOptions);
  /** From the blob's URL. */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: AppendBlobClientOptions,
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
  override withSnapshot(snapshot: string): AppendBlobClient {
    return new AppendBlobClient(withParameter(this.url, 'snapshot', snapshot), this.pipeline, this.blobClientConfig);
  }

  /**
   * Makes an append blob without content. An existing blob is overwritten.
   *
   * @param options - HTTP headers, metadata, tags, conditions, key and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   *
   * @example
   * ```js
   * const log = container.getAppendBlobClient('log.txt');
   * await log.create();
   * await log.appendBlock('one line\n', 9);
   * ```
   */
  async create(options: AppendBlobCreateOptions = {}): Promise<AppendBlobCreateResponse> {
    return run(this.target(), 'AppendBlobCreate', options);
  }

  /**
   * Makes an append blob if there is no blob of this name; `succeeded` says whether it was made.
   *
   * @param options - HTTP headers, metadata, key and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
   */
  async createIfNotExists(
    options: AppendBlobCreateIfNotExistsOptions = {},
  ): Promise<AppendBlobCreateIfNotExistsResponse> {
    const given = pickOptions('AppendBlobCreate', options);
    return orNotThere(() => this.create({ ...given, conditions: { ifNoneMatch: '*' } }), 'BlobAlreadyExists');
  }

  /**
   * Seals the blob: from then on it can be read but not appended to.
   *
   * @param options - Conditions.
   * @see https://learn.microsoft.com/rest/api/storageservices/append-blob-seal
   */
  async seal(options: AppendBlobSealOptions = {}): Promise<AppendBlobAppendBlockResponse & AppendBlobSealResponse> {
    return run(this.target(), 'AppendBlobSeal', options);
  }

  /**
   * Adds content to the end of the blob.
   *
   * A request that may have reached the service is sent again only under a condition that keeps content from being
   * appended twice: `appendPosition`, or `ifMatch` with an `ETag`.
   *
   * @param body - A string (sent as UTF-8), bytes, a Blob, a stream, or a function that makes a stream.
   * @param contentLength - How many bytes the body has.
   * @param options - Conditions, checksums, progress, key and encryption scope.
   * @throws RangeError that names both numbers when the body has another length than `contentLength`; nothing is stored. A string and
   * a Buffer say themselves how long they are.
   * @see https://learn.microsoft.com/rest/api/storageservices/append-block
   *
   * @example Append once, whatever happens on the way
   * ```js
   * const { contentLength: appendPosition } = await log.getProperties();
   * await log.appendBlock(line, Buffer.byteLength(line), { conditions: { appendPosition } });
   * ```
   */
  async appendBlock(
    body: HttpRequestBody,
    contentLength: number,
    options: AppendBlobAppendBlockOptions = {},
  ): Promise<AppendBlobAppendBlockResponse> {
    requireBody(body, 'body');
    requireNumber(contentLength, 'contentLength');
    return runWithBody(this.target(), 'AppendBlobAppendBlock', body, contentLength, options);
  }

  /**
   * Adds to the end of the blob what the service reads from another blob or file. Repeated as {@link appendBlock}.
   *
   * @param sourceURL - What to read: public, with a shared access signature, or with `sourceAuthorization`.
   * @param sourceOffset - Where to begin in the source, in bytes.
   * @param count - How many bytes.
   * @param options - Conditions for both sides, checksums, authorization of the source, keys and encryption scope.
   * @see https://learn.microsoft.com/rest/api/storageservices/append-block-from-url
   */
  async appendBlockFromURL(
    sourceURL: string,
    sourceOffset: number,
    count: number,
    options: AppendBlobAppendBlockFromURLOptions = {},
  ): Promise<AppendBlobAppendBlockFromUrlResponse> {
    return run(this.target(), 'AppendBlobAppendBlockFromURL', options, {
      copySource: requireSource(sourceURL, 'sourceURL'),
      sourceRange: requireRange(sourceOffset, count, 'sourceOffset'),
    });
  }
}

blobClientClasses.append = AppendBlobClient;
