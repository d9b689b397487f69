/**
 * A pipeline combines a credential with options. Clients created from each other share a pipeline, and with it one
 * engine pipeline: its connections, its cached token, its retry options.
 */

import { INSPECT, inspectAs, type InspectArguments } from '../engine/inspect';
import { redact, REDACTED } from '../errors/errors';
import { AnonymousCredential } from '../credentials/AnonymousCredential';
import {
  isCredential,
  requireCredential,
  requireSameCredential,
  type AnyCredential,
} from '../credentials/anyCredential';
import { provideRoots } from './certificates';
import type { CoreOwner, CorePipeline } from './CorePipeline';
import { readCoreOptions } from './coreOptions';
import { credentialJson, pipelineOptionsJson } from './engineOptions';
import { proxyEnvironment, type Environment } from './environment';
import { ALL_PLACES, PipelineLayers, WITHOUT_RETRY, WITHOUT_SIGN, type Observing } from './PipelineLayers';
import { novelFactories } from './policyFactories';
import { callNative } from '../errors/failure';
import { native } from '../engine/native';
import type { NativePipeline } from '../engine/nativeModule';
import type { PipelineLike, ServiceClientOptions, StoragePipelineOptions } from '../types/pipeline';
import type { CoreHttpClient } from '../types/corePipeline';
import type { RequestPolicyFactory } from '../types/policies';
import { optionsOf } from '../validation/serialize';
import { ifInitialized, privateState, type PrivateState } from '../engine/state';
import { isSharedKey } from '../credentials/StorageSharedKeyCredential';
import { isTokenCredential, tokenCallback } from '../credentials/TokenCredential';

/** Returns whether a value is a pipeline. */
export function isPipelineLike(pipeline: unknown): pipeline is PipelineLike {
  if (typeof pipeline !== 'object' || pipeline === null) return false;
  const { factories, options, toServiceClientOptions } = pipeline as Partial<PipelineLike>;
  return Array.isArray(factories) && typeof options === 'object' && typeof toServiceClientOptions === 'function';
}

/** The private state of a pipeline. */
interface PipelineState {
  credential?: AnyCredential;
  /** The engine's pipelines, by the places of policies that each has. Mostly there is one. */
  natives?: Map<number, NativePipeline>;
  /** The policies. They are read when the first client is created. */
  layers?: PipelineLayers;
  /** The variables for proxies, from the time of the first client. */
  environment?: Environment;
}

const STATE = Symbol('state');

/** A credential with the options of its connections, and request policies. Created by {@link newPipeline}. */
export class Pipeline implements PipelineLike {
  /**
   * The factories of request policies. They are read when the first client is created; later changes have no effect, as in
   * the reference.
   */
  readonly factories: RequestPolicyFactory[];
  /** The options of the pipeline. They are read for the first request; later changes have no effect. */
  readonly options: StoragePipelineOptions;
  /** @internal */
  readonly [STATE]: PrivateState<PipelineState>;

  /**
   * Creates a pipeline from factories. {@link newPipeline} is the usual way.
   *
   * @param factories - Factories of request policies, and at most one credential.
   * @param options - The options of the pipeline.
   */
  constructor(factories: RequestPolicyFactory[], options: StoragePipelineOptions = {}) {
    this.factories = factories;
    this.options = options;
    this[STATE] = privateState({});
  }

  /** @internal The credential, under the reference's name. Other copies of this package, which test runners load, read it here. */
  get _credential(): AnyCredential | undefined {
    return ifInitialized(this[STATE], ({ credential }) => credential);
  }

  /** @internal */
  set _credential(credential: AnyCredential | undefined) {
    if (credential === undefined) delete this[STATE]().credential;
    else this[STATE]().credential = credential;
  }

  /** @internal The policies, under the reference's name. Other packages add policies here, and send through it. */
  get _corePipeline(): CorePipeline | undefined {
    return ifInitialized(this[STATE], ({ layers }) => layers?.core);
  }

  /** @internal */
  set _corePipeline(core: CorePipeline | undefined) {
    const { layers } = this[STATE]();
    if (core && layers) layers.core = core;
  }

  /** @internal The HTTP client, likewise. */
  get _coreHttpClient(): CoreHttpClient | undefined {
    return ifInitialized(this[STATE], ({ layers }) => layers?.client);
  }

  /** @internal */
  set _coreHttpClient(client: CoreHttpClient | undefined) {
    const { layers } = this[STATE]();
    if (client && layers) layers.httpClient = client;
  }

  /** Returns the options in the shape of an older interface. */
  toServiceClientOptions(): ServiceClientOptions {
    const { httpClient } = this.options;
    return { ...(httpClient && { httpClient }), requestPolicyFactories: this.factories };
  }

  /** The output of `JSON.stringify`, with the credentials of the proxy redacted. */
  toJSON(): object {
    const { proxyOptions, httpClient: _httpClient, ...options } = optionsOf(this.options) as StoragePipelineOptions;
    const proxy = proxyOptions && { ...proxyOptions, host: redact(proxyOptions.host) };
    if (proxy?.username !== undefined) proxy.username = REDACTED;
    if (proxy?.password !== undefined) proxy.password = REDACTED;
    return { factories: this.factories, options: { ...options, ...(proxy && { proxyOptions: proxy }) } };
  }

  /** @internal The output of `console.log`: the same. */
  [INSPECT](...call: InspectArguments): string {
    return inspectAs(this, this.toJSON(), call);
  }
}

