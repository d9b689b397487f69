/**
 * The URL of a client, parsed once. Scripts mostly create clients by name, so a parent passes its child a URL that is
 * already parsed.
 */

import { native } from '../engine/native';
import { callNative } from '../errors/failure';
import { requireContainerName, requireName, textOf } from '../validation/arguments';

/** The parts of a URL, as the engine returns them. */
interface UrlDescription {
  url: string;
  accountName: string;
  isHttps: boolean;
  containerName?: string | undefined;
  blobName?: string;
  snapshot?: string;
  versionId?: string;
  hasNoAccount?: boolean;
  withoutName?: WithoutName | undefined;
}

/** The value that was passed as the container's name. */
interface WithoutName {
  given: null | undefined;
}

/** The kinds of clients. Each kind reads only the names of its own level. */
export type ClientKind = 'service' | 'container' | 'blob';

/** Names that need no encoding, and that a URL parser leaves as they are. */
const PLAIN_NAME = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/;
/** A container URL to which a name can be appended. A query stays after the path. */
const PLAIN_CONTAINER = /^([^?#]*[^?#/])(\?[^#]*)?$/;

/** A parsed URL. */
export class ClientUrl {
  readonly url: string;
  readonly accountName: string;
  readonly isHttps: boolean;
  readonly containerName: string | undefined;
  readonly blobName: string | undefined;
  readonly snapshot: string | undefined;
  readonly versionId: string | undefined;
  /**
   * Whether the path should begin with an account and does not, as in `http://127.0.0.1:8080/container`. Names are then
   * those that the client was created with.
   */
  private readonly hasNoAccount: boolean;
  /**
   * Set if the container has no name. As in the reference, there is such a client: programs are built and tested without the variables
   * of the environment that names come from.
   */
  private readonly withoutName: WithoutName | undefined;
  /** The URL before and after the blob name, cached. `false` if the URL names more than a container. */
  // Not a private field, because a Proxy around a client could not reach it.
  private plain?: { before: string; after: string } | false;

  private constructor(description: UrlDescription) {
    this.url = description.url;
    this.accountName = description.accountName;
    this.isHttps = description.isHttps;
    this.containerName = description.containerName;
    this.blobName = description.blobName;
    this.snapshot = description.snapshot;
    this.versionId = description.versionId;
    this.hasNoAccount = description.hasNoAccount ?? false;
    this.withoutName = description.withoutName;
  }

  /** Parses a URL. */
  static read(url: string, kind: ClientKind): ClientUrl {
    return new ClientUrl(JSON.parse(callNative(() => native().describeUrl(url, kind))) as UrlDescription);
  }

  /** The URL of a container in this account. */
  container(containerName: unknown): ClientUrl {
    if (containerName === '') throw new RangeError('Unable to extract containerName with provided information.');
    if (containerName === undefined || containerName === null) {
      return this.child(String(containerName), 'container', { given: containerName });
    }
    return this.child(requireContainerName(containerName), 'container');
  }

  /**
   * The URL of a blob in this container. Plain names do not need the engine. As in the reference, the name may be empty:
   * scripts read the URL of the container with a slash at its end from such a client.
   */
  blob(blobName: unknown): ClientUrl {
    const name = blobName === '' ? '' : requireName(blobName, 'blobName');
    const { accountName, isHttps, containerName } = this;
    if (containerName === undefined || !PLAIN_NAME.test(name)) return this.child(name, 'blob');
    this.plain ??= this.plainParts();
    if (!this.plain) return this.child(name, 'blob');
    const { before, after } = this.plain;
    const url = `${before}/${name}${after}`;
    return new ClientUrl({ url, accountName, isHttps, containerName, blobName: name, withoutName: this.withoutName });
  }

  /** The URL. Throws if the container has no name, because a request would address one that is called `undefined`. */
  forRequests(): string {
    if (this.withoutName) requireContainerName(this.withoutName.given);
    return this.url;
  }

  private child(name: string, kind: 'container' | 'blob', withoutName = this.withoutName): ClientUrl {
    const { url, accountName } = this;
    const described = JSON.parse(callNative(() => native().describeChild(url, name, kind))) as UrlDescription;
    const read = { ...described, withoutName };
    // Servers of tests often have no account in their path.
    const hasNoAccount = this.hasNoAccount || (kind === 'container' && read.containerName === undefined);
    if (!hasNoAccount) return new ClientUrl(read);
    const names = kind === 'blob' ? { containerName: this.containerName, blobName: name } : { containerName: name };
    return new ClientUrl({ ...read, accountName, hasNoAccount, ...names });
  }

  private plainParts(): { before: string; after: string } | false {
    const parts = PLAIN_CONTAINER.exec(this.url);
    if (parts === null) return false;
    const { blobName, snapshot, versionId } = ClientUrl.read(this.url, 'blob');
    if (blobName !== undefined || snapshot !== undefined || versionId !== undefined) return false;
    return { before: parts[1] ?? '', after: parts[2] ?? '' };
  }
}

/**
 * Appends the name of a container or blob to the path of a URL. With `container`, the slashes of the name are encoded
 * too.
 */
export function appendName(url: string, name: string, kind: 'container' | 'blob'): string {
  return callNative(() => native().appendPath(url, name, kind));
}

/** Sets a query parameter of a URL, or removes it when the value is empty. */
export function withParameter(url: string, name: 'snapshot' | 'versionid', given: unknown): string {
  const value = textOf(given);
  if (typeof value !== 'string') throw new TypeError(`${name === 'snapshot' ? name : 'versionId'} must be a string`);
  return callNative(() => native().setParameter(url, name, value === '' ? undefined : value));
}
