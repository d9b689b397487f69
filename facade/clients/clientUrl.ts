/**
 * The URL of a client, parsed once. Scripts mostly create clients by name, so a parent passes its child a URL that is
 * already parsed.
 */

import { native } from '../engine/native';
import { callNative } from '../errors/failure';
import { requireName } from '../validation/arguments';

/** The parts of a URL, as the engine returns them. */
interface UrlDescription {
  url: string;
  accountName: string;
  isHttps: boolean;
  containerName?: string;
  blobName?: string;
  snapshot?: string;
  versionId?: string;
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
  }

  /** Parses a URL. */
  static read(url: string, kind: ClientKind): ClientUrl {
    return new ClientUrl(JSON.parse(callNative(() => native().describeUrl(url, kind))) as UrlDescription);
  }

  /** The URL of a container in this account. */
  container(containerName: unknown): ClientUrl {
    return this.child(requireName(containerName, 'containerName'), 'container');
  }

  /** The URL of a blob in this container. Plain names do not need the engine. */
  blob(blobName: unknown): ClientUrl {
    const name = requireName(blobName, 'blobName');
    const { accountName, isHttps, containerName } = this;
    if (containerName === undefined || !PLAIN_NAME.test(name)) return this.child(name, 'blob');
    this.plain ??= this.plainParts();
    if (!this.plain) return this.child(name, 'blob');
    const { before, after } = this.plain;
    return new ClientUrl({ url: `${before}/${name}${after}`, accountName, isHttps, containerName, blobName: name });
  }

  private child(name: string, kind: 'container' | 'blob'): ClientUrl {
    const { url } = this;
    return new ClientUrl(JSON.parse(callNative(() => native().describeChild(url, name, kind))) as UrlDescription);
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
export function withParameter(url: string, name: 'snapshot' | 'versionid', value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`${name === 'snapshot' ? name : 'versionId'} must be a string`);
  return callNative(() => native().setParameter(url, name, value === '' ? undefined : value));
}
