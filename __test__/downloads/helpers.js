'use strict';

// What the tests of downloads share: blobs of the simulator whose content is known, and directories that go with their test.

const { mkdtemp, readdir, rm } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const path = require('node:path');

const { startSimulator } = require('../support/simulator');

const MEBIBYTE = 1024 * 1024;
const RETRY = { maxTries: 4, retryDelayInMs: 1, maxRetryDelayInMs: 2 };

/** Bytes that differ from place to place, so that a block in a wrong place is seen. */
function contentOf(length) {
  const content = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) content.writeUInt32LE((at * 2654435761) % 4294967296, at);
  return content;
}

/** Calls `work` with an empty directory, which is removed afterwards. */
async function inDirectory(work) {
  const directory = await mkdtemp(path.join(tmpdir(), 'blobferry-downloads-'));
  try {
    return await work(directory, () => readdir(directory));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A simulator, and containers of it for each test. */
async function startBlobs() {
  const simulator = await startSimulator();
  let number = 0;
  return {
    simulator,
    stop: () => simulator.stop(),
    async container(library, options = {}) {
      const service = library.BlobServiceClient.fromConnectionString(simulator.connectionString(), {
        retryOptions: RETRY,
        ...options,
      });
      number += 1;
      const container = service.getContainerClient(`downloads-${number}`);
      await container.create();
      return container;
    },
    /** A blob with content, and what of its requests is of interest. */
    async blob(library, content, options) {
      const container = await this.container(library, options);
      const blob = container.getBlockBlobClient('blob');
      await blob.upload(content, content.length, { contentChecksumAlgorithm: 'None' });
      // Requests of an abandoned download may still have been on their way.
      await simulator.idle();
      await simulator.clearRequests();
      return blob;
    },
    /** The ranges that were requested since a blob was created. */
    async ranges() {
      const requests = await simulator.requests({ operation: 'getBlob' });
      return requests.map(({ headers }) => headers['x-ms-range']);
    },
  };
}

module.exports = { MEBIBYTE, contentOf, inDirectory, startBlobs };
