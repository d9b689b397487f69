/** The policies of one pipeline: the list, the place of each, and the client that finally sends. */

import { compatResponseOf, requestOf, responseOf, webResourceOf } from './compat';
import { chain, CorePipeline, type CoreOwner } from './CorePipeline';
import { inMethod, logPolicy, tracingPolicy } from './observers';
import { pass, rejectFailures } from './passage';
import { logger } from '../engine/logger';
import type { CallHints, NativePassage } from '../engine/nativeModule';
import type { CoreHttpClient, PipelinePolicy, PipelinePhase, SendRequest } from '../types/corePipeline';
import type { IHttpClient, RequestPolicy, RequestPolicyFactory, RequestPolicyOptions } from '../types/policies';
import type { PlacedPolicy } from './policyOrder';

/** The places of policies, as the engine numbers them. */
export const PLACE = { call: 0, attempt: 1, transport: 2 } as const;

/** Bits of {@link PipelineLayers.shape}, in addition to one for each place. */
export const WITHOUT_RETRY = 8;
export const WITHOUT_SIGN = 16;

/** The bits of all places. */
export const ALL_PLACES = 7;

const RETRY = 'storageRetryPolicy';
const DESERIALIZE = 'deserializationPolicy';
const FACTORIES = 'RequestPolicyFactoryPolicy';
const SIGN_NAMES = ['storageSharedKeyCredentialPolicy', 'bearerTokenAuthenticationPolicy'];

/** The options that the policies of factories are created with. The reference's logger drops everything, too. */
const POLICY_OPTIONS: RequestPolicyOptions = { log: () => undefined, shouldLog: () => false };

/** Names of policies that the reference has built in, and ignores in factories. */
const KNOWN_POLICIES = [
  'GenerateClientRequestIdPolicy',
  'TracingPolicy',
  'LogPolicy',
  'ProxyPolicy',
  'DisableResponseDecompressionPolicy',
  'KeepAlivePolicy',
  'DeserializationPolicy',
];

/** The same for names of factories. */
const KNOWN_FACTORIES = ['StorageBrowserPolicyFactory', 'StorageRetryPolicyFactory', 'TelemetryPolicyFactory'];

/** What the policies of a pipeline are created from. */
export interface LayerParts {
  factories: readonly RequestPolicyFactory[];
  httpClient: unknown;
  /** The name of the policy that signs, if one does. */
  signPolicy: () => string | undefined;
  /** Sends a request of another package. */
  send: CoreOwner['send'];
}

/** A policy that the engine implements. It is in the list for code that looks for its name. */
interface BuiltIn extends PipelinePolicy {
  readonly [BUILT_IN]: true;
}

const BUILT_IN = Symbol('built in');

function builtIn(name: string): BuiltIn {
  return { name, sendRequest: (request, next) => next(request), [BUILT_IN]: true };
}

/** How a call is observed, apart from logging. */
export interface Observing {
  isTraced?: boolean;
  /** Whether it has parts, whose requests have the spans of methods. */
  hasParts?: boolean;
}

/** The policies of a pipeline. */
export class PipelineLayers {
  /** A bit for each place that has policies, and the bits of removed phases. */
  shape: number;
  /** The client that was set as `_coreHttpClient`, or the one that represents the engine. */
  client: CoreHttpClient;
  readonly #parts: LayerParts;
  readonly #engine: CoreHttpClient;
  #core: CorePipeline | undefined;
  /** The policies of each place, and those of a call that see only successes. */
  #places: Places | undefined;

  constructor(parts: LayerParts, engine: CoreHttpClient) {
    this.#parts = parts;
    this.#engine = engine;
    this.client = parts.httpClient ? fromOlderClient(parts.httpClient as IHttpClient) : engine;
    // Without policies, the list is created only when it is read.
    this.shape = 0;
    if (parts.factories.length > 0 || parts.httpClient) this.#measure();
  }

  /** The list of policies. */
  get core(): CorePipeline {
    return (this.#core ??= new CorePipeline(
      {
        changed: () => {
          this.#measure();
        },
        send: this.#parts.send,
      },
      startingPolicies(this.#parts),
    ));
  }

  set core(core: CorePipeline) {
    this.#core = core;
    this.#measure();
  }

