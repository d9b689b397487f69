import { optionalInteger, requireInteger, requireString } from '../validation/arguments';
import type { WithResponse } from '../types/common';
import { redact } from '../errors/errors';
import type { Lease, LeaseOperationOptions } from '../generated/models';
import { randomUUID } from '../engine/lazyModules';
import type { PipelineLike } from '../types/pipeline';
import { type Target, runGiven } from '../pipeline/run';
import { type Kept, keep } from '../engine/state';
import { readOptions, type Values } from '../validation/serialize';

/** The result of operations on leases. */
export type LeaseOperationResponse = WithResponse<Lease, Lease>;

/** A client of what can be leased: a `ContainerClient` or a `BlobClient`. */
export interface LeasableClient {
  /** The URL of the blob or container. */
  readonly url: string;
  /** The name of the container that it is, or is in. */
  readonly containerName: string;
}

/** What is leased. */
interface LeaseTarget extends Target {
  isContainer: boolean;
}

const LEASE_ID = Symbol('leaseId');
const TARGET = Symbol('target');

/**
 * A lease on a blob or container: while it is held, only who names its id can change the blob, or delete the container.
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
  /** @internal Plain members under symbols: they are reached behind a Proxy, and copied into clones. */
  [LEASE_ID]: string;
  /** @internal */
  readonly [TARGET]: Kept<LeaseTarget>;

  /** The lease's id: the one that was proposed, or a random one. */
  get leaseId(): string {
    return this[LEASE_ID];
  }

  /** The URL of the blob or container. */
  get url(): string {
    return this[TARGET]().url;
  }

  /**
   * @param client - The client of the blob or container.
   * @param leaseId - The id of a lease that is held, or that a new one is to have. Default: a random one.
   */
  constructor(client: LeasableClient, leaseId?: string) {
    // The pipeline is protected in the typings: scripts have no business with it.
    const { url, pipeline, name } = client as unknown as { url: string; pipeline: PipelineLike; name?: string };
    this[TARGET] = keep({ url, pipeline, isContainer: name === undefined });
    this[LEASE_ID] = leaseId === undefined || leaseId === '' ? randomUUID() : requireString(leaseId, 'leaseId');
  }

  /**
   * Takes the lease, or prolongs it when it is held under this id already.
   *
   * @param duration - For how many seconds, from 15 to 60; -1 for ever.
   * @param options - Conditions.
   * @throws RestError with code `LeaseAlreadyPresent` when another one is held.
   */
  async acquireLease(duration: number, options: LeaseOperationOptions = {}): Promise<LeaseOperationResponse> {
    const request = { duration: requireInteger(duration, 'duration', -1), proposedLeaseId: this[LEASE_ID] };
    return runLease(this[TARGET](), 'LeaseAcquire', options, request);
  }

  /**
   * Gives the lease another id, which this client uses from then on.
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
   * Gives up the lease: another one can be taken at once.
   *
   * @param options - Conditions.
   */
  async releaseLease(options: LeaseOperationOptions = {}): Promise<LeaseOperationResponse> {
    return runLease(this[TARGET](), 'LeaseRelease', options, { leaseId: this[LEASE_ID] });
  }

  /**
   * Prolongs the lease by its duration. That works even after its end, as long as nobody else took one or changed the blob.
   *
   * @param options - Conditions.
   */
  async renewLease(options: LeaseOperationOptions = {}): Promise<Lease> {
    return runLease(this[TARGET](), 'LeaseRenew', options, { leaseId: this[LEASE_ID] });
  }

  /**
   * Ends a lease, whoever holds it. No other one can be taken until it is broken.
   *
   * @param breakPeriod - After how many seconds at most, from 0 to 60; left out, at the lease's own end.
   * @param options - Conditions.
   * @returns `leaseTime` says how many seconds are left.
   */
  async breakLease(breakPeriod: number, options: LeaseOperationOptions = {}): Promise<LeaseOperationResponse> {
    const request = { breakPeriod: optionalInteger(breakPeriod, 'breakPeriod', 0) };
    return runLease(this[TARGET](), 'LeaseBreak', options, request);
  }

  /** @internal What `JSON.stringify` shows: what is leased, without a signature. */
  toJSON(): object {
    return { leaseId: this[LEASE_ID], url: redact(this.url) };
  }

  /** @internal What `console.log` shows: the same. */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return `${this.constructor.name} ${inspect(this.toJSON(), options)}`;
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
      'options.conditions of a lease on a container must not have ifMatch, ifNoneMatch or tagConditions: the service ignores them',
    );
  }
  return runGiven(target, operation, given, { ...request, isContainer });
}
