/** @jest-environment jsdom */
'use strict';

// Specs of programs that have a page: the globals are those of a browser, and lack some of Node's.

const { document, AbortController, Buffer, URL } = globalThis;
const blobferry = require('blobferry');

const { EXPECTED, freshContainer, work } = require('./work.cjs');

test('this is a page', () => {
  expect(document.createElement('p').tagName).toBe('P');
  expect(typeof setImmediate).toBe('undefined');
});

test('every kind of call', async () => {
  expect(await work(blobferry)).toEqual(EXPECTED);
});

test("the page's own abort signal, bytes, dates and URLs", async () => {
  const container = await freshContainer(blobferry);
  const blob = container.getBlockBlobClient('a blob');
  const { lastModified } = await blob.upload(new Uint8Array([1, 2, 250]), 3);
  expect((await blob.downloadToBuffer()).toString('hex')).toBe('0102fa');
  const conditions = { ifUnmodifiedSince: new Date(lastModified.getTime() - 60_000) };
  await expect(blob.getProperties({ conditions })).rejects.toMatchObject({ statusCode: 412 });
  const controller = new AbortController();
  const waiting = container.getBlobClient('stalls').getProperties({ abortSignal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect(new URL(blob.url).pathname).toMatch(/\/a%20blob$/);
});

test('the progress of transfers in blocks, where timers are numbers', async () => {
  const container = await freshContainer(blobferry);
  const blob = container.getBlockBlobClient('blocks');
  const uploaded = [];
  const downloaded = [];
  const blocks = { blockSize: 1000, maxSingleShotSize: 0 };
  await blob.uploadData(Buffer.alloc(2500), { ...blocks, onProgress: ({ loadedBytes }) => uploaded.push(loadedBytes) });
  await blob.downloadToBuffer(0, undefined, { onProgress: ({ loadedBytes }) => downloaded.push(loadedBytes) });
  expect(uploaded).toEqual([1000, 2000, 2500]);
  expect(downloaded).toEqual([2500]);
});
