/** The options of a pipeline, and its public shape. */

import type { StorageRetryPolicyType } from './constants';

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
   * The maximum delay between attempts, in milliseconds. Default: 120,000. Only the service can ask for a longer delay,
   * up to five minutes.
   */
  readonly maxRetryDelayInMs?: number;
  /** The host of the secondary location. If set, every second attempt of a read goes there. Default: none. */
  readonly secondaryHost?: string;
}

/**
 * The proxy of requests. Without it, the environment variables `HTTPS_PROXY`, `ALL_PROXY`, `HTTP_PROXY` and `NO_PROXY`
 * apply.
 */
export interface ProxyOptions {
  /** The host of the proxy with its scheme, such as `http://proxy.example`. */
  host: string;
  /** The port of the proxy. */
  port: number;
  /** The user name for the proxy. */
  username?: string;
  /** The password for the proxy. */
  password?: string;
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
  /** Not supported, because the engine sends all requests. A value other than undefined throws a TypeError. */
  httpClient?: undefined;
  /** The OAuth scope of tokens. Default: `https://storage.azure.com/.default`. */
  audience?: string | string[];
  /**
   * The service version of requests (`x-ms-version`), such as `2024-11-04`. Default: the oldest version that has every
   * feature in use.
   */
  serviceVersion?: string;
}

/** The public shape of a pipeline. */
export interface PipelineLike {
  /**
   * Empty, or only the credential. The engine cannot run request policies written in JavaScript; a pipeline that has
   * any throws when it is used.
   */
  readonly factories: unknown[];
  /** The options of the pipeline. They are read for the first request; later changes have no effect. */
  readonly options: StoragePipelineOptions;
  /** Returns the options in the shape of an older interface. */
  toServiceClientOptions(): ServiceClientOptions;
}

/** Returns the options in the shape of an older interface. */
export interface ServiceClientOptions {
  /** The factories of the pipeline. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- scripts hand it on to what has its own type for it
  requestPolicyFactories?: any;
}
