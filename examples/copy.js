// Copies a blob from one container to another, and shows the progress.
//
//   node examples/copy.js
//
// AZURE_STORAGE_CONNECTION_STRING names the account. Without it, Azurite on its usual port is used.

'use strict';

const { randomUUID } = require('node:crypto');
const { buffer } = require('node:stream/consumers');
const { BlobServiceClient } = require('blobferry');

const connectionString = process.env.AZURE_STORAGE_CONNECTION_STRING ?? 'UseDevelopmentStorage=true';

/** Copies `source` to `destination`, which are both blob clients. Resolves when the copy is complete. */
async function copyBlob(source, destination) {
  // The service copies the bytes. The poller asks it for the status until the copy has ended.
  const poller = await destination.beginCopyFromURL(source.url, {
    onProgress: ({ copyProgress }) => showProgress(copyProgress),
  });
  return poller.pollUntilDone();
}

/** Draws "bytes copied/total bytes" as a bar. On a terminal the bar is redrawn; elsewhere each call prints a line. */
function showProgress(copyProgress = '0/0') {
  const [copied, total] = copyProgress.split('/').map(Number);
  const share = total > 0 ? copied / total : 1;
  const filled = Math.round(share * 30);
  const bar = '█'.repeat(filled) + '░'.repeat(30 - filled);
  const line = `  [${bar}] ${Math.floor(share * 100)} % of ${total} bytes`;
  process.stdout.write(process.stdout.isTTY ? `\r${line}` : `${line}\n`);
}

async function main() {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const inbox = service.getContainerClient(`inbox-${randomUUID()}`);
  const archive = service.getContainerClient(`archive-${randomUUID()}`);
  await inbox.create();
  await archive.create();
  try {
    const report = Buffer.alloc(4 * 1024 * 1024, 'Every ferry needs a cargo. ');
    const source = inbox.getBlockBlobClient('report.txt');
    await source.upload(report, report.length, { metadata: { quarter: 'third' } });
    console.log(`Uploaded ${source.name} (${report.length} bytes) to ${inbox.containerName}.`);

    const destination = archive.getBlobClient('reports/report.txt');
    console.log(`Copying it to ${archive.containerName} as ${destination.name}:`);
    const result = await copyBlob(source, destination);

    // A copy that completes at once reports no progress, so the last bar is drawn from the properties.
    const properties = await destination.getProperties();
    showProgress(properties.copyProgress);
    if (process.stdout.isTTY) console.log();
    console.log(`Copy ${result.copyId} ended as: ${properties.copyStatus}.`);

    const { readableStreamBody } = await destination.download();
    const copied = await buffer(readableStreamBody);
    console.log(`Bytes at the destination equal to the source's: ${copied.equals(report)}.`);
    console.log(`Copied metadata: ${JSON.stringify(properties.metadata)}.`);
  } finally {
    await inbox.delete();
    await archive.delete();
  }
}

main().catch((error) => {
  console.error(`The copy failed: ${error.message}`);
  process.exitCode = 1;
});
