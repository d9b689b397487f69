'use strict';

// Uploads of every kind of body, and downloads as streams.

const assert = require('node:assert/strict');
const { mkdtemp, readFile, rm, writeFile } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { EventEmitter, once } = require('node:events');
const { Readable } = require('node:stream');
const { beforeEach, describe, test } = require('node:test');

const { failed, ok, reset, script } = require('./scripted-native');
const { blobferry } = require('../support/blobferry');

const blob = () => new blobferry.BlockBlobClient('https://account.blob.core.windows.net/c/b');

beforeEach(reset);

describe('upload', () => {
  const TEXT = 'Grüße';
  const BYTES = Buffer.from(TEXT);

  const oldStream = () => {
    const stream = new EventEmitter();
    Object.assign(stream, { pause() {}, resume() {}, pipe() {} });
    setImmediate(() => {
      stream.emit('data', BYTES);
      stream.emit('end');
    });
    return stream;
  };

  const forms = {
    string: () => TEXT,
    Buffer: () => BYTES,
    Uint8Array: () => new Uint8Array(BYTES),
    DataView: () => new DataView(BYTES.buffer, BYTES.byteOffset, BYTES.byteLength),
    ArrayBuffer: () => new Uint8Array(BYTES).buffer,
    Blob: () => new Blob([TEXT]),
    'Node stream': () => Readable.from([BYTES.subarray(0, 3), BYTES.subarray(3)]),
    'stream of strings': () => Readable.from([TEXT]),
    'web stream': () => new Blob([TEXT]).stream(),
    'function of a stream': () => () => Readable.from([BYTES]),
    'stream with events only': oldStream,
  };
  const KNOWS_ITS_LENGTH = new Set(['string', 'Buffer']);
  for (const [label, make] of Object.entries(forms)) {
    test(`a ${label} reaches the engine before the call returns`, async () => {
      script.runWithBody = () => ok({});
      const uploading = blob().upload(make(), BYTES.length);
      assert.equal(script.begun, 1);
      await uploading;
    });

    test(`takes a ${label}`, async () => {
      script.runWithBody = () => ok({ etag: '1' });
      const progress = [];
      const result = await blob().upload(make(), BYTES.length, { onProgress: (event) => progress.push(event) });
      assert.equal(result.etag, '1');
      assert.deepEqual(script.calls[0].body, BYTES);
      assert.deepEqual(progress, [{ loadedBytes: BYTES.length }]);
    });

    if (KNOWS_ITS_LENGTH.has(label)) {
      for (const wrong of [BYTES.length + 1, 0, -1, 2.5, NaN]) {
        test(`a ${label} is sent as it is, though its length is said to be ${wrong}, as the reference does`, async () => {
          script.runWithBody = () => ok({});
          await blob().upload(make(), wrong);
          assert.deepEqual(script.calls[0].body, BYTES);
        });
      }
      continue;
    }

    test(`a ${label} of no possible length is rejected`, async () => {
      for (const wrong of [-1, 2.5, NaN]) {
        await assert.rejects(blob().upload(make(), wrong), /^RangeError: contentLength must be a whole number/);
      }
      assert.equal(script.calls.length, 0);
    });

    test(`a ${label} of another length is rejected with both numbers`, async () => {
      const error = await blob()
        .upload(make(), BYTES.length + 1)
        .then(assert.fail, (reason) => reason);
      assert.ok(error instanceof RangeError, `${error}`);
      assert.match(error.message, /body has 7 bytes, but contentLength is 8/);
      assert.equal(script.calls.length, 0);
    });
  }

  test('the number of characters is accepted for a string, and all its bytes are sent', async () => {
    script.runWithBody = () => ok({});
    await blob().upload(TEXT, TEXT.length);
    assert.deepEqual(script.calls[0].body, BYTES);
  });

  test('a stream that is too long is not read to its end', async () => {
    let read = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          read += 1;
          yield Buffer.alloc(10);
        }
      })(),
    );
    await assert.rejects(blob().upload(endless, 25), /^RangeError: body has more bytes than contentLength says/);
    assert.ok(read < 100);
    assert.equal(endless.destroyed, true);
  });

  test("a stream's own error comes through", async () => {
    const mine = new Error('mine');
    const broken = new Readable({
      read() {
        this.destroy(mine);
      },
    });
    assert.equal(
      await blob()
        .upload(broken, 5)
        .then(assert.fail, (reason) => reason),
      mine,
    );
  });

  test('a stream that stalls can be aborted', async () => {
    const controller = new AbortController();
    const stalled = new Readable({ read: () => setImmediate(() => controller.abort()) });
    await assert.rejects(blob().upload(stalled, 5, { abortSignal: controller.signal }), { name: 'AbortError' });
    assert.equal(stalled.destroyed, true);
  });

  test('uploadData and uploadBlockBlob', async () => {
    script.runWithBody = () => ok({});
    await blob().uploadData(BYTES, { blockSize: 1, concurrency: 2, tier: 'Cool' });
    assert.deepEqual(script.calls[0].options, { tier: 'Cool' });
    const container = new blobferry.ContainerClient('https://account.blob.core.windows.net/c');
    const { blockBlobClient } = await container.uploadBlockBlob('b', TEXT, BYTES.length);
    assert.ok(blockBlobClient instanceof blobferry.BlockBlobClient);
    await assert.rejects(blob().uploadData('text'), /^TypeError: data must be/);
  });

  test('wrong arguments are named', async () => {
    await assert.rejects(blob().upload(), /^TypeError: body must be/);
    await assert.rejects(blob().upload('x'), /^TypeError: contentLength must be a number, not undefined/);
    await assert.rejects(blob().upload('x', '1'), /^TypeError: contentLength must be a number/);
    await assert.rejects(blob().upload(new Uint8Array(1), -1), /^RangeError: contentLength/);
    await assert.rejects(blob().upload({}, 1), /^TypeError: body must be/);
    await assert.rejects(
      blob().upload('x', 1, { metadata: { a: 5 } }),
      /^TypeError: options\.metadata\.a must be a string/,
    );
    assert.equal(script.calls.length, 0);
  });
});

