/** The options of a pipeline, and what one looks like from outside. */

import type { StorageRetryPolicyType } from './constants';

/** How failed requests are repeated. */
export interface StorageRetryOptions {
  /** How the delay between tries grows. Default: exponentially. */
  readonly retryPolicyType?: StorageRetryPolicyType;
  /** How often a request is tried, the first time included. Default 4. */
  readonly maxTries?: number;
  /** How long one try may take, in milliseconds, and how long a download may be all but silent. Default: as long as the service takes. */
  readonly tryTimeoutInMs?: number;
  /** The first delay, in milliseconds. Default 4,000. */
  readonly retryDelayInMs?: number;
  /** The longest delay, in milliseconds. Default 120,000. Only the service can ask for more, up to five minutes. */
  readonly maxRetryDelayInMs?: number;
  /** The host of the secondary location, to which every second try of a read goes. */
  readonly secondaryHost?: string;
}

/** The proxy that requests go through. Without it, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are honoured. */
export interface ProxyOptions {
  /** The proxy's host, with its scheme: `http://proxy.example`. */
  host: string;
  /** The proxy's port. */
  port: number;
  /** The user name for the proxy. */
  username?: string;
  /** The password for the proxy. */
  password?: string;
}

/** What is added to the `User-Agent` header. */
export interface UserAgentOptions {
  /** Text in front of the package's own. */
  userAgentPrefix?: string;
}

/** Whether connections are kept for the next request. */
export interface KeepAliveOptions {
  /** Default true. */
  enable?: boolean;
}

/** Options of {@link newPipeline} and of every client's constructor. */
export interface StoragePipelineOptions {
  /** The proxy that requests go through. */
  proxyOptions?: ProxyOptions;
  /** What is added to the `User-Agent` header. */
  userAgentOptions?: UserAgentOptions;
  /** How failed requests are repeated. */
  retryOptions?: StorageRetryOptions;
  /** Whether connections are kept for the next request. Default: they are. */
  keepAliveOptions?: KeepAliveOptions;
  /** Not supported: requests are sent by the engine. A value other than undefined is a TypeError. */
  httpClient?: undefined;
  /** What tokens are asked for. Default `https://storage.azure.com/.default`. */
  audience?: string | string[];
  /** The `x-ms-version` of requests, such as `2024-11-04`. Default: the oldest that has every feature in use. */
  serviceVersion?: string;
}

/** What a pipeline looks like from outside. */
export interface PipelineLike {
  /** Empty, or the credential alone: the engine has no policies in JavaScript, and a pipeline with other ones is refused when it is used. */
  readonly factories: unknown[];
  /** The options of the connection. They are read for the first request, and count from then on. */
  readonly options: StoragePipelineOptions;
  /** The options in the form of an older interface. */
  toServiceClientOptions(): ServiceClientOptions;
}

/** The options in the form of an older interface. */
export interface ServiceClientOptions {
  /** Always empty. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- scripts hand it on to what has its own type for it
  requestPolicyFactories?: any;
}
