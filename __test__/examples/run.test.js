'use strict';

// Every example in the documentation comments runs against the simulator, and has the effect that it is an example of.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { gunzipSync } = require('node:zlib');

const { blobferry } = require('../support/blobferry');
const avro = require('../support/avro');
const { startScriptedServer } = require('../support/scripted-server');
const { namesOf, upload } = require('../bulk/helpers');
const { readExamples } = require('./examples');

const { PHOTOS, TABLE, startExamples } = require('./run-examples');

/** Those that run nowhere but on the service itself. */
const NOT_RUN = new Map([
  [
    'BlobClient.beginCopyFrom: Copy from another account, each with its own credential',
    'needs a token of Microsoft Entra ID',
  ],
]);

const keyOf = ({ name, title }) => (title ? `${name}: ${title}` : name);
const contentOf = async (blob) => (await blob.downloadToBuffer()).toString();

/** Blobs with tags, of which two are about the same project. */
async function tagged({ container }) {
  for (const [name, project, state] of [
    ['first', 'ferry', '2'],
    ['second', 'ferry', '3'],
    ['third', 'bridge', '3'],
  ]) {
    await container.getBlockBlobClient(name).upload(name, name.length, { tags: { project, state } });
  }
}

/** What an example needs beyond what all have, by its key. */
const PREPARED = {
  BlobBatch: async ({ container }) => {
    for (const name of ['old.log', 'leased.log']) await upload(container, name);
    const lease = await container.getBlobClient('leased.log').getBlobLeaseClient().acquireLease(-1);
    return { leaseId: lease.leaseId };
  },
  BlobBatchClient: async ({ container }) => {
    for (const name of ['a.log', 'b.log']) await upload(container, name);
  },
  'BlobBatchClient.submitBatch': async ({ container }) => {
    for (const name of ['a.log', 'b.log']) await upload(container, name);
  },
  // The simulator evaluates no queries.
  'BlockBlobClient.query': async ({ closeAfter }) => {
    const warning = { isFatal: false, name: 'InvalidColumn', description: 'Row 7 has no age', position: 70 };
    const rows = '{"name":"Ada"}\n{"name":"Grace"}\n';
    const body = Buffer.concat([avro.header(), avro.block(avro.data(rows), avro.failure(warning), avro.end(99))]);
    const server = await startScriptedServer(() => ({
      status: 200,
      headers: { 'content-type': 'avro/binary', etag: '"1"' },
      body,
    }));
    closeAfter(server);
    return { blob: new blobferry.BlockBlobClient(`${server.origin}/account/container/table.csv`) };
  },
  'BlobServiceClient.findBlobsByTags: Blob by blob': tagged,
  'BlobServiceClient.findBlobsByTags: Page by page, and later from where it ended': tagged,
  'ContainerClient.findBlobsByTags': tagged,
  'BlobClient.beginCopyFromURL: Save the state, and resume in another process': async ({ destination, source }) => ({
    poller: await destination.beginCopyFromURL(source.url),
  }),
  'BlobClient.beginCopyFrom: Save the state, and resume in another process': async ({ destination, source }) => ({
    poller: await destination.beginCopyFrom(source),
  }),
  'BlobClient.beginCopyFrom: Copy only if the source is newer': ({ destination }) => destination.upload('newer', 5),
  'BlobClient.abortCopyFromURL': async ({ blob, source, simulator }) => {
    await simulator.copies({ pending: { polls: 1_000 } });
    await blob.beginCopyFromURL(source.url);
  },
  'ContainerClient.beginCopyFromContainer: Save the state, and resume in another process': async ({
    backup,
    photos,
  }) => {
    const poller = await backup.beginCopyFromContainer(photos, { prefix: '2026/' });
    poller.pause();
    return { poller };
  },
  'BlobServiceClient.listContainers': ({ service }) => service.createContainer('backup-monday'),
  generateBlobSASQueryParameters: async ({ service }) => {
    const inbox = service.getContainerClient('inbox');
    await inbox.create();
    await upload(inbox, 'report.pdf', 'report');
  },
  readManifest: ({ writeFile }) => writeFile('failed.ndjson', '{"event":"failed","source":"2026/a.jpg"}\n'),
};

