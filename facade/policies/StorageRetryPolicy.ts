import { AbortError, type RestError } from '../errors/errors';
import { BaseRequestPolicy } from './BaseRequestPolicy';
import { isBusySource, isRetriableStatus, networkErrorOf } from './retriable';
import { logAttempt, logCaught, logDelay, logNoFurtherTry, logReason, networkReason, statusReason } from './retryLines';
import type { AbortSignalLike, WebResource } from '../types/common';
import { StorageRetryPolicyType } from '../types/constants';
import type { StorageRetryOptions } from '../types/pipeline';
import type {
  HttpOperationResponse,
  RequestPolicy,
  RequestPolicyFactory,
  RequestPolicyOptions,
} from '../types/policies';

type CompleteRetryOptions = { -readonly [Name in keyof StorageRetryOptions]-?: NonNullable<StorageRetryOptions[Name]> };

const DEFAULTS: Omit<CompleteRetryOptions, 'tryTimeoutInMs'> = {
  maxRetryDelayInMs: 120_000,
  maxTries: 4,
  retryDelayInMs: 4000,
  retryPolicyType: StorageRetryPolicyType.EXPONENTIAL,
  secondaryHost: '',
};

/** The methods of requests that may go to the secondary host. */
const READING = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Retries failed requests. Pipelines do so by themselves, according to their `retryOptions`; this class is for policies that
 * extend it, and for custom chains of policies.
 */
export class StorageRetryPolicy extends BaseRequestPolicy {
  private readonly retryOptions: Omit<CompleteRetryOptions, 'tryTimeoutInMs'> & { tryTimeoutInMs: number | undefined };

  /**
   * Creates a policy.
   *
   * @param nextPolicy - The policy that requests are passed on to.
   * @param options - The logger.
   * @param retryOptions - How requests are retried.
   */
  constructor(nextPolicy: RequestPolicy, options: RequestPolicyOptions, retryOptions: StorageRetryOptions = {}) {
    super(nextPolicy, options);
    const { maxTries, tryTimeoutInMs, retryDelayInMs, maxRetryDelayInMs } = retryOptions;
    const longest = positive(maxRetryDelayInMs) ?? DEFAULTS.maxRetryDelayInMs;
    this.retryOptions = {
      retryPolicyType: retryOptions.retryPolicyType ?? DEFAULTS.retryPolicyType,
      maxTries: maxTries !== undefined && maxTries >= 1 ? Math.floor(maxTries) : DEFAULTS.maxTries,
      tryTimeoutInMs: positive(tryTimeoutInMs),
      retryDelayInMs: Math.min(positive(retryDelayInMs) ?? DEFAULTS.retryDelayInMs, longest),
      maxRetryDelayInMs: longest,
      secondaryHost: retryOptions.secondaryHost ?? DEFAULTS.secondaryHost,
    };
  }

  /** Sends a request, with retries. */
  async sendRequest(request: WebResource): Promise<HttpOperationResponse> {
    return await this.attemptSendRequest(request, false, 1);
  }

  /** Makes an attempt, and the next ones if it fails. The request itself is not changed. */
  protected async attemptSendRequest(
    request: WebResource,
    secondaryHas404: boolean,
    attempt: number,
  ): Promise<HttpOperationResponse> {
    const { secondaryHost, tryTimeoutInMs } = this.retryOptions;
    const isPrimary = secondaryHas404 || secondaryHost === '' || !READING.includes(request.method) || attempt % 2 === 1;
    const copy = request.clone();
    if (!isPrimary) copy.url = withHost(copy.url, secondaryHost);
    if (tryTimeoutInMs !== undefined) copy.url = withTimeout(copy.url, Math.floor(tryTimeoutInMs / 1000));
    let missing = secondaryHas404;
    logAttempt(attempt, isPrimary);
    try {
      const response = await this._nextPolicy.sendRequest(copy);
      if (!this.shouldRetry(isPrimary, attempt, response)) return response;
      missing ||= !isPrimary && response.status === 404;
    } catch (error) {
      logCaught(error, true);
      if (!this.shouldRetry(isPrimary, attempt, undefined, error as RestError)) throw error;
    }
    await this.delay(isPrimary, attempt, request.abortSignal);
    return await this.attemptSendRequest(request, missing, attempt + 1);
  }

  /** Returns whether another attempt is due. */
  protected shouldRetry(
    isPrimaryRetry: boolean,
    attempt: number,
    response?: HttpOperationResponse,
    err?: RestError,
  ): boolean {
    const { maxTries } = this.retryOptions;
    if (attempt >= maxTries) {
      logNoFurtherTry(attempt, maxTries);
      return false;
    }
    const status = response?.status ?? err?.statusCode;
    const networkError = networkErrorOf(err);
    if (networkError !== undefined || isRetriableStatus(status, isPrimaryRetry)) {
      logReason(networkError === undefined ? statusReason(status, isPrimaryRetry) : networkReason(networkError));
      return true;
    }
    return response !== undefined && isBusySource(response.status, response.headers.get('x-ms-copy-source-error-code'));
  }

  private async delay(isPrimary: boolean, attempt: number, signal: AbortSignalLike | undefined): Promise<void> {
    const { retryPolicyType, retryDelayInMs, maxRetryDelayInMs } = this.retryOptions;
    const growing = Math.min((2 ** (attempt - 1) - 1) * retryDelayInMs, maxRetryDelayInMs);
    const primary = retryPolicyType === StorageRetryPolicyType.FIXED ? retryDelayInMs : growing;
    const milliseconds = isPrimary ? primary : Math.random() * 1000;
    logDelay(milliseconds);
    await wait(milliseconds, signal);
  }
}

/** Creates a {@link StorageRetryPolicy}. In `pipeline.factories` it has no effect: pipelines have `retryOptions`. */
export class StorageRetryPolicyFactory implements RequestPolicyFactory {
  private readonly retryOptions: StorageRetryOptions | undefined;

  /** Creates a factory. */
  constructor(retryOptions?: StorageRetryOptions) {
    this.retryOptions = retryOptions;
  }

  /** Creates a policy. */
  create(nextPolicy: RequestPolicy, options: RequestPolicyOptions): StorageRetryPolicy {
    return new StorageRetryPolicy(nextPolicy, options, this.retryOptions);
  }
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

function withHost(url: string, host: string): string {
  const changed = new URL(url);
  changed.hostname = host;
  return changed.toString();
}

/** Sets the parameter that limits how long the service works. Other parameters stay as they are written. */
function withTimeout(url: string, seconds: number): string {
  const [before = '', query = ''] = url.split('?', 2);
  const others = query.split('&').filter((pair) => pair !== '' && pair.split('=')[0] !== 'timeout');
  return `${before}?${[...others, `timeout=${String(seconds)}`].join('&')}`;
}

function wait(milliseconds: number, signal: AbortSignalLike | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    function abort(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      reject(new AbortError());
    }
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort);
  });
}
