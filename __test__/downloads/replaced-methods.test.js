'use strict';

// Downloads into memory through methods that were replaced. The parity scenarios `replaced-methods` compare the calls with the reference.

const assert = require('node:assert/strict');
const { PassThrough, Readable } = require('node:stream');
const { test } = require('node:test');

const { blobferry } = require('../support/libraries');

const DATA = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

/** A client that has these methods. Nothing is sent. */
const blobWith = (methods) => Object.assign(new blobferry.BlobClient('http://127.0.0.1:1/account/c/b'), methods);

const part = (offset, count) => Readable.from([DATA.subarray(offset, offset + count)], { objectMode: false });

test('blocks are read side by side, no more than the option allows, and put in their places', async () => {
  let underWay = 0;
  let most = 0;
  const blob = blobWith({
    async download(offset, count) {
      underWay += 1;
      most = Math.max(most, underWay);
      async function* later() {
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        yield DATA.subarray(offset, offset + count);
      }
      return { readableStreamBody: Readable.from(later(), { objectMode: false }) };
    },
  });
  const loaded = [];
  const onProgress = ({ loadedBytes }) => loaded.push(loadedBytes);
  const bytes = await blob.downloadToBuffer(100, 850, { blockSize: 100, concurrency: 3, onProgress });
  assert.ok(DATA.subarray(100, 950).equals(bytes));
  assert.equal(most, 3);
  assert.deepEqual(loaded.at(-1), 850);
  const mine = Buffer.alloc(20, '.');
  assert.equal(await blob.downloadToBuffer(mine, 0, 10), mine);
  assert.equal(mine.toString('hex'), `${DATA.subarray(0, 10).toString('hex')}${'2e'.repeat(10)}`);
});

test('parts of two states of a blob are never joined', async () => {
  let at = 0;
  const blob = blobWith({
    download: async (offset, count) => ({
      readableStreamBody: part(offset, count),
      etag: `"${(at += 1) > 2 ? 2 : 1}"`,
    }),
  });
  await assert.rejects(blob.downloadToBuffer(0, 1000, { blockSize: 100, concurrency: 1 }), {
    name: 'RestError',
    statusCode: 412,
    code: 'ConditionNotMet',
  });
  const described = blobWith({
    getProperties: async () => ({ contentLength: 10, etag: '"1"' }),
    download: async (offset, count) => ({ readableStreamBody: part(offset, count), etag: '"2"' }),
  });
  await assert.rejects(described.downloadToBuffer(), { statusCode: 412 });
});

test('what is left of a failed or aborted download is destroyed', { timeout: 60_000 }, async () => {
  const controller = new AbortController();
  const streams = [];
  const open = async () => {
    const readableStreamBody = new PassThrough();
    streams.push(readableStreamBody);
    if (streams.length === 3) queueMicrotask(() => controller.abort());
    return { readableStreamBody };
  };
  const { signal: abortSignal } = controller;
  await assert.rejects(
    blobWith({ download: open }).downloadToBuffer(0, 1000, { blockSize: 100, concurrency: 3, abortSignal }),
    { name: 'AbortError' },
  );
  assert.deepEqual(
    streams.map(({ destroyed }) => destroyed),
    [true, true, true],
  );

  streams.length = 0;
  const failing = blobWith({
    async download(offset) {
      if (offset === 200) throw new Error('mine');
      const readableStreamBody = new PassThrough();
      streams.push(readableStreamBody);
      return { readableStreamBody };
    },
  });
  await assert.rejects(failing.downloadToBuffer(0, 1000, { blockSize: 100, concurrency: 3 }), { message: 'mine' });
  assert.deepEqual(
    streams.map(({ destroyed }) => destroyed),
    [true, true],
  );
});

test('a stream that arrives after the failure is destroyed', { timeout: 60_000 }, async () => {
  const late = new PassThrough();
  let arrive;
  const arrived = new Promise((resolve) => (arrive = resolve));
  const blob = blobWith({
    async download(offset) {
      if (offset === 0) throw new Error('mine');
      await arrived;
      return { readableStreamBody: late };
    },
  });
  await assert.rejects(blob.downloadToBuffer(0, 200, { blockSize: 100, concurrency: 2 }), { message: 'mine' });
  const closed = new Promise((resolve) => late.on('close', resolve));
  arrive();
  await closed;
  assert.equal(late.destroyed, true);
});

test('a download that returns no stream is an error', async () => {
  await assert.rejects(
    blobWith({ download: async () => ({}) }).downloadToBuffer(0, 5),
    /returned no readableStreamBody/,
  );
});
