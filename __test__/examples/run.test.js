'use strict';

// Every example in the documentation comments runs against the simulator, and has the effect that it is an example of.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { createGzip, gunzipSync } = require('node:zlib');

const { blobferry } = require('../support/blobferry');
const avro = require('../support/avro');
const { startScriptedServer } = require('../support/scripted-server');
const { startSimulator } = require('../support/simulator');
const { namesOf, upload } = require('../bulk/helpers');
const { readExamples } = require('./examples');

const { BlobSASPermissions, BlobServiceClient, StorageSharedKeyCredential } = blobferry;

/** The account that examples call so, and the one that holds what is copied. */
const ACCOUNTS = ['account', 'production'].map((name) => ({
  name,
  key: Buffer.from(`${name} key`).toString('base64'),
}));
/** Where examples have that account. */
const URL_OF_ACCOUNT = 'https://account.blob.core.windows.net';
const LARGE_FILE = '/var/backups/monday.tar';

const TABLE = 'name,age\nAda,36\nGrace,85\n';
const PHOTOS = ['2025/old.jpg', '2026/a.jpg', '2026/b.jpg', '2026/b.tmp'];

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
  let simulator;
  let folder;
  let number = 0;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'blobferry-examples-'));
    fs.writeFileSync(path.join(folder, 'log.txt'), 'log of today');
    fs.writeFileSync(path.join(folder, 'monday.tar'), 'monday');
    simulator = await startSimulator({ accounts: ACCOUNTS });
  });
  after(async () => {
    await simulator?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** A blob of the class that has the example. */
  async function blobFor({ owner }, container) {
    if (owner === 'PageBlobClient') {
      const pages = container.getPageBlobClient('pages');
      await pages.create(2048);
      await pages.uploadPages(Buffer.alloc(512, 1), 512, 512);
      return pages;
    }
    await upload(container, 'table.csv', TABLE);
    return container.getBlockBlobClient('table.csv');
  }

  /** What all examples have. */
  async function surroundings(example) {
    number += 1;
    await simulator.copies({ pending: { polls: 1 }, end: 'success' });
    const [service, production] = ACCOUNTS.map(({ name }) =>
      BlobServiceClient.fromConnectionString(simulator.connectionString(name)),
    );
    const [container, target] = ['container', 'backup'].map((name) => service.getContainerClient(`${name}-${number}`));
    const photos = production.getContainerClient('photos');
    await Promise.all([container.create(), target.create(), photos.createIfNotExists()]);
    for (const name of PHOTOS) await upload(photos, name);
    await upload(container, '2024/report.pdf', 'report');
    await upload(container, 'source', 'content of the source');
    const log = container.getAppendBlobClient('log');
    await log.create();
    const expiresOn = new Date(Date.now() + 3_600_000);
    const permissions = BlobSASPermissions.parse('r');
    const source = container.getBlobClient('source');
    const sides = { source: photos, destination: target };
    const plan = await blobferry.planShards({ ...sides, copy: { prefix: '2026/' } });
    const results = await Promise.all(
      example.name === 'mergeShardResults' ? plan.shards.map((shard) => blobferry.runShard(shard, sides)) : [],
    );
    const queued = [];
    const printed = [];
    const warned = [];
    const opened = [];
    const written = [];
    const place = (name) => path.join(folder, path.basename(name));
    return {
      simulator,
      service,
      production,
      container,
      photos,
      backup: example.owner === 'BlobServiceClient' ? service : target,
      source,
      destination: container.getBlockBlobClient('destination'),
      log,
      batch: new blobferry.BlobBatch(),
      blob: await blobFor(example, container),
      credential: new StorageSharedKeyCredential('account', ACCOUNTS[0].key),
      sas: new URL(
        await source.generateSasUrl({ permissions: BlobSASPermissions.parse('rt'), expiresOn }),
      ).search.slice(1),
      key: ACCOUNTS[0].key,
      line: 'one line\n',
      containerName: container.containerName,
      blobName: source.name,
      permissions,
      expiresOn,
      buffer: Buffer.from('content of a buffer'),
      parts: [Buffer.from('one'), Buffer.from('two')],
      plan,
      shard: plan.shards[0],
      results,
      queue: { add: async (...job) => queued.push(job) },
      readFile: (name, encoding) => fs.promises.readFile(place(name), encoding),
      writeFile: (name, text) => fs.promises.writeFile(place(name), text),
      createReadStream: (name) => fs.createReadStream(place(name)),
      createGzip,
      require: (name) => (name === 'blobferry' ? blobferry : require(name)),
      process: {
        env: {
          AZURE_STORAGE_CONNECTION_STRING: simulator.connectionString('account'),
          AZURE_STORAGE_KEY: ACCOUNTS[0].key,
        },
        once: () => {},
        stdout: { write: (chunk) => written.push(String(chunk)) },
      },
      console: {
        log: (...values) => printed.push(values.join(' ')),
        warn: (...values) => warned.push(values.join(' ')),
      },
      closeAfter: (server) => opened.push(server),
      opened,
      printed,
      warned,
      written,
      queued,
    };
  }

  /** Runs an example as a function of what surrounds it. */
  async function run({ code }, context) {
    const here = code
      .replaceAll(URL_OF_ACCOUNT, `${simulator.origin}/account`)
      .replaceAll(LARGE_FILE, path.join(folder, 'monday.tar'));
    // Only what an example names is read: which exports tests use is noted (support/record-members.js).
    const named = Object.keys(blobferry).filter((name) => new RegExp(`\\b${name}\\b`).test(code));
    const values = { ...Object.fromEntries(named.map((name) => [name, blobferry[name]])), ...context };
    const AsyncFunction = (async () => {}).constructor;
    // A block of its own: an example may declare what surrounds it anew.
    await new AsyncFunction(...Object.keys(values), `'use strict'; {\n${here}\n}`)(...Object.values(values));
  }

  const examples = readExamples();

  for (const example of examples) {
    const key = keyOf(example);
    test(`${key} (${example.place})`, { skip: NOT_RUN.get(key) ?? false }, async () => {
      const context = await surroundings(example);
      Object.assign(context, await PREPARED[key]?.(context));
      try {
        await run(example, context);
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