const hasCopied = async ({ destination, source }) =>
  assert.equal(await contentOf(destination), await contentOf(source));
const hasPrinted =
  (pattern) =>
  ({ printed }) =>
    assert.match(printed.join('\n'), pattern);
const hasQueued =
  (count) =>
  ({ queued }) =>
    assert.equal(queued.length, count);

/** What an example has done, by its key. */
const EFFECTS = {
  readManifest: async ({ backup }) => assert.deepEqual(await namesOf(backup), ['2026/a.jpg']),
  BlobBatch: async ({ container, printed }) => {
    assert.deepEqual(
      (await namesOf(container)).filter((name) => name.endsWith('.log')),
      [],
    );
    assert.match(printed.join('\n'), /old\.log 202 .*\n.*leased\.log 202/);
  },
  BlobBatchClient: async ({ container, printed }) => {
    assert.deepEqual(
      (await namesOf(container)).filter((name) => name.endsWith('.log')),
      [],
    );
    assert.deepEqual(printed, []);
  },
  'BlobBatchClient.submitBatch': async ({ container, printed }) => {
    const names = await namesOf(container);
    assert.ok(!names.some((name) => name.endsWith('.log')), names.join());
    assert.match(printed.join('\n'), /a\.log 202 \n.*b\.log 202 $/);
  },
  'BlobClient.beginCopyFromURL: Wait for the copy to end': async (context) => {
    await hasCopied(context);
    hasPrinted(/^\S+ success$/)(context);
  },
  'BlobClient.beginCopyFromURL: Show progress, and cancel on request': hasCopied,
  'BlobClient.beginCopyFrom: Copy only if the source is newer': async ({ destination }) =>
    assert.equal(await contentOf(destination), 'newer'),
  'BlobClient.beginCopyFrom: Save the state, and resume in another process': hasCopied,
  'BlobClient.abortCopyFromURL': async ({ blob }) => assert.equal((await blob.getProperties()).copyStatus, 'aborted'),
  'BlobClient.syncCopyFromURL': hasCopied,
  'BlobClient.download': ({ written }) => assert.equal(written.join(''), TABLE),
  'BlobClient.setHTTPHeaders': async ({ blob }) => {
    const { contentType, contentMD5 } = await blob.getProperties();
    assert.deepEqual([contentType, contentMD5?.length], ['text/html', 16]);
  },
  'AppendBlobClient.create': async ({ container }) =>
    assert.equal(await contentOf(container.getBlobClient('log.txt')), 'one line\n'),
  'AppendBlobClient.appendBlock: Append exactly once': async ({ log, line }) =>
    assert.equal(await contentOf(log), line),
  'BlockBlobClient.upload': async ({ blob }) => assert.equal(await contentOf(blob), 'Hello, wörld!'),
  'BlockBlobClient.syncUploadFromURL': async ({ blob, source }) =>
    assert.equal(await contentOf(blob), await contentOf(source)),
  'BlockBlobClient.stageBlock': async ({ blob, parts }) => assert.equal(await contentOf(blob), parts.join('')),
  'BlockBlobClient.query': ({ written, warned }) => {
    assert.equal(written.join(''), '{"name":"Ada"}\n{"name":"Grace"}\n');
    assert.deepEqual(warned, ['InvalidColumn 70 Row 7 has no age']);
  },
  'BlockBlobClient.uploadData': async ({ blob, buffer }) => assert.equal(await contentOf(blob), String(buffer)),
  'BlockBlobClient.uploadFile': async ({ blob }) => assert.equal(await contentOf(blob), 'monday'),
  'BlockBlobClient.uploadStream': async ({ blob }) =>
    assert.equal(gunzipSync(await blob.downloadToBuffer()).toString(), 'log of today'),
  'PageBlobClient.listPageRanges': hasPrinted(/^512 1023$/),
  'PageBlobClient.listPageRangesDiff': hasPrinted(/^cleared 512 1023\nwritten 1024 1535$/),
  BlobLeaseClient: async ({ blob }) => {
    const { metadata, leaseState } = await blob.getProperties();
    assert.deepEqual([metadata, leaseState], [{ state: 'migrating' }, 'available']);
  },
  'BlobServiceClient.constructor: With an account key': hasPrinted(/^StorageV2$/),
  'BlobServiceClient.constructor: With a shared access signature, and more attempts': hasPrinted(/^21$/),
  'BlobServiceClient.getContainerClient': async ({ service }) =>
    assert.equal(await contentOf(service.getContainerClient('invoices').getBlobClient('2026/0001.txt')), '42 EUR'),
  'BlobServiceClient.findBlobsByTags: Blob by blob': hasPrinted(/^container-\d+ second 3$/),
  'BlobServiceClient.findBlobsByTags: Page by page, and later from where it ended': hasPrinted(/second$/),
  'BlobServiceClient.listContainers': hasPrinted(/^backup-monday /m),
  'BlobServiceClient.beginCopyFromAccount': async ({ backup }) =>
    assert.deepEqual(await namesOf(backup.getContainerClient('photos')), PHOTOS),
  'ContainerClient.create': hasPrinted(/^backups "0x\w+" 20\d\d-/),
  'ContainerClient.findBlobsByTags': async ({ container }) => {
    const tiers = ['first', 'second'].map(
      async (name) => (await container.getBlobClient(name).getProperties()).accessTier,
    );
    assert.deepEqual(await Promise.all(tiers), ['Hot', 'Cool']);
  },
  'ContainerClient.listBlobsFlat: A range of names, in the format that is faster to read':
    hasPrinted(/^2024\/report.pdf$/),
  'ContainerClient.getBlockBlobClient': async ({ container }) =>
    assert.equal(await contentOf(container.getBlobClient('greeting.txt')), 'Hello!'),
  'ContainerClient.listBlobsFlat: Blob by blob': hasPrinted(/^2024\/report.pdf 6$/),
  'ContainerClient.listBlobsFlat: Page by page': hasPrinted(/^\d+ $/),
  'ContainerClient.listBlobsByHierarchy': hasPrinted(/^blob 2024\/report.pdf$/),
  'ContainerClient.beginCopyFromContainer': async ({ backup }) =>
    assert.deepEqual(await namesOf(backup), ['2026/a.jpg', '2026/b.jpg']),
  generateBlobSASQueryParameters: async ({ destination }) => assert.equal(await contentOf(destination), 'report'),
  planShards: ({ queued, plan }) => assert.equal(queued.length, plan.shards.length),
  mergeShardResults: hasQueued(0),
};

describe('the examples in documentation comments', () => {
  let running;
  before(async () => {
    running = await startExamples();
  });
  after(() => running?.stop());

  const examples = readExamples();

  for (const example of examples) {
    const key = keyOf(example);
    test(`${key} (${example.place})`, { skip: NOT_RUN.get(key) ?? false }, async () => {
      const context = await running.surroundings(example);
      Object.assign(context, await PREPARED[key]?.(context));
      try {
        await running.run(example, context);
        await EFFECTS[key]?.(context);
      } finally {
        await Promise.all(context.opened.map((server) => server.close()));
        blobferry.setLogLevel();
      }
    });
  }

  test('what this file says of examples is of examples that there are', () => {
    const keys = new Set(examples.map(keyOf));
    for (const key of [...Object.keys(PREPARED), ...Object.keys(EFFECTS), ...NOT_RUN.keys()]) {
      assert.ok(keys.has(key), key);
    }
  });
});
