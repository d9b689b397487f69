'use strict';

// Content that is read with several requests at the same time: into buffers and files, and every way in which it can fail.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { readFile, writeFile } = require('node:fs/promises');
const path = require('node:path');

const { blobferry, isReference } = require('../support/libraries');
const { MEBIBYTE, contentOf, inDirectory, startBlobs } = require('./helpers');

const LENGTH = 9 * MEBIBYTE + 3;
const CONTENT = contentOf(LENGTH);
const DIVIDED = { blockSize: MEBIBYTE, concurrency: 3 };

describe('parallel ranges', { skip: isReference }, () => {
  let blobs;
  before(async () => (blobs = await startBlobs()));
  after(() => blobs.stop());

  /** The three places that content can be read to, each with what it has afterwards. */
  const WAYS = {
    'a new buffer': (blob, options) => blob.downloadToBuffer(0, undefined, { ...DIVIDED, ...options }),
    "the caller's buffer": (blob, options) =>
      blob.downloadToBuffer(Buffer.alloc(LENGTH), 0, undefined, { ...DIVIDED, ...options }),
    'a file': (blob, options) =>
      inDirectory(async (directory, names) => {
        const file = path.join(directory, 'file');
        await writeFile(file, 'what was there');
        try {
          await blob.downloadToFile(file, 0, undefined, options);
        } catch (error) {
          assert.equal(await readFile(file, 'utf8'), 'what was there');
          assert.deepEqual(await names(), ['file']);
          throw error;
        }
        assert.deepEqual(await names(), ['file']);
        return readFile(file);
      }),
  };

  for (const [label, read] of Object.entries(WAYS)) {
    test(`into ${label}: the first response continues, and the rest is pinned to its ETag`, async () => {
      const blob = await blobs.blob(blobferry, CONTENT);
      assert.ok((await read(blob)).equals(CONTENT));
      const requests = await blobs.simulator.requests({ operation: 'getBlob' });
      assert.ok(requests.length > 1);
      const { etag } = await blob.getProperties();
      const others = requests.filter(({ headers }) => headers['x-ms-range'] !== undefined);
      assert.equal(others.length, requests.length - 1);
      for (const { headers } of others) {
        assert.equal(headers['if-match'], etag);
        assert.match(headers['x-ms-range'], /^bytes=\d+-\d+$/);
      }
    });

    test(`into ${label}: progress grows up to the length`, async () => {
      const blob = await blobs.blob(blobferry, CONTENT);
      const loaded = [];
      await read(blob, { onProgress: ({ loadedBytes }) => loaded.push(loadedBytes) });
      assert.equal(loaded.at(-1), LENGTH);
      for (let at = 1; at < loaded.length; at += 1) assert.ok(loaded[at] > loaded[at - 1], `${loaded}`);
    });

    test(`into ${label}: a connection that breaks anywhere is gone on with`, async () => {
      for (const what of [
        { body: { reset: { part: 0.3 } } },
        { body: { reset: 0 } },
        { body: { truncate: { part: 0.9 } } },
        { reset: true },
        { status: 503, code: 'ServerBusy' },
      ]) {
        const blob = await blobs.blob(blobferry, CONTENT);
        await blobs.simulator.faults({
          which: { operation: 'getBlob', container: blob.containerName },
          when: { nth: [1, 3] },
          what,
        });
        assert.ok((await read(blob)).equals(CONTENT), JSON.stringify(what));
        await blobs.simulator.clearFaults();
      }
    });

    test(`into ${label}: a blob that is replaced in the middle is an error`, async () => {
      for (const nth of [2, 3]) {
        const blob = await blobs.blob(blobferry, CONTENT);
        await blobs.simulator.faults({
          which: { operation: 'getBlob', container: blob.containerName },
          when: { nth },
          then: { put: { body: 'other content' } },
        });
        await assert.rejects(read(blob), { name: 'RestError', code: /ConditionNotMet|InvalidRange/, statusCode: 412 });
        await blobs.simulator.clearFaults();
      }
    });

    test(`into ${label}: a request that fails ends all`, async () => {
      for (const nth of [1, 2, 3]) {
        const blob = await blobs.blob(blobferry, CONTENT);
        await blobs.simulator.faults({
          which: { operation: 'getBlob', container: blob.containerName },
          when: { nth },
          what: { status: 403, code: 'AuthorizationFailure' },
        });
        await assert.rejects(read(blob), { name: 'RestError', statusCode: 403, code: 'AuthorizationFailure' });
        await blobs.simulator.clearFaults();
      }
    });

    test(`into ${label}: an abort ends it at every stage`, async () => {
      for (const rule of [
        { when: { nth: 1 }, what: { stall: true } },
        { when: { nth: 2 }, what: { stall: true } },
        { when: { nth: 1 }, what: { body: { stall: { part: 0.1 } } } },
        { when: { nth: 2 }, what: { body: { stall: { part: 0.5 } } } },
      ]) {
        const blob = await blobs.blob(blobferry, CONTENT);
        await blobs.simulator.faults({ which: { operation: 'getBlob', container: blob.containerName }, ...rule });
        const controller = new AbortController();
        const reading = assert.rejects(read(blob, { abortSignal: controller.signal }), { name: 'AbortError' });
        while ((await blobs.simulator.stalls()) === 0) await new Promise((resolve) => setImmediate(resolve));
        controller.abort();
        await reading;
        await blobs.simulator.clearFaults();
        await blobs.simulator.releaseStalls();
      }
      const blob = await blobs.blob(blobferry, CONTENT);
      await assert.rejects(read(blob, { abortSignal: AbortSignal.abort() }), { name: 'AbortError' });
      // What an earlier call had sent when it was aborted may arrive only now.
      const requests = await blobs.simulator.requests({ operation: 'getBlob' });
      assert.deepEqual(
        requests.filter((request) => JSON.stringify(request).includes(`${blob.containerName}/`)),
        [],
      );
    });
  }

  test('one request at a time, when one is allowed', async () => {
    const blob = await blobs.blob(blobferry, CONTENT);
    assert.ok((await blob.downloadToBuffer(0, undefined, { concurrency: 1 })).equals(CONTENT));
    assert.deepEqual(await blobs.ranges(), [undefined]);
  });

  test('content that fits in a block takes one request', async () => {
    const content = contentOf(MEBIBYTE);
    const blob = await blobs.blob(blobferry, content);
    assert.ok((await blob.downloadToBuffer()).equals(content));
    assert.ok((await blob.downloadToBuffer(5, 10)).equals(content.subarray(5, 15)));
    assert.deepEqual(await blobs.ranges(), [undefined, 'bytes=5-14']);
  });

  test("ranges are those of the caller's range, with its conditions and key", async () => {
    const blob = await blobs.blob(blobferry, CONTENT);
    const conditions = { ifMatch: '*', ifModifiedSince: new Date(0) };
    const part = await blob.downloadToBuffer(7, 4 * MEBIBYTE, { ...DIVIDED, conditions });
    assert.ok(part.equals(CONTENT.subarray(7, 7 + 4 * MEBIBYTE)));
    const requests = await blobs.simulator.requests({ operation: 'getBlob' });
    assert.ok(requests.length > 1);
    for (const { headers } of requests) {
      assert.equal(headers['if-match'] === '*', headers['x-ms-range'] === `bytes=7-${4 * MEBIBYTE + 6}`);
      assert.equal(headers['if-modified-since'], new Date(0).toUTCString());
    }
  });

  test('arguments are checked before anything is sent', async () => {
    const blob = await blobs.blob(blobferry, CONTENT);
    for (const options of [{ blockSize: -1 }, { concurrency: 0 }]) {
      await assert.rejects(blob.downloadToBuffer(0, undefined, options), RangeError);
    }
    await assert.rejects(blob.downloadToBuffer(Buffer.alloc(3), 0, 4), /^RangeError: The buffer's size should be/);
    assert.deepEqual(await blobs.ranges(), []);
  });

  test('a range that ends or starts beyond the blob', async () => {
    const blob = await blobs.blob(blobferry, Buffer.from('0123456789'));
    await assert.rejects(blob.downloadToBuffer(5, 10), /Stream drains before getting enough data needed.*: 5, .*: 10/);
    assert.equal((await blob.downloadToBuffer(10)).length, 0);
    await assert.rejects(blob.downloadToBuffer(11), /^RangeError: offset 11 shouldn't be larger than blob size 10/);
    await assert.rejects(blob.downloadToBuffer(11, 1), { statusCode: 416 });
  });
});
