'use strict';

// Specs run in a realm of their own: their Date, Error and arrays are not those of Node, and still are what they are.

const { Readable } = require('node:stream');
const blobferry = require('blobferry');

const { failureOf, freshContainer, textOf } = require('./work.cjs');

const bytes = [1, 2, 3, 250];

test('this is another realm', () => {
  const { types } = require('node:util');
  expect(types.isDate(new Date())).toBe(true);
  expect(Buffer.from('a') instanceof Object).toBe(false);
});

test('bytes of every kind are sent and received', async () => {
  const container = await freshContainer(blobferry);
  const values = {
    array: new Uint8Array(bytes),
    buffer: Buffer.from(bytes),
    memory: new Uint8Array(bytes).buffer,
    view: new DataView(new Uint8Array([0, ...bytes, 0]).buffer, 1, 4),
    words: new Uint16Array(new Uint8Array(bytes).buffer),
    stream: () => Readable.from([Buffer.from(bytes)]),
    text: '\u0001\u0002\u0003',
    blob: new Blob([new Uint8Array(bytes)]),
  };
  for (const [name, value] of Object.entries(values)) {
    const blob = container.getBlockBlobClient(name);
    await blob.upload(value, name === 'text' ? 3 : 4);
    const expected = name === 'text' ? '010203' : '010203fa';
    expect([name, (await blob.downloadToBuffer()).toString('hex')]).toEqual([name, expected]);
    const target = new Uint8Array(4);
    if (name !== 'text') await blob.downloadToBuffer(Buffer.from(target.buffer));
    if (name !== 'text') expect([...target]).toEqual(bytes);
  }
});

test('dates are sent and received', async () => {
  const container = await freshContainer(blobferry);
  const blob = container.getBlockBlobClient('blob');
  const { lastModified } = await blob.upload('text', 4);
  expect(lastModified.getTime()).toBeGreaterThan(0);
  const earlier = new Date(lastModified.getTime() - 60_000);
  const conditions = { ifUnmodifiedSince: earlier };
  expect(await failureOf(blob.getProperties({ conditions }))).toMatch(/412/);
  expect((await blob.getProperties({ conditions: { ifModifiedSince: earlier } })).contentLength).toBe(4);
});

test('results can be compared with values of the spec', async () => {
  const container = await freshContainer(blobferry);
  const blob = container.getBlockBlobClient('blob');
  await blob.upload('text', 4, { metadata: { a: '1' }, blobHTTPHeaders: { blobContentMD5: new Uint8Array(16) } });
  const properties = await blob.getProperties();
  expect(properties.metadata).toEqual({ a: '1' });
  expect(properties.metadata).toStrictEqual({ a: '1' });
  expect(properties.lastModified).toEqual(expect.any(Date));
  expect(properties.lastModified).toBeInstanceOf(Date);
  expect([...properties.contentMD5]).toEqual([...new Uint8Array(16)]);
  expect(properties).toMatchObject({ contentLength: 4, blobType: 'BlockBlob', metadata: { a: '1' } });
  const blobs = [];
  for await (const item of container.listBlobsFlat()) blobs.push(item);
  expect(blobs).toHaveLength(1);
  expect(blobs[0].properties.lastModified).toBeInstanceOf(Date);
  expect(Array.isArray((await container.listBlobsFlat().byPage().next()).value.segment.blobItems)).toBe(true);
  expect(textOf).toBeDefined();
});

test('errors are errors of the spec', async () => {
  const container = await freshContainer(blobferry);
  const missing = container.getBlobClient('missing');
  await expect(missing.getProperties()).rejects.toThrow(blobferry.RestError);
  await expect(missing.getProperties()).rejects.toThrow(Error);
  await expect(missing.getProperties()).rejects.toMatchObject({ code: 'BlobNotFound', statusCode: 404 });
  await expect(missing.getProperties({ abortSignal: AbortSignal.abort() })).rejects.toThrow('aborted');
  expect(() => new blobferry.BlobClient('not a URL')).toThrow(TypeError);
  await expect(container.getBlockBlobClient('a').upload(undefined, 4)).rejects.toThrow(Error);
});

test("errors of the spec's own code come back as they are", async () => {
  const { PLACE } = require('./work.cjs');
  const thrown = new RangeError('mine');
  const credential = { getToken: () => Promise.reject(thrown) };
  const service = new blobferry.BlobServiceClient(PLACE.secureUrl, credential, { retryOptions: { maxTries: 1 } });
  await expect(service.getProperties()).rejects.toBe(thrown);
});
