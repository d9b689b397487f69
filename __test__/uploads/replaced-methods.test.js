'use strict';

// Uploads through methods that were replaced: what they hold in memory, how they end, and files that change. The parity scenarios
// `replaced-methods` compare the calls with the reference.

const assert = require('node:assert/strict');
const { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { Readable } = require('node:stream');
const { after, before, describe, test } = require('node:test');

const { blobferry } = require('../support/libraries');
const { startSimulator } = require('../support/simulator');
const { WAYS, makeContainer, pattern, withFolder } = require('./helpers');

const BYTES = pattern(1000);
const BLOCKS = { maxSingleShotSize: 0, blockSize: 100, concurrency: 3 };

let simulator;
let container;
before(async () => {
  simulator = await startSimulator();
  container = await makeContainer(simulator);
});
after(() => simulator.stop());

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A client whose blocks wait for `release()`. */
function heldBlob(name) {
  const blob = container.getBlockBlobClient(name);
  const { stageBlock } = blob;
  const held = [];
  const state = { underWay: 0, most: 0, started: 0, isOpen: false };
  blob.stageBlock = async function (...values) {
    state.started += 1;
    state.underWay += 1;
    state.most = Math.max(state.most, state.underWay);
    if (!state.isOpen) await new Promise((resolve) => held.push(resolve));
    try {
      return await stageBlock.apply(blob, values);
    } finally {
      state.underWay -= 1;
    }
  };
  const release = () => {
    state.isOpen = true;
    for (const resolve of held.splice(0)) resolve();
  };
  return { blob, state, release };
}

test('every kind of content arrives whole', async () => {
  for (const [name, upload] of Object.entries(WAYS)) {
    const blob = container.getBlockBlobClient(`whole ${name}`);
    const { stageBlock } = blob;
    let staged = 0;
    blob.stageBlock = (...values) => {
      staged += 1;
      return stageBlock.apply(blob, values);
    };
    const loaded = [];
    await upload(blob, BYTES, { ...BLOCKS, onProgress: ({ loadedBytes }) => loaded.push(loadedBytes) });
    assert.equal(staged, 10, name);
    assert.ok(BYTES.equals(await blob.downloadToBuffer()), name);
    assert.deepEqual(loaded, [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000], name);
  }
});

test('no more blocks are sent at once than maxConcurrency, and a stream waits', async () => {
  for (const [name, upload] of Object.entries(WAYS)) {
    const { blob, state, release } = heldBlob(`bounded ${name}`);
    const running = upload(blob, BYTES, BLOCKS);
    while (state.started < 3) await turn();
    for (let at = 0; at < 20; at += 1) await turn();
    assert.equal(state.started, 3, name);
    release();
    await running;
    assert.equal(state.most, 3, name);
    assert.ok(BYTES.equals(await container.getBlobClient(`bounded ${name}`).downloadToBuffer()), name);
  }
  const { blob, state, release } = heldBlob('back-pressure');
  let yielded = 0;
  async function* chunks() {
    for (; yielded < 1000; yielded += 50) yield BYTES.subarray(yielded, yielded + 50);
  }
  const running = blob.uploadStream(chunks(), 100, 2);
  while (state.started < 2) await turn();
  for (let at = 0; at < 20; at += 1) await turn();
  // Two blocks on their way, one that is full, and one chunk beyond.
  assert.ok(yielded <= 350, `${yielded} bytes were taken`);
  release();
  await running;
  assert.ok(BYTES.equals(await container.getBlobClient('back-pressure').downloadToBuffer()));
});

test('an abort ends an upload whose methods never end', { timeout: 60_000 }, async () => {
  for (const [name, upload] of Object.entries(WAYS)) {
    const controller = new AbortController();
    const blob = container.getBlockBlobClient('aborted');
    blob.stageBlock = () => {
      queueMicrotask(() => controller.abort());
      return new Promise(() => {});
    };
    const { signal: abortSignal } = controller;
    await assert.rejects(upload(blob, BYTES, { ...BLOCKS, abortSignal }), { name: 'AbortError' }, name);
    await assert.rejects(upload(blob, BYTES, { ...BLOCKS, abortSignal }), { name: 'AbortError' }, name);
  }
  assert.equal(await container.getBlobClient('aborted').exists(), false);
});

test('the first failure ends an upload: nothing is committed, and no more blocks are sent', async () => {
  for (const [name, upload] of Object.entries(WAYS)) {
    const blob = container.getBlockBlobClient('failed');
    let staged = 0;
    blob.stageBlock = async () => {
      staged += 1;
      if (staged === 2) throw new Error('mine');
    };
    blob.commitBlockList = () => assert.fail('committed');
    await assert.rejects(upload(blob, BYTES, { ...BLOCKS, concurrency: 1 }), { message: 'mine' }, name);
    for (let at = 0; at < 5; at += 1) await turn();
    assert.equal(staged, 2, name);
  }
});

test('a stream that fails, or is destroyed, fails the upload', async () => {
  const mine = new Error('mine');
  for (const [how, expected] of [
    [(readable) => readable.destroy(mine), mine],
    [(readable) => readable.destroy(), { code: 'ERR_STREAM_PREMATURE_CLOSE' }],
  ]) {
    const blob = container.getBlockBlobClient('failed stream');
    const { stageBlock } = blob;
    blob.stageBlock = (...values) => stageBlock.apply(blob, values);
    blob.commitBlockList = () => assert.fail('committed');
    const readable = new Readable({ read: () => {} });
    readable.push(BYTES.subarray(0, 250));
    const running = blob.uploadStream(readable, 100, 2);
    setImmediate(() => how(readable));
    await assert.rejects(running, expected);
  }
});

test('wrong options are reported before any method is called', async () => {
  for (const [name, upload] of Object.entries(WAYS)) {
    const blob = container.getBlockBlobClient('b');
    for (const method of ['upload', 'stageBlock', 'commitBlockList']) blob[method] = () => assert.fail(method);
    await assert.rejects(
      upload(blob, BYTES, { ...BLOCKS, metadata: { a: 1 } }),
      /^TypeError: options\.metadata\.a/,
      name,
    );
    await assert.rejects(upload(blob, BYTES, { ...BLOCKS, onProgress: 5 }), /^TypeError: options\.onProgress/, name);
  }
  const blob = container.getBlockBlobClient('b');
  blob.stageBlock = () => assert.fail('staged');
  await assert.rejects(
    blob.uploadData(BYTES, { ...BLOCKS, concurrency: 0 }),
    /^RangeError: concurrency must be larger/,
  );
  await assert.rejects(
    blob.uploadData(Buffer.alloc(50_001), { maxSingleShotSize: 0, blockSize: 1 }),
    /^RangeError: The buffer's size is too big/,
  );
});

describe('a file', () => {
  /** Has a file changed when its first block, or its only request, is sent. */
  const whileUploaded = (change, options) =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'file');
      writeFileSync(file, BYTES);
      const blob = container.getBlockBlobClient('changed file');
      const { stageBlock, upload } = blob;
      let once = () => change(file);
      const wrap = (method) =>
        async function (...values) {
          once();
          once = () => {};
          return method.apply(blob, values);
        };
      blob.stageBlock = wrap(stageBlock);
      blob.upload = wrap(upload);
      await blob.uploadFile(file, options);
    });

  for (const [kind, options] of Object.entries({ blocks: { ...BLOCKS, concurrency: 1 }, 'one request': {} })) {
    for (const [what, change] of Object.entries({
      grows: (file) => appendFileSync(file, 'more'),
      shrinks: (file) => writeFileSync(file, BYTES.subarray(0, 150)),
      'is written to': (file) => writeFileSync(file, pattern(1000, 5)),
      'is replaced': (file) => {
        writeFileSync(`${file}.new`, readFileSync(file));
        renameSync(`${file}.new`, file);
      },
    })) {
      test(`that ${what} is an error, in ${kind}, and stores nothing`, async () => {
        await assert.rejects(whileUploaded(change, options), { code: 'FileChanged' });
        assert.equal(await container.getBlobClient('changed file').exists(), false);
      });
    }

    test(`that is deleted is uploaded, in ${kind}`, async () => {
      await whileUploaded((file) => rmSync(file), options);
      assert.ok(BYTES.equals(await container.getBlobClient('changed file').downloadToBuffer()));
      await container.getBlobClient('changed file').delete();
    });
  }

  test('that is none has the errors of the engine', async () => {
    const plain = container.getBlockBlobClient('b');
    const replaced = container.getBlockBlobClient('b');
    replaced.stageBlock = () => assert.fail('staged');
    for (const place of ['/', '/does/not/exist', '/proc/self/status']) {
      const errorOf = (blob) => blob.uploadFile(place).then(assert.fail, ({ code }) => code);
      assert.equal(await errorOf(replaced), await errorOf(plain), place);
    }
  });
});

test('a method that was put back is the own one again', async () => {
  const { prototype } = blobferry.BlockBlobClient;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'stageBlock');
  let staged = 0;
  prototype.stageBlock = function (...values) {
    staged += 1;
    return (descriptor.value ?? descriptor.get.call(this)).apply(this, values);
  };
  try {
    await container.getBlockBlobClient('put back').uploadData(BYTES, BLOCKS);
  } finally {
    Object.defineProperty(prototype, 'stageBlock', descriptor);
  }
  await container.getBlockBlobClient('put back').uploadData(BYTES, BLOCKS);
  assert.equal(staged, 10);
});
