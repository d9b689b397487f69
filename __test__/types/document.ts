// The two samples of the document, as TypeScript.

import { BlobServiceClient } from 'storage-under-test';

export async function copyBlob(
  blobServiceClient: BlobServiceClient,
  sourceContainer: string,
  sourceBlob: string,
  destinationContainer: string,
  destinationBlob: string,
): Promise<void> {
  const sourceContainerClient = blobServiceClient.getContainerClient(sourceContainer);
  const destinationContainerClient = blobServiceClient.getContainerClient(destinationContainer);
  const sourceBlobClient = await sourceContainerClient.getBlobClient(sourceBlob);
  const destinationBlobClient = await destinationContainerClient.getBlobClient(destinationBlob);
  const copyPoller = await destinationBlobClient.beginCopyFromURL(sourceBlobClient.url);
  await copyPoller.pollUntilDone();
}

export async function copyThenAbortBlob(
  blobServiceClient: BlobServiceClient,
  sourceBlob: string,
  destinationBlob: string,
): Promise<void> {
  const container = blobServiceClient.getContainerClient('container');
  const destinationBlobClient = container.getBlobClient(destinationBlob);
  const copyPoller = await destinationBlobClient.beginCopyFromURL(container.getBlobClient(sourceBlob).url);
  try {
    await copyPoller.cancelOperation();
    await copyPoller.getResult();
  } catch (err) {
    if ((err as Error).name === 'PollerCancelledError') console.log('The copy was cancelled.');
  }
}
