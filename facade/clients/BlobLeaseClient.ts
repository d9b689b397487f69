import { INSPECT, inspectAs, type InspectArguments } from '../engine/inspect';
import { optionalInteger, requireInteger, requireString } from '../validation/arguments';
import type { WithResponse } from '../types/common';
import { redactUrl } from '../errors/errors';
import type { Lease, LeaseOperationOptions } from '../generated/models';
import { randomUUID } from '../engine/lazyModules';
import type { PipelineLike } from '../types/pipeline';
import { type Target, runWithOptions } from '../pipeline/run';
import { ifInitialized, type PrivateState, privateState } from '../engine/state';
import { readOptions, type Values } from '../validation/serialize';

/** The result of a lease operation. */
export type LeaseOperationResponse = WithResponse<Lease, Lease>;

/** A client whose blob or container can be leased: a `BlobClient` or a `ContainerClient`. */
export interface LeasableClient {
  /** The URL of the blob or container. */
  readonly url: string;
  /** The name of the container, or of the container that the blob is in. */
  readonly containerName: string;
}

/** The blob or container that is leased. */
interface LeaseTarget extends Target {
  isContainer: boolean;
}

const LEASE_ID = Symbol('leaseId');
const TARGET = Symbol('target');

/**
 * Manages the lease of a blob or container. While a lease is active, only requests with its id can change the blob or
 * delete the container.
 *
 * @example
 * ```js
 * const lease = blob.getBlobLeaseClient();
 * await lease.acquireLease(60);
 * try {
 *   await blob.setMetadata({ state: 'migrating' }, { conditions: { leaseId: lease.leaseId } });
 * } finally {
 *   await lease.releaseLease();
 * }
 * ```
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/lease-blob
 */
export class BlobLeaseClient {
  /** @internal Symbols, not private fields: a Proxy can reach them, and clones copy them. */
  [LEASE_ID]: string;
  /** @internal */
  readonly [TARGET]: PrivateState<LeaseTarget>;

  /** The lease id: the one that was passed to the constructor, or a random one. */
  get leaseId(): string {
    return this[LEASE_ID];
  }

  /** The URL of the blob or container. */
  get url(): string {
    return ifInitialized(this[TARGET], ({ url }) => url);
  }

  /**
   * Creates a client for the lease of a blob or container.
   *
   * @param client - The client of the blob or container.
   * @param leaseId - The id of an existing lease, or the id to propose for a new one. Default: a random id.
   */
  constructor(client: LeasableClient, leaseId?: string) {
    // The typings declare the pipeline as protected, since scripts do not need it.
    const { url, pipeline, name } = client as unknown as { url: string; pipeline: PipelineLike; name?: string };
    this[TARGET] = privateState({ url, pipeline, isContainer: name === undefined });
    this[LEASE_ID] = (leaseId as string | null) ? requireString(leaseId, 'leaseId') : randomUUID();
  }

  /**
   * Acquires a lease, or renews it when it is already held with this id.
   *
   * @param duration - The duration in seconds, from 15 to 60; -1 for a lease that never expires.
   * @param options - Conditions.
   * @throws RestError with code `LeaseAlreadyPresent` when there is another lease.
   */
  async acquireLease(duration: number, options: LeaseOperationOptions = {}): Promise<LeaseOperationResponse> {
    const request = { duration: requireInteger(duration, 'duration', -1), proposedLeaseId: this[LEASE_ID] };
    return await runLease(this[TARGET](), 'LeaseAcquire', options, request);
  }

  /**
   * Changes the id of the lease. This client uses the new id from then on.
   *
   * @param proposedLeaseId - The new id, a GUID.
   * @param options - Conditions.
   */
  async changeLease(proposedLeaseId: string, options: LeaseOperationOptions = {}): Promise<LeaseOperationResponse> {
    requireString(proposedLeaseId, 'proposedLeaseId');
    const request = { leaseId: this[LEASE_ID], proposedLeaseId };
    const response: LeaseOperationResponse = await runLease(this[TARGET](), 'LeaseChange', options, request);
    this[LEASE_ID] = proposedLeaseId;
    return response;
  }

  /**
   * Releases the lease. Another client can acquire a lease at once.
   *
   * @param options - Conditions.
   */
  async releaseLease(options: LeaseOperationOptions = {}): Promise<LeaseOperationResponse> {
    return await runLease(this[TARGET](), 'LeaseRelease', options, { leaseId: this[LEASE_ID] });
  }

  /**
   * Renews the lease for its original duration. An expired lease can be renewed too, unless another lease was acquired
   * or the blob changed since.
   *
   * @param options - Conditions.
   */
  async renewLease(options: LeaseOperationOptions = {}): Promise<Lease> {
    return await runLease(this[TARGET](), 'LeaseRenew', options, { leaseId: this[LEASE_ID] });
  }

  /**
   * Breaks the lease, no matter who holds it. No other lease can be acquired until it is broken.
   *
   * @param breakPeriod - The number of seconds until the lease is broken, from 0 to 60. Without it, the lease is broken
   * when it expires.
   * @param options - Conditions.
   * @returns `leaseTime` is the number of seconds left.
   */
  async breakLease(breakPeriod: number, options: LeaseOperationOptions = {}): Promise<LeaseOperationResponse> {
    const request = { breakPeriod: optionalInteger(breakPeriod, 'breakPeriod', 0) };
    return await runLease(this[TARGET](), 'LeaseBreak', options, request);
  }

  /** @internal The output of `JSON.stringify`: the leased resource, without a signature. */
  toJSON(): object {
    return { leaseId: this[LEASE_ID], url: redactUrl(this.url) };
  }

  /** @internal The output of `console.log`: the same. */
  [INSPECT](...call: InspectArguments): string {
    return inspectAs(this, this.toJSON(), call);
  }
}

async function runLease<Response>(
  target: LeaseTarget,
  operation: 'LeaseAcquire' | 'LeaseBreak' | 'LeaseChange' | 'LeaseRelease' | 'LeaseRenew',
  options: LeaseOperationOptions,
  request: Values,
): Promise<Response> {
  const given = readOptions(operation, options);
  const { ifMatch, ifNoneMatch, tagConditions } = (given.values.conditions ?? {}) as Values;
  const { isContainer } = target;
  if (isContainer && [ifMatch, ifNoneMatch, tagConditions].some(Boolean)) {
    throw new RangeError(
      'The IfMatch, IfNoneMatch and tags access conditions are ignored by the service. Values other than undefined or their default values are not acceptable.',
    );
  }
  return await runWithOptions(target, operation, given, { ...request, isContainer });
}
