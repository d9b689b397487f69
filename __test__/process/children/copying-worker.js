'use strict';

// A worker thread that begins one piece of work, says so once it has an owner, and continues until it is terminated.

const { parentPort, workerData } = require('node:worker_threads');

const path = require('node:path');
const { Readable } = require('node:stream');

const { packageName, from, to, work, folder } = workerData;
const { BlobServiceClient } = require(packageName);

const container = (connectionString) =>
  BlobServiceClient.fromConnectionString(connectionString).getContainerClient('container');
const source = container(from).getBlockBlobClient('source');
const destination = container(to).getBlockBlobClient('destination');

const LENGTH = 64 * 1024 * 1024;

const works = {
  /** Awaits a copy that the engine makes; the pending call holds it. */
  async copy({ options }) {
    const poller = await destination.beginCopyFrom(source, options);
    return () => poller.pollUntilDone();
  },

  /** Has a copy that nobody waits for. */
  async forgottenCopy({ options }) {
    globalThis.poller = await destination.beginCopyFrom(source, options);
    return () => undefined;
  },

  /** Is still to get its poller. */
  async beginning({ options }) {
    return () => destination.beginCopyFrom(source, options);
  },

  /** Awaits a copy that the service makes. */
  async pollers({ count }) {
    const pollers = await Promise.all(
      Array.from({ length: count }, (_, number) =>
        container(to)
          .getBlobClient(`destination-${number}`)
          .beginCopyFromURL(container(to).getBlobClient('small').url, { intervalInMs: 1 }),
      ),
    );
    return () => Promise.all(pollers.map((poller) => poller.pollUntilDone()));
  },

  /** Has the start of a download that nobody reads. */
  async unreadDownload() {
    globalThis.download = await source.download();
    return () => undefined;
  },

  async buffer() {
    return () => source.downloadToBuffer(0, LENGTH);
  },

  async givenBuffer() {
    return () => source.downloadToBuffer(Buffer.alloc(LENGTH), 0, LENGTH);
  },

  async file() {
    return () => source.downloadToFile(path.join(folder, 'file'));
  },

  async uploadFile() {
    return () => destination.uploadFile(__filename, { maxSingleShotSize: 0, blockSize: 100, concurrency: 3 });
  },

  async uploadStream() {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(65_536);
      })(),
    );
    return () => destination.uploadStream(endless, 1_000_000, 3);
  },

  async container() {
    const many = BlobServiceClient.fromConnectionString(from).getContainerClient('many');
    const poller = await container(to).beginCopyFromContainer(many, { destinationPrefix: 'many/', concurrency: 8 });
    return () => poller.pollUntilDone();
  },

  async download() {
    const { readableStreamBody } = await source.download();
    return async () => {
      for await (const piece of readableStreamBody) if (piece.length === 0) return;
    };
  },
};

async function main() {
  // Only what is awaited keeps a thread alive; this one lives until it is terminated.
  parentPort.on('message', () => undefined);
  const goOn = await works[work.kind](work);
  const end = goOn();
  parentPort.postMessage('begun');
  await end;
}

void main();
