import { INSPECT, inspectAs, type InspectArguments } from '../engine/inspect';
import { redactUrl } from '../errors/errors';
import type { ClientUrl } from './clientUrl';
import type { CorePipeline } from '../pipeline/CorePipeline';
import { prepareLayers } from '../transfer/rawRequest';
import type { AnyCredential } from '../credentials/anyCredential';
import { credentialOf, layersOf, privatePipeline } from '../pipeline/Pipeline';
import type { PipelineLike } from '../types/pipeline';
import type { PrivateState } from '../engine/state';
import type { BlobClientConfig } from '../types/options';

/** The members of a client that are hidden when its properties are listed. */
interface ClientState {
  /**
   * Held in a function so that code which wraps or clones the client leaves the pipeline alone. All clients of a
   * pipeline have the same function.
   */
  pipeline: PrivateState<PipelineLike>;
  config: BlobClientConfig;
  url: ClientUrl;
}

const STATE = Symbol('state');

/** The base class of all clients: a URL, and a pipeline that is shared with the clients created from it. */
export abstract class StorageClient {
  /** The URL of the resource, URL-encoded. If it includes a shared access signature, it is a secret. */
  readonly url: string;
  /** The name of the account, if the URL shows it. */
  readonly accountName: string;
  /** @internal */
  readonly [STATE]: ClientState;

  /** @internal */
  protected constructor(url: ClientUrl, pipeline: PipelineLike, config: BlobClientConfig) {
    this.url = url.url;
    this.accountName = url.accountName;
    this[STATE] = { pipeline: privatePipeline(pipeline), config, url };
    prepareLayers(pipeline);
  }

  /** @internal */
  protected get isHttps(): boolean {
    return ifConstructed(this, (client) => client[STATE].url.isHttps);
  }

  /** @internal */
  protected get pipeline(): PipelineLike {
    return ifConstructed(this, (client) => client[STATE].pipeline());
  }

  /** @internal Tests set it on stubs, as on the reference's clients, which have it as a member of their own. */
  protected set pipeline(pipeline: PipelineLike) {
    setOwn(this, 'pipeline', pipeline);
  }

  /** @internal The policies of the pipeline, at the place where the reference has them and test recorders look for them. */
  protected get storageClientContext(): { readonly url: string; readonly pipeline: CorePipeline | undefined } {
    return ifConstructed(this, (client) => ({ url: client.url, pipeline: layersOf(client.pipeline)?.core }));
  }

  /** @internal The names, where the reference has them. They are private there, and scripts read them nevertheless. */
  protected get _containerName(): string | undefined {
    return ifConstructed(this, (client) => client[STATE].url.containerName);
  }

  /** @internal */
  protected get _name(): string | undefined {
    return ifConstructed(this, (client) => client[STATE].url.blobName);
  }

  /** @internal */
  protected get blobClientConfig(): BlobClientConfig {
    return ifConstructed(this, (client) => client[STATE].config);
  }

  /** @internal The URL of requests: as in the reference, that of the constructor. Throws if it names no container. */
  protected get requestUrl(): string {
    return ifConstructed(this, (client) => client[STATE].url.forRequests());
  }

  /** @internal The parsed URL. */
  protected get clientUrl(): ClientUrl {
    return ifConstructed(this, (client) => client[STATE].url);
  }

  /** The credential that authorizes requests. */
  get credential(): AnyCredential {
    return ifConstructed(this, (client) => credentialOf(client.pipeline));
  }

  /** @internal Likewise. */
  set credential(credential: AnyCredential) {
    setOwn(this, 'credential', credential);
  }

  /** The output of `JSON.stringify`: what the client refers to, without a signature. */
  toJSON(): object {
    const known = (this.clientUrl as ClientUrl | undefined) ?? ({} as Partial<ClientUrl>);
    const { accountName, containerName, blobName, snapshot, versionId } = known;
    const url = redactUrl(this.url);
    const facts = { url, accountName, containerName, blobName, snapshot, versionId };
    return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  }

  /** @internal The output of `console.log`: the same. */
  [INSPECT](...call: InspectArguments): string {
    return inspectAs(this, this.toJSON(), call);
  }
}

/**
 * Reads a member of a client. An object that no constructor created, such as a stub of a test, has no state. Its members are undefined, as in
 * the reference.
 */
export function ifConstructed<Client extends StorageClient, T>(client: Client, read: (client: Client) => T): T {
  const isConstructed = (client[STATE] as ClientState | undefined) !== undefined;
  return isConstructed ? read(client) : (undefined as T);
}

function setOwn(client: StorageClient, name: string, value: unknown): void {
  Object.defineProperty(client, name, { value, writable: true, enumerable: true, configurable: true });
}
