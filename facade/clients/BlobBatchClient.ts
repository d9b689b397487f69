import type { AnonymousCredential } from '../credentials/AnonymousCredential';
import type { StorageSharedKeyCredential } from '../credentials/StorageSharedKeyCredential';
import type { TokenCredential } from '../credentials/TokenCredential';
import { partsFromUrl } from './clientArguments';
import { INSPECT, inspectAs, type InspectArguments } from '../engine/inspect';
import { ifInitialized, privateState, type PrivateState } from '../engine/state';
import { redactUrl } from '../errors/errors';
import type { AccessTier, BlobDeleteOptions, BlobSetTierOptions } from '../generated/models';
import type { Target } from '../pipeline/run';
import type {
  BatchBlob,
  BlobBatchDeleteBlobsResponse,
  BlobBatchSetBlobsAccessTierResponse,
  BlobBatchSubmitBatchOptionalParams,
  BlobBatchSubmitBatchResponse,
} from '../batch/batchTypes';

import type { PipelineLike, StoragePipelineOptions } from '../types/pipeline';
import { MAX_REQUESTS } from '../batch/batchText';
import { BlobBatch } from './BlobBatch';
import { submitBatch } from '../batch/submitBatch';

const STATE = Symbol('state');

/**
 * A client that deletes blobs, or changes their access tiers, with one request for up to 256 of them. It works for a whole
 * account, or for one container.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/blob-batch
 *
 * @example
 * ```js
 * const batches = service.getBlobBatchClient();
 * const blobs = ['a.log', 'b.log'].map((name) => container.getBlobClient(name));
 * const { subResponses, subResponsesFailedCount } = await batches.deleteBlobs(blobs);
 * if (subResponsesFailedCount > 0) console.log(subResponses.filter(({ errorCode }) => errorCode));
 * ```
 */
export class BlobBatchClient {
  /** @internal */
  readonly [STATE]: PrivateState<Target>;

