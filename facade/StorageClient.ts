import { redactUrls } from './errors';
import { callNative } from './failure';
import { native } from './native';
import { credentialOf, type AnyCredential, type PipelineLike } from './Pipeline';
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

let lastChild: { kind: ClientKind; description: UrlDescription } | undefined;

function describe(url: string, kind: ClientKind): UrlDescription {
  if (lastChild?.kind === kind && lastChild.description.url === url) return lastChild.description;
  return JSON.parse(callNative(() => native().describeUrl(url, kind))) as UrlDescription;
}

/**
 * The URL of a container in an account, or of a blob in a container. What it tells is kept for the client that is about
 * to be made from it: making clients by name is what scripts do most.
 */
export function childUrl(url: string, name: string, kind: 'container' | 'blob'): string {
  const description = JSON.parse(callNative(() => native().describeChild(url, name, kind))) as UrlDescription;
  lastChild = { kind, description };
  return description.url;
}

/** What every client has: a URL, and a pipeline that it shares with the clients made from it. */
export abstract class StorageClient {
  /** The URL of the resource, escaped. With a shared access signature it is a secret. */
  readonly url: string;
  /** The account's name, as far as the URL tells it. */
  readonly accountName: string;
  /** @internal */
  declare protected readonly isHttps: boolean;
  /** @internal */
  declare protected readonly pipeline: PipelineLike;
  /** @internal */
  declare protected readonly blobClientConfig: BlobClientConfig;
  /** @internal */
  declare protected readonly description: UrlDescription;

  /** @internal */
  protected constructor(url: string, pipeline: PipelineLike, config: BlobClientConfig, kind: ClientKind) {
    const description = describe(url, kind);
    this.url = description.url;
    this.accountName = description.accountName;
    // Not enumerable: a client that is logged shows where it points, not how it is wired.
    Object.defineProperties(this, {
      isHttps: { value: description.isHttps },
      pipeline: { value: pipeline },
      blobClientConfig: { value: config },
      description: { value: description },
    });
  }

  /** The credential that requests are authorised with. */
  get credential(): AnyCredential {
    return credentialOf(this.pipeline);
  }

  /** What `JSON.stringify` shows: where the client points, without a signature. */
  toJSON(): object {
    const { accountName, containerName, blobName, snapshot, versionId } = this.description;
    const facts = { url: redactUrls(this.url), accountName, containerName, blobName, snapshot, versionId };
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
