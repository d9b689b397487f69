'use strict';

// A worker thread that begins one piece of work, says so once it has an owner, and continues until it is terminated.

const { parentPort, workerData } = require('node:worker_threads');

const { packageName, from, to, work } = workerData;
const { BlobServiceClient } = require(packageName);

const container = (connectionString) =>
  BlobServiceClient.fromConnectionString(connectionString).getContainerClient('container');
const source = container(from).getBlockBlobClient('source');
const destination = container(to).getBlockBlobClient('destination');

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
