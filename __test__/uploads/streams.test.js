'use strict';

// Streams as they come: they fail, end early, never end, are paused, shared, fast or slow. The caller gets the reason, nothing continues
// afterwards, and the stream is the caller's.

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const { PassThrough, Readable, Stream, Transform } = require('node:stream');
const { after, before, describe, test } = require('node:test');

const { startBodyServer } = require('../support/body-server');
const { blobferry } = require('../support/libraries');
const { startSimulator } = require('../support/simulator');
const { chunksOf, generate, makeContainer, pattern, turns } = require('./helpers');

const BYTES = pattern(10_000);
const BEFORE = 'what was there before';

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());

async function makeBlob() {
  const blob = (await makeContainer(simulator)).getBlockBlobClient('b');
  await blob.upload(BEFORE, BEFORE.length);
  return blob;
}

const requireUnchanged = async (blob) => assert.equal((await blob.downloadToBuffer()).toString(), BEFORE);
/** Not `once`, which an error rejects. */
const closed = (stream) => new Promise((resolve) => stream.once('close', resolve));

/** The listeners that somebody has put on a stream, but for those of Node.js itself. */
const listenersOf = (stream) => ['data', 'end', 'close', 'readable'].flatMap((name) => stream.listeners(name));

describe('a stream that fails', () => {
  for (const [label, fail] of Object.entries({
    'before its first byte': (stream, error) => stream.destroy(error),
    'in its first block': (stream, error) => {
      stream.write(BYTES.subarray(0, 10));
      setImmediate(() => stream.destroy(error));
    },
    'after many blocks': (stream, error) => {
      stream.write(BYTES);
      setImmediate(() => stream.destroy(error));
    },
  })) {
    test(`${label}: its own error is thrown, and the blob is unchanged`, async () => {
      const blob = await makeBlob();
      const error = Object.assign(new Error('the disk is gone'), { code: 'EIO' });
      const stream = new PassThrough();
      const before = listenersOf(stream).length;
      const upload = blob.uploadStream(stream, 1000, 2);
      fail(stream, error);
      await assert.rejects(upload, (thrown) => thrown === error);
      assert.equal(listenersOf(stream).length, before);
      await requireUnchanged(blob);
    });
  }

  test('after its end: the upload is done, and nobody else has to listen for the error', async () => {
    const blobs = [await makeBlob(), await makeBlob()];
    const stream = new PassThrough();
    stream.end(BYTES);
    // Two uploads of one stream, because each puts its listeners on it.
    await Promise.all(blobs.map((blob) => blob.uploadStream(stream, 1000, 2)));
    stream.emit('error', new Error('the connection was lost'));
    assert.equal(stream.listenerCount('error'), 1);
    for (const blob of blobs) assert.deepEqual(await blob.downloadToBuffer(), BYTES);
  });

  test('a generator and a web stream: the same', async () => {
    const error = new Error('no more');
    const kinds = {
      generator: (async function* () {
        yield BYTES;
        throw error;
      })(),
      web: new ReadableStream({
        pull(controller) {
          controller.error(error);
        },
      }),
    };
    for (const [kind, stream] of Object.entries(kinds)) {
      const blob = await makeBlob();
      await assert.rejects(blob.uploadStream(stream, 1000, 2), (thrown) => thrown === error, kind);
      await requireUnchanged(blob);
    }
  });

  test('a stream that is destroyed without an error ends early', async () => {
    const blob = await makeBlob();
    const stream = new PassThrough();
    stream.write(BYTES);
    const upload = blob.uploadStream(stream, 1000, 2);
    setImmediate(() => stream.destroy());
    await assert.rejects(upload, { code: 'ERR_STREAM_PREMATURE_CLOSE' });
    await requireUnchanged(blob);
  });

  test('chunks that are no bytes are rejected', async () => {
    for (const stream of [
      Readable.from([{ a: 1 }]),
      (async function* () {
        yield 5;
      })(),
    ]) {
      const blob = await makeBlob();
      await assert.rejects(
        blob.uploadStream(stream, 1000, 2),
        /^TypeError: stream must be a stream of bytes or strings/,
      );
      await requireUnchanged(blob);
    }
  });
});

