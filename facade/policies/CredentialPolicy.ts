import { BaseRequestPolicy } from './BaseRequestPolicy';
import type { WebResource } from '../types/common';
import type { HttpOperationResponse, RequestPolicy, RequestPolicyOptions } from '../types/policies';

/** The base class of policies that sign requests. */
export abstract class CredentialPolicy extends BaseRequestPolicy {
  /** Signs a request and passes it on. */
  sendRequest(request: WebResource): Promise<HttpOperationResponse> {
    return this._nextPolicy.sendRequest(this.signRequest(request));
  }

  /** Signs a request. Subclasses override this. */
  protected signRequest(request: WebResource): WebResource {
    return request;
  }
}

/** The policy of an {@link AnonymousCredential}: it does nothing. */
export class AnonymousCredentialPolicy extends CredentialPolicy {
  /** Creates a policy. */
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- the constructor of the base class is protected
  constructor(nextPolicy: RequestPolicy, options: RequestPolicyOptions) {
    super(nextPolicy, options);
  }
}
