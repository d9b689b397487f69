/**
 * Options that the typings do not have: the reference hands all options on to Microsoft's core packages, which know more. Those that add
 * policies are honored. Those that are about the sockets of Node.js, which the engine does not use, are honored with an HTTP
 * client of the caller, and otherwise rejected: dropping them could bypass a proxy, or trust a server that should not be trusted.
 */

import type { PlacedPolicy } from './policyOrder';
import type { PipelinePolicy, PipelineRequest } from '../types/corePipeline';
import { optionsOf } from '../validation/serialize';

/** The names of these options. */
export const CORE_OPTIONS = [
  'agent',
  'tlsOptions',
  'redirectOptions',
  'telemetryOptions',
  'additionalPolicies',
] as const;

/** The redirects that the engine follows for one attempt, as many as the reference does by default. */
const MAX_REDIRECTS = 20;

const HOW =
  'Use proxyOptions for a proxy, and the environment variable NODE_EXTRA_CA_CERTS for certificate authorities. ' +
  'For everything else, pass an httpClient that sends through Node.js, such as createDefaultHttpClient() of @azure/core-rest-pipeline.';

/** The policies for the options of a pipeline, before and after its own. */
export interface OptionPolicies {
  first: PlacedPolicy[];
  last: PlacedPolicy[];
}

/** Reads these options. Undefined if there is none, as usual. `hasClient` says that the caller's HTTP client sends. */
export function readCoreOptions(options: object, hasClient: boolean): OptionPolicies | undefined {
  const { agent, tlsOptions, redirectOptions, telemetryOptions, additionalPolicies } = options as Record<
    string,
    unknown
  >;
  const policies: OptionPolicies = { first: [], last: [] };
  if (redirectOptions) requireUsualRedirects(redirectOptions);
  if (agent && hasClient) policies.first.push(placed(setting('agentPolicy', 'agent', agent)));
  else if (agent) requirePlainAgent(agent, 'options.agent');
  if (tlsOptions && hasClient) policies.first.push(placed(setting('tlsPolicy', 'tlsSettings', tlsOptions)));
  else if (tlsOptions) requireUsualTls(tlsOptions, 'options.tlsOptions');
  if (telemetryOptions) policies.first.push(...requestIdPolicies(telemetryOptions));
  if (additionalPolicies) policies.last.push(...additional(additionalPolicies));
  return policies.first.length + policies.last.length === 0 ? undefined : policies;
}

/** Requires that a policy set nothing on a request that the engine, which sends it, would drop. */
export function requireCarried(request: PipelineRequest): void {
  const { agent, tlsSettings, requestOverrides } = request;
  if (agent) requirePlainAgent(agent, 'request.agent');
  if (tlsSettings) requireUsualTls(tlsSettings, 'request.tlsSettings');
  if (requestOverrides && Object.keys(requestOverrides).length > 0) throw notCarried('request.requestOverrides');
}

function notCarried(name: string): TypeError {
  return new TypeError(
    `${name} cannot be used, because the engine has its own connections, not those of Node.js. ${HOW}`,
  );
}

/** Options of an agent that only say how connections are reused, which the engine decides itself. */
const POOLING = new Set([
  'keepAlive',
  'keepAliveMsecs',
  'maxSockets',
  'maxFreeSockets',
  'maxTotalSockets',
  'maxCachedSessions',
  'scheduling',
  'timeout',
  'noDelay',
  'path',
  'agentKeepAliveTimeoutBuffer',
  'rejectUnauthorized',
]);

/** Requires an agent that does nothing but reuse connections: an instance of Node's own classes, without further options. */
function requirePlainAgent(agent: unknown, name: string): void {
  const { options, constructor } = agent as { options?: Record<string, unknown>; constructor?: { name?: string } };
  const isOwnClass = constructor?.name === 'Agent' && !Object.hasOwn(agent as object, 'createConnection');
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const isPlain = given.every(([option, value]) => POOLING.has(option) && !(option === 'rejectUnauthorized' && !value));
  if (!isOwnClass || options === undefined || !isPlain) throw notCarried(name);
}

/** Requires settings that change nothing. */
function requireUsualTls(settings: unknown, name: string): void {
  for (const [member, value] of Object.entries(optionsOf(settings, name))) {
    if (value === undefined || value === null || (member === 'rejectUnauthorized' && value === true)) continue;
    throw notCarried(`${name}.${member}`);
  }
}

function requireUsualRedirects(redirectOptions: unknown): void {
  const { maxRetries, allowCrossOriginRedirects } = optionsOf(redirectOptions, 'options.redirectOptions');
  if (maxRetries !== undefined && maxRetries !== MAX_REDIRECTS) {
    throw new RangeError(
      `options.redirectOptions.maxRetries cannot be changed: the engine follows up to ${String(MAX_REDIRECTS)} redirects`,
    );
  }
  if (allowCrossOriginRedirects) {
    throw new RangeError(
      'options.redirectOptions.allowCrossOriginRedirects cannot be used: requests and their credentials are not sent to another origin. ' +
        'Create the client with the URL of that origin.',
    );
  }
}

/** A policy that sets a member of requests, unless another one did. */
function setting(name: string, member: 'agent' | 'tlsSettings', value: unknown): PipelinePolicy {
  return {
    name,
    sendRequest(request, next) {
      request[member] ??= value;
      return next(request);
    },
  };
}

/** Sends the id of a request in another header, too. In its own header it is always sent. */
function requestIdPolicies(telemetryOptions: unknown): PlacedPolicy[] {
  const { clientRequestIdHeaderName: name } = optionsOf(telemetryOptions, 'options.telemetryOptions');
  if (name === undefined || name === null || name === '') return [];
  if (typeof name !== 'string')
    throw new TypeError('options.telemetryOptions.clientRequestIdHeaderName must be a string');
  return [
    placed({
      name: 'clientRequestIdHeaderPolicy',
      sendRequest(request, next) {
        if (!request.headers.has(name)) request.headers.set(name, request.requestId);
        return next(request);
      },
    }),
  ];
}

/** The policies of the caller. In the reference, too, those of each attempt come after the signature. */
function additional(policies: unknown): PlacedPolicy[] {
  if (!Array.isArray(policies)) throw new TypeError('options.additionalPolicies must be an array');
  return policies.map((entry: unknown, index) => {
    const { policy, position } = optionsOf(entry, `options.additionalPolicies[${String(index)}]`);
    const { name, sendRequest } = (policy ?? {}) as Partial<PipelinePolicy>;
    if (typeof name !== 'string' || typeof sendRequest !== 'function') {
      throw new TypeError(
        `options.additionalPolicies[${String(index)}].policy must be a policy: an object with name and sendRequest(request, next)`,
      );
    }
    return { policy: policy as PipelinePolicy, options: position === 'perRetry' ? { afterPhase: 'Sign' } : {} };
  });
}

function placed(policy: PipelinePolicy): PlacedPolicy {
  return { policy, options: {} };
}