  /**
   * Creates a client from the URL of an account or of a container.
   *
   * @param url - The URL. It may include a shared access signature.
   * @param credential - The credential that authorizes batches. Default: an {@link AnonymousCredential}.
   * @param options - Options of the pipeline, such as retries and the proxy.
   */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: StoragePipelineOptions,
  );
  /**
   * Creates a client from the URL of an account or of a container, and an existing pipeline.
   *
   * @param url - The URL.
   * @param pipeline - A pipeline from {@link newPipeline}.
   */
  constructor(url: string, pipeline: PipelineLike);
  constructor(url: string, credentialOrPipeline?: unknown, options?: unknown) {
    const parts = partsFromUrl(url, 'service', credentialOrPipeline, options);
    this[STATE] = privateState({ url: parts.url.url, pipeline: parts.pipeline });
  }

  /** Creates a batch without requests. */
  createBatch(): BlobBatch {
    return new BlobBatch();
  }

  /**
   * Deletes blobs. The promise also resolves if some of the blobs could not be deleted; the result shows which.
   *
   * @param urls - The URLs of up to 256 blobs.
   * @param credential - The credential that authorizes the deletions.
   * @param options - What happens to snapshots, and conditions, for every blob.
   * @throws RangeError when there are more than 256 blobs, or none. Nothing is sent then.
   * @see https://learn.microsoft.com/rest/api/storageservices/blob-batch
   */
  deleteBlobs(
    urls: string[],
    credential: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: BlobDeleteOptions,
  ): Promise<BlobBatchDeleteBlobsResponse>;
  /**
   * Deletes blobs. The promise also resolves if some of the blobs could not be deleted; the result shows which.
   *
   * @param blobClients - The clients of up to 256 blobs. Their credentials authorize the deletions.
   * @param options - What happens to snapshots, and conditions, for every blob.
   */
  deleteBlobs(blobClients: BatchBlob[], options?: BlobDeleteOptions): Promise<BlobBatchDeleteBlobsResponse>;
  async deleteBlobs(
    urlsOrClients: (string | BatchBlob)[],
    credentialOrOptions?: unknown,
    options?: unknown,
  ): Promise<BlobBatchDeleteBlobsResponse> {
    const rest = [credentialOrOptions, options] as [never, never];
    return await this.submitBatch(
      await batchOf(urlsOrClients, (batch, blob) => batch.deleteBlob(blob as never, ...rest)),
    );
  }

  /**
   * Changes the access tiers of blobs. The promise also resolves if some of the tiers could not be changed; the result
   * shows which.
   *
   * @param urls - The URLs of up to 256 blobs.
   * @param credential - The credential that authorizes the changes.
   * @param tier - `Hot`, `Cool`, `Cold` or `Archive`.
   * @param options - Lease id, a condition on tags, and the rehydrate priority, for every blob.
   * @throws RangeError when there are more than 256 blobs, or none. Nothing is sent then.
   * @see https://learn.microsoft.com/rest/api/storageservices/blob-batch
   */
  setBlobsAccessTier(
    urls: string[],
    credential: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    tier: AccessTier,
    options?: BlobSetTierOptions,
  ): Promise<BlobBatchSetBlobsAccessTierResponse>;
  /**
   * Changes the access tiers of blobs. The promise also resolves if some of the tiers could not be changed; the result
   * shows which.
   *
   * @param blobClients - The clients of up to 256 blobs. Their credentials authorize the changes.
   * @param tier - `Hot`, `Cool`, `Cold` or `Archive`.
   * @param options - Lease id, a condition on tags, and the rehydrate priority, for every blob.
   */
  setBlobsAccessTier(
    blobClients: BatchBlob[],
    tier: AccessTier,
    options?: BlobSetTierOptions,
  ): Promise<BlobBatchSetBlobsAccessTierResponse>;
  async setBlobsAccessTier(
    urlsOrClients: (string | BatchBlob)[],
    credentialOrTier?: unknown,
    tierOrOptions?: unknown,
    options?: unknown,
  ): Promise<BlobBatchSetBlobsAccessTierResponse> {
    const rest = [credentialOrTier, tierOrOptions, options] as [never, never, never];
    return await this.submitBatch(
      await batchOf(urlsOrClients, (batch, blob) => batch.setBlobAccessTier(blob as never, ...rest)),
    );
  }

  /**
   * Sends a batch. The promise also resolves if some requests failed; the result has the response to each.
   *
   * @param batchRequest - The batch, with 1 to 256 requests.
   * @param options - The `abortSignal`, the timeout of the service, and a request id.
   * @throws RangeError when the batch has no requests.
   * @throws RestError when the service rejects the batch as a whole.
   * @see https://learn.microsoft.com/rest/api/storageservices/blob-batch
   *
   * @example
   * ```js
   * const batch = new BlobBatch();
   * for (const name of ['a.log', 'b.log']) await batch.deleteBlob(container.getBlobClient(name));
   * const { subResponses } = await container.getBlobBatchClient().submitBatch(batch);
   * for (const { _request, status, errorCode } of subResponses) console.log(_request.url, status, errorCode ?? '');
   * ```
   */
  async submitBatch(
    batchRequest: BlobBatch,
    options: BlobBatchSubmitBatchOptionalParams = {},
  ): Promise<BlobBatchSubmitBatchResponse> {
    if (!(batchRequest as BlobBatch | undefined) || batchRequest.getSubRequests().size === 0) {
      throw new RangeError('Batch request should contain one or more sub requests.');
    }
    return await submitBatch(this[STATE](), batchRequest, options);
  }

  /** The output of `JSON.stringify`: what the client refers to, without a signature. */
  toJSON(): object {
    return { url: redactUrl(ifInitialized(this[STATE], ({ url }) => url)) };
  }

  /** @internal The output of `console.log`: the same. */
  [INSPECT](...call: InspectArguments): string {
    return inspectAs(this, this.toJSON(), call);
  }
}

/** Creates a batch. All requests are signed at the same time. */
async function batchOf<T>(blobs: Iterable<T>, add: (batch: BlobBatch, blob: T) => Promise<void>): Promise<BlobBatch> {
  const batch = new BlobBatch();
  const added: Promise<void>[] = [];
  for (const blob of blobs) {
    added.push(add(batch, blob));
    // One more than the maximum, for its error. The rest of a long list need not be signed.
    if (added.length > MAX_REQUESTS) break;
  }
  await Promise.all(added);
  return batch;
}
