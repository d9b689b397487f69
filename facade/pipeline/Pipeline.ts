/**
 * A pipeline is a credential and the options of the connection. Clients that are made from each other share one, and
 * through it one engine: its connections, its token, its retry policy.
 */

import { redact, REDACTED } from '../errors/errors';
import { AnonymousCredential } from '../credentials/AnonymousCredential';
import { requireInteger, requireString } from '../validation/arguments';
import { provideRoots } from './certificates';
import { Credential } from '../credentials/Credential';
import { callNative } from '../errors/failure';
import { native } from '../engine/native';
import type { NativePipeline } from '../engine/nativeModule';
import { StorageOAuthScopes } from '../types/constants';
import type {
  PipelineLike,
  ProxyOptions,
  ServiceClientOptions,
  StoragePipelineOptions,
  StorageRetryOptions,
} from '../types/pipeline';
import { optionsOf, pick } from '../validation/serialize';
import { keep, type Kept } from '../engine/state';
import { isSharedKey, keyOf, type StorageSharedKeyCredential } from '../credentials/StorageSharedKeyCredential';
import { isTokenCredential, tokenCallback, type TokenCredential } from '../credentials/TokenCredential';

/** Anything that a client can authorise its requests with. */
export type AnyCredential = StorageSharedKeyCredential | AnonymousCredential | TokenCredential;

/** Whether a value is a pipeline. */
export function isPipelineLike(pipeline: unknown): pipeline is PipelineLike {
  if (typeof pipeline !== 'object' || pipeline === null) return false;
  const { factories, options, toServiceClientOptions } = pipeline as Partial<PipelineLike>;
  return Array.isArray(factories) && typeof options === 'object' && typeof toServiceClientOptions === 'function';
}

/** What a pipeline keeps, wherever it goes. */
interface PipelineState {
  credential?: AnyCredential;
  native?: NativePipeline;
}

const STATE = Symbol('state');

/** A credential and the options of the connection. Made by {@link newPipeline}. */
export class Pipeline implements PipelineLike {
  /** Credentials that were passed to the constructor; request policies are not supported. */
  readonly factories: unknown[];
  /** The options of the connection. They are read for the first request, and count from then on. */
  readonly options: StoragePipelineOptions;
  /** @internal */
  readonly [STATE]: Kept<PipelineState>;

  /**
   * @param factories - May hold one credential; anything else is refused when a client is made from the pipeline.
   * @param options - The options of the connection.
   */
  constructor(factories: unknown[], options: StoragePipelineOptions = {}) {
    this.factories = factories;
    this.options = options;
    this[STATE] = keep({});
  }

  /** The options in the form of an older interface. */
  toServiceClientOptions(): ServiceClientOptions {
    return { requestPolicyFactories: this.factories };
  }

  /** What `JSON.stringify` shows: without who may use the proxy. */
  toJSON(): object {
    const { proxyOptions, ...options } = this.options;
    const proxy = proxyOptions && { ...proxyOptions, host: redact(proxyOptions.host) };
    if (proxy?.username !== undefined) proxy.username = REDACTED;
    if (proxy?.password !== undefined) proxy.password = REDACTED;
    return { factories: this.factories, options: { ...options, ...(proxy && { proxyOptions: proxy }) } };
  }

  /** @internal What `console.log` shows: the same. */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return `${this.constructor.name} ${inspect(this.toJSON(), options)}`;
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
  const pipeline = new Pipeline([], optionsOf(pipelineOptions));
  pipeline[STATE]().credential = requireCredential(credential);
  return pipeline;
}

/** The state of pipelines that others made. */
const statesOfOthers = new WeakMap<PipelineLike, PipelineState>();
const kept = new WeakMap<PipelineLike, Kept<PipelineLike>>();

/** The pipeline in a function, which is the same one whenever it is asked for: clients that share a pipeline look alike. */
export function keptPipeline(pipeline: PipelineLike): Kept<PipelineLike> {
  const known = kept.get(pipeline);
  if (known) return known;
  const created = keep(pipeline);
  kept.set(pipeline, created);
  return created;
}

/** Whether a value can authorise requests. */
export function isCredential(value: unknown): value is AnyCredential {
  return isSharedKey(value) || isTokenCredential(value) || isAnonymous(value);
}

/** Whether a value stands for nobody. What signs in a way of its own does not: it would be sent unsigned. */
function isAnonymous(value: unknown): value is AnonymousCredential {
  if (value instanceof AnonymousCredential) return value.create === Credential.prototype.create;
  const { constructor } = (value ?? {}) as { constructor?: { name?: string } };
  return constructor?.name === 'AnonymousCredential';
}

