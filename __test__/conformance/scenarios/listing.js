'use strict';

// Listing blobs: flat, by hierarchy, in pages, with everything that can be included.

const assert = require('node:assert/strict');

const id = Buffer.from('a').toString('base64');

async function filled(context, names) {
  const container = await context.container();
  for (const name of names) await context.block(container, name);
  return container;
}

const namesOf = (page) => page.segment.blobItems.map(({ name }) => name);

/** Lists one page in one step, and makes sure that it lists these names. */
async function page(context, label, container, names, options = {}, settings = {}) {
  await context.step(label, 200, async () => {
    const { value } = await container.listBlobsFlat(options).byPage(settings).next();
    assert.deepEqual(namesOf(value), names);
  });
}

async function hierarchy(context, label, container, { names, prefixes }, options = {}, delimiter = '/') {
  await context.step(label, 200, async () => {
    const { value } = await container.listBlobsByHierarchy(delimiter, options).byPage().next();
    assert.deepEqual(namesOf(value), names);
    assert.deepEqual(
      (value.segment.blobPrefixes ?? []).map(({ name }) => name),
      prefixes,
    );
  });
}

const list = (context, container, query) =>
  context.raw(container, 'GET', { query: `restype=container&comp=list&${query}` });

module.exports = [
  {
    name: 'names in the order of UTF-16 code units',
    async run(context) {
      const names = ['z', '\u{D7FF}', '\u{10000}', '\u{1F600}', '\u{FF5E}'];
      const container = await filled(context, [...names].reverse());
      await page(context, 'all', container, names);
      const first = await container.listBlobsFlat().byPage({ maxPageSize: 3 }).next();
      assert.deepEqual(namesOf(first.value), names.slice(0, 3));
      const settings = { continuationToken: first.value.continuationToken };
      await page(context, 'after an emoji', container, names.slice(3), {}, { ...settings });
    },
  },
  {
    name: 'list',
    async run(context) {
      const container = await context.container();
      await page(context, 'nothing', container, []);
      for (const name of ['b', 'a', 'B', 'c/d']) await context.block(container, name);
      await page(context, 'all', container, ['B', 'a', 'b', 'c/d']);
      await page(context, 'prefix', container, ['c/d'], { prefix: 'c/' });
      await page(context, 'prefix of none', container, [], { prefix: 'x' });
    },
  },
  {
    name: 'list with every property',
    async run(context) {
      const container = await context.container();
      const blobHTTPHeaders = {
        blobContentType: 'text/plain',
        blobContentEncoding: 'identity',
        blobContentLanguage: 'de',
        blobContentDisposition: 'inline',
        blobCacheControl: 'no-cache',
      };
      await context.block(container, 'blob', 'content', { blobHTTPHeaders });
      await page(context, 'list', container, ['blob']);
    },
  },
  {
    name: 'list with a tier',
    async run(context) {
      const container = await context.container();
      await context.block(container, 'blob', 'content', { tier: 'Cool' });
      await page(context, 'list', container, ['blob']);
    },
  },
  {
    name: 'list with metadata',
    async run(context) {
      const container = await filled(context, ['bare']);
      await context.block(container, 'dressed', 'content', { metadata: { One: '1', two: '<&>' } });
      await page(context, 'with', container, ['bare', 'dressed'], { includeMetadata: true });
      await page(context, 'without', container, ['bare', 'dressed']);
    },
  },
  {
    name: 'list with snapshots',
    async run(context) {
      const container = await filled(context, ['a', 'b']);
      await container.getBlobClient('a').createSnapshot();
      await page(context, 'with', container, ['a', 'a', 'b'], { includeSnapshots: true });
      await page(context, 'without', container, ['a', 'b']);
    },
  },
  {
    name: 'list with uncommitted blobs',
    async run(context) {
      const container = await filled(context, ['b']);
      await container.getBlockBlobClient('a').stageBlock(id, 'aaa', 3);
      await page(context, 'with', container, ['a', 'b'], { includeUncommitedBlobs: true });
      await page(context, 'without', container, ['b']);
    },
  },
  {
    name: 'list with copies',
    async run(context) {
      const container = await filled(context, ['source']);
      const copy = container.getBlobClient('copy');
      await (await copy.beginCopyFromURL(container.getBlobClient('source').url, { intervalInMs: 1 })).pollUntilDone();
      await page(context, 'with', container, ['copy', 'source'], { includeCopy: true });
      await page(context, 'without', container, ['copy', 'source']);
    },
  },
  {
    name: 'list with tags',
    async run(context) {
      const container = await filled(context, ['bare']);
      await context.block(container, 'tagged', 'content', { tags: { b: '2', a: '1 x' } });
      await page(context, 'with', container, ['bare', 'tagged'], { includeTags: true });
      await page(context, 'without', container, ['bare', 'tagged']);
    },
  },
  {
    name: 'list with everything',
    async run(context) {
      const container = await filled(context, ['a']);
      await page(context, 'list', container, ['a'], {
        includeMetadata: true,
        includeSnapshots: true,
        includeUncommitedBlobs: true,
        includeCopy: true,
        includeTags: true,
      });
    },
  },
  {
    name: 'list of every kind of blob',
    async run(context) {
      const container = await filled(context, ['block']);
      await container.getAppendBlobClient('append').create();
      await container.getPageBlobClient('page').create(512);
      await page(context, 'list', container, ['append', 'block', 'page']);
    },
  },
  {
    name: 'list in pages',
    async run(context) {
      const container = await filled(context, ['a', 'b', 'c', 'd', 'e']);
      const pages = container.listBlobsFlat().byPage({ maxPageSize: 2 });
      for (const [label, names] of [
        ['first', ['a', 'b']],
        ['second', ['c', 'd']],
        ['third', ['e']],
      ]) {
        await context.step(label, 200, async () => assert.deepEqual(namesOf((await pages.next()).value), names));
      }
      await page(context, 'exactly full', container, ['a', 'b', 'c', 'd', 'e'], {}, { maxPageSize: 5 });
    },
  },
  {
    name: 'list several snapshots',
    async run(context) {
      const container = await filled(context, ['a', 'b']);
      await context.snapshots(container.getBlobClient('a'), 3);
      await page(context, 'all', container, ['a', 'a', 'a', 'a', 'b'], { includeSnapshots: true });
    },
  },
  {
    name: 'list names that are odd',
    async run(context) {
      const names = [' lead', '%41', '+plus', 'a b', 'a&b<c>"d"', 'a//b', 'ünï', '日本', '😀'];
      const container = await filled(context, names);
      await context.step('list', 200, async () => {
        const { value } = await container.listBlobsFlat().byPage().next();
        assert.deepEqual(namesOf(value).sort(), [...names].sort());
      });
      await page(context, 'prefix in Unicode', container, ['ünï'], { prefix: 'ü' });
      await page(context, 'prefix with a plus', container, ['+plus'], { prefix: '+' });
      await page(context, 'prefix with a percent sign', container, ['%41'], { prefix: '%41' });
      await page(context, 'prefix with a space', container, ['a b'], { prefix: 'a ' });
    },
  },
  {
    name: 'list names with control characters',
    async run(context) {
      const container = await filled(context, ['a\u0001b', 'tab\tbed']);
      await context.step('list', 200, () => list(context, container, ''));
    },
  },
  {
    name: 'list with parameters that are rejected',
    async run(context) {
      const container = await filled(context, ['a']);
      await context.step('no results', '400 OutOfRangeQueryParameterValue', () =>
        list(context, container, 'maxresults=0'),
      );
      await context.step('no number', '400 InvalidQueryParameterValue', () => list(context, container, 'maxresults=x'));
      await context.step('no such include', '400 InvalidQueryParameterValue', () =>
        list(context, container, 'include=x'),
      );
      await context.step('more than there may be', 200, () => list(context, container, 'maxresults=6000'));
      await context.step('empty prefix', 200, () => list(context, container, 'prefix=&include='));
    },
  },
  {
    name: 'list by hierarchy',
    async run(context) {
      const container = await filled(context, ['a', 'b/1', 'b/2', 'b/c/3', 'd/', 'e']);
      await hierarchy(context, 'top', container, { names: ['a', 'e'], prefixes: ['b/', 'd/'] });
      await hierarchy(context, 'below', container, { names: ['b/1', 'b/2'], prefixes: ['b/c/'] }, { prefix: 'b/' });
      await hierarchy(context, 'prefix without end', container, { names: [], prefixes: ['b/'] }, { prefix: 'b' });
      await hierarchy(context, 'other delimiter', container, { names: ['a', 'd/', 'e'], prefixes: ['b'] }, {}, 'b');
      await hierarchy(context, 'prefix of none', container, { names: [], prefixes: [] }, { prefix: 'x/' });
    },
  },
  {
    name: 'list by hierarchy in pages',
    async run(context) {
      const container = await filled(context, ['a/1', 'a/2', 'b', 'c/1', 'd']);
      const pages = container.listBlobsByHierarchy('/').byPage({ maxPageSize: 2 });
      await context.step('first', 200, () => pages.next());
      await context.step('second', 200, async () => assert.equal((await pages.next()).value.continuationToken, ''));
    },
  },
  {
    name: 'list by hierarchy with includes',
    async run(context) {
      const container = await filled(context, ['a/1']);
      await context.block(container, 'b', 'content', { metadata: { x: 'y' } });
      await container.getBlobClient('b').createSnapshot();
      await hierarchy(context, 'metadata', container, { names: ['b'], prefixes: ['a/'] }, { includeMetadata: true });
      await context.step('snapshots with a delimiter', '400 InvalidQueryParameterValue', () =>
        list(context, container, 'delimiter=/&include=snapshots'),
      );
    },
  },
  {
    name: 'list one after the other',
    async run(context) {
      const container = await filled(context, ['a', 'b']);
      const pages = container.listBlobsFlat({ prefix: '' }).byPage({ maxPageSize: 1 });
      await context.step('first', 200, async () => assert.deepEqual(namesOf((await pages.next()).value), ['a']));
      await container.getBlobClient('b').delete();
      await context.block(container, 'c');
      await context.step('next', 200, async () => assert.deepEqual(namesOf((await pages.next()).value), ['c']));
    },
  },
];
