'use strict';

// Calls of uploads: their order, their arguments, what they read of a caller's values, and what a subclass replaces.

const assert = require('node:assert/strict');
const { Readable } = require('node:stream');
const { after, before, describe, test } = require('node:test');

const { startBodyServer } = require('../support/body-server');
const { blobferry } = require('../support/libraries');
const { startSimulator } = require('../support/simulator');
const { WAYS, makeContainer, pattern } = require('./helpers');

const BYTES = pattern(1000);
const BLOCKS = { maxSingleShotSize: 0, blockSize: 400, concurrency: 1 };
const GIB = 2 ** 30;

let server;
let container;
before(async () => {
  server = await startBodyServer();
  container = new blobferry.ContainerClient(`${server.origin}/account/c`);
});
after(() => server.close());

/** Where requests went, and what they were. */
const shown = ({ url }) => {
  const { pathname, searchParams } = new URL(url, 'http://host');
  const number = /(\d{12})$/.exec(Buffer.from(searchParams.get('blockid') ?? '', 'base64').toString())?.[1];
  return [pathname.split('/').at(-1), searchParams.get('comp') ?? 'blob', number === undefined ? '' : Number(number)]
    .filter((part) => part !== '')
    .join(' ');
};

describe('order', () => {
  test('of calls of one tick that are not awaited', async () => {
    server.requests.length = 0;
    const names = Array.from({ length: 30 }, (_, at) => `b${at}`);
    await Promise.all(names.map((name) => container.getBlockBlobClient(name).uploadData(BYTES, BLOCKS)));
    const first = server.requests.map(shown).filter((request) => request.endsWith('block 0'));
    assert.deepEqual(
      first,
      names.map((name) => `${name} block 0`),
    );
  });

  test('of the blocks of an upload, and of the list that commits them', async () => {
    for (const [name, upload] of Object.entries(WAYS)) {
      server.requests.length = 0;
      await upload(container.getBlockBlobClient('b'), BYTES, { ...BLOCKS, blockSize: 100 });
      const blocks = Array.from({ length: 10 }, (_, at) => `b block ${at}`);
      assert.deepEqual(server.requests.map(shown), [...blocks, 'b blocklist'], name);
      const ids = server.requests
        .slice(0, 10)
        .map(({ url }) => new URL(url, 'http://host').searchParams.get('blockid'));
      const listed = [...server.requests[10].body.toString().matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(
        ([, id]) => id,
      );
      assert.deepEqual(listed, ids, name);
      assert.ok(BYTES.equals(Buffer.concat(server.requests.slice(0, 10).map(({ body }) => body))), name);
    }
  });
});

describe('arguments', () => {
  test('sizes that are wrong are reported before anything is sent, in the words of the reference', async () => {
    server.requests.length = 0;
    const blob = container.getBlockBlobClient('b');
    for (const method of ['uploadData', 'uploadBrowserData', 'uploadFile']) {
      const call = (options, bytes = BYTES) => blob[method](method === 'uploadFile' ? __filename : bytes, options);
      for (const blockSize of [-1, 4000 * 2 ** 20 + 1, Infinity]) {
        await assert.rejects(call({ blockSize }), {
          name: 'RangeError',
          message: 'blockSize option must be >= 0 and <= 4194304000',
        });
      }
      for (const maxSingleShotSize of [-1, GIB]) {
        await assert.rejects(call({ maxSingleShotSize }), {
          name: 'RangeError',
          message: 'maxSingleShotSize option must be >= 0 and <= 268435456',
        });
      }
      for (const concurrency of [0, -1]) {
        await assert.rejects(call({ maxSingleShotSize: 0, concurrency }), {
          name: 'RangeError',
          message: 'concurrency must be larger than 0',
        });
      }
      for (const options of [{ blockSize: '1' }, { maxSingleShotSize: {} }, { concurrency: true }]) {
        await assert.rejects(call(options), /^TypeError: options\.\w+ must be a number/);
      }
      for (const options of [
        { blockSize: NaN },
        { blockSize: 1.5 },
        { maxSingleShotSize: NaN },
        { concurrency: NaN },
      ]) {
        await assert.rejects(call(options), /^RangeError: options\.\w+ must be a whole number/);
      }
      await assert.rejects(call({ onProgress: 5 }), /^TypeError: options\.onProgress must be a function/);
      await assert.rejects(call({ metadata: { a: 1 } }), /^TypeError: options\.metadata\.a must be a string/);
    }
    await assert.rejects(blob.uploadData(Buffer.alloc(50_001), { maxSingleShotSize: 0, blockSize: 1 }), {
      name: 'RangeError',
      message: "The buffer's size is too big or the BlockSize is too small;the number of blocks must be <= 50000",
    });
    const stream = () => Readable.from([BYTES]);
    await assert.rejects(blob.uploadStream(stream(), 0), {
      name: 'RangeError',
      message: 'bufferSize must be larger than 0, current is 0',
    });
    await assert.rejects(blob.uploadStream(stream(), 10, 0), {
      name: 'RangeError',
      message: 'maxBuffers must be larger than 0, current is 0',
    });
    await assert.rejects(blob.uploadStream(stream(), 4000 * 2 ** 20 + 1), /^RangeError: bufferSize must be at most/);
    await assert.rejects(blob.uploadStream(stream(), '1'), /^TypeError: bufferSize must be a number/);
    assert.deepEqual(server.requests, []);
  });

  test('a stream of more blocks than a blob has', { timeout: 300_000 }, async () => {
    const simulator = await startSimulator();
    try {
      const blob = (await makeContainer(simulator)).getBlockBlobClient('b');
      const upload = blob.uploadStream(Readable.from([Buffer.alloc(50_001)]), 1, 50);
      await assert.rejects(upload, /^RangeError: The stream has more than 50000 blocks of this bufferSize/);
      assert.equal(await blob.exists(), false);
    } finally {
      await simulator.stop();
    }
  });

  test('options are read by property access, each once, and null is none', async () => {
    for (const [name, upload] of Object.entries(WAYS)) {
      server.requests.length = 0;
      await upload(container.getBlockBlobClient('b'), BYTES, {
        ...BLOCKS,
        onProgress: null,
        conditions: null,
        metadata: null,
        tags: undefined,
        abortSignal: null,
        contentChecksumAlgorithm: null,
      });
      assert.equal(server.requests.length, 4, name);
    }
    const reads = {};
    const options = new Proxy(Object.create({ metadata: { color: 'blue' } }), {
      get(target, name) {
        reads[name] = (reads[name] ?? 0) + 1;
        return name in BLOCKS ? BLOCKS[name] : target[name];
      },
    });
    server.requests.length = 0;
    await container.getBlockBlobClient('b').uploadData(BYTES, options);
    assert.equal(server.requests.at(-1).headers['x-ms-meta-color'], 'blue');
    assert.deepEqual(
      Object.entries(reads).filter(([name, count]) => count > 1 && name !== 'then'),
      [],
    );
  });

  test('a key is not sent in clear', async () => {
    const customerProvidedKey = { encryptionKey: 'a', encryptionKeySha256: 'b', encryptionAlgorithm: 'AES256' };
    for (const [name, upload] of Object.entries(WAYS)) {
      server.requests.length = 0;
      const blob = container.getBlockBlobClient('b');
      await assert.rejects(upload(blob, BYTES, { ...BLOCKS, customerProvidedKey }), /^RangeError: .*HTTPS/, name);
      assert.deepEqual(server.requests, []);
    }
  });
});

test('a callback that throws does not disturb the upload', async () => {
  const warnings = [];
  const onWarning = (warning) => warnings.push(warning.code);
  process.on('warning', onWarning);
  try {
    for (const [name, upload] of Object.entries(WAYS)) {
      await upload(container.getBlockBlobClient('b'), BYTES, {
        ...BLOCKS,
        onProgress() {
          throw new Error('mine');
        },
      }).catch((error) => assert.fail(`${name}: ${error}`));
    }
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(warnings.length >= Object.keys(WAYS).length);
    assert.ok(warnings.every((code) => code === 'BLOBFERRY_ON_PROGRESS_THREW'));
  } finally {
    process.off('warning', onWarning);
  }
});

test('a small upload is made by the method `upload` of its client', async () => {
  class Logging extends blobferry.BlockBlobClient {
    calls = [];
    upload(body, length, options) {
      this.calls.push(length);
      return super.upload(body, length, options);
    }
  }
  const blob = new Logging(`${server.origin}/account/c/b`);
  await blob.uploadData(BYTES);
  await blob.uploadBrowserData(new Blob([BYTES]));
  assert.deepEqual(blob.calls, [1000, 1000]);
});

test('memory that is lost while its blocks are sent fails the upload', async () => {
  for (const lose of [
    (buffer) => structuredClone(buffer, { transfer: [buffer] }),
    ...(ArrayBuffer.prototype.resize ? [(buffer) => buffer.resize?.(10)] : []),
  ]) {
    const own = await startBodyServer();
    own.hold();
    try {
      const blob = new blobferry.BlockBlobClient(`${own.origin}/account/c/b`);
      const buffer = new ArrayBuffer(60_000_000, { maxByteLength: 60_000_000 });
      const ended = assert.rejects(
        blob.uploadData(buffer, { maxSingleShotSize: 0, blockSize: 20_000_000, concurrency: 2 }),
        /^TypeError: body lost its bytes while they were sent/,
      );
      await own.until(() => own.requests.length === 2);
      lose(buffer);
      own.release();
      await ended;
      assert.ok(own.requests.every(({ url }) => !url.includes('blocklist')));
    } finally {
      await own.close();
    }
  }
});
