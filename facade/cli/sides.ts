/**
 * The containers or accounts of a command line, with the credentials that belong to them. Credentials come from the environment or are in the URL; a
 * credential is used for its own account alone, and never sent to another.
 */

import { createRequire } from 'node:module';
import path from 'node:path';

import { BlobServiceClient, ContainerClient, StorageSharedKeyCredential, type TokenCredential } from '../index';
import { messageOf } from '../errors/messageOf';
import type { Redaction } from './redaction';
import { UsageError } from './UsageError';

/** What may be the name of a container, including system containers. Only the service knows whether it exists. */
const NAME = /^\$?[A-Za-z0-9-]+$/;

/** A side of a copy. */
export type Side = 'source' | 'destination';

/** The client of a side: of a container, or of an account with all of its containers. */
export type SideClient = ContainerClient | BlobServiceClient;

/** Where the credentials of a side come from. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether not to use `@azure/identity`. */
  readonly noIdentity: boolean;
  readonly redaction: Redaction;
}

/** The credentials that variables hold. */
interface SideSettings {
  readonly connectionString: string | undefined;
  readonly account: string | undefined;
  readonly key: string | undefined;
  readonly sas: string | undefined;
}

/** Whether a side is an account. */
export function isAccount(client: SideClient): client is BlobServiceClient {
  return client instanceof BlobServiceClient;
}

/** The client that an argument names: a container or an account by its URL, or a container by its name in the account of a connection string. */
export function clientOfSide(side: Side, argument: string, surroundings: Surroundings): SideClient {
  const { environment, redaction } = surroundings;
  const own = settingsOf(environment, `BLOBFERRY_${side.toUpperCase()}_`);
  const shared: SideSettings = {
    connectionString: environment.AZURE_STORAGE_CONNECTION_STRING,
    account: environment.AZURE_STORAGE_ACCOUNT,
    key: environment.AZURE_STORAGE_KEY,
    sas: environment.AZURE_STORAGE_SAS_TOKEN,
  };
  for (const { key, sas } of [own, shared]) {
    redaction.add(key);
    redaction.add(signatureOf(sas));
  }
  if (!argument.includes('://')) return byName(side, argument, own.connectionString ?? shared.connectionString);
  const url = parseUrl(side, argument);
  redaction.add(url.searchParams.get('sig') ?? undefined);
  redaction.add(url.password);
  const named = clientOfUrl(side, url);
  if (url.searchParams.has('sig')) return named;
  return withOwn(side, named, own) ?? withShared(named, shared) ?? withIdentity(named, surroundings) ?? named;
}

function settingsOf(environment: Surroundings['environment'], prefix: string): SideSettings {
  return {
    connectionString: environment[`${prefix}CONNECTION_STRING`],
    account: environment[`${prefix}ACCOUNT`],
    key: environment[`${prefix}KEY`],
    sas: environment[`${prefix}SAS`],
  };
}

function byName(side: Side, name: string, connectionString: string | undefined): ContainerClient {
  // An argument that is not a name may be a connection string, or a URL with a secret but without a scheme. It is neither shown nor sent.
  const isName = NAME.test(name);
  if (connectionString === undefined || connectionString === '' || !isName) {
    throw new UsageError(
      `The ${side} must be the URL of a container, such as https://account.blob.core.windows.net/container${isName ? `, not "${name}"` : ''}. ` +
        `A name alone consists of letters, digits and "-", and needs a connection string in ` +
        `BLOBFERRY_${side.toUpperCase()}_CONNECTION_STRING or AZURE_STORAGE_CONNECTION_STRING.`,
    );
  }
  return new ContainerClient(connectionString, name);
}

