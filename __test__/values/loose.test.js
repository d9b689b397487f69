'use strict';

// Every kind of parameter, with values of every kind, through both libraries to one server. blobferry sends what the
// reference sends, or the reason for the difference is here.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { inspect } = require('node:util');

const { blobferry, isReference } = require('../support/blobferry');
const { startScriptedServer } = require('../support/scripted-server');
const reference = require('@azure/storage-blob');
const { ALLOWED, CALLS, TIME, VALUES } = require('./loose-values');

let server;
before(async () => {
  server = await startScriptedServer(() => ({ status: 400, headers: { 'x-ms-error-code': 'Refused' } }));
});
after(() => server.close());

const IGNORED = new Set([
  'user-agent',
  'date',
  'x-ms-date',
  'x-ms-client-request-id',
  'x-ms-version',
  'host',
  'connection',
  'authorization',
]);

async function outcome(library, call, value) {
  server.requests.length = 0;
  const options = { retryOptions: { maxTries: 1 } };
  const service = new library.BlobServiceClient(`${server.origin}/account`, new library.AnonymousCredential(), options);
  const container = service.getContainerClient('c');
  const clients = {
    service,
    container,
    blob: container.getBlobClient('b'),
    block: container.getBlockBlobClient('b'),
    append: container.getAppendBlobClient('b'),
    page: container.getPageBlobClient('b'),
  };
  let error;
  try {
    await call(clients, value);
  } catch (thrown) {
    error = thrown;
  }
  const [request] = server.requests;
  if (request === undefined) return { error };
  const headers = Object.entries(request.headers).filter(
    ([name]) => !IGNORED.has(name) && !/^(accept|content-|transfer-)/.test(name),
  );
  return {
    sent: JSON.stringify([
      request.method,
      request.target,
      headers.sort(),
      String(request.body).replace(/<\?xml[^>]*>/, ''),
    ]),
    error,
  };
}

const shown = (value) =>
  value instanceof Date
    ? Number.isNaN(value.getTime())
      ? 'Invalid Date'
      : value.toISOString()
    : inspect(value, { depth: 2 });

test('values are taken as the reference takes them, unless that loses something', { skip: isReference }, async () => {
  const unexplained = [];
  for (const [name, call] of Object.entries(CALLS)) {
    const [kind] = name.split(' ');
    for (const given of VALUES[kind]) {
      let value = 'a value';
      try {
        value = shown(given);
      } catch {
        // A Proxy of a Date shows nothing.
      }
      const theirs = await outcome(reference, call, given);
      const own = await outcome(blobferry, call, given);
      const isSame = theirs.sent === own.sent;
      const row = { call: name, value, reference: theirs, own };
      if (!own.sent && own.error && !/^(TypeError|RangeError|AbortError)$/.test(own.error.name)) {
        unexplained.push(`${name} = ${value}: ${own.error.stack}`);
      }
      if (isSame || ALLOWED.some(({ accepts }) => accepts(row))) continue;
      unexplained.push(
        `${name} = ${value}\n  reference ${theirs.sent ?? theirs.error}\n  blobferry ${own.sent ?? own.error}`,
      );
    }
  }
  assert.deepEqual(unexplained, []);
});

test('each getter is read once, and what was read is what is used', { skip: isReference }, async () => {
  const reads = {};
  const counting = (object, path) =>
    new Proxy(object, {
      get(target, name, receiver) {
        if (typeof name === 'string') reads[`${path}.${name}`] = (reads[`${path}.${name}`] ?? 0) + 1;
        const value = Reflect.get(target, name, receiver);
        return typeof value === 'object' &&
          value !== null &&
          !ArrayBuffer.isView(value) &&
          !(value instanceof Date) &&
          name !== 'abortSignal'
          ? counting(value, `${path}.${name}`)
          : value;
      },
    });
  const options = () =>
    counting(
      {
        abortSignal: new AbortController().signal,
        conditions: { ifMatch: '"1"', ifModifiedSince: TIME },
        metadata: { a: 'b' },
        tags: { a: 'b' },
        tier: 'Cool',
        onProgress() {},
        intervalInMs: 5,
        unknown: { never: 'read' },
        blockSize: 5,
      },
      'options',
    );
  const blob = new blobferry.BlockBlobClient(`${server.origin}/account/c/b`, undefined, {
    retryOptions: { maxTries: 1 },
  });
  const page = blob.getPageBlobClient();
  const source = `${server.origin}/account/c/s`;
  for (const call of [
    () => blob.upload('x', 1, options()),
    () => blob.uploadData(Buffer.from('x'), options()),
    () => blob.download(0, 5, options()),
    () => blob.downloadToBuffer(0, 5, options()),
    () => blob.delete(options()),
    () => blob.exists(options()),
    () => blob.beginCopyFromURL(source, options()),
    () => blob.beginCopyFrom(source, options()),
    () => blob.syncCopyFromURL(source, options()),
    () => page.createIfNotExists(512, options()),
    () => page.listPageRanges(0, 5, options()).next(),
    () => blob.commitBlockList(['QUE='], options()),
  ]) {
    for (const name of Object.keys(reads)) delete reads[name];
    await assert.rejects(call, undefined, String(call));
    const twice = Object.entries(reads).filter(([, count]) => count > 1);
    // The signal is one object, which is read as often as needed.
    assert.deepEqual(twice, [], String(call));
    assert.ok(!Object.keys(reads).some((name) => name.includes('unknown')), String(call));
    assert.equal(reads['options.conditions'] ?? 1, 1);
  }
});

test(
  'errors are judged by their fields, and methods that are overridden are called',
  { skip: isReference },
  async () => {
    const rejected = (statusCode, errorCode) =>
      Object.assign(new Error('mock'), { statusCode, details: { errorCode } });
    const make = (name, error) => {
      const client = new blobferry.BlobClient(`${server.origin}/account/c/b`);
      client[name] = () => {
        throw error;
      };
      return client;
    };
    server.requests.length = 0;
    assert.equal(await make('getProperties', { statusCode: 404 }).exists(), false);
    assert.equal(await make('getProperties', rejected(409, 'BlobUsesCustomerSpecifiedEncryption')).exists(), true);
    assert.equal((await make('delete', rejected(404, 'BlobNotFound')).deleteIfExists()).succeeded, false);
    await assert.rejects(make('delete', rejected(404, 'ContainerNotFound')).deleteIfExists(), /mock/);
    await assert.rejects(make('getProperties', null).exists(), (error) => error === null);
    const container = new blobferry.ContainerClient(`${server.origin}/account/c`);
    container.getProperties = () => Promise.reject({ statusCode: 404 });
    container.create = () => Promise.reject(rejected(409, 'ContainerAlreadyExists'));
    assert.equal(await container.exists(), false);
    assert.equal((await container.createIfNotExists()).succeeded, false);
    assert.equal(server.requests.length, 0);
  },
);