/**
 * Creates a pipeline. Clients that are created with the same pipeline share connections, tokens and options.
 *
 * @param credential - The credential that authorizes requests. Default: an {@link AnonymousCredential}.
 * @param pipelineOptions - Options such as retries and the proxy.
 * @throws TypeError when the credential is not one of the supported kinds, or when an option has the wrong type.
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
/** Not in the state, which a pipeline shares with a `Proxy` of it: each client keeps the one that it got. */
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

/** Returns the credential of a pipeline. */
export function credentialOf(pipeline: PipelineLike): AnyCredential {
  const state = stateOf(pipeline);
  state.credential ??= credentialFromFactories(pipeline);
  requireSameCredential(pipeline.factories, state.credential);
  return state.credential;
}

/** Returns the policies of a pipeline, once its first client has been created. */
export function layersOf(pipeline: PipelineLike): PipelineLayers | undefined {
  return stateOf(pipeline).layers;
}

/** Whether policies or an HTTP client of the caller get the requests of a pipeline. */
export function passesRequestsOn(pipeline: PipelineLike): boolean {
  return ((stateOf(pipeline).layers?.shape ?? 0) & ALL_PLACES) !== 0;
}

/**
 * Reads the policies of a pipeline, for its first client. `send` sends what other packages send through it.
 *
 * @throws TypeError when a factory is not one, or for an option that cannot be honored.
 */
export function readLayers(pipeline: PipelineLike, send: (pipeline: PipelineLike) => LayerSenders): void {
  const state = stateOf(pipeline);
  if (state.layers) return;
  state.environment = proxyEnvironment();
  const { factories } = pipeline;
  const novel = factories.length === 0 ? [] : novelFactories(factories, isCredential);
  const { httpClient } = pipeline.options;
  const ofOptions = readCoreOptions(pipeline.options, Boolean(httpClient));
  const { policies, engine } = send(pipeline);
  const signPolicy = (): string | undefined => signPolicyOf(state.credential ?? credentialFromFactories(pipeline));
  const maxTries = (): number | undefined => pipeline.options.retryOptions?.maxTries ?? undefined;
  const parts = { factories: novel, httpClient, ofOptions, maxTries, signPolicy, send: policies };
  state.layers = new PipelineLayers(parts, engine);
}

/** The functions that send the requests of other packages, with and without policies. */
export interface LayerSenders {
  policies: CoreOwner['send'];
  engine: CoreHttpClient;
}

/** The name of the reference's policy that signs. */
function signPolicyOf(credential: AnyCredential): string | undefined {
  if (isTokenCredential(credential)) return 'bearerTokenAuthenticationPolicy';
  return isSharedKey(credential) ? 'storageSharedKeyCredentialPolicy' : undefined;
}

/**
 * Returns the engine's pipeline. It is created for the first request, which goes to `url`. `exactly` is a shape to use instead of the
 * pipeline's.
 */
export function nativePipelineOf(
  pipeline: PipelineLike,
  url: string,
  observing: Observing | false = {},
  exactly?: number,
): NativePipeline {
  const state = stateOf(pipeline);
  const credential = credentialOf(pipeline);
  const { layers } = state;
  const shape = (exactly ?? layers?.shape ?? 0) | (observing && layers ? layers.observing(observing) : 0);
  const known = state.natives?.get(shape);
  if (known) return known;
  if (url.startsWith('https:')) provideRoots();
  const created = callNative(() => createNative(pipeline, credential, state.layers, shape));
  (state.natives ??= new Map<number, NativePipeline>()).set(shape, created);
  return created;
}

function createNative(
  pipeline: PipelineLike,
  credential: AnyCredential,
  layers: PipelineLayers | undefined,
  shape: number,
): NativePipeline {
  const { NativePipeline } = native();
  const signer = shape & WITHOUT_SIGN ? new AnonymousCredential() : credential;
  const json = credentialJson(signer, pipeline.options);
  const { environment = proxyEnvironment() } = stateOf(pipeline);
  const options = pipelineOptionsJson(pipeline.options, (shape & WITHOUT_RETRY) === 0, environment);
  const getToken = isTokenCredential(signer) ? tokenCallback(signer) : undefined;
  const places = shape & ALL_PLACES;
  if (!layers || places === 0) return new NativePipeline(json, options, getToken);
  return new NativePipeline(json, options, getToken, { pass: (...passage) => layers.pass(...passage) }, places);
}

function stateOf(pipeline: PipelineLike): PipelineState {
  const { [STATE]: own } = pipeline as Partial<Pipeline>;
  if (own) return own();
  let state = foreignStates.get(pipeline);
  if (!state) foreignStates.set(pipeline, (state = {}));
  return state;
}

/** Finds the credential of a pipeline that `newPipeline` of this package did not create. */
function credentialFromFactories(pipeline: PipelineLike): AnyCredential {
  const { _credential: own } = pipeline as { _credential?: unknown };
  if (isCredential(own)) return own;
  for (const factory of pipeline.factories as readonly unknown[]) {
    if (isCredential(factory)) return factory;
    const { credential } = (factory ?? {}) as { credential?: unknown };
    if (isCredential(credential)) return credential;
  }
  // `new Pipeline([])` is explicitly anonymous, and policies may sign. A pipeline of another class without either is not.
  if (pipeline.factories.length > 0 || pipeline instanceof Pipeline) return new AnonymousCredential();
  throw unknownPipeline();
}

function unknownPipeline(): TypeError {
  return new TypeError(
    'pipeline has no credential: it was not created by newPipeline() of this package. ' +
      'Create it with newPipeline(credential, options); pass new AnonymousCredential() to send requests without a credential.',
  );
}
