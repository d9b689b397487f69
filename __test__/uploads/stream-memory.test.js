'use strict';

// How far a stream is read ahead: no more than fits into the blocks that are being sent, and one.

const assert = require('node:assert/strict');
const { Readable } = require('node:stream');
const { describe, test } = require('node:test');

const { startBodyServer } = require('../support/body-server');
const { blobferry } = require('../support/libraries');
const { turns } = require('./helpers');

describe('memory', () => {
  const BLOCK = 100_000;
  const MOST = 3;
  const CHUNK = 7_000;
  const LARGE = 2 * BLOCK;

  /** Sources that count what was taken of them. */
  const SOURCES = {
    Readable: (count) =>
      new Readable({
        highWaterMark: 1,
        read() {
          count(CHUNK);
          this.push(Buffer.alloc(CHUNK));
        },
      }),
    generator: async function* (count) {
      for (;;) {
        count(CHUNK);
        yield Buffer.alloc(CHUNK);
      }
    },
    'web stream': (count) =>
      new ReadableStream(
        {
          pull(controller) {
            count(CHUNK);
            controller.enqueue(new Uint8Array(CHUNK));
          },
        },
        { highWaterMark: 0 },
      ),
    'Readable of large chunks': (count) =>
      new Readable({
        highWaterMark: 1,
        read() {
          count(LARGE);
          this.push(Buffer.alloc(LARGE));
        },
      }),
    'web stream of large chunks': (count) =>
      new ReadableStream(
        {
          pull(controller) {
            count(LARGE);
            controller.enqueue(new Uint8Array(LARGE));
          },
        },
        { highWaterMark: 0 },
      ),
    'generator of large chunks': async function* (count) {
      for (;;) {
        count(LARGE);
        yield Buffer.alloc(LARGE);
      }
    },
    'generator of large strings': async function* (count) {
      for (;;) {
        count(LARGE);
        yield 'x'.repeat(LARGE);
      }
    },
    'generator of single bytes': async function* (count) {
      for (;;) {
        count(1);
        yield Buffer.alloc(1);
      }
    },
  };

  for (const [name, make] of Object.entries(SOURCES)) {
    test(`${name}: no more is read than fits into the blocks that are sent, and one`, async () => {
      const server = await startBodyServer();
      server.hold();
      const controller = new AbortController();
      try {
        const container = new blobferry.ContainerClient(`${server.origin}/account/c`);
        let taken = 0;
        const source = make((bytes) => (taken += bytes));
        const upload = container
          .getBlockBlobClient('b')
          .uploadStream(source, BLOCK, MOST, { abortSignal: controller.signal });
        const ended = assert.rejects(upload, { name: 'AbortError' });
        await server.until(() => server.requests.length === MOST);
        await turns(300);
        // What is on its way from the source to the block: a chunk that does not fit, and the one behind it.
        const chunk = name.includes('large') ? LARGE : CHUNK;
        assert.ok(taken <= BLOCK * (MOST + 1) + 2 * chunk, `${taken} bytes`);
        assert.ok(taken >= BLOCK * (MOST + 1), `${taken} bytes`);
        assert.equal(server.requests.length, MOST);
        controller.abort();
        await ended;
        const before = taken;
        // Who does not read does not hear of the end. What was on its way may have arrived whole.
        server.release();
        await server.until(() => server.requests.every(({ gone, body }) => gone || body));
        await turns(100);
        assert.ok(taken <= before + chunk, 'nothing is read any more');
        assert.equal(server.requests.length, MOST, 'and nothing is sent');
      } finally {
        controller.abort();
        await server.close();
      }
    });
  }
});