describe('download', () => {
  /** A body whose chunks arrive one by one, and that counts its requests. */
  function bodyOf(...chunks) {
    let arrived = Buffer.alloc(0);
    return {
      waits: 0,
      closed: false,
      async wait() {
        this.waits += 1;
        if (arrived.length > 0) return { length: arrived.length };
        const next = chunks.shift() ?? '';
        if (typeof next !== 'string') return { length: 0, ...next };
        arrived = Buffer.from(next);
        return { length: arrived.length };
      },
      take(target) {
        const taken = arrived.copy(target);
        arrived = arrived.subarray(taken);
        return taken;
      },
      async save(file) {
        await writeFile(file, chunks.join(''));
        return ok({});
      },
      close() {
        this.closed = true;
      },
    };
  }

  const respondWith = (body, contentLength = 4) => {
    script.download = () => ok({ contentLength, etag: '1' }, { body });
  };

  test('reaches the engine before the call returns', async () => {
    for (const call of [() => blob().download(), () => blob().downloadToBuffer(), () => blob().downloadToFile('/')]) {
      reset();
      respondWith(bodyOf('abcd'));
      const downloading = call();
      assert.equal(script.begun, 1);
      await downloading.catch(() => {});
    }
  });

  test('gives the response as it was parsed, where the reference has it', async () => {
    respondWith(bodyOf('abcd'));
    const response = await blob().download();
    const { originalResponse } = response;
    assert.equal(originalResponse.etag, '1');
    assert.equal(originalResponse.contentLength, 4);
    assert.equal(originalResponse.readableStreamBody, response.readableStreamBody);
    assert.equal(originalResponse._response, response._response);
    assert.equal(response.originalResponse, originalResponse);
    assert.deepEqual(Object.keys(response).slice(-2), ['originalResponse', 'blobDownloadStream']);
    assert.equal(response.blobDownloadStream, response.readableStreamBody);
    assert.ok(!JSON.stringify(response).includes('originalResponse'));
    assert.doesNotThrow(() => JSON.stringify(response._response.parsedHeaders));
  });

  test('a buffer that is lost or shrinks while it is filled', async () => {
    for (const lose of [(buffer) => structuredClone(buffer, { transfer: [buffer] }), (buffer) => buffer.resize(3)]) {
      const body = bodyOf('ab', 'cd');
      const buffer = new ArrayBuffer(4, { maxByteLength: 4 });
      const wait = body.wait.bind(body);
      body.wait = () => {
        if (body.waits === 1) lose(buffer);
        return wait();
      };
      respondWith(body);
      await assert.rejects(blob().downloadToBuffer(Buffer.from(buffer)), /^TypeError: buffer lost its bytes/);
      assert.equal(body.closed, true);
    }
  });

  test('gives a stream that pulls only when it is read', async () => {
    const body = bodyOf('ab', 'cd');
    respondWith(body);
    const progress = [];
    const response = await blob().download(0, undefined, {
      onProgress: ({ loadedBytes }) => progress.push(loadedBytes),
    });
    assert.equal(response.contentLength, 4);
    assert.equal(response._response.status, 200);
    assert.ok(response.readableStreamBody instanceof Readable);
    assert.equal(body.waits, 0);
    assert.equal(Buffer.concat(await response.readableStreamBody.toArray()).toString(), 'abcd');
    assert.deepEqual(progress, [2, 4]);
    assert.equal(body.closed, true);
    assert.deepEqual(script.calls[0].options, { offset: 0 });
  });

  test('requests the given range', async () => {
    respondWith(bodyOf('ab'), 2);
    await blob().download(5, 2, { maxRetryRequests: 1 });
    assert.deepEqual(script.calls[0].options, { maxRetryRequests: 1, offset: 5, count: 2 });
    await assert.rejects(blob().download(-1), /^RangeError: Range\.offset cannot be smaller than 0\.$/);
    await assert.rejects(blob().download(NaN), /^RangeError: offset/);
    await assert.rejects(blob().download(0, -1), /^RangeError: Range\.count must be larger than 0/);
    await assert.rejects(blob().download('0'), /^TypeError: offset/);
    assert.equal(script.calls.length, 1);
  });

  test('a failure in the middle is an error of the stream', async () => {
    const body = bodyOf('ab', failed({ kind: 'transport', message: 'reset', code: 'ECONNRESET' }));
    respondWith(body);
    const { readableStreamBody } = await blob().download();
    await assert.rejects(readableStreamBody.toArray(), { name: 'RestError', code: 'ECONNRESET' });
    assert.equal(body.closed, true);
  });

  test('destroy closes the body', async () => {
    const body = bodyOf('ab');
    respondWith(body);
    const { readableStreamBody } = await blob().download();
    readableStreamBody.destroy();
    await once(readableStreamBody, 'close');
    assert.equal(body.closed, true);
  });

  test('a signal ends the stream, and is let go with it', async () => {
    const body = bodyOf('ab');
    body.wait = () => new Promise(() => {});
    respondWith(body);
    const listeners = new Set();
    const signal = {
      aborted: false,
      addEventListener: (_type, listener) => listeners.add(listener),
      removeEventListener: (_type, listener) => listeners.delete(listener),
    };
    const { readableStreamBody } = await blob().download(0, undefined, { abortSignal: signal });
    assert.equal(listeners.size, 1);
    const reading = assert.rejects(readableStreamBody.toArray(), { name: 'AbortError' });
    for (const listener of listeners) listener.call(signal, {});
    await reading;
    assert.equal(body.closed, true);
    assert.equal(listeners.size, 0);
  });

  test('downloadToBuffer, into a new buffer or the given one', async () => {
    respondWith(bodyOf('ab', 'cd'));
    assert.equal((await blob().downloadToBuffer()).toString(), 'abcd');
    respondWith(bodyOf('ab', 'cd'));
    const mine = Buffer.alloc(6, '.');
    assert.equal(await blob().downloadToBuffer(mine, 1, 4, { maxRetryRequestsPerBlock: 2 }), mine);
    assert.equal(mine.toString(), 'abcd..');
    assert.deepEqual(script.calls[1].options, { maxRetryRequests: 2, offset: 1, count: 4 });
    const body = bodyOf('ab', 'cd');
    respondWith(body);
    await assert.rejects(blob().downloadToBuffer(Buffer.alloc(3)), /^RangeError: The buffer's size should be/);
    assert.equal(body.closed, true);
    respondWith(bodyOf('ab'));
    await assert.rejects(blob().downloadToBuffer(), /^RangeError: The service sent 2 of the 4 bytes/);
  });

  test('downloadToFile', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'blobferry-'));
    try {
      respondWith(bodyOf('ab', 'cd'));
      const file = path.join(directory, 'file');
      const response = await blob().downloadToFile(file);
      assert.equal(response.readableStreamBody, undefined);
      assert.equal(await readFile(file, 'utf8'), 'abcd');
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
