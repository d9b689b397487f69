'use strict';

// Page blobs.

const PAGE = 512;
const page = (letter, count = 1) => letter.repeat(PAGE * count);

async function pageBlob(context, options) {
  const blob = (await context.container()).getPageBlobClient('disk');
  await blob.create(4 * PAGE, options);
  return blob;
}

module.exports = [
  {
    name: 'page blob life',
    async run(context) {
      const blob = (await context.container()).getPageBlobClient('disk');
      await context.step('write before', '404 BlobNotFound', () => blob.uploadPages(page('a'), 0, PAGE));
      await context.step('create', 201, () => blob.create(4 * PAGE, { metadata: { a: 'b' } }));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('write', 201, () => blob.uploadPages(page('a', 2), PAGE, 2 * PAGE));
      await context.step('ranges', 200, () => blob.getPageRanges());
      await context.step('range', 206, () => blob.download(PAGE - 2, 4));
      await context.step('clear', 201, () => blob.clearPages(PAGE, PAGE));
      await context.step('ranges after', 200, () => blob.getPageRanges(0, 4 * PAGE));
      await context.step('download', 200, () => blob.download());
      await context.step('properties after', 200, () => blob.getProperties());
    },
  },
  {
    name: 'page ranges',
    async run(context) {
      const blob = await pageBlob(context);
      await context.step('of nothing', 200, () => blob.getPageRanges());
      await blob.uploadPages(page('a'), 0, PAGE);
      await blob.uploadPages(page('b'), 2 * PAGE, PAGE);
      await context.step('of two', 200, () => blob.getPageRanges());
      await context.step('of a part', 200, () => blob.getPageRanges(2 * PAGE, PAGE));
      await blob.uploadPages(page('c'), PAGE, PAGE);
      await context.step('that touch', 200, () => blob.getPageRanges());
    },
  },
  {
    name: 'page writes that are rejected',
    async run(context) {
      const blob = await pageBlob(context);
      const put = (range, write, body) => {
        const headers = { 'x-ms-range': range, 'x-ms-page-write': write };
        return context.raw(blob, 'PUT', { query: 'comp=page', headers, body });
      };
      await context.step('not on a page', '416 InvalidPageRange', () => put('bytes=10-521', 'update', page('a')));
      await context.step('beyond the end', '416 InvalidPageRange', () => put('bytes=2048-2559', 'update', page('a')));
      await context.step('no such kind', '400 InvalidHeaderValue', () => put('bytes=0-511', 'other', page('a')));
      await context.step('ranges', 200, () => blob.getPageRanges());
    },
  },
  {
    name: 'page blob of another size',
    async run(context) {
      const blob = await pageBlob(context);
      await blob.uploadPages(page('a', 4), 0, 4 * PAGE);
      await context.step('smaller', 200, () => blob.resize(2 * PAGE));
      await context.step('ranges', 200, () => blob.getPageRanges());
      await context.step('larger', 200, () => blob.resize(3 * PAGE));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('no multiple of a page', '400 InvalidHeaderValue', () => blob.resize(100));
      const other = (await context.container()).getPageBlobClient('other');
      await context.step('created with none', '400 InvalidHeaderValue', () => other.create(100));
    },
  },
  {
    name: 'sequence numbers',
    async run(context) {
      const blob = await pageBlob(context, { blobSequenceNumber: 5 });
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('increment', 200, () => blob.updateSequenceNumber('increment'));
      await context.step('max of less', 200, () => blob.updateSequenceNumber('max', 3));
      await context.step('max of more', 200, () => blob.updateSequenceNumber('max', 10));
      await context.step('update', 200, () => blob.updateSequenceNumber('update', 7));
      await context.step('properties after', 200, () => blob.getProperties());
    },
  },
  {
    name: 'sequence number conditions',
    async run(context) {
      const blob = await pageBlob(context, { blobSequenceNumber: 5 });
      const write = (conditions) => blob.uploadPages(page('a'), 0, PAGE, { conditions });
      const code = '412 SequenceNumberConditionNotMet';
      await context.step('equal', 201, () => write({ ifSequenceNumberEqualTo: 5 }));
      await context.step('not equal', code, () => write({ ifSequenceNumberEqualTo: 6 }));
      await context.step('less', 201, () => write({ ifSequenceNumberLessThan: 6 }));
      await context.step('not less', code, () => write({ ifSequenceNumberLessThan: 5 }));
      await context.step('at most', 201, () => write({ ifSequenceNumberLessThanOrEqualTo: 5 }));
      await context.step('not at most', code, () => write({ ifSequenceNumberLessThanOrEqualTo: 4 }));
    },
  },
  {
    name: 'pages against block blobs',
    async run(context) {
      const container = await context.container();
      await context.block(container, 'block');
      const blob = container.getPageBlobClient('block');
      await context.step('write', '409 InvalidBlobType', () => blob.uploadPages(page('a'), 0, PAGE));
      await context.step('ranges', '409 InvalidBlobType', () => blob.getPageRanges());
    },
  },
  {
    name: 'page blob and its snapshot',
    async run(context) {
      const blob = await pageBlob(context);
      await blob.uploadPages(page('a'), 0, PAGE);
      const { snapshot } = await blob.createSnapshot();
      await blob.uploadPages(page('b'), PAGE, PAGE);
      await context.step('snapshot', 200, () => blob.withSnapshot(snapshot).getPageRanges());
      await context.step('base', 200, () => blob.getPageRanges());
    },
  },
];
