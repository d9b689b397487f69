// One large copy in a process of its own: by blobferry, or by the reference's download and upload.

'use strict';

const [, , connectionString, way] = process.argv;
const ours = way !== 'stream';
const { BlobServiceClient } = require(ours ? (process.env.BENCH_PACKAGE ?? '..') : '@azure/storage-blob');
const name = way === 'blocks' ? 'large' : 'relayed';
const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(name);
const [source, destination] = ['source', 'copy'].map((blob) => container.getBlockBlobClient(blob));

async function copy() {
  if (ours) {
    const poller = await destination.beginCopyFrom(source, { strategy: way });
    await poller.pollUntilDone();
  } else {
    const { readableStreamBody } = await source.download();
    await destination.uploadStream(readableStreamBody, 8 * 2 ** 20, 8);
  }
}

copy().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