/** The credential that a pipeline was made with. */
export function credentialOf(pipeline: PipelineLike): AnyCredential {
  const state = stateOf(pipeline);
  state.credential ??= credentialFromFactories(pipeline);
  requireOnlyCredential(pipeline.factories, state.credential);
  return state.credential;
}

/** The engine behind a pipeline: made for its first request, which goes to `url`. */
export function nativePipelineOf(pipeline: PipelineLike, url: string): NativePipeline {
  const state = stateOf(pipeline);
  const credential = credentialOf(pipeline);
  if (state.native) return state.native;
  if (url.startsWith('https:')) provideRoots();
  const { NativePipeline } = native();
  const getToken = isTokenCredential(credential) ? tokenCallback(credential) : undefined;
  return (state.native = callNative(
    () =>
      new NativePipeline(credentialJson(credential, pipeline.options), pipelineOptionsJson(pipeline.options), getToken),
  ));
}

function stateOf(pipeline: PipelineLike): PipelineState {
  const { [STATE]: own } = pipeline as Partial<Pipeline>;
  if (own) return own();
  let state = statesOfOthers.get(pipeline);
  if (!state) statesOfOthers.set(pipeline, (state = {}));
  return state;
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

/** The credential of a pipeline that `newPipeline` of this package did not make. */
function credentialFromFactories(pipeline: PipelineLike): AnyCredential {
  const { _credential: own } = pipeline as { _credential?: unknown };
  if (isCredential(own)) return own;
  const [first, ...others] = pipeline.factories;
  if (others.length === 0 && isCredential(first)) return first;
  // What `new Pipeline([])` says is: nobody signs. A pipeline of which nothing is known says nothing.
  if (first === undefined && pipeline instanceof Pipeline) return new AnonymousCredential();
  throw first === undefined ? unknownPipeline() : policiesInPipeline();
}

/** A policy that a script adds would be ignored without a word: what it was to sign, log or redirect would go out as it is. */
function requireOnlyCredential(factories: readonly unknown[], credential: AnyCredential): void {
  if (factories.length === 0) return;
  if (factories.length > 1 || !isSameCredential(factories[0], credential)) throw policiesInPipeline();
}

function isSameCredential(value: unknown, credential: AnyCredential): boolean {
  if (value === credential) return true;
  // A Proxy around the pipeline wraps what is read through it.
  if (isSharedKey(value) && isSharedKey(credential)) {
    return value.accountName === credential.accountName && keyOf(value) === keyOf(credential);
  }
  if (isTokenCredential(value) && isTokenCredential(credential)) return value.getToken === credential.getToken;
  return isAnonymous(value) && isAnonymous(credential);
}

function policiesInPipeline(): TypeError {
  return new TypeError(
    'pipeline.factories: request policies cannot run in blobferry, which sends requests from its engine. ' +
      'Make the pipeline with newPipeline(credential, options), and leave its factories as they are.',
  );
}

function unknownPipeline(): TypeError {
  return new TypeError(
    'pipeline has no credential: newPipeline() of this package did not make it. ' +
      'Make it with newPipeline(credential, options); new AnonymousCredential() says that nobody signs.',
  );
}

function credentialJson(credential: AnyCredential, options: StoragePipelineOptions): string {
  if (isSharedKey(credential)) {
    return JSON.stringify({
      kind: 'sharedKey',
      accountName: credential.accountName,
      accountKey: keyOf(credential),
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
  const retry = pick(optionsOf(retryOptions, 'options.retryOptions'), RETRY_OPTIONS);
  return JSON.stringify({
    retryOptions: Object.fromEntries(Object.entries(retry).filter(([, value]) => value !== null)),
    userAgent: userAgent(userAgentOptions?.userAgentPrefix),
    // As in the reference, any value says yes or no.
    keepAlive: (keepAliveOptions?.enable ?? true) ? true : false,
    serviceVersion,
    proxy: proxyOptions && proxyJson(optionsOf(proxyOptions, 'options.proxyOptions')),
  });
}

const RETRY_OPTIONS = [
  'retryPolicyType',
  'maxTries',
  'tryTimeoutInMs',
  'retryDelayInMs',
  'maxRetryDelayInMs',
  'secondaryHost',
] as const satisfies (keyof StorageRetryOptions)[];

function proxyJson({ host, port, username, password }: Partial<ProxyOptions>): object {
  return {
    host: requireString(host, 'options.proxyOptions.host'),
    port: requireInteger(port, 'options.proxyOptions.port', 1),
    username,
    password,
  };
}

function userAgent(prefix: string | undefined): string {
  const own = `blobferry/${native().version()} Node/${process.version.slice(1)} (${process.platform}; ${process.arch})`;
  return prefix === undefined || prefix === '' ? own : `${prefix} ${own}`;
}
