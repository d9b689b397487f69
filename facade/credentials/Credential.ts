import path from 'node:path';

import { isStandingInstance, standForWhenAsked } from '../engine/foreignClasses';
import type { CredentialPolicy } from '../policies/CredentialPolicy';
import type { RequestPolicy, RequestPolicyFactory, RequestPolicyOptions } from '../types/policies';

/** Lets a credential class stand for that of the package which also the clients of queues and file shares have theirs from. */
export function standForOnceLoaded(own: abstract new (...parameters: never[]) => Credential, name: string): void {
  standForWhenAsked(own, '@azure/storage-common', path.join('credentials', `${name}.js`), name);
}

/** Creates a policy that signs requests. */
export type CredentialPolicyCreator = (nextPolicy: RequestPolicy, options: RequestPolicyOptions) => CredentialPolicy;

/**
 * The base class of the credentials of this package. A custom credential extends it, creates a policy that signs, and
 * is added to `pipeline.factories`.
 */
export abstract class Credential implements RequestPolicyFactory {
  /** @internal Whether a value is an instance, also one that is an instance of another package's class as well. */
  static [Symbol.hasInstance](value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
    return this === Credential && isStandingInstance(value, Credential);
  }

  /**
   * Creates a policy that signs requests. Subclasses override this.
   *
   * @param _nextPolicy - The policy that requests are passed on to.
   * @param _options - The logger.
   */
  create(_nextPolicy: RequestPolicy, _options: RequestPolicyOptions): RequestPolicy {
    throw new Error('Method should be implemented in children classes.');
  }
}
