// What the examples of the documentation use without saying where it comes from. compile.test.js declares the exports of the package too.

import type {
  BlobBatch,
  BlobBeginCopyFromURLResponse,
  BlobClient,
  BlobSASPermissions,
  BlobServiceClient,
  BlockBlobClient,
  ContainerClient,
  PollerLikeWithCancellation,
  PollOperationState,
  Shard,
  ShardPlan,
  ShardResult,
  StorageSharedKeyCredential,
} from 'blobferry';

declare global {
  const service: BlobServiceClient;
  const production: BlobServiceClient;
  const container: ContainerClient;
  const photos: ContainerClient;
  const source: BlobClient;
  const destination: BlockBlobClient;
  const log: import('blobferry').AppendBlobClient;
  const batch: BlobBatch;
  const poller: PollerLikeWithCancellation<
    PollOperationState<BlobBeginCopyFromURLResponse>,
    BlobBeginCopyFromURLResponse
  >;
  const credential: StorageSharedKeyCredential;
  const sharedKeyCredential: StorageSharedKeyCredential;
  const DefaultAzureCredential: typeof import('@azure/identity').DefaultAzureCredential;

  const sas: string;
  const key: string;
  const leaseId: string;
  const line: string;
  const containerName: string;
  const blobName: string;
  const permissions: BlobSASPermissions;
  const expiresOn: Date;
  const buffer: Buffer;
  const parts: Buffer[];

  const shard: Shard;
  const plan: ShardPlan;
  const results: ShardResult[];
  /** A queue as that of BullMQ. */
  const queue: { add(name: string, data: Shard, options: { jobId: string }): Promise<unknown> };

  const readFile: (path: string, encoding: 'utf8') => Promise<string>;
  const writeFile: (path: string, text: string) => Promise<void>;
  const createReadStream: typeof import('node:fs').createReadStream;
  const createGzip: typeof import('node:zlib').createGzip;
}
