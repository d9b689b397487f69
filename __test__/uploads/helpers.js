'use strict';

// What the tests of uploads share: the ways to upload, files that go with the test, and containers of the simulator.

const { mkdtempSync, openAsBlob, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { Readable } = require('node:stream');

const { freshContainerName } = require('../support/fresh');
const { blobferry } = require('../support/libraries');

const RETRY = { maxTries: 3, retryDelayInMs: 1, maxRetryDelayInMs: 2 };

/** Bytes that differ from place to place. */
function pattern(length, seed = 0) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 1) bytes[at] = (at * 31 + seed + (at >> 8) * 7 + (at >> 16)) & 0xff;
  return bytes;
}

/** A folder that `use` may fill; it is removed afterwards. */
async function withFolder(use) {
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-uploads-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withFile(bytes, use) {
  return withFolder((folder) => {
    const file = path.join(folder, 'file');
    writeFileSync(file, bytes);
    return use(file);
  });
}

const chunksOf = (bytes, length) =>
  Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) => bytes.subarray(at * length, (at + 1) * length));

async function* generate(chunks) {
  yield* chunks;
}

/**
 * Every form of content, by name. Each is `(blob, bytes, { blockSize, maxSingleShotSize, concurrency, ...options })`. Streams always go in
 * blocks, and are cut into chunks that end nowhere in particular.
 */
const WAYS = {
  'uploadData of a Buffer': (blob, bytes, options) => blob.uploadData(bytes, options),
  'uploadData of an ArrayBuffer': (blob, bytes, options) => blob.uploadData(new Uint8Array(bytes).buffer, options),
  'uploadData of a Blob': (blob, bytes, options) => blob.uploadData(new Blob([bytes]), options),
  'uploadBrowserData of a view': (blob, bytes, options) =>
    blob.uploadBrowserData(new DataView(new Uint8Array(bytes).buffer), options),
  uploadFile: (blob, bytes, options) => withFile(bytes, (file) => blob.uploadFile(file, options)),
  'uploadData of a file as a Blob': (blob, bytes, options) =>
    withFile(bytes, async (file) => blob.uploadData(await openAsBlob(file), options)),
  'uploadStream of a Readable': streamOf((bytes) => Readable.from(chunksOf(bytes, 777), { objectMode: false })),
  'uploadStream of a web stream': streamOf((bytes) => new Blob([bytes]).stream()),
  'uploadStream of a Blob': streamOf((bytes) => new Blob([bytes])),
  'uploadStream of a generator': streamOf((bytes) => generate(chunksOf(bytes, 777))),
};

function streamOf(make) {
  return (blob, bytes, { maxSingleShotSize: _, blockSize, concurrency, ...options } = {}) =>
    blob.uploadStream(make(bytes), blockSize, concurrency, options);
}

/** A container of the simulator. */
async function makeContainer(simulator, options = {}) {
  const service = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(), {
    retryOptions: RETRY,
    ...options,
  });
  const container = service.getContainerClient(freshContainerName());
  await container.create();
  return container;
}

/** Waits for this number of turns of the event loop. */
const turns = async (count) => {
  for (let at = 0; at < count; at += 1) await new Promise((resolve) => setImmediate(resolve));
};

module.exports = { RETRY, WAYS, chunksOf, generate, makeContainer, pattern, withFile, withFolder, turns };