  set httpClient(client: CoreHttpClient) {
    this.client = client;
    this.#measure();
  }

  /** Whether a client is the engine itself. */
  isEngine(client: CoreHttpClient): boolean {
    return client === this.#engine;
  }

  #measure(): void {
    const places = (this.#places = placesOf(this.core.getOrderedPolicies()));
    const bit = (place: number, isThere: boolean): number => (isThere ? 1 << place : 0);
    this.shape =
      bit(PLACE.call, [...places.outer, ...places.inner].some(changes)) |
      bit(PLACE.attempt, places.attempt.some(changes)) |
      bit(PLACE.transport, places.signed.some(changes) || this.client !== this.#engine) |
      (places.isRetried ? 0 : WITHOUT_RETRY) |
      (places.isSigned || this.#parts.signPolicy() === undefined ? 0 : WITHOUT_SIGN);
  }

  #placed(): Places {
    return (this.#places ??= placesOf(this.core.getOrderedPolicies()));
  }

  /** The bits of the places at which requests are observed. Usually there are none. */
  observing({ isTraced = false, hasParts = false }: Observing): number {
    const isLogged = logger.info.enabled;
    if (!isTraced && !isLogged) return 0;
    const { traced, logged } = this.#placed();
    const parts = traced === 0 || !hasParts ? 0 : 1 << PLACE.call;
    return (isTraced ? traced | parts : 0) | (isLogged ? logged : 0);
  }

  /** Takes a request through the policies of its place. */
  pass(passage: NativePassage, hints: CallHints): Promise<void> {
    const isObservedOnly = (this.shape & ALL_PLACES) === 0 && hints.client === undefined;
    return pass(passage, hints, isObservedOnly, (place, last, isSuccess, { client, isPart }) => {
      const places = this.#placed();
      if (place === PLACE.attempt) return chain(places.attempt, last);
      if (place === PLACE.transport) {
        const sender = (client as CoreHttpClient | undefined) ?? this.client;
        return chain(places.signed, sender === this.#engine ? last : (request) => sender.sendRequest(request));
      }
      const inner = chain(places.inner, last);
      const outer = chain(places.outer, places.isParsed ? rejectFailures(inner, isSuccess) : inner);
      return isPart === true ? inMethod(outer) : outer;
    });
  }
}

/** The policies of each place. */
interface Places {
  /** Once per request, and only successes are returned. */
  outer: PipelinePolicy[];
  /** Once per request. */
  inner: PipelinePolicy[];
  /** Each attempt, before it is signed. */
  attempt: PipelinePolicy[];
  /** Each attempt, after it is signed. */
  signed: PipelinePolicy[];
  isParsed: boolean;
  isRetried: boolean;
  isSigned: boolean;
  /** The bits of the places that trace and log. */
  traced: number;
  logged: number;
}

function placesOf(ordered: readonly PipelinePolicy[]): Places {
  const names = ordered.map(({ name }) => name);
  const retry = names.indexOf(RETRY);
  const sign = ordered.findIndex((policy) => isBuiltIn(policy) && SIGN_NAMES.includes(policy.name));
  const parse = names.indexOf(DESERIALIZE);
  const places: Places = {
    outer: [],
    inner: [],
    attempt: [],
    signed: [],
    isParsed: parse !== -1,
    isRetried: retry !== -1,
    isSigned: sign !== -1,
    traced: 0,
    logged: 0,
  };
  ordered.forEach((policy, at) => {
    if (isBuiltIn(policy)) return;
    const put = (list: PipelinePolicy[], place: number): void => {
      list.push(policy);
      if (policy === tracingPolicy) places.traced |= 1 << place;
      if (policy === logPolicy) places.logged |= 1 << place;
    };
    if (sign !== -1 && at > sign) put(places.signed, PLACE.transport);
    else if (retry !== -1 && at > retry) put(places.attempt, PLACE.attempt);
    else put(parse === -1 || at < parse ? places.outer : places.inner, PLACE.call);
  });
  return places;
}

/** Whether a policy does anything but observe. */
function changes(policy: PipelinePolicy): boolean {
  return policy !== tracingPolicy && policy !== logPolicy;
}

function isBuiltIn(policy: PipelinePolicy): boolean {
  return BUILT_IN in policy;
}

/** The policies of the reference, in the order in which it adds them, with those of factories among them. */
function startingPolicies({ factories, signPolicy: signPolicyOf }: LayerParts): PlacedPolicy[] {
  const place = (name: string, options: PlacedPolicy['options'] = {}): PlacedPolicy => ({
    policy: builtIn(name),
    options,
  });
  const inPhase = (name: string, phase: PipelinePhase): PlacedPolicy => place(name, { phase });
  const policies: PlacedPolicy[] = [
    place('proxyPolicy'),
    place('wrapAbortSignalLikePolicy'),
    place('formDataPolicy', { beforePolicies: ['multipartPolicy'] }),
    place('userAgentPolicy'),
    place('setClientRequestIdPolicy'),
    place('multipartPolicy', { afterPhase: 'Deserialize' }),
    { policy: tracingPolicy, options: { afterPhase: 'Retry' } },
    place('redirectPolicy', { afterPhase: 'Retry' }),
    { policy: logPolicy, options: { afterPhase: 'Sign' } },
    inPhase('serializationPolicy', 'Serialize'),
    inPhase(DESERIALIZE, 'Deserialize'),
    place('StorageCorrectContentLengthPolicy'),
    inPhase(RETRY, 'Retry'),
    place('storageRequestFailureDetailsParserPolicy'),
    place('storageBrowserPolicy'),
  ];
  if (factories.length > 0) {
    // As in the reference, one factory of this name moves all of them inside the retries.
    const isInjected = factories.some((factory) => factory.constructor.name === 'InjectorPolicyFactory');
    policies.push({ policy: factoriesPolicy(factories), options: isInjected ? { afterPhase: 'Retry' } : {} });
  }
  const signPolicy = signPolicyOf();
  if (signPolicy !== undefined) policies.push(inPhase(signPolicy, 'Sign'));
  return policies;
}

/** The policies of factories, as one. They are created for each request. */
function factoriesPolicy(factories: readonly RequestPolicyFactory[]): PipelinePolicy {
  return {
    name: FACTORIES,
    async sendRequest(request, next) {
      const last: RequestPolicy = {
        sendRequest: async (resource) => compatResponseOf(await next(requestOf(resource))),
      };
      const policy = factories.reduceRight((following, factory) => factory.create(following, POLICY_OPTIONS), last);
      return responseOf(await policy.sendRequest(webResourceOf(request)), request);
    },
  };
}

/** An HTTP client from the options, which has the older form. The newer form works, too: headers have the members of both. */
function fromOlderClient(client: IHttpClient): CoreHttpClient {
  const sendRequest: SendRequest = async (request) =>
    responseOf(await client.sendRequest(webResourceOf(request)), request);
  return { sendRequest };
}

/** The factories of custom policies. The reference has the others built in, and ignores them here. */
export function novelFactories(
  factories: readonly unknown[],
  isCredential: (factory: unknown) => boolean,
): RequestPolicyFactory[] {
  return factories.filter((factory): factory is RequestPolicyFactory => {
    if (typeof factory !== 'object' || factory === null) throw noFactory();
    const { credential, create } = factory as Partial<RequestPolicyFactory> & { credential?: unknown };
    if (isCredential(factory) || (credential !== undefined && isCredential(credential))) return false;
    for (
      let known = Object.getPrototypeOf(factory) as object | null;
      known;
      known = Object.getPrototypeOf(known) as object
    ) {
      if (KNOWN_FACTORIES.includes(known.constructor.name)) return false;
    }
    if (typeof create !== 'function') throw noFactory();
    const sample = create.call(factory, NOWHERE, POLICY_OPTIONS) as RequestPolicy | undefined;
    const name = sample?.constructor.name ?? '';
    return !KNOWN_POLICIES.some((known) => name.startsWith(known));
  });
}

function noFactory(): TypeError {
  return new TypeError(
    'pipeline.factories must contain credentials and factories of request policies: objects with create(nextPolicy, options)',
  );
}

/** The next policy of policies that are created only to be inspected. */
const NOWHERE: RequestPolicy = {
  sendRequest: (request) => Promise.resolve({ request, headers: request.headers.clone(), status: 500 }),
};
