// What this package has beyond the reference, and what must not compile.

import { AbortError, BlobClient, PollerCancelledError, PollerStoppedError, RestError } from 'storage-under-test';
import type { HttpHeaders, StorageClient } from 'storage-under-test';

export async function own(blob: BlobClient): Promise<string> {
  const poller = await blob.beginCopyFromURL('https://h/c/s');
  await poller.pollUntilDone({ abortSignal: AbortSignal.timeout(1_000) });
  const headers: HttpHeaders = (await blob.getProperties())._response.headers;
  const client: StorageClient = blob;
  return `${headers.get('etag')} ${[...headers].length} ${client.url}`;
}

export const kinds = [AbortError, PollerCancelledError, PollerStoppedError, RestError].map(
  (type) => new type('message').name,
);

// @ts-expect-error -- the source must be given
export const withoutSource = (blob: BlobClient) => blob.beginCopyFromURL();
// @ts-expect-error -- values of metadata are strings
export const withNumber = (blob: BlobClient) => blob.setMetadata({ a: 1 });
// @ts-expect-error -- exported as a type only: the facade makes them
export const value = new HttpHeaders();
