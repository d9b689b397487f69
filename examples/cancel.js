// Starts a copy over an existing blob, cancels it, and restores the old content.
//
//   node examples/cancel.js
//
// AZURE_STORAGE_CONNECTION_STRING names the account. Without it, Azurite on its usual port is used.

'use strict';

const { randomUUID } = require('node:crypto');
const { text } = require('node:stream/consumers');
const { BlobServiceClient } = require('blobferry');

const connectionString = process.env.AZURE_STORAGE_CONNECTION_STRING ?? 'UseDevelopmentStorage=true';

/** Starts a copy and cancels it. Resolves to true if it was canceled, to false if it had already ended. */
async function copyThenCancel(source, destination) {
  const poller = await destination.beginCopyFromURL(source.url);
  console.log(`Started copying ${source.name} over ${destination.name}.`);
  try {
    await poller.cancelOperation();
    // A canceled copy has no result, so getResult() throws PollerCancelledError.
    await poller.getResult();
  } catch (error) {
    if (error.name === 'PollerCancelledError') return true;
    // Small copies often end before the request to cancel arrives. Then there is nothing left to cancel.
    if (error.code === 'NoPendingCopyOperation') return false;
    throw error;
  }
  return false;
}

/** Returns the content of a blob as text. */
async function textOf(blob) {
  const { readableStreamBody } = await blob.download();
  return text(readableStreamBody);
}

async function main() {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const container = service.getContainerClient(`drafts-${randomUUID()}`);
  await container.create();
  try {
    const draft = container.getBlockBlobClient('draft.txt');
    const final = container.getBlockBlobClient('final.txt');
    await draft.upload('half an idea', 12);
    await final.upload('the whole idea', 14);

    // A canceled copy leaves an empty blob. A snapshot created before it keeps the old content.
    const { snapshot } = await final.createSnapshot();

    const isCancelled = await copyThenCancel(draft, final);
    console.log(isCancelled ? 'The copy was canceled.' : 'The copy had already ended, so it could not be canceled.');
    console.log(`${final.name} now contains: "${await textOf(final)}"`);

    // Copying a snapshot over its base blob restores the old content.
    const restore = await final.beginCopyFromURL(final.withSnapshot(snapshot).url);
    await restore.pollUntilDone();
    console.log(`${final.name} after restoring its snapshot: "${await textOf(final)}"`);
  } finally {
    await container.delete();
  }
}

main().catch((error) => {
  console.error(`Cancelling failed: ${error.message}`);
  process.exitCode = 1;
});
