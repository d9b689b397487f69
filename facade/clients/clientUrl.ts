/**
 * The URL of a client, read once. A parent hands its child a URL that is read already: to make clients by name is what scripts do
 * most.
 */

import { native } from '../engine/native';
import { callNative } from '../errors/failure';
import { requireName } from '../validation/arguments';

/** What the engine reads from a URL. */
interface UrlDescription {
  url: string;
  accountName: string;
  isHttps: boolean;
  containerName?: string;
  blobName?: string;
  snapshot?: string;
  versionId?: string;
}

/** The kinds of clients: each needs the names of its own level only. */
export type ClientKind = 'service' | 'container' | 'blob';

/** Names that stand in a URL as they are, and whose segments mean nothing to the parser of URLs. */
const PLAIN_NAME = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/;
/** The URL of a container to which a name can be appended: what follows the path stays behind it. */
const PLAIN_CONTAINER = /^([^?#]*[^?#/])(\?[^#]*)?$/;

/** A URL, and what it names. */
export class ClientUrl {
  readonly url: string;
  readonly accountName: string;
  readonly isHttps: boolean;
  readonly containerName: string | undefined;
  readonly blobName: string | undefined;
  readonly snapshot: string | undefined;
  readonly versionId: string | undefined;
  /** What stands before and after the name of a blob in this container, once that was looked at; `false` when the URL names more. */
  // No private field: a Proxy around a client stands in the way of those.
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

  /** Reads a URL. */
  static read(url: string, kind: ClientKind): ClientUrl {
    return new ClientUrl(JSON.parse(callNative(() => native().describeUrl(url, kind))) as UrlDescription);
  }

  /** The URL of a container in this account. */
  container(containerName: unknown): ClientUrl {
    return this.child(requireName(containerName, 'containerName'), 'container');
  }

  /** The URL of a blob in this container. Plain names take a short way. */
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

/** A URL with the name of a container or blob added to its path. With `container`, the slashes of the name are escaped too. */
export function appendName(url: string, name: string, kind: 'container' | 'blob'): string {
  return callNative(() => native().appendPath(url, name, kind));
}

/** A URL with a parameter set, or removed when the value is empty. */
export function withParameter(url: string, name: 'snapshot' | 'versionid', value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`${name === 'snapshot' ? name : 'versionId'} must be a string`);
  return callNative(() => native().setParameter(url, name, value === '' ? undefined : value));
}
