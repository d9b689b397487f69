/** The credential and the options of a pipeline, as the engine reads them. */

import type { AnyCredential } from '../credentials/anyCredential';
import { isSharedKey, nameAndKeyOf } from '../credentials/StorageSharedKeyCredential';
import { isTokenCredential } from '../credentials/TokenCredential';
import { native } from '../engine/native';
import { StorageOAuthScopes } from '../types/constants';
import type { ProxyOptions, StoragePipelineOptions, StorageRetryOptions } from '../types/pipeline';
import { tlsEnvironment, type Environment } from './environment';
import { requireInteger, requireString } from '../validation/arguments';
import { atMost, optionsOf, pick } from '../validation/serialize';

/** A credential as JSON for the engine. */
export function credentialJson(credential: AnyCredential, options: StoragePipelineOptions): string {
  if (isSharedKey(credential)) {
    return JSON.stringify({ kind: 'sharedKey', ...nameAndKeyOf(credential) });
  }
  if (isTokenCredential(credential)) {
    const audience = options.audience ?? StorageOAuthScopes;
    return JSON.stringify({ kind: 'token', scopes: Array.isArray(audience) ? audience : [audience] });
  }
  return '{"kind":"anonymous"}';
}

/** The options of a pipeline as JSON for the engine, with or without its retries. `environment` are the variables for its proxy. */
export function pipelineOptionsJson(
  options: StoragePipelineOptions,
  retries: boolean,
  environment: Environment,
): string {
  const { proxyOptions, userAgentOptions, keepAliveOptions, retryOptions, serviceVersion } = options;
  const retry = pick(optionsOf(retryOptions, 'options.retryOptions'), RETRY_OPTIONS);
  if (!retries) retry.maxTries = 1;
  return JSON.stringify({
    retryOptions: Object.fromEntries(Object.entries(retry).flatMap(([name, value]) => retryOption(name, value))),
    userAgent: userAgent(userAgentOptions?.userAgentPrefix),
    // As in the reference, any value is read as a boolean.
    keepAlive: (keepAliveOptions?.enable ?? true) ? true : false,
    serviceVersion,
    proxy: proxyOptions ? proxyJson(optionsOf(proxyOptions, 'options.proxyOptions')) : undefined,
    environment: { ...environment, ...tlsEnvironment() },
  });
}

/** An option of retries. Without a limit, it is as large as can be; JSON has no infinity. */
function retryOption(name: string, value: unknown): [name: string, value: unknown][] {
  if (value === null) return [];
  // As in the reference, numbers may be texts, as variables of the environment are.
  if (NUMBERS.includes(name) && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) {
    return retryOption(name, Number(value));
  }
  if (typeof value !== 'number') return [[name, value]];
  if (Number.isNaN(value)) throw new RangeError(`options.retryOptions.${name} must be a number, not NaN`);
  return [[name, Math.max(atMost(value), Number.MIN_SAFE_INTEGER)]];
}

const NUMBERS = ['maxTries', 'tryTimeoutInMs', 'retryDelayInMs', 'maxRetryDelayInMs'];

const RETRY_OPTIONS = [
  'retryPolicyType',
  'maxTries',
  'tryTimeoutInMs',
  'retryDelayInMs',
  'maxRetryDelayInMs',
  'secondaryHost',
] as const satisfies (keyof StorageRetryOptions)[];

function proxyJson({ host: given, port, username, password }: Partial<ProxyOptions>): object {
  const host = requireString(given, 'options.proxyOptions.host');
  return { host, port: requireInteger(proxyPort(host, port), 'options.proxyOptions.port', 1), username, password };
}

/** As in the reference, the port may be a text, as variables of the environment are, or part of the host. */
function proxyPort(host: string, port: unknown): unknown {
  if (typeof port === 'string' && port !== '') return Number(port);
  if ((port ?? '') !== '' || !URL.canParse(host)) return port;
  const { port: ownPort, protocol } = new URL(host);
  return Number(ownPort || (protocol === 'https:' ? 443 : 80));
}

function userAgent(prefix: string | undefined): string {
  const own = `blobferry/${native().version()} Node/${process.version.slice(1)} (${process.platform}; ${process.arch})`;
  return prefix === undefined || prefix === '' ? own : `${prefix} ${own}`;
}
