/**
 * A pipeline is a credential and the options of the connection. Clients that are made from each other share one, and
 * through it one engine: its connections, its token, its retry policy.
 */

import { AnonymousCredential } from './AnonymousCredential';
import { requireInteger, requireOptions, requireString } from './arguments';
import { provideRoots } from './certificates';
import { Credential } from './Credential';
import { callNative } from './failure';
import { native, type NativePipeline } from './native';
import { StorageOAuthScopes, type StorageRetryPolicyType } from './constants';
import { StorageSharedKeyCredential } from './StorageSharedKeyCredential';
import { isTokenCredential, tokenCallback, type TokenCredential } from './TokenCredential';

/** Anything that a client can authorise its requests with. */
export type AnyCredential = StorageSharedKeyCredential | AnonymousCredential | TokenCredential;

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
  /** Always empty: the engine has no policies in JavaScript. */
  readonly factories: unknown[];
  /** The options of the connection. */
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

/** Whether a value is a pipeline. */
export function isPipelineLike(pipeline: unknown): pipeline is PipelineLike {
  if (typeof pipeline !== 'object' || pipeline === null) return false;
  const { factories, options, toServiceClientOptions } = pipeline as Partial<PipelineLike>;
  return Array.isArray(factories) && typeof options === 'object' && typeof toServiceClientOptions === 'function';
}

/** A credential and the options of the connection. Made by {@link newPipeline}. */
export class Pipeline implements PipelineLike {
  /** Credentials that were passed to the constructor; request policies are not supported. */
  readonly factories: unknown[];
  /** The options of the connection. */
  readonly options: StoragePipelineOptions;

  /**
   * @param factories - May hold one credential; anything else is refused when a client is made from the pipeline.
   * @param options - The options of the connection.
   */
  constructor(factories: unknown[], options: StoragePipelineOptions = {}) {
    this.factories = factories;
    this.options = options;
  }

  /** The options in the form of an older interface. */
  toServiceClientOptions(): ServiceClientOptions {
    return { requestPolicyFactories: this.factories };
  }
}

/**
 * Makes a pipeline: to share connections, tokens and options between clients.
 *
 * @param credential - Who signs. Default: nobody, see {@link AnonymousCredential}.
 * @param pipelineOptions - The options of the connection.
 * @throws TypeError when the credential is none, or an option has the wrong type.
 *
 * @example
 * ```js
 * const pipeline = newPipeline(credential, { retryOptions: { maxTries: 6 } });
 * const first = new ContainerClient('https://account.blob.core.windows.net/first', pipeline);
 * const second = new ContainerClient('https://account.blob.core.windows.net/second', pipeline);
 * ```
 */
export function newPipeline(credential?: AnyCredential, pipelineOptions: StoragePipelineOptions = {}): Pipeline {
  const pipeline = new Pipeline([], requireOptions(pipelineOptions));
  credentials.set(pipeline, requireCredential(credential));
  return pipeline;
}

const credentials = new WeakMap<PipelineLike, AnyCredential>();
const nativePipelines = new WeakMap<PipelineLike, NativePipeline>();

/** Whether a value can authorise requests. */
export function isCredential(value: unknown): value is AnyCredential {
  return value instanceof Credential || isTokenCredential(value);
}

/** The credential that a pipeline was made with. */
export function credentialOf(pipeline: PipelineLike): AnyCredential {
  const known = credentials.get(pipeline);
  if (known) return known;
  const credential = credentialFromFactories(pipeline.factories);
  credentials.set(pipeline, credential);
  return credential;
}

/** The engine behind a pipeline: made for its first request, which goes to `url`. */
export function nativePipelineOf(pipeline: PipelineLike, url: string): NativePipeline {
  const known = nativePipelines.get(pipeline);
  if (known) return known;
  if (url.startsWith('https:')) provideRoots();
  const credential = credentialOf(pipeline);
  const { NativePipeline } = native();
  const getToken = isTokenCredential(credential) ? tokenCallback(credential) : undefined;
  const created = callNative(
    () =>
      new NativePipeline(credentialJson(credential, pipeline.options), pipelineOptionsJson(pipeline.options), getToken),
  );
  nativePipelines.set(pipeline, created);
  return created;
}

function requireCredential(credential: unknown): AnyCredential {
  if (credential === undefined || credential === null) return new AnonymousCredential();
  if (!isCredential(credential)) {
    throw new TypeError(
      'credential must be a StorageSharedKeyCredential, an AnonymousCredential, or an object with getToken()',
    );
  }
  return credential;
}

function credentialFromFactories(factories: readonly unknown[]): AnyCredential {
  const [first, ...others] = factories;
  if (first === undefined) return new AnonymousCredential();
  if (others.length === 0 && isCredential(first)) return first;
  throw new TypeError(
    'pipeline.factories: request policies cannot run in blobferry, which sends requests from its engine. ' +
      'Make the pipeline with newPipeline(credential, options).',
  );
}

function credentialJson(credential: AnyCredential, options: StoragePipelineOptions): string {
  if (credential instanceof StorageSharedKeyCredential) {
    return JSON.stringify({
      kind: 'sharedKey',
      accountName: credential.accountName,
      accountKey: StorageSharedKeyCredential.keyOf(credential),
    });
  }
  if (isTokenCredential(credential)) {
    const audience = options.audience ?? StorageOAuthScopes;
    return JSON.stringify({ kind: 'token', scopes: Array.isArray(audience) ? audience : [audience] });
  }
  return '{"kind":"anonymous"}';
}

function pipelineOptionsJson(options: StoragePipelineOptions): string {
  if ((options.httpClient as unknown) !== undefined) {
    throw new TypeError('options.httpClient is not supported: blobferry sends requests from its engine');
  }
  const { proxyOptions, userAgentOptions, keepAliveOptions, retryOptions, serviceVersion } = options;
  return JSON.stringify({
    retryOptions: requireOptions(retryOptions, 'options.retryOptions'),
    userAgent: userAgent(userAgentOptions?.userAgentPrefix),
    keepAlive: keepAliveOptions?.enable ?? true,
    serviceVersion,
    proxy: proxyOptions && {
      ...proxyOptions,
      host: requireString(proxyOptions.host, 'options.proxyOptions.host'),
      port: requireInteger(proxyOptions.port, 'options.proxyOptions.port', 1),
    },
  });
}

function userAgent(prefix: string | undefined): string {
  const own = `blobferry/${native().version()} Node/${process.version.slice(1)} (${process.platform}; ${process.arch})`;
  return prefix === undefined || prefix === '' ? own : `${prefix} ${own}`;
}