describe('a stream that has nothing to give', () => {
  test('any more: it was read, destroyed, or failed before', async () => {
    const blob = await makeBlob();
    const read = Readable.from([BYTES]);
    for await (const chunk of read) void chunk;
    await assert.rejects(blob.uploadStream(read), /^TypeError: stream has no bytes any more/);
    const destroyed = new PassThrough();
    destroyed.destroy();
    await assert.rejects(blob.uploadStream(destroyed), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
    const error = new Error('before');
    const failed = new PassThrough();
    failed.on('error', () => {});
    failed.destroy(error);
    await closed(failed);
    await assert.rejects(blob.uploadStream(failed), (thrown) => thrown === error);
    const locked = new Blob([BYTES]).stream();
    locked.getReader();
    await assert.rejects(blob.uploadStream(locked), /locked/);
    for (const nothing of [undefined, null, 'text', 5, {}, Buffer.from('x'), () => read]) {
      await assert.rejects(blob.uploadStream(nothing), /^TypeError: stream must be a readable stream/);
    }
    await requireUnchanged(blob);
  });

  test('never: an abort ends it', async () => {
    for (const kind of ['node', 'generator', 'web']) {
      const blob = await makeBlob();
      const controller = new AbortController();
      let isOver = false;
      const never = new Promise(() => {});
      const stream = {
        node: () => new Readable({ read() {} }),
        generator: () => ({
          [Symbol.asyncIterator]: () => ({
            next: () => never,
            async return() {
              isOver = true;
              return {};
            },
          }),
        }),
        web: () =>
          new ReadableStream({
            pull: () => never,
            cancel() {
              isOver = true;
            },
          }),
      }[kind]();
      const upload = blob.uploadStream(stream, 1000, 2, { abortSignal: controller.signal });
      setImmediate(() => controller.abort());
      await assert.rejects(upload, { name: 'AbortError' });
      if (kind === 'node') {
        assert.equal(stream.destroyed, false, 'it is the caller’s');
        assert.deepEqual(listenersOf(stream), []);
        assert.equal(stream.isPaused(), true);
        // An error that comes later ends no process.
        stream.destroy(new Error('later'));
        await closed(stream);
      } else assert.equal(isOver, true, kind);
      await requireUnchanged(blob);
    }
  });
});

describe('a stream is read as it is', () => {
  test('paused, and with an encoding', async () => {
    const blob = await makeBlob();
    const paused = Readable.from(chunksOf(BYTES, 333), { objectMode: false });
    paused.pause();
    await blob.uploadStream(paused, 1000, 2);
    assert.ok(BYTES.equals(await blob.downloadToBuffer()));
    const text = 'grüße, 世界 🌍'.repeat(100);
    const encoded = Readable.from(chunksOf(Buffer.from(text), 7), { objectMode: false });
    encoded.setEncoding('utf8');
    await blob.uploadStream(encoded, 100, 2);
    assert.equal((await blob.downloadToBuffer()).toString(), text);
  });

  const OLD = {
    'that can be paused': () => Object.assign(new Stream(), { pause() {}, resume() {} }),
    'that cannot be paused': () => new Stream(),
    'that only emits': () => new EventEmitter(),
  };
  for (const [title, makeStream] of Object.entries(OLD)) {
    test(`of the oldest kind, ${title}`, async () => {
      const blob = await makeBlob();
      const old = makeStream();
      const upload = blob.uploadStream(old, 1000, 2);
      for (const chunk of chunksOf(BYTES, 3000)) old.emit('data', chunk);
      old.emit('end');
      await upload;
      assert.ok(BYTES.equals(await blob.downloadToBuffer()));
    });
  }

  test('other listeners get every chunk, too', async () => {
    const blob = await makeBlob();
    const stream = Readable.from(chunksOf(BYTES, 333), { objectMode: false });
    const seen = [];
    stream.on('data', (chunk) => seen.push(chunk));
    await blob.uploadStream(stream, 1000, 2);
    assert.ok(BYTES.equals(Buffer.concat(seen)));
    assert.ok(BYTES.equals(await blob.downloadToBuffer()));
  });

  test('a duplex stays open for what is written to it', async () => {
    const blob = await makeBlob();
    const duplex = new Transform({
      allowHalfOpen: true,
      autoDestroy: false,
      transform(chunk, _, done) {
        done(null, chunk);
      },
    });
    duplex.write(BYTES);
    duplex.push(null);
    await blob.uploadStream(duplex, 1000, 2);
    assert.equal(duplex.destroyed, false);
    assert.equal(duplex.writable, true);
    assert.ok(BYTES.equals(await blob.downloadToBuffer()));
  });

  test('memory that is used again after each chunk', async () => {
    const blob = await makeBlob();
    await blob.uploadStream(
      (async function* () {
        const memory = Buffer.alloc(333);
        for (const chunk of chunksOf(BYTES, 333)) {
          chunk.copy(memory);
          yield memory.subarray(0, chunk.length);
        }
        memory.fill(0);
      })(),
      10_000,
      2,
    );
    assert.ok(BYTES.equals(await blob.downloadToBuffer()));
  });
});

test('a chunk that loses its bytes while it waits fails the upload', async () => {
  const server = await startBodyServer();
  server.hold();
  try {
    const blob = new blobferry.ContainerClient(`${server.origin}/account/c`).getBlockBlobClient('b');
    const bytes = new Uint8Array(1000);
    const source = new PassThrough({ objectMode: true });
    source.write(bytes);
    const upload = assert.rejects(blob.uploadStream(source, 100, 1), /^TypeError: stream: a chunk lost its bytes/);
    await server.until(() => server.requests.length === 1);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    server.release();
    await upload;
    assert.ok(server.requests.every(({ url }) => !url.includes('comp=blocklist')));
  } finally {
    await server.close();
  }
});

test('a large string is cut within no character', async () => {
  const blob = await makeBlob();
  for (const shift of ['', 'x']) {
    const text = `${shift}${'🌍ü'.repeat(50_000)}`;
    await blob.uploadStream(generate([text]), 10_000, 3);
    assert.ok(Buffer.from(text).equals(await blob.downloadToBuffer()));
  }
});

describe('one stream for two uploads', () => {
  test('that start at once: both blobs have all of it', async () => {
    const container = await makeContainer(simulator);
    const stream = Readable.from(chunksOf(pattern(200_000), 777), { objectMode: false });
    const [first, second] = ['first', 'second'].map((name) => container.getBlockBlobClient(name));
    await Promise.all([first.uploadStream(stream, 1000, 1), second.uploadStream(stream, 30_000, 3)]);
    for (const blob of [first, second]) assert.ok(pattern(200_000).equals(await blob.downloadToBuffer()));
  });

  test('of which one starts later: its error says that the start is gone', async () => {
    const container = await makeContainer(simulator);
    const stream = new PassThrough();
    stream.write(BYTES);
    const [first, second] = ['first', 'second'].map((name) => container.getBlockBlobClient(name));
    const upload = first.uploadStream(stream, 1000, 1);
    await turns(10);
    await assert.rejects(second.uploadStream(stream, 1000, 1), /^TypeError: stream is being uploaded already/);
    stream.end();
    await upload;
    assert.ok(BYTES.equals(await first.downloadToBuffer()));
    assert.equal(await second.exists(), false);
  });

  test('a generator is not divided', async () => {
    const container = await makeContainer(simulator);
    const generator = (async function* () {
      yield* chunksOf(BYTES, 100);
    })();
    const [first, second] = ['first', 'second'].map((name) => container.getBlockBlobClient(name));
    const upload = first.uploadStream(generator, 1000, 1);
    await assert.rejects(second.uploadStream(generator, 1000, 1), /^TypeError: stream is being uploaded already/);
    await upload;
    assert.ok(BYTES.equals(await first.downloadToBuffer()));
  });
});
