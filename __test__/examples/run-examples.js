'use strict';

// What examples run with: an account in the simulator, clients and values under the names that examples use, and a folder.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { createGzip } = require('node:zlib');

const { blobferry } = require('../support/blobferry');
const { startSimulator } = require('../support/simulator');
const { upload } = require('../bulk/helpers');

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

/** Starts the simulator. `surroundings(example)` gets what an example has, `run(example, surroundings)` runs it, and `stop` ends it all. */
async function startExamples() {
  let number = 0;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'blobferry-examples-'));
  fs.writeFileSync(path.join(folder, 'log.txt'), 'log of today');
  fs.writeFileSync(path.join(folder, 'monday.tar'), 'monday');
  const simulator = await startSimulator({ accounts: ACCOUNTS });

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
      .replaceAll(LARGE_FILE, path.join(folder, 'monday.tar'))
      .replaceAll("readManifest('", `readManifest('${folder}/`);
    // Only what an example names is read: which exports tests use is noted (support/record-members.js).
    const named = Object.keys(blobferry).filter((name) => new RegExp(`\\b${name}\\b`).test(code));
    const values = { ...Object.fromEntries(named.map((name) => [name, blobferry[name]])), ...context };
    const AsyncFunction = (async () => {}).constructor;
    // A block of its own: an example may declare what surrounds it anew.
    await new AsyncFunction(...Object.keys(values), `'use strict'; {\n${here}\n}`)(...Object.values(values));
  }

  async function stop() {
    await simulator.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }

  return { surroundings, run, stop };
}

module.exports = { PHOTOS, TABLE, startExamples };
