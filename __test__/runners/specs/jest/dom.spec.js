/** @jest-environment jsdom */
'use strict';

// Specs of programs that have a page: the globals are those of a browser, and lack some of Node's.

const { document, AbortController, URL } = globalThis;
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
