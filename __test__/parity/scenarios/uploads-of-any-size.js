'use strict';

// Uploads that need several requests: from memory, files and streams. Blocks are sent one at a time where their order shows.

const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { PassThrough, Readable } = require('node:stream');

const { everyCondition } = require('../every-option');

const DATA = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
/** Three blocks. */
const BLOCKS = { maxSingleShotSize: 100, blockSize: 400, concurrency: 1 };

const PROPERTIES = {
  blobHTTPHeaders: {
    blobContentType: 'text/plain',
    blobContentEncoding: 'identity',
    blobContentLanguage: 'de',
    blobContentDisposition: 'attachment',
    blobCacheControl: 'max-age=60',
  },
  metadata: { color: 'blue' },
  tags: { project: 'ferry', 'with space': 'a b' },
  tier: 'Cool',
};

/** What is at the destination, read without being recorded. */
async function noteBlob(context, container, name, label = `${name} afterwards`) {
  const blob = container.setup.getBlobClient(name);
  if (!(await blob.exists())) {
    context.note(label, 'no blob');
    return;
  }
  const { metadata, contentType, contentEncoding, cacheControl, contentMD5, accessTier, tagCount } =
    await blob.getProperties();
  context.note(label, {
    bytes: await blob.downloadToBuffer(),
    properties: { metadata, contentType, contentEncoding, cacheControl, contentMD5, accessTier, tagCount },
  });
}

