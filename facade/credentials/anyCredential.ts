/** The kinds of credentials that a client accepts: how they are recognized and compared. */

import { AnonymousCredential } from './AnonymousCredential';
import { isSharedKey, keyOf, type StorageSharedKeyCredential } from './StorageSharedKeyCredential';
import { isTokenCredential, type TokenCredential } from './TokenCredential';

/** Any credential that a client accepts. */
export type AnyCredential = StorageSharedKeyCredential | AnonymousCredential | TokenCredential;

/** Returns whether a value is a credential. */
export function isCredential(value: unknown): value is AnyCredential {
  return isSharedKey(value) || isTokenCredential(value) || isAnonymous(value);
}

/**
 * Returns whether a value is an anonymous credential. A subclass that signs in its own way is not, because its requests
 * would be sent unsigned.
 */
function isAnonymous(value: unknown): value is AnonymousCredential {
  if (value instanceof AnonymousCredential) return value.create === AnonymousCredential.prototype.create;
  const { constructor } = (value ?? {}) as { constructor?: { name?: string } };
  return constructor?.name === 'AnonymousCredential';
}

/** Requires a credential. None is an anonymous one. */
export function requireCredential(credential: unknown): AnyCredential {
  if (credential === undefined || credential === null) return new AnonymousCredential();
  if (!isCredential(credential)) {
    throw new TypeError(
      'credential must be a StorageSharedKeyCredential, an AnonymousCredential, or an object with getToken()',
    );
  }
  return credential;
}

/** Throws if the factories have another credential than the pipeline, because that credential would not sign. */
export function requireSameCredential(factories: readonly unknown[], credential: AnyCredential): void {
  for (const factory of factories) {
    if (isCredential(factory) && !isSameCredential(factory, credential)) throw anotherCredential();
  }
}

function isSameCredential(value: unknown, credential: AnyCredential): boolean {
  if (value === credential) return true;
  // A Proxy around the pipeline also wraps the members that are read through it.
  if (isSharedKey(value) && isSharedKey(credential)) {
    return value.accountName === credential.accountName && keyOf(value) === keyOf(credential);
  }
  if (isTokenCredential(value) && isTokenCredential(credential)) return value.getToken === credential.getToken;
  return isAnonymous(value) && isAnonymous(credential);
}

function anotherCredential(): TypeError {
  return new TypeError(
    'pipeline.factories has another credential than the pipeline, which would not be used. ' +
      'Create the pipeline with newPipeline(credential, options).',
  );
}
