/**
 * The forms in which clients can be made: from a URL and a credential, from a URL and a pipeline, or from a connection
 * string and names. All lead to a URL, a pipeline and the options to hand on.
 */

import { AnonymousCredential } from './AnonymousCredential';
import { requireKnownChecksum, requireName, requireUrl } from './arguments';
import { callNative } from './failure';
import { native } from './native';
import type { BlobClientConfig } from './options';
import {
  isCredential,
  isPipelineLike,
  newPipeline,
  type AnyCredential,
  type PipelineLike,
  type ProxyOptions,
  type StoragePipelineOptions,
} from './Pipeline';
import { optionsOf, pick } from './serialize';
import { childUrl, isLastChild } from './StorageClient';
import { StorageSharedKeyCredential } from './StorageSharedKeyCredential';

type ClientOptions = StoragePipelineOptions & BlobClientConfig;

/** What a client is made from. */
export interface ClientParts {
  url: string;
  pipeline: PipelineLike;
  config: BlobClientConfig;
}

type ConnectionString =
  | { kind: 'AccountConnString'; url: string; accountName: string; accountKey: string; proxyUri?: string }
  | { kind: 'SASConnString'; url: string; accountSas: string };

/** The parts from (url, credential?, options?) or (url, pipeline, options?). */
export function partsFromUrl(url: unknown, credentialOrPipeline: unknown, options: unknown): ClientParts {
  const config = checkedOptions(options);
  const checked = isLastChild(url) ? (url as string) : requireUrl(url, 'url');
  return { url: checked, pipeline: pipelineFrom(credentialOrPipeline, config), config };
}

/** The parts from a connection string and the names of a container and, maybe, of a blob in it. */
export function partsFromConnectionString(
  connectionString: unknown,
  names: { containerName?: unknown; blobName?: unknown },
  options: unknown,
): ClientParts {
  const config = checkedOptions(options);
  if (typeof connectionString !== 'string') throw new TypeError('connectionString must be a string');
  const parsed = JSON.parse(callNative(() => native().parseConnectionString(connectionString))) as ConnectionString;
  let { url } = parsed;
  if ('containerName' in names) url = appendName(url, names.containerName, 'container');
  // With a connection string, the slashes of a blob's name are escaped too: client.url is what scripts expect.
  if ('blobName' in names) {
    const blobName = requireName(names.blobName, 'blobName');
    const container = url;
    // A name that no URL can hold is refused, whatever becomes of its slashes.
    callNative(() => native().appendPath(container, blobName, 'blob'));
    url = callNative(() => native().appendPath(container, blobName, 'container'));
  }
  if (parsed.kind === 'SASConnString') {
    return { url: `${url}?${parsed.accountSas}`, pipeline: newPipeline(new AnonymousCredential(), config), config };
  }
  const credential = new StorageSharedKeyCredential(parsed.accountName, parsed.accountKey);
  const proxyOptions = config.proxyOptions ?? proxyFrom(parsed.proxyUri);
  const pipelineOptions = proxyOptions === undefined ? config : { ...pick(config, OPTIONS), proxyOptions };
  return { url, pipeline: newPipeline(credential, pipelineOptions), config };
}

/** A URL with the name of a container or blob added to its path. */
export function appendName(url: string, name: unknown, kind: 'container' | 'blob'): string {
  const checked = requireName(name, `${kind}Name`);
  return childUrl(url, checked, kind);
}

/** A URL with a parameter set, or removed when the value is empty. */
export function withParameter(url: string, name: 'snapshot' | 'versionid', value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`${name === 'snapshot' ? name : 'versionId'} must be a string`);
  return callNative(() => native().setParameter(url, name, value === '' ? undefined : value));
}

function pipelineFrom(credentialOrPipeline: unknown, options: StoragePipelineOptions): PipelineLike {
  if (isPipelineLike(credentialOrPipeline)) return credentialOrPipeline;
  if (credentialOrPipeline === undefined || credentialOrPipeline === null || isCredential(credentialOrPipeline)) {
    return newPipeline(credentialOrPipeline as AnyCredential | undefined, options);
  }
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

/** The options of a client and its pipeline. */
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