async function withFile(content, use) {
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-parity-'));
  try {
    const file = path.join(folder, 'file');
    writeFileSync(file, content);
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every way to upload the same bytes, by name. Streams always go in blocks. */
const WAYS = {
  uploadData: (blob, bytes, options) => blob.uploadData(bytes, options),
  uploadFile: (blob, bytes, options) => withFile(bytes, (file) => blob.uploadFile(file, options)),
  uploadStream: (blob, bytes, { maxSingleShotSize: _, blockSize = 400, concurrency = 1, ...options } = {}) =>
    blob.uploadStream(Readable.from(bytes.length === 0 ? [] : [bytes]), blockSize, concurrency, options),
};

const scenariosOf = (way, upload) => [
  {
    name: `${way} in one request`,
    async run(library, context) {
      const container = await context.container();
      for (const [name, bytes] of Object.entries({ some: DATA, none: Buffer.alloc(0) })) {
        await context.step(name, () => upload(container.client.getBlockBlobClient(name), bytes, {}));
        await noteBlob(context, container, name);
      }
    },
  },
  {
    name: `${way} in blocks`,
    async run(library, context) {
      const container = await context.container();
      for (const [name, options] of Object.entries({
        blocks: BLOCKS,
        exact: { ...BLOCKS, blockSize: 500 },
        one: { ...BLOCKS, blockSize: 1000 },
        larger: { ...BLOCKS, blockSize: 1001 },
        properties: { ...BLOCKS, ...PROPERTIES },
      })) {
        await context.step(name, () => upload(container.client.getBlockBlobClient(name), DATA, options));
        await noteBlob(context, container, name);
      }
    },
  },
  {
    name: `${way} is watched`,
    async run(library, context) {
      const container = await context.container();
      for (const [name, options] of Object.entries({ blocks: BLOCKS, single: {} })) {
        const events = [];
        const onProgress = (event) => events.push(event);
        await context.step(name, () =>
          upload(container.client.getBlockBlobClient(name), DATA, { ...options, onProgress }),
        );
        context.note(`the last that is told of ${name}`, events.at(-1));
        // Scripts count blocks by it.
        if (name === 'blocks') context.note('what is told of blocks', events);
      }
    },
  },
  {
    name: `${way} under conditions`,
    async run(library, context) {
      const container = await context.container();
      const { etag } = await container.setup.getBlockBlobClient('there').upload('before', 6);
      for (const [label, conditions] of Object.entries(everyCondition(etag))) {
        if (label.startsWith('if it did not') || label.startsWith('if it changed')) continue;
        if (label === 'if it is this one' || label === 'if it is not this one') continue;
        await context.step(label, () =>
          upload(container.client.getBlockBlobClient('there'), DATA, { ...BLOCKS, conditions }),
        );
        await noteBlob(context, container, 'there', `after: ${label}`);
      }
    },
  },
  {
    name: `${way} to where there is no container`,
    async run(library, context) {
      const container = context.service.getContainerClient(context.containerName());
      for (const [label, options] of Object.entries({ 'in one request': {}, 'in blocks': BLOCKS })) {
        await context.step(label, () => upload(container.getBlockBlobClient('b'), DATA, options));
      }
    },
  },
  {
    name: `${way} over a blob of another type`,
    async run(library, context) {
      const container = await context.container();
      await container.setup.getAppendBlobClient('there').create();
      await context.step('in blocks', () => upload(container.client.getBlockBlobClient('there'), DATA, BLOCKS));
    },
  },
  {
    name: `${way} that was aborted before`,
    async run(library, context) {
      const container = await context.container();
      const abortSignal = AbortSignal.abort();
      await context.step('single', () =>
        upload(container.client.getBlockBlobClient('b'), DATA, {
          concurrency: 1,
          maxSingleShotSize: 2000,
          abortSignal,
        }),
      );
    },
  },
];

const WRONG = {
  'blockSize below 0': { blockSize: -1 },
  'blockSize above the limit': { blockSize: 4000 * 1024 * 1024 + 1 },
  'maxSingleShotSize below 0': { maxSingleShotSize: -1 },
  'maxSingleShotSize above the limit': { maxSingleShotSize: 256 * 1024 * 1024 + 1 },
  'concurrency of 0': { ...BLOCKS, concurrency: 0 },
  'concurrency below 0': { ...BLOCKS, concurrency: -1 },
  'concurrency of 0 that is not needed': { concurrency: 0 },
  'too many blocks': { maxSingleShotSize: 0, blockSize: 1, large: true },
};

module.exports = [
  ...Object.entries(WAYS).flatMap(([way, upload]) => scenariosOf(way, upload)),
  ...['uploadData', 'uploadFile'].map((way) => ({
    name: `${way} with wrong sizes`,
    async run(library, context) {
      const container = await context.container();
      for (const [label, { large, ...options }] of Object.entries(WRONG)) {
        const bytes = large ? Buffer.alloc(50_001) : DATA;
        await context.step(label, () => WAYS[way](container.client.getBlockBlobClient('b'), bytes, options));
      }
    },
  })),
  {
    name: 'uploadData of every kind of memory',
    async run(library, context) {
      const container = await context.container();
      const copy = new Uint8Array(DATA);
      for (const [name, data] of Object.entries({
        buffer: DATA,
        'array-buffer': copy.buffer,
        view: copy.subarray(10, 900),
        'data-view': new DataView(copy.buffer, 5, 700),
        words: new Uint16Array(copy.buffer, 2, 300),
      })) {
        await context.step(name, () => container.client.getBlockBlobClient(name).uploadData(data, BLOCKS));
        await noteBlob(context, container, name);
      }
    },
  },
  {
    name: 'uploadBrowserData',
    async run(library, context) {
      const container = await context.container();
      for (const [name, data] of Object.entries({ memory: DATA, blob: new Blob([DATA]) })) {
        const blob = container.client.getBlockBlobClient(name);
        await context.step(`${name} in blocks`, () => blob.uploadBrowserData(data, BLOCKS));
        await context.step(`${name} in one request`, () => blob.uploadBrowserData(data));
        await context.step(`${name} with wrong sizes`, () => blob.uploadBrowserData(data, { blockSize: -1 }));
      }
    },
  },
  {
    name: 'uploadStream with wrong sizes',
    async run(library, context) {
      const container = await context.container();
      const blob = container.client.getBlockBlobClient('b');
      for (const [label, sizes] of Object.entries({
        'bufferSize of 0': [0],
        'bufferSize below 0': [-1],
        'maxConcurrency of 0': [100, 0],
        'maxConcurrency below 0': [100, -2],
      })) {
        await context.step(label, () => blob.uploadStream(Readable.from([DATA]), ...sizes));
      }
    },
  },
  {
    name: 'uploadStream of chunks of any size',
    async run(library, context) {
      const container = await context.container();
      const chunksOf = (size) =>
        Array.from({ length: Math.ceil(DATA.length / size) }, (_, at) => DATA.subarray(at * size, (at + 1) * size));
      for (const [name, chunks] of Object.entries({
        bytes: chunksOf(7),
        blocks: chunksOf(100),
        strings: ['grüße, ', '世界 🌍'],
        'with-empty-ones': [Buffer.alloc(0), DATA, Buffer.alloc(0)],
      })) {
        const blob = container.client.getBlockBlobClient(name);
        await context.step(name, () => blob.uploadStream(Readable.from(chunks, { objectMode: false }), 100, 1));
        await noteBlob(context, container, name);
      }
    },
  },
  {
    name: 'uploadStream of a stream that fails',
    async run(library, context) {
      const container = await context.container();
      await container.setup.getBlockBlobClient('b').upload('before', 6);
      const failing = new PassThrough();
      failing.write(DATA.subarray(0, 50));
      setImmediate(() => failing.destroy(Object.assign(new Error('the disk is gone'), { code: 'EIO' })));
      await context.step('upload', () => container.client.getBlockBlobClient('b').uploadStream(failing, 100, 1));
      await noteBlob(context, container, 'b');
    },
  },
  {
    name: 'uploadFile of what is no file',
    async run(library, context) {
      const container = await context.container();
      const blob = container.client.getBlockBlobClient('b');
      await context.step('missing', () => blob.uploadFile('/nowhere/at/all'));
      await context.step('below a file', () => blob.uploadFile(path.join(__filename, 'b')));
    },
  },
];
