'use strict';

// Stream bodies: they are sent while they are read, and one that is broken off is never stored.

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const http = require('node:http');
const { Readable } = require('node:stream');
const { describe, test } = require('node:test');

const { blobferry, isReference } = require('../support/libraries');
const { startBodyServer } = require('../support/body-server');

const MEBIBYTE = 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, 'stream ');

/** Chunks with this number of bytes in all; `then` follows them. */
function* chunks(length, then = () => {}) {
  for (let left = length; left > 0; left -= PIECE.length) yield PIECE.subarray(0, left);
  then();
}

const whole = (length) => Buffer.concat([...chunks(length)]);

const FORMS = {
  'a Node stream': (source) => Readable.from(source),
  'a web stream': (source) => Readable.toWeb(Readable.from(source)),
  'an async iterator': (source) =>
    (async function* () {
      yield* source;
    })(),
  'a function that makes a stream': (source) => () => Readable.from(source),
  'a stream with events only': (source) => {
    const old = new EventEmitter();
    Object.assign(old, { pause() {}, resume() {}, pipe() {} });
    setImmediate(() => {
      try {
        for (const chunk of source) old.emit('data', chunk);
        old.emit('end');
      } catch (error) {
        old.emit('error', error);
      }
    });
    return old;
  },
};

describe('a body that is a stream', { skip: isReference }, () => {
  async function withServer(reply, use) {
    const server = await startBodyServer(reply);
    try {
      const blob = new blobferry.BlockBlobClient(`${server.origin}/account/c/b`, new blobferry.AnonymousCredential(), {
        retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 1 },
      });
      await use(server, blob);
    } finally {
      await server.close();
    }
  }

  const allGone = (server) => server.until(() => server.requests.every(({ gone }) => gone));

  for (const [label, make] of Object.entries(FORMS)) {
    for (const length of [1, 3 * MEBIBYTE + 5]) {
      test(`${label} of ${length} bytes`, () =>
        withServer(
          () => 201,
          async (server, blob) => {
            await blob.upload(make(chunks(length)), length);
            assert.equal(server.requests.length, 1);
            assert.equal(server.requests[0].announced, length);
            assert.ok(server.requests[0].body.equals(whole(length)));
          },
        ));
    }

    test(`${label} that fails on its way: its own error, and nothing is stored`, () =>
      withServer(
        () => 201,
        async (server, blob) => {
          const mine = new Error('mine');
          const failing = chunks(2 * MEBIBYTE, () => {
            throw mine;
          });
          const thrown = await blob.upload(make(failing), 3 * MEBIBYTE).then(assert.fail, (error) => error);
          assert.equal(thrown, mine);
          await allGone(server);
        },
      ));

    test(`${label} that ends too early or too late: both numbers, and nothing is stored`, () =>
      withServer(
        () => 201,
        async (server, blob) => {
          await assert.rejects(
            blob.upload(make(chunks(2 * MEBIBYTE)), 2 * MEBIBYTE + 1),
            /^RangeError: body has 2097152 bytes, but contentLength is 2097153/,
          );
          await assert.rejects(
            blob.upload(make(chunks(2 * MEBIBYTE)), 2 * MEBIBYTE - 1),
            /^RangeError: body has more bytes than contentLength says: at least \d+, not 2097151/,
          );
          await assert.rejects(blob.upload(make(chunks(1)), 0), /^RangeError: body has more bytes than contentLength/);
          await allGone(server);
        },
      ));
  }

  test('one byte too many after a pause is too many', () =>
    withServer(
      () => 201,
      async (server, blob) => {
        const late = (async function* () {
          yield PIECE;
          // All that was promised is there, and nothing is stored before the stream has ended.
          await server.until(() => server.requests.length === 1);
          yield Buffer.alloc(1);
        })();
        await assert.rejects(blob.upload(late, PIECE.length), /^RangeError: body has more bytes/);
        await allGone(server);
      },
    ));

  test('is sent while it is read, and read no faster than it is sent', () =>
    withServer(
      () => 201,
      async (server, blob) => {
        let read = 0;
        const length = 256 * MEBIBYTE;
        server.hold();
        const slow = Readable.from(
          (function* () {
            for (const chunk of chunks(length)) {
              read += chunk.length;
              yield chunk;
            }
          })(),
        );
        const controller = new AbortController();
        const uploading = blob.upload(slow, length, { abortSignal: controller.signal });
        await server.until(() => server.requests.length === 1);
        const body = server.requests[0];
        assert.equal(body.announced, length);
        // Many turns later the system and the engine keep some of it, and no more.
        for (let turn = 0; turn < 1000; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        assert.ok(read < 64 * MEBIBYTE, `${read}`);
        controller.abort();
        await assert.rejects(uploading, { name: 'AbortError' });
        assert.equal(slow.destroyed, true);
        server.release();
        await allGone(server);
      },
    ));

  for (const [label, body] of Object.entries({
    'a stream': () => Readable.from(chunks(2 * MEBIBYTE)),
    'a function': () => () => Readable.from(chunks(2 * MEBIBYTE)),
    'a Blob': () => new Blob([whole(2 * MEBIBYTE)]),
  })) {
    test(`${label} is sent again as it was`, () =>
      withServer(
        (_request, number) => (number < 2 ? 503 : 201),
        async (server, blob) => {
          await blob.upload(body(), 2 * MEBIBYTE);
          assert.equal(server.requests.length, 3);
          for (const request of server.requests) assert.ok(request.body.equals(whole(2 * MEBIBYTE)));
        },
      ));
  }

  test('a body function is called again for another attempt, and the earlier stream is destroyed', () =>
    withServer(
      (_request, number) => (number === 0 ? 503 : 201),
      async (server, blob) => {
        const made = [];
        const make = () => {
          made.push(Readable.from(chunks(MEBIBYTE)));
          return made.at(-1);
        };
        await blob.upload(make, MEBIBYTE);
        assert.equal(made.length, 2);
        assert.ok(made.every(({ destroyed }) => destroyed));
      },
    ));

  /** Streams that never end, after this number of bytes. */
  const STALLING = {
    'a Node stream': (length) => {
      const stream = new Readable({ read() {} });
      for (const chunk of chunks(length)) stream.push(chunk);
      return stream;
    },
    'a web stream': (length) =>
      new ReadableStream({
        start(controller) {
          for (const chunk of chunks(length)) controller.enqueue(new Uint8Array(chunk));
        },
      }),
    'an async iterator': async function* (length) {
      yield* chunks(length);
      await new Promise(() => {});
    },
  };

  for (const [form, stall] of Object.entries(STALLING)) {
    for (const length of [0, 5 * PIECE.length]) {
      test(`a function whose streams stall after ${length} bytes is called again: ${form}`, async () => {
        const server = await startBodyServer(() => 201);
        const retryOptions = { retryDelayInMs: 1, maxRetryDelayInMs: 1, tryTimeoutInMs: 500, maxTries: 10 };
        const credential = new blobferry.AnonymousCredential();
        const blob = new blobferry.BlockBlobClient(`${server.origin}/account/c/b`, credential, { retryOptions });
        try {
          const made = [];
          const make = () => {
            made.push(made.length < 2 ? stall(length) : Readable.from(chunks(MEBIBYTE)));
            return made.at(-1);
          };
          await blob.upload(make, MEBIBYTE);
          assert.ok(made.length >= 3, `${made.length}`);
          const stored = server.requests.filter(({ body }) => body !== undefined);
          assert.equal(stored.length, 1);
          assert.ok(stored[0].body.equals(whole(MEBIBYTE)));
          if (form === 'a Node stream') assert.ok(made.every(({ destroyed }) => destroyed));
        } finally {
          await server.close();
        }
      });
    }
  }

  test('a rejection in the middle destroys the stream, and is its error', async () => {
    const rejecting = http.createServer((_request, response) => {
      response.writeHead(409, { 'x-ms-error-code': 'SnapshotsPresent', connection: 'close' });
      response.end();
    });
    await new Promise((resolve) => rejecting.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${rejecting.address().port}/account/c/b`;
      const rejected = new blobferry.BlockBlobClient(url, new blobferry.AnonymousCredential());
      const stream = new Readable({ read() {} });
      stream.push(PIECE);
      await assert.rejects(rejected.upload(stream, 100 * MEBIBYTE), { statusCode: 409, code: 'SnapshotsPresent' });
      assert.equal(stream.destroyed, true);
    } finally {
      rejecting.closeAllConnections();
      await new Promise((resolve) => rejecting.close(resolve));
    }
  });

  test('a stream that is destroyed, with an error or without one', () =>
    withServer(
      () => 201,
      async (server, blob) => {
        for (const mine of [new Error('mine'), undefined]) {
          const stream = new Readable({ read() {} });
          stream.push(PIECE);
          const uploading = blob.upload(stream, MEBIBYTE);
          await server.until(() => server.requests.some(({ received, gone }) => received > 0 && !gone));
          stream.destroy(mine);
          const error = await uploading.then(assert.fail, (reason) => reason);
          if (mine) assert.equal(error, mine);
          else assert.equal(error.code, 'ERR_STREAM_PREMATURE_CLOSE');
          await allGone(server);
        }
      },
    ));

  test('a stream that fails before it is read', () =>
    withServer(
      () => 201,
      async (server, blob) => {
        const mine = new Error('mine');
        const stream = new Readable({ read() {} });
        const uploading = blob.upload(stream, MEBIBYTE);
        stream.destroy(mine);
        assert.equal(await uploading.then(assert.fail, (reason) => reason), mine);
      },
    ));

  test('chunks that are no bytes', () =>
    withServer(
      () => 201,
      async (server, blob) => {
        await assert.rejects(blob.upload(Readable.from([PIECE, 5]), MEBIBYTE), /^TypeError: body must be a stream of/);
        await assert.rejects(
          blob.upload(() => 5, 1),
          /^TypeError: body must be/,
        );
        await allGone(server);
      },
    ));

  test('a chunk may be reused once the next one is requested', () =>
    withServer(
      () => 201,
      async (server, blob) => {
        const buffer = Buffer.alloc(PIECE.length);
        const reusing = (async function* () {
          for (let at = 0; at < 40; at += 1) {
            buffer.fill(at);
            yield buffer;
          }
        })();
        await blob.upload(reusing, 40 * buffer.length);
        const expected = Buffer.concat(Array.from({ length: 40 }, (_, at) => Buffer.alloc(buffer.length, at)));
        assert.ok(server.requests[0].body.equals(expected));
      },
    ));
});