function parseUrl(side: Side, argument: string): URL {
  let url;
  try {
    url = new URL(argument);
  } catch {
    throw new UsageError(`The ${side} is not a valid URL.`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new UsageError(`The URL of the ${side} begins with "${url.protocol}//", and must begin with "https://".`);
  }
  // A shell has cut the signature at an unquoted `&`.
  const parameters = url.searchParams;
  if (!parameters.has('sig') && ['sv', 'se', 'sp', 'sr'].some((name) => parameters.has(name))) {
    throw new UsageError(
      `The URL of the ${side} has a shared access signature without its part "sig". The shell cuts what is not in quotes at "&"; in files ` +
        `of cmd.exe, "%" is written "%%".`,
    );
  }
  return url;
}

/** A URL that continues after the container would be read as a container with a prefix by some tools, and as a blob by others. */
function clientOfUrl(side: Side, url: URL): SideClient {
  let container;
  try {
    container = new ContainerClient(url.href);
  } catch (error) {
    // The URL of an account has no path, or only the name of the account.
    if (!url.pathname.replace(/^\/|\/$/g, '').includes('/')) return new BlobServiceClient(url.href);
    throw new UsageError(`The ${side} is not the URL of a container: ${messageOf(error)}`);
  }
  const rest = url.pathname.replace(/\/$/, '');
  const last = rest.slice(rest.lastIndexOf('/') + 1);
  if (last.includes('%')) {
    throw new UsageError(
      `The URL of the ${side} has "%" in the name of its container, which needs no encoding. Write it plainly.`,
    );
  }
  if (rest.endsWith(`/${container.containerName}`)) return container;
  throw new UsageError(
    `The URL of the ${side} continues after the container "${container.containerName}". Pass the prefix of the names with --prefix and --destination-prefix.`,
  );
}

/** The variables of one side are meant for that side. A variable that does not fit is an error, and is never ignored. */
function withOwn(side: Side, container: SideClient, own: SideSettings): SideClient | undefined {
  const { connectionString, account, key, sas } = own;
  const variables = `BLOBFERRY_${side.toUpperCase()}_`;
  if (connectionString !== undefined) {
    const found = readVariable(`${variables}CONNECTION_STRING`, () => ofConnectionString(container, connectionString));
    if (found) return found;
    throw new UsageError(
      `${variables}CONNECTION_STRING is of another account than the URL of the ${side}. Correct one of them.`,
    );
  }
  if (key !== undefined) {
    if (account === undefined || account === container.accountName)
      return readVariable(`${variables}KEY`, () => withKey(container, container.accountName, key));
    throw new UsageError(`${variables}ACCOUNT is "${account}", and the URL of the ${side} is of another account.`);
  }
  return sas === undefined ? undefined : withSas(container, sas);
}

/** Reads the value of a variable. An error names the variable. */
function readVariable<T>(variable: string, value: () => T): T {
  try {
    return value();
  } catch (error) {
    throw new UsageError(`The variable ${variable} cannot be used: ${messageOf(error)}`);
  }
}

/** Microsoft's names hold the credentials of one account. The other side of a copy may be elsewhere. */
function withShared(container: SideClient, shared: SideSettings): SideClient | undefined {
  const { connectionString, account, key, sas } = shared;
  const found =
    connectionString === undefined
      ? undefined
      : readVariable('AZURE_STORAGE_CONNECTION_STRING', () => ofConnectionString(container, connectionString));
  if (found) return found;
  if (account !== container.accountName) return undefined;
  if (key !== undefined) return readVariable('AZURE_STORAGE_KEY', () => withKey(container, account, key));
  return sas === undefined ? undefined : withSas(container, sas);
}

function ofConnectionString(container: SideClient, connectionString: string): SideClient | undefined {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const endpoint = new URL(service.url);
  const url = new URL(container.url);
  const root = endpoint.pathname.replace(/\/?$/, '/');
  if (endpoint.origin !== url.origin || !url.pathname.replace(/\/?$/, '/').startsWith(root)) return undefined;
  return isAccount(container) ? service : service.getContainerClient(container.containerName);
}

function withKey(container: SideClient, account: string, key: string): SideClient {
  // The credential accepts an empty key until it is used. An error would not name the variable then.
  if (key === '') throw new RangeError('accountKey must not be empty');
  return withCredential(container, container.url, new StorageSharedKeyCredential(account, key));
}

function withSas(container: SideClient, sas: string): SideClient {
  const url = new URL(container.url);
  url.search = sas;
  return withCredential(container, url.href);
}

/** A client of the same kind with other credentials. */
function withCredential(
  client: SideClient,
  url: string,
  credential?: StorageSharedKeyCredential | TokenCredential,
): SideClient {
  return isAccount(client) ? new BlobServiceClient(url, credential) : new ContainerClient(url, credential);
}

/** A token is sent over HTTPS only. Without the package, or if it is turned off, requests have no credential. */
function withIdentity(container: SideClient, { noIdentity }: Surroundings): SideClient | undefined {
  if (noIdentity || !container.url.startsWith('https:')) return undefined;
  const identity = loadIdentity();
  return identity && withCredential(container, container.url, new identity.DefaultAzureCredential());
}

function loadIdentity(): { DefaultAzureCredential: new () => TokenCredential } | undefined {
  // The project's copy takes precedence over one next to this package.
  for (const place of [path.join(process.cwd(), 'package.json'), __filename]) {
    try {
      return createRequire(place)('@azure/identity') as { DefaultAzureCredential: new () => TokenCredential };
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return undefined;
}

function signatureOf(sas: string | undefined): string | undefined {
  return sas === undefined ? undefined : (new URLSearchParams(sas.replace(/^\?/, '')).get('sig') ?? undefined);
}
