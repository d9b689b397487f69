'use strict';

// Lists as the service may send them: empty elements, unknown elements, large pages, pages that arrive late or never. A
// scripted server responds to both libraries.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry, isReference, reference, libraries } = require('../support/libraries');
const { HANG, startScriptedServer } = require('../support/scripted-server');
const { differences } = require('../parity/compare');
const { describe: describeValue } = require('../parity/describe');
const { makeNormaliser } = require('../parity/normalise');

const DATE = 'Mon, 01 Jan 2024 00:00:00 GMT';
const xml = (body) => ({ status: 200, headers: { 'content-type': 'application/xml' }, body });
const listing = (entries, around = '<NextMarker/>') =>
  `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://h/" ContainerName="c">${around}` +
  `<Blobs>${entries}</Blobs></EnumerationResults>`;
const blobNamed = (name, inside = '') =>
  `<Blob><Name>${name}</Name><Properties><Creation-Time>${DATE}</Creation-Time><Last-Modified>${DATE}</Last-Modified>` +
  `<Etag>0x8DA</Etag><Content-Length>5</Content-Length><BlobType>BlockBlob</BlobType></Properties>${inside}</Blob>`;
/** A page of so many blobs, `next` being where the following page begins. */
const pageOf = (count, next = '', from = 0) =>
  xml(
    listing(
      Array.from({ length: count }, (_, index) => blobNamed(`b${from + index}`)).join(''),
      `<NextMarker>${next}</NextMarker>`,
    ),
  );

const firstPage = async (iterator) => (await iterator.byPage().next()).value;
const flat = ({ container }) => firstPage(container.listBlobsFlat());
const byHierarchy = ({ container }) => firstPage(container.listBlobsByHierarchy('/'));
const containers = ({ service }) => firstPage(service.listContainers());
const found = ({ service }) => firstPage(service.findBlobsByTags("a='1'"));

