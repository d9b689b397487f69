/** The options of a pipeline, and its public shape. */

import type { ProxyOptions } from './common';
import type { StorageRetryPolicyType } from './constants';
import type { IHttpClient, RequestPolicyFactory } from './policies';

export type { ProxyOptions } from './common';

/** How failed requests are retried. */
export interface StorageRetryOptions {
  /** How the delay between attempts grows. Default: exponential. */
  readonly retryPolicyType?: StorageRetryPolicyType;
  /** The maximum number of attempts, including the first. Default: 4. */
  readonly maxTries?: number;
  /**
   * The maximum duration of one attempt, in milliseconds. In each such period, a download must receive at least 1 KiB.
   * Default: no limit.
   */
  readonly tryTimeoutInMs?: number;
  /** The base of the delay between attempts, in milliseconds. Default: 4,000. */
  readonly retryDelayInMs?: number;
  /**
   * The maximum delay between attempts, in milliseconds. Default: 120,000. Only the service can request a longer delay, up
   * to five minutes.
   */
  readonly maxRetryDelayInMs?: number;
  /** The host of the secondary location. If set, every second attempt of a read goes there. Default: none. */
  readonly secondaryHost?: string;
}

/** Additions to the `User-Agent` header. */
export interface UserAgentOptions {
  /** Text in front of the user agent of this package. Default: none. */
  userAgentPrefix?: string;
}

/** Whether connections are kept open for further requests. */
export interface KeepAliveOptions {
  /** True keeps connections open. Default: true. */
  enable?: boolean;
}

/** Options of {@link newPipeline} and of the constructors of clients. */
export interface StoragePipelineOptions {
  /** The proxy of requests. Default: the proxy from the environment. */
  proxyOptions?: ProxyOptions;
  /** Additions to the `User-Agent` header. */
  userAgentOptions?: UserAgentOptions;
  /** How failed requests are retried. */
  retryOptions?: StorageRetryOptions;
  /** Whether connections are kept open for further requests. Default: they are. */
  keepAliveOptions?: KeepAliveOptions;
  /**
   * Sends the requests in place of the engine: for tests, recordings, and custom networks. Default: the engine
   * sends them.
   */
  httpClient?: IHttpClient;
  /** The OAuth scope of tokens. Default: `https://storage.azure.com/.default`. */
  audience?: string | string[];
  /**
   * The service version of requests (`x-ms-version`), such as `2024-11-04`. Default: the oldest version that has every
   * feature in use.
   */
  serviceVersion?: string;
}

/** Options of the {@link Pipeline} constructor. */
export interface PipelineOptions {
  /** Sends the requests in place of the engine. */
  httpClient?: IHttpClient;
}

/** The public shape of a pipeline. */
export interface PipelineLike {
  /** The factories of request policies. They are read when the first client is created. */
  readonly factories: RequestPolicyFactory[];
  /** The options of the pipeline. They are read for the first request; later changes have no effect. */
  readonly options: StoragePipelineOptions;
  /** Returns the options in the shape of an older interface. */
  toServiceClientOptions(): ServiceClientOptions;
}

/** The options of a pipeline in the shape of an older interface. */
export interface ServiceClientOptions {
  /** Sends the requests in place of the engine. */
  httpClient?: IHttpClient;
  /** The factories of the pipeline. */
  requestPolicyFactories?:
    // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- as in the reference
    RequestPolicyFactory[] | ((defaultRequestPolicyFactories: RequestPolicyFactory[]) => void | RequestPolicyFactory[]);
}
