import { requireName } from './arguments';
import { redact } from './errors';
import { callNative } from './failure';
import { native } from './native';
import { credentialOf, keptPipeline, type AnyCredential, type PipelineLike } from './Pipeline';
import type { Kept } from './state';
import type { BlobClientConfig } from './options';

/** What the engine reads from a URL. */
export interface UrlDescription {
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

/** What the last child's URL tells. It is kept for the client that is about to be made from it. */
let lastChild: { kind: ClientKind; description: UrlDescription } | undefined;

function describe(url: string, kind: ClientKind): UrlDescription {
  if (lastChild?.kind === kind && lastChild.description.url === url) return lastChild.description;
  return JSON.parse(callNative(() => native().describeUrl(url, kind))) as UrlDescription;
}

/** Whether a text is the URL of the last child, which needs no check. */
export function isLastChild(url: unknown): boolean {
  return lastChild !== undefined && lastChild.description.url === url;
}

/** The URL of a container in an account, or of a blob in a container. */
export function childUrl(url: string, name: string, kind: 'container' | 'blob'): string {
  const description = JSON.parse(callNative(() => native().describeChild(url, name, kind))) as UrlDescription;
  lastChild = { kind, description };
  return description.url;
}

/** Names that stand in a URL as they are, and whose segments mean nothing to the parser of URLs. */
const PLAIN_NAME = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/;
/** The URL of a container to which a name can be appended: what follows the path stays behind it. */
const PLAIN_CONTAINER = /^([^?#]*[^?#/])(\?[^#]*)?$/;

/** The URL of a blob in a container. To make clients by name is what scripts do most, so plain names take a short way. */
function blobUrl(container: Wiring, name: string): string {
  const { url, accountName, isHttps, containerName } = container.description;
  container.plain ??= plainContainer(url);
  if (!container.plain || containerName === undefined || !PLAIN_NAME.test(name)) return childUrl(url, name, 'blob');
  const { before, after } = container.plain;
  const description = { url: `${before}/${name}${after}`, accountName, isHttps, containerName, blobName: name };
  lastChild = { kind: 'blob', description };
  return description.url;
}

/** What stands before and after a blob's name; `false` when the URL names more than an account and a container. */
function plainContainer(url: string): NonNullable<Wiring['plain']> {
  const parts = PLAIN_CONTAINER.exec(url);
  const { blobName, snapshot, versionId } = describe(url, 'blob');
  if (parts === null || blobName !== undefined || snapshot !== undefined || versionId !== undefined) return false;
  return { before: parts[1] ?? '', after: parts[2] ?? '' };
}

/** How a client is wired: not shown by whatever lists a client's properties. */
interface Wiring {
  /** In a function, so that what wraps or clones the client leaves it alone; the same one for all clients of a pipeline. */
  pipeline: Kept<PipelineLike>;
  config: BlobClientConfig;
  description: UrlDescription;
  /** What stands before and after the name of a blob in this container, once that was looked at. */
  plain?: { before: string; after: string } | false;
}

const WIRING = Symbol('wiring');

/** What every client has: a URL, and a pipeline that it shares with the clients made from it. */
export abstract class StorageClient {
  /** The URL of the resource, escaped. With a shared access signature it is a secret. */
  readonly url: string;
  /** The account's name, as far as the URL tells it. */
  readonly accountName: string;
  /** @internal */
  readonly [WIRING]: Wiring;

  /** @internal */
  protected constructor(url: string, pipeline: PipelineLike, config: BlobClientConfig, kind: ClientKind) {
    const description = describe(url, kind);
    this.url = description.url;
    this.accountName = description.accountName;
    this[WIRING] = { pipeline: keptPipeline(pipeline), config, description };
  }

  /** @internal */
  protected get isHttps(): boolean {
    return this[WIRING].description.isHttps;
  }

  /** @internal */
  protected get pipeline(): PipelineLike {
    return this[WIRING].pipeline();
  }

  /** @internal */
  protected get blobClientConfig(): BlobClientConfig {
    return this[WIRING].config;
  }

  /** @internal */
  protected get description(): UrlDescription {
    return this[WIRING].description;
  }

  /** @internal The URL of a blob in this container. */
  protected blobUrl(blobName: unknown): string {
    return blobUrl(this[WIRING], requireName(blobName, 'blobName'));
  }

  /** The credential that requests are authorised with. */
  get credential(): AnyCredential {
    return credentialOf(this.pipeline);
  }

  /** What `JSON.stringify` shows: where the client points, without a signature. */
  toJSON(): object {
    const { accountName, containerName, blobName, snapshot, versionId } = this.description;
    const facts = { url: redact(this.url), accountName, containerName, blobName, snapshot, versionId };
    return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  }

  /** @internal What `console.log` shows: the same. */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return `${this.constructor.name} ${inspect(this.toJSON(), options)}`;
  }
}
