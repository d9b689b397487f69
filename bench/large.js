// One large copy in a process of its own: by blobferry, or by the reference's download and upload. It reports the cost to its
// parent: the copy alone, and the process from its start.

'use strict';

const { forgetPeak, peakMegabytes, residentMegabytes } = require('./lib/memory');

const [, , packageName, connectionString, way, blockSize] = process.argv;
const { BlobServiceClient } = require(packageName);
const name = way === 'blocks' ? 'large' : 'relayed';
const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(name);
const [source, destination] = ['source', 'copy'].map((blob) => container.getBlockBlobClient(blob));

async function copy() {
  if (way === 'stream') {
    const { readableStreamBody } = await source.download();
    await destination.uploadStream(readableStreamBody, 8 * 2 ** 20, 8);
  } else {
    const options = blockSize ? { blockSize: Number(blockSize) } : {};
    const poller = await destination.beginCopyFrom(source, { strategy: way, ...options });
    await poller.pollUntilDone();
  }
}

async function measure() {
  // Idle is a client that has been used: loaded, connected, signed.
  await source.getProperties();
  const idleMegabytes = residentMegabytes();
  const wholePeakBefore = peakMegabytes();
  forgetPeak();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await copy();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const peak = peakMegabytes();
  const whole = process.cpuUsage();
  process.send({
    seconds,
    cpuMilliseconds: (user + system) / 1000,
    megabytesAboveIdle: peak - idleMegabytes,
    whole: { cpuMilliseconds: (whole.user + whole.system) / 1000, megabytes: Math.max(peak, wholePeakBefore) },
  });
  process.disconnect();
}

measure().catch((error) => {
  console.error(error);
  process.exit(1);
});
