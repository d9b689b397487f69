import { redact } from '../errors/errors';
import type { ClientUrl } from './clientUrl';
import { credentialOf, keptPipeline, type AnyCredential } from '../pipeline/Pipeline';
import type { PipelineLike } from '../types/pipeline';
import type { Kept } from '../engine/state';
import type { BlobClientConfig } from '../types/options';

/** How a client is wired: not shown by whatever lists a client's properties. */
interface Wiring {
  /** In a function, so that what wraps or clones the client leaves it alone; the same one for all clients of a pipeline. */
  pipeline: Kept<PipelineLike>;
  config: BlobClientConfig;
  url: ClientUrl;
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
  protected constructor(url: ClientUrl, pipeline: PipelineLike, config: BlobClientConfig) {
    this.url = url.url;
    this.accountName = url.accountName;
    this[WIRING] = { pipeline: keptPipeline(pipeline), config, url };
  }

  /** @internal */
  protected get isHttps(): boolean {
    return this[WIRING].url.isHttps;
  }

  /** @internal */
  protected get pipeline(): PipelineLike {
    return this[WIRING].pipeline();
  }

  /** @internal */
  protected get blobClientConfig(): BlobClientConfig {
    return this[WIRING].config;
  }

  /** @internal What the URL names. */
  protected get clientUrl(): ClientUrl {
    return this[WIRING].url;
  }

  /** The credential that requests are authorised with. */
  get credential(): AnyCredential {
    return credentialOf(this.pipeline);
  }

  /** What `JSON.stringify` shows: where the client points, without a signature. */
  toJSON(): object {
    const { accountName, containerName, blobName, snapshot, versionId } = this.clientUrl;
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
