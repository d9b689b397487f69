'use strict';

// Bodies in memory: what callers may do to them after the call was made.

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { blobferry, isReference, libraries } = require('../support/libraries');
const { startBodyServer } = require('../support/body-server');
const { makeCertificate } = require('../support/certificate');

const SMALL = 1024;
const LARGE = 4 * 1024 * 1024;

const METHODS = {
  upload: (container, body, length) => container.getBlockBlobClient('b').upload(body, length),
  uploadData: (container, body) => container.getBlockBlobClient('b').uploadData(body),
  uploadBlockBlob: (container, body, length) => container.uploadBlockBlob('b', body, length),
  stageBlock: (container, body, length) => container.getBlockBlobClient('b').stageBlock('QUE=', body, length),
  appendBlock: (container, body, length) => container.getAppendBlobClient('b').appendBlock(body, length),
  uploadPages: (container, body, length) => container.getPageBlobClient('b').uploadPages(body, 0, length),
};

const pattern = (length, seed = 0) => {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) bytes[at] = (at * 31 + seed + (at >> 8)) & 0xff;
  return bytes;
};

/** Takes the memory away: it belongs to nobody any more. */
const transfer = (bytes) => void structuredClone(bytes.buffer, { transfer: [bytes.buffer] });

for (const scheme of ['http', 'https']) {
  describe(`over ${scheme}`, { skip: isReference }, () => {
    const tls = scheme === 'https' ? makeCertificate() : undefined;
    let server;
    let number = 0;
    before(async () => {
      server = await startBodyServer(() => 201, { tls });
    });
    after(async () => {
      await server.close();
      tls?.remove?.();
    });

    /** Calls `use` with a container of its own, and gives what that ended with and what the server got. */
    async function received(use) {
      number += 1;
      const url = `${server.origin}/account/c${number}`;
      const container = new blobferry.ContainerClient(url, new blobferry.AnonymousCredential(), {
        retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 1 },
      });
      const outcome = await use(container).then(
        (result) => ({ result }),
        (error) => ({ error }),
      );
      const requests = () => server.requests.filter((request) => request.url.startsWith(`/account/c${number}/`));
      await server.until(() => requests().every(({ body, gone }) => body !== undefined || gone));
      return { ...outcome, requests: requests() };
    }

    for (const [name, method] of Object.entries(METHODS)) {
      test(`${name}: a small body is what it was when the call was made`, async () => {
        const bytes = pattern(SMALL);
        const expected = Buffer.from(bytes);
        const { error, requests } = await received((container) => {
          const calling = method(container, bytes, SMALL);
          bytes.fill(0);
          transfer(bytes);
          return calling;
        });
        assert.ifError(error);
        assert.ok(requests[0].body.equals(expected));
      });

      test(`${name}: a large body that is transferred in the same tick is an error, and nothing is stored`, async () => {
        const bytes = pattern(LARGE);
        const { error, requests } = await received((container) => {
          const calling = method(container, bytes, LARGE);
          transfer(bytes);
          return calling;
        });
        assert.ok(error instanceof TypeError, `${error}`);
        assert.match(error.message, /body lost its bytes while they were sent: its ArrayBuffer was transferred/);
        assert.deepEqual(
          requests.map(({ body }) => body),
          requests.map(() => undefined),
        );
      });

      test(`${name}: a large body that is left alone arrives`, async () => {
        const bytes = pattern(LARGE, 7);
        const { error, requests } = await received((container) => method(container, bytes, LARGE));
        assert.ifError(error);
        assert.equal(requests.length, 1);
        assert.ok(requests[0].body.equals(bytes));
      });

      test(`${name}: a body that is gone already is an error, and nothing is sent`, async () => {
        const bytes = pattern(SMALL);
        transfer(bytes);
        const { error, requests } = await received((container) => method(container, bytes, SMALL));
        assert.ok(error instanceof TypeError, `${error}`);
        assert.match(error.message, /(body|data) has no bytes any more/);
        assert.deepEqual(requests, []);
      });
    }

    test('memory that is given back to the system while the server does not read', async () => {
      server.hold();
      const { error, requests } = await received(async (container) => {
        let bytes = pattern(64 * 1024 * 1024);
        const calling = container.getBlockBlobClient('b').upload(bytes, bytes.length);
        calling.catch(() => {});
        const isThere = ({ url }) => url.startsWith(new URL(container.url).pathname);
        await server.until(() => server.requests.some(isThere));
        // A transfer to a thread that ends frees the memory at once.
        const { Worker } = require('node:worker_threads');
        const worker = new Worker('process.exit()', {
          eval: true,
          transferList: [bytes.buffer],
          workerData: bytes.buffer,
        });
        bytes = undefined;
        await new Promise((resolve) => worker.once('exit', resolve));
        server.release();
        return calling;
      });
      server.release();
      assert.ok(error instanceof TypeError, `${error}`);
      assert.match(error.message, /^body lost its bytes/);
      assert.ok(requests.every(({ body }) => body === undefined));
    });

    for (const [what, make] of Object.entries({
      'a view that follows the length': (buffer) => new Uint8Array(buffer),
      'a view of a fixed length': (buffer) => new Uint8Array(buffer, 0, buffer.byteLength),
      'the buffer itself': (buffer) => buffer,
      'a Buffer': (buffer) => Buffer.from(buffer),
    })) {
      for (const length of [SMALL, LARGE]) {
        test(`memory that shrinks in the same tick, ${what} of ${length} bytes`, async () => {
          const buffer = new ArrayBuffer(length, { maxByteLength: length });
          new Uint8Array(buffer).set(pattern(length));
          const expected = Buffer.from(pattern(length));
          const { error, requests } = await received((container) => {
            const calling = container.getBlockBlobClient('b').upload(make(buffer), length);
            buffer.resize(100);
            return calling;
          });
          if (length === SMALL) {
            assert.ifError(error);
            assert.ok(requests[0].body.equals(expected));
          } else {
            assert.match(String(error), /^TypeError: body lost its bytes .*: its ArrayBuffer was made smaller/);
            assert.ok(requests.every(({ body }) => body === undefined));
          }
        });

        test(`memory that shrank before, ${what} of ${length} bytes`, async () => {
          const buffer = new ArrayBuffer(length, { maxByteLength: length });
          const body = make(buffer);
          buffer.resize(100);
          const { error, requests } = await received((container) =>
            container.getBlockBlobClient('b').upload(body, length),
          );
          assert.match(String(error), /^RangeError: body has (100|0) bytes, but contentLength is/);
          assert.deepEqual(requests, []);
        });
      }
    }

    test('memory that grows is sent as long as it was', async () => {
      for (const Kind of [ArrayBuffer, SharedArrayBuffer]) {
        const buffer = new Kind(LARGE, { maxByteLength: 2 * LARGE });
        new Uint8Array(buffer).set(pattern(LARGE));
        const { error, requests } = await received((container) => {
          const calling = container.getBlockBlobClient('b').upload(buffer, LARGE);
          if (Kind === ArrayBuffer) buffer.resize(2 * LARGE);
          else buffer.grow(2 * LARGE);
          return calling;
        });
        assert.ifError(error);
        assert.ok(requests[0].body.equals(pattern(LARGE)));
      }
    });

    test('memory of other realms and kinds, large and small', async () => {
      const vm = require('node:vm');
      for (const length of [SMALL, LARGE]) {
        const shared = new Uint8Array(new SharedArrayBuffer(length));
        const foreign = vm.runInNewContext('new Uint8Array(length)', { length });
        const wasm = new Uint8Array(new WebAssembly.Memory({ initial: LARGE / 65536 }).buffer, 0, length);
        for (const bytes of [shared, foreign, wasm]) bytes.set(pattern(length, 3));
        const bodies = [shared, shared.buffer, foreign, foreign.buffer, wasm, new DataView(foreign.buffer)];
        const offset = Buffer.concat([Buffer.alloc(5), pattern(length, 3)]).subarray(5);
        for (const body of [...bodies, offset, new Blob([pattern(length, 3)])]) {
          const { error, requests } = await received((container) =>
            container.getBlockBlobClient('b').upload(body, length),
          );
          assert.ifError(error);
          assert.ok(requests[0].body.equals(pattern(length, 3)));
        }
      }
    });

    test('a large string is sent as UTF-8, lone surrogates and all', async () => {
      const text = `${'ä€😀'.repeat(200_000)}\ud800`;
      const { error, requests } = await received((container) =>
        container.getBlockBlobClient('b').upload(text, text.length),
      );
      assert.ifError(error);
      assert.ok(requests[0].body.equals(Buffer.from(text)));
    });
  });
}

