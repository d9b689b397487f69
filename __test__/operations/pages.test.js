'use strict';

// Pages of lists: large ones, and those that arrive late or never.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { isReference } = require('../support/libraries');
const { HANG } = require('../support/scripted-server');
const { all, blobNamed, firstPage, listing, pageOf, withServer, xml } = require('./lists-helpers');

/** Counts turns of the event loop while it runs. */
function countTurns() {
  const counter = { turns: 0, stop: () => clearImmediate(counter.handle) };
  const next = () => {
    counter.turns += 1;
    counter.handle = setImmediate(next);
  };
  next();
  return counter;
}

describe('large lists', { skip: isReference }, () => {
  const COUNT = 3000;
  /** What one slice has, and one more for a slice that ends just when another one begins. */
  const MOST_AT_ONCE = 2 * 128;

  test('come slice by slice, one in each turn of the event loop, however many listings there are', async () => {
    const response = pageOf(COUNT);
    await withServer(
      () => response,
      async ({ container }) => {
        const counter = countTurns();
        const inTurn = new Map();
        const listAll = async () => {
          let index = 0;
          for await (const blob of container.listBlobsFlat()) {
            assert.equal(blob.name, `b${index}`);
            assert.ok(blob.properties.lastModified instanceof Date);
            index += 1;
            inTurn.set(counter.turns, (inTurn.get(counter.turns) ?? 0) + 1);
          }
          return index;
        };
        const counts = await Promise.all(Array.from({ length: 5 }, listAll));
        counter.stop();
        assert.deepEqual(counts, Array(5).fill(COUNT));
        assert.ok(Math.max(...inTurn.values()) <= MOST_AT_ONCE, `${Math.max(...inTurn.values())} blobs in one turn`);
      },
    );
  });

  test('pages are whole, and are made over many turns', async () => {
    const blocks = Array.from({ length: COUNT }, (_, index) => `<Block><Name>${index}</Name><Size>1</Size></Block>`);
    const ranges = Array.from(
      { length: COUNT },
      (_, index) => `<PageRange><Start>${index * 1024}</Start><End>${index * 1024 + 511}</End></PageRange>`,
    );
    const responses = {
      list: pageOf(COUNT),
      blocklist: xml(
        `<BlockList><CommittedBlocks>${blocks.join('')}</CommittedBlocks><UncommittedBlocks>${blocks.join('')}</UncommittedBlocks></BlockList>`,
      ),
      pagelist: xml(`<PageList>${ranges.join('')}</PageList>`),
    };
    await withServer(
      ({ query }) => responses[query.get('comp')],
      async ({ container, block, page }) => {
        const counter = countTurns();
        const within = async (call) => {
          const before = counter.turns;
          const result = await call();
          assert.ok(counter.turns - before >= COUNT / 128, `${counter.turns - before} turns`);
          return result;
        };
        const listed = await within(() => firstPage(container.listBlobsFlat()));
        assert.equal(listed.segment.blobItems.length, COUNT);
        assert.equal(listed.segment.blobItems.at(-1).name, `b${COUNT - 1}`);
        assert.equal(listed._response.bodyAsText, responses.list.body);
        assert.equal(listed._response.parsedBody.segment.blobItems.length, COUNT);
        const list = await within(() => block.getBlockList('all'));
        assert.deepEqual([list.committedBlocks.length, list.uncommittedBlocks.length], [COUNT, COUNT]);
        assert.deepEqual(list.uncommittedBlocks.at(-1), { name: String(COUNT - 1), size: 1 });
        const { pageRange } = await within(() => page.getPageRanges());
        assert.deepEqual(pageRange.at(-1), { offset: (COUNT - 1) * 1024, count: 511 });
        assert.equal((await within(() => all(page.listPageRanges()))).length, COUNT);
        counter.stop();
      },
    );
  });

  test('prefixes come before blobs, though the service mixes them', async () => {
    const entries = Array.from(
      { length: 400 },
      (_, index) => blobNamed(`b${index}`) + `<BlobPrefix><Name>p${index}/</Name></BlobPrefix>`,
    );
    await withServer(
      () => xml(listing(entries.join(''))),
      async ({ container }) => {
        const items = await all(container.listBlobsByHierarchy('/'));
        assert.deepEqual(
          items.map(({ kind }) => kind),
          [...Array(400).fill('prefix'), ...Array(400).fill('blob')],
        );
        assert.equal(items[399].name, 'p399/');
      },
    );
  });

  test('nothing that tests replace is in their way', async () => {
    const real = { setImmediate, setTimeout, setInterval, queueMicrotask };
    await withServer(
      () => pageOf(COUNT),
      async ({ container }) => {
        for (const name of Object.keys(real)) globalThis[name] = () => assert.fail(`${name} was called`);
        try {
          const iterator = container.listBlobsFlat();
          // The server of this test needs the timers to respond.
          Object.assign(globalThis, real);
          await iterator.next();
          for (const name of Object.keys(real)) globalThis[name] = () => assert.fail(`${name} was called`);
          assert.equal((await all(iterator)).length, COUNT - 1);
        } finally {
          Object.assign(globalThis, real);
        }
      },
    );
  });
});

