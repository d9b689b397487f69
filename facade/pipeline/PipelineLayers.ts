/** The policies of one pipeline: the list, the place of each, and the client that finally sends. */

import { chain, CorePipeline, type CoreOwner } from './CorePipeline';
import { requireCarried, type OptionPolicies } from './coreOptions';
import { inMethod } from './observers';
import { pass } from './passage';
import { fromOlderClient } from './policyFactories';
import { changes, PLACE, placesOf, startingPolicies, type Places } from './policyPlaces';
import { logger, retryLogger } from '../engine/logger';
import type { CallHints, NativePassage } from '../engine/nativeModule';
import type { CoreHttpClient, SendRequest } from '../types/corePipeline';
import type { IHttpClient, RequestPolicyFactory } from '../types/policies';

export { PLACE };

/** Bits of {@link PipelineLayers.shape}, in addition to one for each place. */
export const WITHOUT_RETRY = 8;
export const WITHOUT_SIGN = 16;

/** The bits of all places. */
export const ALL_PLACES = 7;

/** The parts from which the policies of a pipeline are created. */
export interface LayerParts {
  factories: readonly RequestPolicyFactory[];
  httpClient: unknown;
  /** The policies of options that the typings do not have. */
  ofOptions?: OptionPolicies | undefined;
  /** How often requests are sent at most. */
  maxTries: () => number | undefined;
  /** The name of the policy that signs, if one does. */
  signPolicy: () => string | undefined;
  /** Sends a request of another package. */
  send: CoreOwner['send'];
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
    if (parts.factories.length > 0 || parts.httpClient || parts.ofOptions) this.#measure();
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
      startingPolicies(this.#parts.factories, this.#parts.signPolicy(), this.#parts.ofOptions, this.#parts.maxTries()),
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
    const bit = (place: number, isPresent: boolean): number => (isPresent ? 1 << place : 0);
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
    const isLogged = logger.info.enabled || retryLogger.error.enabled;
    if (!isTraced && !isLogged) return 0;
    const { traced, logged } = this.#placed();
    const parts = traced === 0 || !hasParts ? 0 : 1 << PLACE.call;
    return (isTraced ? traced | parts : 0) | (isLogged ? logged : 0);
  }

  /** Takes a request through the policies of its place. */
  pass(passage: NativePassage, hints: CallHints): Promise<void> {
    const isObservedOnly = (this.shape & ALL_PLACES) === 0 && hints.client === undefined;
    const sender = (hints.client as CoreHttpClient | undefined) ?? this.client;
    const isSentByEngine = !isObservedOnly && sender === this.#engine;
    return pass(passage, hints, isObservedOnly, (place, sendOn, onlySuccess, part) => {
      const places = this.#placed();
      const last: SendRequest = isSentByEngine ? checkedSend(sendOn) : sendOn;
      if (place === PLACE.attempt) return chain(places.attempt, last);
      if (place === PLACE.transport) {
        return chain(places.signed, sender === this.#engine ? last : (request) => sender.sendRequest(request));
      }
      const inner = chain(places.inner, last);
      const outer = chain(places.outer, places.isParsed ? onlySuccess(inner) : inner);
      return part === undefined ? outer : inMethod(part, outer);
    });
  }
}

/** Sends requests through the engine, unless they have what it would drop. */
function checkedSend(send: SendRequest): SendRequest {
  return async (request) => {
    requireCarried(request);
    return await send(request);
  };
}
