import type { WebResource } from '../types/common';
import type { HttpOperationResponse, RequestPolicy, RequestPolicyOptions } from '../types/policies';

/**
 * The base class of request policies.
 *
 * @example
 * ```js
 * class CountingPolicy extends BaseRequestPolicy {
 *   constructor(nextPolicy, options) {
 *     super(nextPolicy, options);
 *   }
 *   async sendRequest(request) {
 *     request.headers.set('x-my-header', 'value');
 *     return this._nextPolicy.sendRequest(request);
 *   }
 * }
 * const pipeline = newPipeline(credential);
 * pipeline.factories.push({ create: (next, options) => new CountingPolicy(next, options) });
 * ```
 */
export abstract class BaseRequestPolicy implements RequestPolicy {
  /** The policy that requests are passed on to. */
  readonly _nextPolicy: RequestPolicy;
  /** The logger. */
  readonly _options: RequestPolicyOptions;

  /**
   * Creates a policy.
   *
   * @param _nextPolicy - The policy that requests are passed on to.
   * @param _options - The logger.
   */
  protected constructor(_nextPolicy: RequestPolicy, _options: RequestPolicyOptions) {
    this._nextPolicy = _nextPolicy;
    this._options = _options;
  }

  /** Sends a request. */
  abstract sendRequest(webResource: WebResource): Promise<HttpOperationResponse>;

  /** Returns whether messages of a level are logged. */
  shouldLog(logLevel: number): boolean {
    return this._options.shouldLog(logLevel);
  }

  /** Logs a message. */
  log(logLevel: number, message: string): void {
    this._options.log(logLevel, message);
  }
}
