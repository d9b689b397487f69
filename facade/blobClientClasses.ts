/**
 * Where the subclasses of BlobClient announce themselves. BlobClient makes clients of its own subclasses; were it to
 * import them, the modules would need each other before either is there.
 */

import type { AppendBlobClient } from './AppendBlobClient';
import type { BlockBlobClient } from './BlockBlobClient';
import type { BlobClientConfig } from './options';
import type { PageBlobClient } from './PageBlobClient';
import type { PipelineLike } from './Pipeline';

type Constructor<Client> = new (url: string, pipeline: PipelineLike, options?: BlobClientConfig) => Client;

/** The subclasses; complete once all modules are loaded. */
export const blobClientClasses = {} as {
  append: Constructor<AppendBlobClient>;
  block: Constructor<BlockBlobClient>;
  page: Constructor<PageBlobClient>;
};
