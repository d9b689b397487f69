// What this package has beyond the reference, and what must not compile.

import {
  AbortError,
  BlobClient,
  PollerCancelledError,
  PollerStoppedError,
  readManifest,
  RestError,
} from 'storage-under-test';
import type {
  BeginCopyFromOptions,
  BlobCopyEntry,
  BlobCopyFromResponse,
  ContainerClient,
  HttpHeaders,
  StorageClient,
} from 'storage-under-test';

export async function own(blob: BlobClient): Promise<string> {
  const poller = await blob.beginCopyFromURL('https://h/c/s');
  await poller.pollUntilDone({ abortSignal: AbortSignal.timeout(1_000) });
  const { headers } = (await blob.getProperties())._response;
  const asThere: HttpHeaders = headers.clone();
  const client: StorageClient = blob;
  return `${asThere.get('etag')} ${[...headers].length} ${client.url}`;
}

export async function copyFrom(blob: BlobClient, source: BlobClient): Promise<boolean> {
  const options: BeginCopyFromOptions = {
    strategy: 'auto',
    overwrite: 'ifSourceNewer',
    verify: 'crc64',
    blockSize: 8 * 1024 * 1024,
    concurrency: 4,
    tags: {},
    blobHTTPHeaders: { blobContentType: 'text/plain' },
    onProgress: ({ copyProgress, strategy }) => `${strategy} ${copyProgress}`,
  };
  const poller = await blob.beginCopyFrom(source, options);
  const result: BlobCopyFromResponse = await poller.pollUntilDone();
  const saved: string = poller.toString();
  await blob.beginCopyFrom(new URL('https://h/c/s'), { resumeFrom: saved, abortSignal: AbortSignal.timeout(1_000) });
  return result.skipped === true && poller.getOperationState().strategy === 'blocks';
}

export const kinds = [AbortError, PollerCancelledError, PollerStoppedError, RestError].map(
  (type) => new type('message').name,
);

// @ts-expect-error -- the source must be given
export const withoutSource = (blob: BlobClient) => blob.beginCopyFromURL();
// @ts-expect-error -- there is no such strategy
export const withUnknownStrategy = (blob: BlobClient) => blob.beginCopyFrom('https://h/c/s', { strategy: 'fast' });
// @ts-expect-error -- values of metadata are strings
export const withNumber = (blob: BlobClient) => blob.setMetadata({ a: 1 });
// @ts-expect-error -- exported as a type only: the facade makes them
export const value = new HttpHeaders();

/** Clients are sources of entries, and containers those of lists. */
export async function copyListed(container: ContainerClient): Promise<number> {
  const entry: BlobCopyEntry = { source: container.getBlobClient('a'), destination: 'a' };
  const listed = readManifest('names.csv', { source: container, destination: (name) => `old/${name}` });
  await container.beginCopyFromContainer([entry]);
  const poller = await container.beginCopyFromContainer(listed, { archived: 'rehydrate', rehydrateTo: 'Cool' });
  return (await poller.pollUntilDone()).rehydrations;
}
