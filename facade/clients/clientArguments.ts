/**
 * The forms of the clients' constructors: a URL and a credential, a URL and a pipeline, or a connection string and
 * names. Each yields a URL, a pipeline, and the options to pass on.
 */

import { AnonymousCredential } from '../credentials/AnonymousCredential';
import { requireName, requireUrl, unboxed } from '../validation/arguments';
import { requireKnownChecksum } from '../transfer/checksum';
import { callNative } from '../errors/failure';
import { native } from '../engine/native';
import type { BlobClientConfig } from '../types/options';
import { isCredential } from '../credentials/anyCredential';
import { CORE_OPTIONS } from '../pipeline/coreOptions';
import { isPipelineLike, newPipeline } from '../pipeline/Pipeline';
import type { PipelineLike, ProxyOptions, StoragePipelineOptions } from '../types/pipeline';
import { optionsOf, pick } from '../validation/serialize';
import { appendName, ClientUrl, type ClientKind } from './clientUrl';
import { StorageSharedKeyCredential } from '../credentials/StorageSharedKeyCredential';

type ClientOptions = StoragePipelineOptions & BlobClientConfig;

/** The parts that a client is created from. */
export interface ClientParts {
  url: ClientUrl;
  pipeline: PipelineLike;
  config: BlobClientConfig;
}

type ConnectionString =
  | { kind: 'AccountConnString'; url: string; accountName: string; accountKey: string; proxyUri?: string }
  | { kind: 'SASConnString'; url: string; accountSas: string };

/**
 * Reads (url, credential?, options?) or (url, pipeline, options?). A parent client passes a URL that is already parsed.
 */
export function partsFromUrl(
  url: unknown,
  kind: ClientKind,
  credentialOrPipeline: unknown,
  options: unknown,
): ClientParts {
  const config = checkedOptions(options);
  const text = url instanceof ClientUrl ? '' : requireUrl(url, 'url');
  const pipeline = pipelineFrom(credentialOrPipeline, config);
  return { url: url instanceof ClientUrl ? url : ClientUrl.read(text, kind), pipeline, config };
}

/** Reads a connection string, with the name of a container and optionally of a blob. */
export function partsFromConnectionString(
  given: unknown,
  names: { containerName?: unknown; blobName?: unknown },
  options: unknown,
): ClientParts {
  const config = checkedOptions(options);
  requireNames(names);
  const connectionString = unboxed(given);
  if (typeof connectionString !== 'string') throw new TypeError('connectionString must be a string');
  const parsed = JSON.parse(callNative(() => native().parseConnectionString(connectionString))) as ConnectionString;
  let { url } = parsed;
  let kind: ClientKind = 'service';
  if ('containerName' in names) {
    url = appendName(url, requireName(names.containerName, 'containerName'), 'container');
    kind = 'container';
  }
  // As in the reference, the connection string form also encodes the slashes of a blob name. Scripts compare
  // `client.url`.
  if ('blobName' in names) {
    const blobName = requireName(names.blobName, 'blobName');
    // Throws for a name that no URL can hold, which the encoded form would hide.
    appendName(url, blobName, 'blob');
    url = appendName(url, blobName, 'container');
    kind = 'blob';
  }
  if (parsed.kind === 'SASConnString') {
    const pipeline = newPipeline(new AnonymousCredential(), config);
    return { url: ClientUrl.read(`${url}?${parsed.accountSas}`, kind), pipeline, config };
  }
  const credential = new StorageSharedKeyCredential(parsed.accountName, parsed.accountKey);
  const isProxyGiven = Boolean(config.proxyOptions);
  const proxyOptions = isProxyGiven ? config.proxyOptions : proxyFrom(parsed.proxyUri);
  const pipelineOptions =
    proxyOptions === undefined ? config : { ...pick(config, [...OPTIONS, ...CORE_OPTIONS]), proxyOptions };
  return { url: ClientUrl.read(url, kind), pipeline: newPipeline(credential, pipelineOptions), config };
}

/** Requires names of the kind that the form needs, with the messages of the reference. */
function requireNames(names: { containerName?: unknown; blobName?: unknown }): void {
  const given: unknown[] = Object.values(names).map((name: unknown) => unboxed(name));
  if (given.every((name) => typeof name === 'string' && name !== '')) return;
  const expected = 'blobName' in names ? 'containerName and blobName parameters' : 'containerName parameter';
  const message = `Expecting non-empty strings for ${expected}`;
  throw given.includes('') ? new RangeError(message) : new TypeError(message);
}

function pipelineFrom(credentialOrPipeline: unknown, options: StoragePipelineOptions): PipelineLike {
  if (isPipelineLike(credentialOrPipeline)) return credentialOrPipeline;
  // Without one, a client is anonymous. As in the reference, that includes what `condition && credential` is.
  if (!credentialOrPipeline) return newPipeline(undefined, options);
  if (isCredential(credentialOrPipeline)) return newPipeline(credentialOrPipeline, options);
  throw new TypeError(
    'credential must be a StorageSharedKeyCredential, an AnonymousCredential, an object with getToken(), or a pipeline',
  );
}

function checkedOptions(options: unknown): ClientOptions {
  const checked: ClientOptions = optionsOf(options);
  requireKnownChecksum(checked.uploadContentChecksumAlgorithm, 'options.uploadContentChecksumAlgorithm');
  requireKnownChecksum(checked.downloadContentChecksumAlgorithm, 'options.downloadContentChecksumAlgorithm');
  return checked;
}

/** The options of a client and of its pipeline. */
const OPTIONS = [
  'proxyOptions',
  'userAgentOptions',
  'retryOptions',
  'keepAliveOptions',
  'httpClient',
  'audience',
  'serviceVersion',
  'uploadContentChecksumAlgorithm',
  'downloadContentChecksumAlgorithm',
] as const satisfies (keyof ClientOptions)[];

/** The proxy that a connection string of the storage emulator may name. */
function proxyFrom(proxyUri: string | undefined): ProxyOptions | undefined {
  if (proxyUri === undefined || proxyUri === '') return undefined;
  const { protocol, hostname, port, username, password } = new URL(proxyUri);
  const proxy: ProxyOptions = {
    host: `${protocol}//${hostname}`,
    port: Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port),
  };
  if (username !== '') proxy.username = decodeURIComponent(username);
  if (password !== '') proxy.password = decodeURIComponent(password);
  return proxy;
}