describe('tries', { skip: isReference }, () => {
  for (const scheme of ['http', 'https']) {
    const tls = scheme === 'https' ? makeCertificate() : undefined;
    const retryOptions = { retryDelayInMs: 1, maxRetryDelayInMs: 1 };

    test(`over ${scheme} a large body is sent again as it is`, async () => {
      const server = await startBodyServer((_request, number) => (number === 0 ? 503 : 201), { tls });
      try {
        const blob = new blobferry.BlockBlobClient(
          `${server.origin}/account/c/b`,
          new blobferry.AnonymousCredential(),
          { retryOptions },
        );
        await blob.upload(pattern(LARGE), LARGE);
        assert.equal(server.requests.length, 2);
        for (const { body } of server.requests) assert.ok(body.equals(pattern(LARGE)));
      } finally {
        await server.close();
      }
    });

    test(`over ${scheme} memory that is lost between two attempts is an error`, async () => {
      const bytes = pattern(LARGE);
      const response = (_request, number) => {
        if (number > 0) return 201;
        transfer(bytes);
        return 503;
      };
      const server = await startBodyServer(response, { tls });
      try {
        const blob = new blobferry.BlockBlobClient(
          `${server.origin}/account/c/b`,
          new blobferry.AnonymousCredential(),
          { retryOptions },
        );
        await assert.rejects(blob.upload(bytes, LARGE), /^TypeError: body lost its bytes/);
        assert.ok(server.requests.slice(1).every(({ body }) => body === undefined));
      } finally {
        await server.close();
      }
    });
  }
});

