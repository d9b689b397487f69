/**
 * A pipeline combines a credential with options. Clients created from each other share a pipeline, and with it one
 * engine pipeline: its connections, its cached token, its retry options.
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
import { privateState, type PrivateState } from '../engine/state';
import { isSharedKey, keyOf, type StorageSharedKeyCredential } from '../credentials/StorageSharedKeyCredential';
import { isTokenCredential, tokenCallback, type TokenCredential } from '../credentials/TokenCredential';

/** Any credential that a client accepts. */
export type AnyCredential = StorageSharedKeyCredential | AnonymousCredential | TokenCredential;

/** Returns whether a value is a pipeline. */
export function isPipelineLike(pipeline: unknown): pipeline is PipelineLike {
  if (typeof pipeline !== 'object' || pipeline === null) return false;
  const { factories, options, toServiceClientOptions } = pipeline as Partial<PipelineLike>;
  return Array.isArray(factories) && typeof options === 'object' && typeof toServiceClientOptions === 'function';
}

/** The private state of a pipeline. */
interface PipelineState {
  credential?: AnyCredential;
  native?: NativePipeline;
}

const STATE = Symbol('state');

/** A credential with the options of its connections. Created by {@link newPipeline}. */
export class Pipeline implements PipelineLike {
  /** The credential that was passed to the constructor. Request policies are not supported. */
  readonly factories: unknown[];
  /** The options of the pipeline. They are read for the first request; later changes have no effect. */
  readonly options: StoragePipelineOptions;
  /** @internal */
  readonly [STATE]: PrivateState<PipelineState>;

  /**
   * Creates a pipeline from factories. {@link newPipeline} is the usual way.
   *
   * @param factories - May contain one credential. Anything else throws when a client is created from the pipeline.
   * @param options - The options of the pipeline.
   */
  constructor(factories: unknown[], options: StoragePipelineOptions = {}) {
    this.factories = factories;
    this.options = options;
    this[STATE] = privateState({});
  }

  /** @internal The credential, under the reference's name. Other copies of this package, which test runners load, read it here. */
  get _credential(): AnyCredential | undefined {
    return this[STATE]().credential;
  }

  /** Returns the options in the shape of an older interface. */
  toServiceClientOptions(): ServiceClientOptions {
    return { requestPolicyFactories: this.factories };
  }

  /** The output of `JSON.stringify`, with the credentials of the proxy redacted. */
  toJSON(): object {
    const { proxyOptions, ...options } = this.options;
    const proxy = proxyOptions && { ...proxyOptions, host: redact(proxyOptions.host) };
    if (proxy?.username !== undefined) proxy.username = REDACTED;
    if (proxy?.password !== undefined) proxy.password = REDACTED;
    return { factories: this.factories, options: { ...options, ...(proxy && { proxyOptions: proxy }) } };
  }

  /** @internal The output of `console.log`: the same. */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return `${this.constructor.name} ${inspect(this.toJSON(), options)}`;
  }
}

/**
 * Creates a pipeline. Clients that are created with the same pipeline share connections, tokens and options.
 *
 * @param credential - The credential that authorizes requests. Default: an {@link AnonymousCredential}.
 * @param pipelineOptions - Options such as retries and the proxy.
 * @throws TypeError when the credential is not a credential, or when an option has the wrong type.
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

/** The state of pipelines that are not instances of this class. */
const foreignStates = new WeakMap<PipelineLike, PipelineState>();
const privatePipelines = new WeakMap<PipelineLike, PrivateState<PipelineLike>>();

/**
 * Wraps a pipeline in a function. The function is the same for every call, so that clients of one pipeline compare as
 * equal.
 */
export function privatePipeline(pipeline: PipelineLike): PrivateState<PipelineLike> {
  const known = privatePipelines.get(pipeline);
  if (known) return known;
  const created = privateState(pipeline);
  privatePipelines.set(pipeline, created);
  return created;
}

/** Returns whether a value is a credential. */
export function isCredential(value: unknown): value is AnyCredential {
  return isSharedKey(value) || isTokenCredential(value) || isAnonymous(value);
}

/**
 * Returns whether a value is an anonymous credential. A subclass that signs in its own way is not, because its requests
 * would be sent unsigned.
 */
function isAnonymous(value: unknown): value is AnonymousCredential {
  if (value instanceof AnonymousCredential) return value.create === Credential.prototype.create;
  const { constructor } = (value ?? {}) as { constructor?: { name?: string } };
  return constructor?.name === 'AnonymousCredential';
}

/** Returns the credential of a pipeline. */
export function credentialOf(pipeline: PipelineLike): AnyCredential {
  const state = stateOf(pipeline);
  state.credential ??= credentialFromFactories(pipeline);
  requireOnlyCredential(pipeline.factories, state.credential);
  return state.credential;
}

/** Returns the engine's pipeline. It is created for the first request, which goes to `url`. */
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
  let state = foreignStates.get(pipeline);
  if (!state) foreignStates.set(pipeline, (state = {}));
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

/** Finds the credential of a pipeline that `newPipeline` of this package did not create. */
function credentialFromFactories(pipeline: PipelineLike): AnyCredential {
  const { _credential: own } = pipeline as { _credential?: unknown };
  if (isCredential(own)) return own;
  const [first, ...others] = pipeline.factories;
  if (others.length === 0 && isCredential(first)) return first;
  // `new Pipeline([])` is explicitly anonymous. A pipeline of another class without a credential is not.
  if (first === undefined && pipeline instanceof Pipeline) return new AnonymousCredential();
  throw first === undefined ? unknownPipeline() : policiesInPipeline();
}

/**
 * Throws if the pipeline has more factories than its credential. A custom policy would be ignored silently, and
 * whatever it should sign, log or redirect would be sent unchanged.
 */
function requireOnlyCredential(factories: readonly unknown[], credential: AnyCredential): void {
  if (factories.length === 0) return;
  if (factories.length > 1 || !isSameCredential(factories[0], credential)) throw policiesInPipeline();
}

function isSameCredential(value: unknown, credential: AnyCredential): boolean {
  if (value === credential) return true;
  // A Proxy around the pipeline also wraps the members that are read through it.
  if (isSharedKey(value) && isSharedKey(credential)) {
    return value.accountName === credential.accountName && keyOf(value) === keyOf(credential);
  }
  if (isTokenCredential(value) && isTokenCredential(credential)) return value.getToken === credential.getToken;
  return isAnonymous(value) && isAnonymous(credential);
}

function policiesInPipeline(): TypeError {
  return new TypeError(
    'pipeline.factories: request policies cannot run in blobferry, which sends requests from its engine. ' +
      'Create the pipeline with newPipeline(credential, options), and do not change its factories.',
  );
}

function unknownPipeline(): TypeError {
  return new TypeError(
    'pipeline has no credential: it was not created by newPipeline() of this package. ' +
      'Create it with newPipeline(credential, options); pass new AnonymousCredential() to send requests without a credential.',
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
    // As in the reference, any value is read as a boolean.
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
