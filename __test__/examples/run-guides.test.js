'use strict';

// The blocks of JavaScript in the guides and in the README run against the simulator, except those that need something else.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { upload } = require('../bulk/helpers');
const { readGuides } = require('./guides');
const { startExamples } = require('./run-examples');

/** What a block has that the simulator has not, by a text that is in it. */
const NOT_RUN = {
  'new DefaultAzureCredential()': 'needs a token of Microsoft Entra ID',
  'vault.get': 'customer-provided keys need HTTPS',
  asOf: 'needs versions of blobs in the past',
  'onNeedsCredentials:': 'waits until a signature expires',
  'database.query': 'needs a database',
  'entriesOf(file': 'needs the file of an earlier job',
  "require('@opentelemetry": 'changes the whole process',
  "require('@azure/core-rest-pipeline')": 'is of another package',
  'blob.query(': 'the simulator evaluates no queries; the example of `query()` runs',
  'fs.createReadStream(path)': 'needs the file of a caller',
  'uploadStream(request': 'needs the request of an HTTP server',
};

/** What a block needs beyond what examples have, by its name. */
const PREPARED = {
  'README 1': async ({ service }) => {
    for (const name of ['inbox', 'archive']) await service.getContainerClient(name).create();
    await upload(service.getContainerClient('inbox'), 'report.pdf', 'report');
  },
  'README 3': ({ photos, backup }) => ({ sourceContainer: photos, destinationContainer: backup }),
  'batches 1': async ({ container }) => {
    for (const name of ['a.log', 'b.log']) await upload(container, name);
  },
  'batches 2': async ({ container }) => {
    for (const name of ['report.pdf', 'leased.pdf']) await upload(container, name);
    const { leaseId } = await container.getBlobClient('leased.pdf').getBlobLeaseClient().acquireLease(-1);
    return { leaseId, batches: container.getBlobBatchClient() };
  },
  'containers 5': ({ service }) => service.getContainerClient('attic').create(),
  'containers 8': async ({ backup, photos }) => ({
    poller: await backup.beginCopyFromContainer(photos, { prefix: '2026/' }),
  }),
  'containers 15': ({ service, production }) => ({ account: production, backupAccount: service }),
  'policies 2': ({ service }) => ({ url: service.url }),
  'policies 1': ({ service }) => ({ url: service.url }),
  'retries 1': ({ process }) => ({ text: process.env.AZURE_STORAGE_CONNECTION_STRING }),
};

/** What a block has done, by its name. */
const EFFECTS = {
  'README 1': ({ printed }) => assert.match(printed.join('\n'), /^Copy \S+: success$/),
  'README 2': async ({ destination }) =>
    assert.equal(String(await destination.downloadToBuffer()), 'content of the source'),
  'README 3': async ({ backup }) => assert.ok(await backup.getBlobClient('2026/a.jpg').exists()),
  'batches 1': ({ printed }) => assert.match(printed.join('\n'), /^2 deleted, 1 not\n\S+c\.log 404 BlobNotFound$/),
  'batches 2': async ({ container }) =>
    assert.equal((await container.getBlobClient('leased.pdf').getProperties()).accessTier, 'Cool'),
};

/** What `poller` is where a block does not begin a copy. */
const ofContainers = async ({ backup, photos }) => ({ poller: await backup.beginCopyFromContainer(photos) });
const ofBlob = async ({ destination, source }) => ({ poller: await destination.beginCopyFromURL(source.url) });

describe('the blocks of JavaScript in the guides', () => {
  let running;
  before(async () => {
    running = await startExamples();
  });
  after(() => running?.stop());

  const reasonOf = (code) => Object.entries(NOT_RUN).find(([text]) => code.includes(text))?.[1] ?? false;

  for (const block of readGuides()) {
    test(`${block.name} (${block.place})`, { skip: reasonOf(block.code) }, async (t) => {
      const context = await running.surroundings(block);
      const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'blobferry-guides-'));
      t.after(() => fs.rmSync(directory, { recursive: true, force: true }));
      const needsPoller = /\bpoller\b/.test(block.code) && !/const poller\b/.test(block.code);
      if (needsPoller)
        Object.assign(context, await (block.name.startsWith('containers') ? ofContainers : ofBlob)(context));
      Object.assign(context, await PREPARED[block.name]?.(context));
      const code = block.code.replaceAll('/var/lib/backup', directory);
      try {
        await running.run({ ...block, code }, context);
        await EFFECTS[block.name]?.(context);
      } finally {
        blobferry.setLogLevel();
      }
    });
  }
});
