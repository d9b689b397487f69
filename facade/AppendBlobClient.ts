import type { AnonymousCredential } from './AnonymousCredential';
import { BlobClient } from './BlobClient';
import { blobClientClasses } from './blobClientClasses';
import { withParameter } from './clientArguments';
import type { AppendBlobClientOptions, BlobClientConfig } from './options';
import type { PipelineLike } from './Pipeline';
import type { StorageSharedKeyCredential } from './StorageSharedKeyCredential';
import type { TokenCredential } from './TokenCredential';

/** An append blob. It can do what every {@link BlobClient} can. */
export class AppendBlobClient extends BlobClient {
  /** From a connection string and names. */
  constructor(connectionString: string, containerName: string, blobName: string, options?: AppendBlobClientOptions);
  /** From the blob's URL. */
  constructor(
    url: string,
    credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential,
    options?: AppendBlobClientOptions,
  );
  /** From the blob's URL, with the connection of other clients. */
  constructor(url: string, pipeline: PipelineLike, options?: BlobClientConfig);
  // The base class sorts the forms out.
  constructor(...parameters: unknown[]) {
    super(...(parameters as [string, PipelineLike, BlobClientConfig?]));
  }

  /**
   * A client for a snapshot of this blob.
   *
   * @param snapshot - The snapshot's timestamp; an empty string gives the client of the blob itself.
   */
  override withSnapshot(snapshot: string): AppendBlobClient {
    return new AppendBlobClient(withParameter(this.url, 'snapshot', snapshot), this.pipeline, this.blobClientConfig);
  }
}

blobClientClasses.append = AppendBlobClient;