async function all(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

function clientsOf(library, origin) {
  const options = { retryOptions: { maxTries: 1 } };
  const service = new library.BlobServiceClient(`${origin}/account`, new library.AnonymousCredential(), options);
  const container = service.getContainerClient('c');
  return { service, container, block: container.getBlockBlobClient('b'), page: container.getPageBlobClient('b') };
}

async function withServer(answer, use, library = blobferry) {
  const server = await startScriptedServer(answer);
  try {
    return await use(clientsOf(library, server.origin), server);
  } finally {
    await server.close();
  }
}

const EMPTY_BLOB =
  '<Blob><Name/><Snapshot/><VersionId></VersionId><Deleted/><IsCurrentVersion/><HasVersionsOnly/><Properties><Content-Type/>' +
  '<Content-Encoding></Content-Encoding><Content-MD5/><Content-Length/><ServerEncrypted/><Etag/><BlobType/><AccessTier/><TagCount/>' +
  '<CopySource/><LegalHold/></Properties><Metadata><a/><b></b></Metadata><Tags><TagSet><Tag><Key>k</Key><Value/></Tag></TagSet></Tags></Blob>';
const DIRECTORY =
  `<Blob><Name>d</Name><Placeholder>true</Placeholder><Properties><Creation-Time>${DATE}</Creation-Time><Etag>0x1</Etag>` +
  '<ResourceType>directory</ResourceType><Owner>$superuser</Owner><Group>g</Group><Permissions>rwxr-x---</Permissions>' +
  '<Acl>user::rwx,group::r-x</Acl><EncryptionContext/><x-ms-new>1</x-ms-new><Nested><A>1</A><B/></Nested><Twice>1</Twice><Twice>2</Twice>' +
  '</Properties><Unknown kind="1">text</Unknown></Blob>';
const PREFIX =
  `<BlobPrefix><Name>d/</Name><Properties><Creation-Time>${DATE}</Creation-Time><Content-Length>0</Content-Length><Etag>0x1</Etag>` +
  '<ResourceType>directory</ResourceType><Owner>o</Owner><Group/><Permissions>rwx</Permissions><Acl>a</Acl></Properties>' +
  '<Extra>1</Extra></BlobPrefix>';

/** Each: the call, and the response of the server. */
const SHAPES = {
  'a page without anything': [flat, listing('')],
  'a page that is empty in every element': [
    flat,
    listing(EMPTY_BLOB, '<Prefix></Prefix><Marker/><MaxResults/><Delimiter/><NextMarker/>'),
  ],
  'the same by hierarchy': [
    byHierarchy,
    listing(EMPTY_BLOB, '<Prefix/><Marker></Marker><MaxResults/><Delimiter/><NextMarker></NextMarker>'),
  ],
  'a blob without properties': [flat, listing('<Blob><Name>a</Name><Properties/><Tags/></Blob>')],
  'spaces are text': [
    flat,
    listing('<Blob><Name> a </Name><Properties><Content-Type> </Content-Type></Properties></Blob>'),
  ],
  'a directory and its prefix': [byHierarchy, listing(DIRECTORY + PREFIX, '<New>1</New><Delimiter>/</Delimiter>')],
  'a directory in a flat listing': [flat, listing(DIRECTORY)],
  containers: [
    containers,
    '<EnumerationResults ServiceEndpoint="https://h/"><Prefix/><Marker/><MaxResults/><New/><Containers><Container><Name/><Version/>' +
      '<Deleted/><Properties><Etag/><PublicAccess/><LeaseState/><HasLegalHold/><New>1</New></Properties><Metadata><a/></Metadata><New/>' +
      '</Container></Containers><NextMarker/></EnumerationResults>',
  ],
  'no containers': [
    containers,
    '<EnumerationResults ServiceEndpoint=""><Containers/><NextMarker/></EnumerationResults>',
  ],
  'blobs by tags': [
    found,
    '<EnumerationResults ServiceEndpoint="https://h/"><Where/><Blobs><Blob><Name/><ContainerName/><Tags><TagSet><Tag><Key>k</Key><Value/>' +
      '</Tag></TagSet></Tags><New>1</New></Blob><Blob><Name>b</Name><ContainerName>c</ContainerName><Tags/></Blob></Blobs><NextMarker/>' +
      '</EnumerationResults>',
  ],
  'no blocks': [({ block }) => block.getBlockList('all'), '<BlockList><CommittedBlocks/></BlockList>'],
  'no ranges': [({ page }) => page.getPageRanges(), '<PageList/>'],
};

describe('shapes of lists', () => {
  for (const [name, [call, body]] of Object.entries(SHAPES)) {
    test(name, async () => {
      const [expected, actual] = [];
      const outcomes = [expected, actual];
      for (const [index, library] of [reference, blobferry].entries()) {
        const normalise = makeNormaliser(new Map());
        outcomes[index] = await withServer(
          () => xml(body),
          async (clients) => describeValue(await call(clients), normalise),
          library,
        );
      }
      const unexplained = differences(...outcomes).filter(
        // The service versions differ on purpose, the server repeats them; and each server has a port of its own.
        ({ where }) => !/(x-ms-version|\.version|^version|request\.url)$/.test(where),
      );
      assert.deepEqual(unexplained, []);
    });
  }

  test('a known property cannot be replaced by an element of its name', { skip: isReference }, async () => {
    const body = listing(
      '<Blob><Name>a</Name><name>x</name><properties>x</properties><Properties><Etag>1</Etag><etag>2</etag></Properties></Blob>',
      '<segment>x</segment><constructor>c</constructor><_response>x</_response><__proto__><x>1</x></__proto__>',
    );
    await withServer(
      () => xml(body),
      async (clients) => {
        const result = await flat(clients);
        const [item] = result.segment.blobItems;
        assert.equal(item.name, 'a');
        assert.equal(item.properties.etag, '1');
        assert.equal(result._response.status, 200);
        assert.equal({}.x, undefined);
        assert.equal(result.constructor, 'c');
        assert.equal(Object.getPrototypeOf(result), Object.prototype);
      },
    );
  });

  test('a time that is there but empty is absent, where the reference has an invalid one', async () => {
    const body = listing('<Blob><Name>a</Name><Properties><CopyCompletionTime/></Properties></Blob>');
    for (const [name, library] of Object.entries(libraries)) {
      const { properties } = await withServer(
        () => xml(body),
        async (clients) => (await flat(clients)).segment.blobItems[0],
        library,
      );
      if (name === 'reference') assert.ok(Number.isNaN(properties.copyCompletedOn.getTime()));
      else if (!isReference) assert.ok(!('copyCompletedOn' in properties));
    }
  });

  test('_response goes along with a spread, and has the text', async () => {
    const body = `\ufeff${listing(blobNamed('é €'))}`;
    for (const library of Object.values(libraries)) {
      await withServer(
        () => xml(body),
        async (clients) => {
          const copy = { ...(await flat(clients)) };
          assert.equal(copy._response.status, 200);
          assert.equal(copy._response.bodyAsText, body);
          assert.equal(copy._response.parsedBody.segment.blobItems[0].name, 'é €');
          assert.equal(copy._response.parsedBody._response, undefined);
          assert.equal(copy._response.parsedHeaders._response, undefined);
        },
        library,
      );
    }
  });
});

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
    const answer = pageOf(COUNT);
    await withServer(
      () => answer,
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
    const answers = {
      list: pageOf(COUNT),
      blocklist: xml(
        `<BlockList><CommittedBlocks>${blocks.join('')}</CommittedBlocks><UncommittedBlocks>${blocks.join('')}</UncommittedBlocks></BlockList>`,
      ),
      pagelist: xml(`<PageList>${ranges.join('')}</PageList>`),
    };
    await withServer(
      ({ query }) => answers[query.get('comp')],
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
        assert.equal(listed._response.bodyAsText, answers.list.body);
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

  test('is asked for while the page before is read, once somebody reads on', async () => {
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

  test('is not asked for by pages', async () => {
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

  test('is given up when the loop is left, and asked for again when it is gone on with', async () => {
    let asked = 0;
    await withServer(
      ({ query }) => {
        if (query.get('marker') === null) return pageOf(FIRST, 'two');
        asked += 1;
        return asked === 1 ? HANG : pageOf(3, '', FIRST);
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
        await assert.rejects(iterator.next(), (error) => error.statusCode === 403 && /lists\.test/.test(error.stack));
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
    ['the marker that it was asked with', () => 'same'],
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
