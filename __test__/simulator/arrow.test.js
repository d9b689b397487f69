'use strict';

// The simulator lists as Arrow for clients that accept it. The newest reference reads that with `apache-arrow`, and finds what the XML says.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const newest = require('storage-blob-latest');

const { blobferry, isReference } = require('../support/blobferry');
const { startSimulator } = require('../support/simulator');

let simulator;
let container;

before(async () => {
  simulator = await startSimulator();
  container = newest.BlobServiceClient.fromConnectionString(simulator.connectionString()).getContainerClient('arrow');
  await container.create();
  const names = ['a/1', 'a/2', 'b', 'c & <d>', 'grüße 世界', 'z'];
  for (const name of names) {
    await container.getBlockBlobClient(name).upload(name, Buffer.byteLength(name), {
      metadata: { Name: 'x', empty: '' },
      tags: { one: '1', two: '2' },
      tier: 'Cool',
      blobHTTPHeaders: { blobContentType: 'text/plain', blobCacheControl: '' },
    });
  }
  await container.getPageBlobClient('page').create(512);
  await container.getBlockBlobClient('b').createSnapshot();
});
after(() => simulator?.stop());

const INCLUDES = [{}, { includeMetadata: true, includeTags: true }, { includeSnapshots: true, includeCopy: true }];

async function all(pages) {
  const found = [];
  for await (const one of pages) found.push(one);
  const bytesAsText = function (name, value) {
    if (name === '_response') return undefined;
    return this[name] instanceof Uint8Array ? Buffer.from(this[name]).toString('base64') : value;
  };
  return JSON.parse(JSON.stringify(found, bytesAsText));
}

/** What both formats say. XML has nothing where Arrow says that a blob is not deleted and no snapshot, and empty texts. */
function common(value) {
  if (Array.isArray(value)) return value.map(common);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([name, value]) =>
      value !== '' &&
      value !== false &&
      !(name === 'kind' && value === 'blob') &&
      // The reference knows the column by another name than the element, and metadata only where there is some.
      !(typeof value === 'object' && Object.keys(value).length === 0),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, common(value)]));
}

const lists = {
  flat: (client, options) => client.listBlobsFlat(options),
  'by hierarchy': (client, options) => client.listBlobsByHierarchy('/', options),
};

for (const [name, list] of Object.entries(lists)) {
  test(`a listing ${name} is the same in both formats`, async () => {
    for (const include of INCLUDES.filter((include) => !(name === 'by hierarchy' && include.includeSnapshots))) {
      const [xml, arrow] = await Promise.all(
        ['Xml', 'Arrow'].map((responseFormat) => all(list(container, { ...include, responseFormat }))),
      );
      assert.ok(arrow.length >= 6);
      assert.deepEqual(common(arrow), common(xml));
    }
  });

  test(`blobferry lists ${name} as the reference`, { skip: isReference }, async () => {
    const service = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString());
    const ours = service.getContainerClient('arrow');
    for (const options of [
      {},
      { includeMetadata: true, includeTags: true },
      { endBefore: 'b', startFrom: 'a/2' },
      { prefix: 'a/' },
    ]) {
      const all2 = { ...options, responseFormat: 'Arrow' };
      assert.deepEqual(await all(list(ours, all2)), await all(list(container, all2)));
    }
  });
}

test('pages continue where they ended, and end before a name', async () => {
  const names = async (options) =>
    (await all(container.listBlobsFlat({ ...options, responseFormat: 'Arrow' }).byPage({ maxPageSize: 2 }))).map(
      ({ segment }) => segment.blobItems.map(({ name }) => name),
    );
  assert.deepEqual(await names({}), [['a/1', 'a/2'], ['b', 'c & <d>'], ['grüße 世界', 'page'], ['z']]);
  assert.deepEqual(await names({ endBefore: 'c & <d>' }), [['a/1', 'a/2'], ['b']]);
});
