/** Which policies a pipeline begins with, and where each of its policies stands: around the retries, between retries and signature, or behind it. */

import type { OptionPolicies } from './coreOptions';
import { LogPolicy, tracingPolicy } from './observers';
import { factoriesPolicy } from './policyFactories';
import type { PlacedPolicy } from './policyOrder';
import type { PipelinePhase, PipelinePolicy } from '../types/corePipeline';
import type { RequestPolicyFactory } from '../types/policies';

/** The places of policies, as the engine numbers them. */
export const PLACE = { call: 0, attempt: 1, transport: 2 } as const;

/** How often the engine sends a request at most, if the caller does not say. */
const DEFAULT_MAX_TRIES = 4;

const RETRY = 'storageRetryPolicy';
const DESERIALIZE = 'deserializationPolicy';
const SIGN_NAMES = ['storageSharedKeyCredentialPolicy', 'bearerTokenAuthenticationPolicy'];

/** A policy that the engine implements. It is in the list for code that looks for its name. */
interface BuiltIn extends PipelinePolicy {
  readonly [BUILT_IN]: true;
}

const BUILT_IN = Symbol('built in');

function builtIn(name: string): BuiltIn {
  return { name, sendRequest: (request, next) => next(request), [BUILT_IN]: true };
}

/** The policies of each place. */
export interface Places {
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

/** Divides the policies of a pipeline, in their order, among the places. */
export function placesOf(ordered: readonly PipelinePolicy[]): Places {
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
      if (policy instanceof LogPolicy) places.logged |= 1 << place;
    };
    if (sign !== -1 && at > sign) put(places.signed, PLACE.transport);
    else if (retry !== -1 && at > retry) put(places.attempt, PLACE.attempt);
    else put(parse === -1 || at < parse ? places.outer : places.inner, PLACE.call);
  });
  return places;
}

/** Whether a policy does anything but observe. */
export function changes(policy: PipelinePolicy): boolean {
  return policy !== tracingPolicy && !(policy instanceof LogPolicy);
}

function isBuiltIn(policy: PipelinePolicy): boolean {
  return BUILT_IN in policy;
}

/** The policies of the reference, in the order in which it adds them, with those of factories among them. */
export function startingPolicies(
  factories: readonly RequestPolicyFactory[],
  signPolicy: string | undefined,
  ofOptions: OptionPolicies = { first: [], last: [] },
  maxTries = DEFAULT_MAX_TRIES,
): PlacedPolicy[] {
  const place = (name: string, options: PlacedPolicy['options'] = {}): PlacedPolicy => ({
    policy: builtIn(name),
    options,
  });
  const inPhase = (name: string, phase: PipelinePhase): PlacedPolicy => place(name, { phase });
  const policies: PlacedPolicy[] = [
    ...ofOptions.first,
    place('proxyPolicy'),
    place('wrapAbortSignalLikePolicy'),
    place('formDataPolicy', { beforePolicies: ['multipartPolicy'] }),
    place('userAgentPolicy'),
    place('setClientRequestIdPolicy'),
    place('multipartPolicy', { afterPhase: 'Deserialize' }),
    { policy: tracingPolicy, options: { afterPhase: 'Retry' } },
    place('redirectPolicy', { afterPhase: 'Retry' }),
    { policy: new LogPolicy(maxTries), options: { afterPhase: 'Sign' } },
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
  if (signPolicy !== undefined) policies.push(inPhase(signPolicy, 'Sign'));
  policies.push(...ofOptions.last);
  return policies;
}
