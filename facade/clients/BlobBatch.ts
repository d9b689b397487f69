import { INSPECT, inspectAs, type InspectArguments } from '../engine/inspect';
import { ifInitialized, privateState, type PrivateState } from '../engine/state';
import { inSpan } from '../pipeline/tracing';
import { isCredential } from '../credentials/anyCredential';
import type { AnonymousCredential } from '../credentials/AnonymousCredential';
import type { StorageSharedKeyCredential } from '../credentials/StorageSharedKeyCredential';
import type { TokenCredential } from '../credentials/TokenCredential';
import type { AccessTier, BlobDeleteOptions, BlobSetTierOptions } from '../generated/models';
import type { BatchBlob, BatchSubRequest } from '../batch/batchTypes';

import { requireKnown } from '../validation/knownValues';
import { requireString } from '../validation/arguments';
import { BatchText } from '../batch/batchText';

const STATE = Symbol('state');

/**
 * A set of up to 256 requests that are sent together with {@link BlobBatchClient.submitBatch}. A batch has either
 * deletions or changes of the access tier. Each request is signed when it is added, by its own credential, so submit the
 * batch soon: the service rejects signatures that are more than 15 minutes old.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/blob-batch
 *
 * @example
 * ```js
 * const batch = new BlobBatch();
 * await batch.deleteBlob(container.getBlobClient('old.log'), { deleteSnapshots: 'include' });
 * await batch.deleteBlob(container.getBlobClient('leased.log'), { conditions: { leaseId } });
 * const { subResponses } = await container.getBlobBatchClient().submitBatch(batch);
 * for (const { status, errorCode, _request } of subResponses) console.log(_request.url, status, errorCode);
 * ```
 */
export class BlobBatch {
  /** @internal */
  readonly [STATE]: PrivateState<BatchText>;

  /** Creates a batch without requests. */
  constructor() {
    this[STATE] = privateState(new BatchText());
  }

  /** Returns the content type of the batch: `multipart/mixed` with the boundary between its requests. */
  getMultiPartContentType(): string {
    return `multipart/mixed; boundary=${this[STATE]().boundary}`;
  }

  /** Returns the body of the batch, with the requests that were added so far. It contains signatures. */
  getHttpRequestBody(): string {
    return this[STATE]().body;
  }

  /** Returns the requests that were added so far, by their number. */
  getSubRequests(): Map<number, BatchSubRequest> {
    return this[STATE]().subRequests;
  }

  /**
   * Adds the deletion of a blob, or of a snapshot or version that its URL names.
   *
   * @param url - The URL of the blob. It may include a shared access signature.
   * @param credential - The credential that authorizes the deletion.
   * @param options - What happens to snapshots, and conditions.
   * @throws RangeError when the batch changes access tiers, or has 256 requests already.
   * @see https://learn.microsoft.com/rest/api/storageservices/delete-blob
   */
  deleteBlob(
    url: string,
    credential: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: BlobDeleteOptions,
  ): Promise<void>;
  /**
   * Adds the deletion of a blob, or of the snapshot or version that its client is for.
   *
   * @param blobClient - The client of the blob. Its credential authorizes the deletion.
   * @param options - What happens to snapshots, and conditions.
   */
  deleteBlob(blobClient: BatchBlob, options?: BlobDeleteOptions): Promise<void>;
  async deleteBlob(urlOrClient: unknown, credentialOrOptions?: unknown, options?: unknown): Promise<void> {
    const { request, rest } = readRequest(urlOrClient, [credentialOrOptions, options]);
    await added('BatchDeleteRequest', 'BlobClient-delete', rest[0], (given) =>
      this[STATE]().add('delete', request, given, {}),
    );
  }

  /**
   * Adds a change of the access tier of a blob.
   *
   * @param url - The URL of the blob. It may include a shared access signature.
   * @param credential - The credential that authorizes the change.
   * @param tier - `Hot`, `Cool`, `Cold` or `Archive`.
   * @param options - Lease id, a condition on tags, and the rehydrate priority.
   * @throws RangeError when the batch deletes blobs, or has 256 requests already.
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-tier
   */
  setBlobAccessTier(
    url: string,
    credential: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    tier: AccessTier,
    options?: BlobSetTierOptions,
  ): Promise<void>;
  /**
   * Adds a change of the access tier of a blob.
   *
   * @param blobClient - The client of the blob. Its credential authorizes the change.
   * @param tier - `Hot`, `Cool`, `Cold` or `Archive`.
   * @param options - Lease id, a condition on tags, and the rehydrate priority.
   */
  setBlobAccessTier(blobClient: BatchBlob, tier: AccessTier, options?: BlobSetTierOptions): Promise<void>;
  async setBlobAccessTier(
    urlOrClient: unknown,
    credentialOrTier?: unknown,
    tierOrOptions?: unknown,
    options?: unknown,
  ): Promise<void> {
    const { request, rest } = readRequest(urlOrClient, [credentialOrTier, tierOrOptions, options]);
    const [tier, given] = rest;
    requireKnown(requireString(tier, 'tier'), 'tier');
    await added('BatchSetTierRequest', 'BlobClient-setAccessTier', given, (traced) =>
      this[STATE]().add('setAccessTier', request, traced, { tier }),
    );
  }

  /** The output of `JSON.stringify`: the number of requests, no signatures. */
  toJSON(): object {
    return { subRequests: ifInitialized(this[STATE], ({ subRequests }) => subRequests.size) };
  }

  /** @internal The output of `console.log`: the same. */
  [INSPECT](...call: InspectArguments): string {
    return inspectAs(this, this.toJSON(), call);
  }
}

/** Adds a request in the spans of the reference. */
function added(
  kind: string,
  method: string,
  options: unknown,
  add: (options: unknown) => Promise<unknown>,
): Promise<unknown> {
  const isGiven = typeof options === 'object' && options !== null;
  return inSpan(`${kind}-addSubRequest`, isGiven ? options : {}, (outer) =>
    inSpan(method, outer, (inner) => add(isGiven ? inner : options)),
  );
}

/** Reads (url, credential, …) or (client, …). `rest` are the arguments after that. */
function readRequest(urlOrClient: unknown, rest: unknown[]): { request: BatchSubRequest; rest: unknown[] } {
  const [credential, ...others] = rest;
  if (typeof urlOrClient === 'string') {
    if (isCredential(credential)) return { request: { url: urlOrClient, credential }, rest: others };
  } else {
    // By its members, because a client may come from another copy of the package, or be wrapped.
    const client = (urlOrClient ?? {}) as Partial<BatchBlob>;
    if (typeof client.url === 'string' && isCredential(client.credential)) {
      return { request: { url: client.url, credential: client.credential }, rest };
    }
  }
  throw new RangeError('Invalid arguments. Either url and credential, or BlobClient need be provided.');
}