for (const [label, library] of Object.entries(libraries)) {
  test(`${label}: a string and a Buffer say themselves how long they are`, async () => {
    const server = await startBodyServer();
    try {
      const container = new library.ContainerClient(`${server.origin}/account/c`, new library.AnonymousCredential());
      const expected = [];
      for (const body of ['Grüße', Buffer.from('abcde')]) {
        for (const length of [0, 3, 9, -1, 2.5, NaN]) {
          for (const name of ['upload', 'stageBlock', 'appendBlock']) {
            await METHODS[name](container, body, length);
            expected.push(body.toString());
          }
        }
      }
      assert.deepEqual(
        server.requests.map(({ body }) => body.toString()),
        expected,
      );
      for (const { announced, body } of server.requests) assert.equal(announced, body.length);
    } finally {
      await server.close();
    }
  });
}

test(
  'a body of no bytes is rejected where more are promised: the reference waits for them',
  { skip: isReference },
  async () => {
    const server = await startBodyServer();
    try {
      const container = new blobferry.ContainerClient(
        `${server.origin}/account/c`,
        new blobferry.AnonymousCredential(),
      );
      for (const body of ['', Buffer.alloc(0), new Uint8Array(0), null]) {
        for (const name of ['upload', 'stageBlock', 'appendBlock']) {
          await assert.rejects(
            METHODS[name](container, body, 3),
            /^RangeError: body has 0 bytes, but contentLength is 3/,
          );
          await METHODS[name](container, body, 0);
        }
      }
      assert.ok(server.requests.every(({ body }) => body?.length === 0));
    } finally {
      await server.close();
    }
  },
);
