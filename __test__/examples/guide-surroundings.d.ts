// What the blocks of the guides use without saying where it comes from, besides what examples use.

import type { BlobBatchClient, BlobCopyEntry, BlobServiceClient, ContainerClient } from 'blobferry';

declare global {
  namespace NodeJS {
    interface ProcessEnv {
      AZURE_STORAGE_CONNECTION_STRING: string;
    }
  }

  const fs: typeof import('node:fs');
  const open: typeof import('node:fs/promises').open;

  const sourceContainer: ContainerClient;
  const destinationContainer: ContainerClient;
  const restored: ContainerClient;
  const account: BlobServiceClient;
  const backupAccount: BlobServiceClient;
  const batches: BlobBatchClient;

  const url: string;
  /** A connection string. */
  const text: string;
  const path: string;
  const size: number;
  const sourceUrlWithSas: string;
  const newSasUrl: (url?: string) => Promise<string>;
  const entries: () => AsyncIterable<BlobCopyEntry>;
  /** Containers of other accounts by name. */
  const accounts: { get(name: string): ContainerClient };
  /** A request that an HTTP server gets. */
  const request: import('node:http').IncomingMessage;
  const abortSignal: AbortSignal;

  const vault: { get(name: string): Promise<string> };
  const database: { query(text: string): AsyncIterable<{ id: string; etag: string; size: number }> };
}
