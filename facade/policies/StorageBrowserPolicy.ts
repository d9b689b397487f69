import { BaseRequestPolicy } from './BaseRequestPolicy';
import type { WebResource } from '../types/common';
import type {
  HttpOperationResponse,
  RequestPolicy,
  RequestPolicyFactory,
  RequestPolicyOptions,
} from '../types/policies';

/** A policy for browsers. In Node.js it passes requests on. */
export class StorageBrowserPolicy extends BaseRequestPolicy {
  /** Creates a policy. */
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- the constructor of the base class is protected
  constructor(nextPolicy: RequestPolicy, options: RequestPolicyOptions) {
    super(nextPolicy, options);
  }

  /** Passes a request on. */
  async sendRequest(request: WebResource): Promise<HttpOperationResponse> {
    return await this._nextPolicy.sendRequest(request);
  }
}

/** Creates a {@link StorageBrowserPolicy}. */
export class StorageBrowserPolicyFactory implements RequestPolicyFactory {
  /** Creates a policy. */
  create(nextPolicy: RequestPolicy, options: RequestPolicyOptions): StorageBrowserPolicy {
    return new StorageBrowserPolicy(nextPolicy, options);
  }
}
