import { AnonymousCredentialPolicy } from '../policies/CredentialPolicy';
import { Credential, standForOnceLoaded } from './Credential';
import type { RequestPolicy, RequestPolicyOptions } from '../types/policies';

/**
 * The absence of a credential. For containers with public access, and for URLs that include a shared access signature.
 *
 * @example
 * ```js
 * const client = new BlobServiceClient(`https://account.blob.core.windows.net?${sas}`, new AnonymousCredential());
 * ```
 */
export class AnonymousCredential extends Credential {
  /** Creates a policy that does nothing. */
  override create(nextPolicy: RequestPolicy, options: RequestPolicyOptions): AnonymousCredentialPolicy {
    return new AnonymousCredentialPolicy(nextPolicy, options);
  }
}

// The clients of queues and file shares take nothing else for the absence of a credential.
standForOnceLoaded(AnonymousCredential, 'AnonymousCredential');
