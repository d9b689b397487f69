/**
 * The members that the result of an operation has. As in the reference, a result has all of them: those that the service did not send are
 * `undefined`, so that `in`, `Object.keys` and a spread see them.
 */

import { RESULT_MEMBERS } from '../generated/results';
import type { Operation } from '../validation/serialize';

type Plain = Record<string, unknown>;

/** The members of bodies whose type the facade declares. */
const OWN_BODIES: Partial<Record<Operation, string>> = { FilterBlobs: 'serviceEndpoint where blobs continuationToken' };

/** The responses to all operations on a lease have one declaration, and each operation has its part of it. */
const NOT_OF_LEASES: Partial<Record<Operation, readonly string[]>> = {
  LeaseAcquire: ['leaseTime', 'errorCode'],
  LeaseRenew: ['leaseTime', 'errorCode'],
  LeaseChange: ['leaseTime', 'errorCode'],
  LeaseRelease: ['leaseId', 'leaseTime', 'errorCode'],
  LeaseBreak: ['leaseId', 'errorCode'],
};

/** The value of the member `body` in results without a body. For all others it is `undefined`. */
const BODIES: Partial<Record<Operation, true>> = { BlobGetProperties: true };

const templates = new Map<Operation, Plain>();

/**
 * An object with all members. A result without a body has the member `body` besides: `true` for a HEAD request, as in the reference. An
 * operation always has one, or never.
 */
export function allMembers(operation: Operation, withBody: boolean): Plain {
  let template = templates.get(operation);
  if (template === undefined) {
    template = membersOfHeaders(operation, []);
    if (withBody) template.body = BODIES[operation];
    templates.set(operation, template);
  }
  return { ...template };
}

/** An object with all members but some. */
export function membersOfHeaders(operation: Operation, without: readonly string[]): Plain {
  const declared = [RESULT_MEMBERS[operation] ?? '', OWN_BODIES[operation] ?? ''].join(' ').split(' ');
  const left = [...without, ...(NOT_OF_LEASES[operation] ?? []), ''];
  const names = declared.filter((name) => !left.includes(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}