describe('the page after', { skip: isReference }, () => {
  /** The first page has two slices and more. */
  const FIRST = 500;
  const markers = ({ requests }) => requests.map(({ query }) => query.get('marker'));

  test('is requested while the page before is read, once reading continues', async () => {
    await withServer(
      ({ query }) => (query.get('marker') === null ? pageOf(FIRST, 'two') : pageOf(3, '', FIRST)),
      async ({ container }, server) => {
        const iterator = container.listBlobsFlat();
        assert.equal(server.requests.length, 0);
        for (let index = 0; index < 128; index += 1) await iterator.next();
        await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(markers(server), [null]);
        await iterator.next();
        await server.arrived(2);
        assert.equal((await iterator.next()).value.name, 'b129');
        const rest = await all(iterator);
        assert.equal(rest.at(-1).name, `b${FIRST + 2}`);
        assert.equal(rest.length, FIRST + 3 - 130);
        assert.deepEqual(markers(server), [null, 'two']);
      },
    );
  });

  test('is not requested by pages', async () => {
    await withServer(
      ({ query }) => pageOf(FIRST, query.get('marker') === null ? 'two' : ''),
      async ({ container }, server) => {
        const pages = container.listBlobsFlat().byPage();
        await pages.next();
        await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(markers(server), [null]);
        await pages.next();
        assert.equal((await pages.next()).done, true);
        assert.deepEqual(markers(server), [null, 'two']);
      },
    );
  });

  test('is abandoned when the loop is left, and requested again when the loop is resumed', async () => {
    let requested = 0;
    await withServer(
      ({ query }) => {
        if (query.get('marker') === null) return pageOf(FIRST, 'two');
        requested += 1;
        return requested === 1 ? HANG : pageOf(3, '', FIRST);
      },
      async ({ container }, server) => {
        const iterator = container.listBlobsFlat();
        let seen = 0;
        while (seen < 200) seen += (await iterator.next()).done ? 0 : 1;
        await server.arrived(2);
        for await (const blob of iterator) {
          seen += 1;
          if (blob.name === 'b200') break;
        }
        const { socket } = server.requests[1];
        if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
        for await (const blob of iterator) seen += blob.name === '' ? 0 : 1;
        assert.equal(seen, FIRST + 3);
        assert.deepEqual(markers(server), [null, 'two', 'two']);
      },
    );
  });

  test('fails when it is reached and not before', async () => {
    await withServer(
      ({ query }) => (query.get('marker') === null ? pageOf(FIRST, 'two') : { status: 403, body: '' }),
      async ({ container }, server) => {
        const iterator = container.listBlobsFlat();
        for (let index = 0; index < FIRST; index += 1) {
          assert.equal((await iterator.next()).value.name, `b${index}`);
          if (index === 200) await server.arrived(2);
        }
        await assert.rejects(iterator.next(), (error) => error.statusCode === 403 && /pages\.test/.test(error.stack));
        assert.deepEqual(await iterator.next(), { value: undefined, done: true });
      },
    );
  });

  test('is aborted with the listing, once it is reached', async () => {
    await withServer(
      ({ query }) => (query.get('marker') === null ? pageOf(FIRST, 'two') : HANG),
      async ({ container }, server) => {
        const controller = new AbortController();
        const iterator = container.listBlobsFlat({ abortSignal: controller.signal });
        for (let index = 0; index < 129; index += 1) await iterator.next();
        await server.arrived(2);
        controller.abort();
        for (let index = 129; index < FIRST; index += 1) assert.equal((await iterator.next()).done, false);
        await assert.rejects(iterator.next(), { name: 'AbortError' });
      },
    );
  });

  for (const [name, next] of [
    ['the marker of the request', () => 'same'],
    ['markers in a circle', (count) => `m${count % 3}`],
  ]) {
    test(`ends the listing with an error when the service gives ${name}`, async () => {
      for (const pagesOf of [(iterator) => iterator, (iterator) => iterator.byPage()]) {
        let count = 0;
        await withServer(
          () => pageOf(1, next(count++)),
          async ({ container }, server) => {
            await assert.rejects(all(pagesOf(container.listBlobsFlat())), { code: 'MarkerRepeated' });
            assert.ok(server.requests.length < 12, `${server.requests.length} requests`);
          },
        );
      }
    });
  }
});
