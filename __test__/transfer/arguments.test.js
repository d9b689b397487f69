'use strict';

// Wrong arguments of beginCopyFrom: the error names the argument, and nothing is sent.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startScriptedServer } = require('../support/scripted-server');
const { failing } = require('./helpers');

describe('beginCopyFrom rejects', () => {
  let server;
  let destination;
  let source;

  before(async () => {
    server = await startScriptedServer(() => ({ status: 500 }));
    destination = new blobferry.BlobClient(`${server.origin}/account/container/destination`);
    source = `${server.origin}/account/container/source`;
  });
  after(() => server.close());

  for (const [label, options, type, pattern] of [
    ['options that are none', 'fast', TypeError, /options must be an object/],
    ['an unknown strategy', { strategy: 'fast' }, RangeError, /"strategy" must be one of "auto", "asynchronous"/],
    ['a strategy that is no string', { strategy: 1 }, TypeError, /options\.strategy/],
    ['an unknown way to overwrite', { overwrite: true }, TypeError, /options\.overwrite/],
    ['an unknown mode to overwrite', { overwrite: 'maybe' }, RangeError, /"overwrite" must be one of "always"/],
    ['an unknown check', { verify: 'sha256' }, RangeError, /"verify" must be one of "none", "length", "md5", "crc64"/],
    ['no bytes in a block', { blockSize: 0 }, RangeError, /options\.blockSize/],
    ['half a byte', { blockSize: 1.5 }, RangeError, /options\.blockSize/],
    ['nothing at once', { concurrency: 0 }, RangeError, /options\.concurrency/],
    ['metadata that is no text', { metadata: { a: 1 } }, TypeError, /options\.metadata\.a/],
    ['tags that are no text', { tags: { a: null } }, TypeError, /options\.tags\.a/],
    ['a callback that is none', { onProgress: 'x' }, TypeError, /options\.onProgress/],
    ['a signal that is none', { abortSignal: {} }, TypeError, /options\.abortSignal/],
    ['a text to resume from that is none', { resumeFrom: 'x' }, TypeError, /options\.resumeFrom/],
    ['a text of something else', { resumeFrom: '{"state":{}}' }, TypeError, /resumeFrom/],
    ['an interval before now', { intervalInMs: -1 }, RangeError, /options\.intervalInMs/],
    ['two wills for one ETag', { overwrite: 'never', conditions: { ifMatch: 'x' } }, RangeError, /"conditions"/],
    [
      'a key over plain HTTP',
      { customerProvidedKey: { encryptionKey: 'a2V5', encryptionKeySha256: 'x', encryptionAlgorithm: 'AES256' } },
      RangeError,
      /^Customer-provided encryption key must be used over HTTPS\.$/,
    ],
  ]) {
    test(label, async () => {
      const error = await failing(destination.beginCopyFrom(source, options));
      assert.ok(error instanceof type, `${error.name}: ${error.message}`);
      assert.match(error.message, pattern);
      assert.equal(server.requests.length, 0);
    });
  }

  for (const [label, value] of [
    ['nothing', undefined],
    ['a path', 'container/blob'],
    ['an empty text', ''],
    ['another object', { url: 'http://127.0.0.1/' }],
  ]) {
    test(`${label} as the source`, async () => {
      const error = await failing(destination.beginCopyFrom(value));
      assert.ok(error instanceof TypeError || error instanceof RangeError, error.name);
      assert.match(error.message, /source/);
      assert.equal(server.requests.length, 0);
    });
  }

  test('a signal that has fired', async () => {
    const error = await failing(destination.beginCopyFrom(source, { abortSignal: AbortSignal.abort() }));
    assert.equal(error.name, 'AbortError');
    assert.equal(server.requests.length, 0);
  });
});
