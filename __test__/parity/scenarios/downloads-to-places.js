'use strict';

// Downloads into memory and into files.

const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const { everyCondition } = require('../every-option');

const CONTENT = '0123456789';

async function withFolder(use) {
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-parity-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A container with a blob. */
async function containerWithBlob(context, content = CONTENT) {
  const container = await context.container();
  const { etag } = await container.setup.getBlockBlobClient('blob').upload(content, content.length, {
    metadata: { color: 'blue' },
    blobHTTPHeaders: { blobContentType: 'text/plain', blobCacheControl: 'no-store' },
  });
  return { ...container, blob: container.client.getBlobClient('blob'), etag };
}

module.exports = [
  {
    name: 'downloadToBuffer of a range',
    async run(library, context) {
      const { client, blob } = await containerWithBlob(context);
      await context.step('from the start', () => blob.downloadToBuffer(0, 4));
      await context.step('from the middle', () => blob.downloadToBuffer(3, 4));
      await context.step('all of it', () => blob.downloadToBuffer(0, CONTENT.length));
      await context.step('beyond the end', () => blob.downloadToBuffer(8, 10));
      const mine = Buffer.alloc(6, '.');
      await context.step('into a given buffer', () => blob.downloadToBuffer(mine, 2, 3));
      context.note('the given buffer', mine);
      await context.step('into one that is too small', () => blob.downloadToBuffer(Buffer.alloc(2), 0, 3));
      await context.step('of a block blob client', () => client.getBlockBlobClient('blob').downloadToBuffer(1, 2));
    },
  },
  {
    name: 'downloadToBuffer of a whole blob',
    async run(library, context) {
      const { blob, client } = await containerWithBlob(context);
      await context.step('into a new buffer', () => blob.downloadToBuffer());
      const mine = Buffer.alloc(12, '.');
      await context.step('into a given buffer', () => blob.downloadToBuffer(mine));
      context.note('the given buffer', mine);
      await context.step('from an offset', () => blob.downloadToBuffer(7));
      await context.step('in blocks', () => blob.downloadToBuffer(0, undefined, { blockSize: 3, concurrency: 1 }));
      await context.step('from its end', () => blob.downloadToBuffer(10));
      await context.step('from beyond its end', () => blob.downloadToBuffer(11));
      await context.step('a missing blob', () => client.getBlobClient('missing').downloadToBuffer());
    },
  },
  {
    name: 'downloadToBuffer is watched',
    async run(library, context) {
      const { blob } = await containerWithBlob(context);
      const events = [];
      await context.step('a range', () => blob.downloadToBuffer(0, 10, { onProgress: (event) => events.push(event) }));
      context.note('the last that is told', events.at(-1));
    },
  },
  {
    name: 'downloadToBuffer in blocks is watched',
    async run(library, context) {
      const { blob } = await containerWithBlob(context);
      // Scripts count blocks by it.
      const events = [];
      const options = { blockSize: 4, concurrency: 1, onProgress: (event) => events.push(event) };
      await context.step('a range', () => blob.downloadToBuffer(0, 10, options));
      await context.step('memory of the caller', () => blob.downloadToBuffer(Buffer.alloc(9), 1, 9, options));
      context.note('what is told', events);
    },
  },
  {
    name: 'downloadToBuffer of nothing',
    async run(library, context) {
      const { client } = await context.container();
      await context.step('missing blob', () => client.getBlobClient('missing').downloadToBuffer(0, 5));
      const container = context.service.getContainerClient(context.containerName());
      await context.step('missing container', () => container.getBlobClient('blob').downloadToBuffer(0, 5));
    },
  },
  {
    name: 'downloadToBuffer under conditions',
    async run(library, context) {
      const { blob, etag } = await containerWithBlob(context);
      for (const [label, conditions] of Object.entries(everyCondition(etag))) {
        await context.step(label, () => blob.downloadToBuffer(0, 5, { conditions }));
      }
    },
  },
  {
    name: 'downloadToBuffer with wrong arguments',
    async run(library, context) {
      const { blob } = await containerWithBlob(context);
      await context.step('offset below 0', () => blob.downloadToBuffer(-1, 5));
      await context.step('count below 0', () => blob.downloadToBuffer(0, -5));
      await context.step('blockSize below 0', () => blob.downloadToBuffer(0, 5, { blockSize: -1 }));
      await context.step('concurrency of 0', () => blob.downloadToBuffer(0, 5, { concurrency: 0 }));
      await context.step('aborted before', () => blob.downloadToBuffer(0, 5, { abortSignal: AbortSignal.abort() }));
    },
  },
  {
    name: 'downloadToFile',
    run: (library, context) =>
      withFolder(async (folder) => {
        const { client, setup, blob, etag } = await containerWithBlob(context);
        await setup.getBlockBlobClient('empty').upload('', 0);
        const file = path.join(folder, 'file');
        const save = async (label, action) => {
          await context.step(label, action);
          context.note(`${label}: the file`, readFileSync(file));
        };
        await save('whole', () => blob.downloadToFile(file));
        await save('over a file', () => blob.downloadToFile(file, 3));
        await save('a range', () => blob.downloadToFile(file, 3, 4));
        await save('beyond the end', () => blob.downloadToFile(file, 8, 100));
        await save('an empty blob', () => client.getBlobClient('empty').downloadToFile(file));
        for (const [label, conditions] of Object.entries(everyCondition(etag))) {
          await save(label, () => blob.downloadToFile(file, 0, undefined, { conditions }));
        }
        const events = [];
        const onProgress = (event) => events.push(event);
        await save('watched', () => blob.downloadToFile(file, 0, undefined, { onProgress }));
        context.note('the last that is told', events.at(-1));
      }),
  },
  {
    name: 'downloadToFile that fails',
    run: (library, context) =>
      withFolder(async (folder) => {
        const { client, blob } = await containerWithBlob(context);
        const file = path.join(folder, 'file');
        writeFileSync(file, 'before');
        await context.step('missing blob', () => client.getBlobClient('missing').downloadToFile(file));
        await context.step('past the end', () => blob.downloadToFile(file, 10));
        await context.step('aborted before', () =>
          blob.downloadToFile(file, 0, undefined, { abortSignal: AbortSignal.abort() }),
        );
        context.note('the file is as it was', readFileSync(file));
        await context.step('a missing folder', () => blob.downloadToFile('/nowhere/at/all/file'));
        await context.step('below a file', () => blob.downloadToFile(path.join(__filename, 'file')));
      }),
  },
];
