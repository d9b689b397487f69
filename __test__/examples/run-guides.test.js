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
  "require('@opentelemetry": 'changes the whole process',
  "require('@azure/core-rest-pipeline')": 'is of another package',
  'blob.query(': 'the simulator evaluates no queries; the example of `query()` runs',
  'fs.createReadStream(path)': 'needs the file of a caller',
  'uploadStream(request': 'needs the request of an HTTP server',
};

/** What a block needs beyond what examples have, by a text that is in it. */
const PREPARED = {
  "getContainerClient('inbox')": async ({ service }) => {
    for (const name of ['inbox', 'archive']) await service.getContainerClient(name).create();
    await upload(service.getContainerClient('inbox'), 'report.pdf', 'report');
  },
  'beginCopyFromContainer(sourceContainer': ({ photos, backup }) => ({
    sourceContainer: photos,
    destinationContainer: backup,
  }),
  'deleteBlobs(blobs': async ({ container }) => {
    for (const name of ['a.log', 'b.log']) await upload(container, name);
  },
  'new BlobBatch()': async ({ container }) => {
    for (const name of ['report.pdf', 'leased.pdf']) await upload(container, name);
    const { leaseId } = await container.getBlobClient('leased.pdf').getBlobLeaseClient().acquireLease(-1);
    return { leaseId, batches: container.getBlobBatchClient() };
  },
  "container: 'attic'": ({ service }) => service.getContainerClient('attic').create(),
  "prefix: '2026/', resumeFrom: await readFile": async ({ backup, photos }) => ({
    poller: await backup.beginCopyFromContainer(photos, { prefix: '2026/' }),
  }),
  "readManifest('failed.ndjson'": ({ writeFile }) =>
    writeFile('failed.ndjson', '{"event":"failed","source":"2026/a.jpg"}\n'),
  "readManifest('list.csv'": async ({ photos, writeFile }) => {
    await writeFile('list.csv', 'source,destination\none:2026/a.jpg,2026/a.jpg\n');
    return { accounts: new Map([['one', photos]]) };
  },
  "container: 'replaced'": async ({ service, production }) => {
    await service.getContainerClient('replaced').create();
    return { account: production, backupAccount: service };
  },
  beginCopyFromAccount: ({ service, production }) => ({ account: production, backupAccount: service }),
  'BlobServiceClient(url': ({ service }) => ({ url: service.url }),
  'fromConnectionString(text': ({ process }) => ({ text: process.env.AZURE_STORAGE_CONNECTION_STRING }),
};

/** What a block has done, by a text that is in it. */
const EFFECTS = {
  "getContainerClient('inbox')": ({ printed }) => assert.match(printed.join('\n'), /^Copy \S+: success$/),
  "beginCopyFrom(source, { overwrite: 'ifSourceNewer' }": async ({ destination }) =>
    assert.equal(String(await destination.downloadToBuffer()), 'content of the source'),
  'beginCopyFromContainer(sourceContainer': hasPhoto,
  "readManifest('failed.ndjson'": hasPhoto,
  "readManifest('list.csv'": hasPhoto,
  'deleteBlobs(blobs': ({ printed }) =>
    assert.match(printed.join('\n'), /^2 deleted, 1 not\n\S+c\.log 404 BlobNotFound$/),
  'new BlobBatch()': async ({ container }) =>
    assert.equal((await container.getBlobClient('leased.pdf').getProperties()).accessTier, 'Cool'),
};

async function hasPhoto({ backup }) {
  assert.ok(await backup.getBlobClient('2026/a.jpg').exists());
}

/** What a table has for a block. */
const having = (table, { code }) => Object.entries(table).find(([text]) => code.includes(text))?.[1];

/** What `poller` is where a block does not begin a copy. */
const ofContainers = async ({ backup, photos }) => ({ poller: await backup.beginCopyFromContainer(photos) });
const ofBlob = async ({ destination, source }) => ({ poller: await destination.beginCopyFromURL(source.url) });

describe('the blocks of JavaScript in the guides', () => {
  let running;
  before(async () => {
    running = await startExamples();
  });
  after(() => running?.stop());

  test('have all texts of the tables', () => {
    const codes = readGuides().map(({ code }) => code);
    const texts = [NOT_RUN, PREPARED, EFFECTS].flatMap(Object.keys);
    assert.deepEqual(
      texts.filter((text) => !codes.some((code) => code.includes(text))),
      [],
    );
  });

  for (const block of readGuides()) {
    test(`${block.name} (${block.place})`, { skip: having(NOT_RUN, block) ?? false }, async (t) => {
      const context = await running.surroundings(block);
      const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'blobferry-guides-'));
      t.after(() => fs.rmSync(directory, { recursive: true, force: true }));
      const needsPoller = /\bpoller\b/.test(block.code) && !/const poller\b/.test(block.code);
      if (needsPoller)
        Object.assign(context, await (block.name.startsWith('containers') ? ofContainers : ofBlob)(context));
      Object.assign(context, await having(PREPARED, block)?.(context));
      const code = block.code.replaceAll('/var/lib/backup', directory);
      try {
        await running.run({ ...block, code }, context);
        await having(EFFECTS, block)?.(context);
      } finally {
        blobferry.setLogLevel();
      }
    });
  }
});
