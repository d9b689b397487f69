'use strict';

// What the tests of beginCopyFrom share.

const assert = require('node:assert/strict');

/** Bytes that differ from place to place. */
function fill(length) {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at += 1) bytes[at] = (at * 31 + (at >> 8)) & 0xff;
  return bytes;
}

/** Everything of a blob that a copy keeps. */
async function describeBlob(client) {
  const properties = await client.getProperties();
  const names = [
    'contentLength',
    'contentType',
    'contentEncoding',
    'contentLanguage',
    'contentDisposition',
    'cacheControl',
    'metadata',
    'accessTier',
    'blobType',
  ];
  const kept = Object.fromEntries(names.map((name) => [name, properties[name]]));
  const { tags } = await client.getTags();
  const content = await client.downloadToBuffer();
  return { ...kept, contentMD5: properties.contentMD5?.toString('hex'), tags, content: content.toString('base64') };
}

const settle = (poller) => poller.pollUntilDone();

const failing = (promise) =>
  promise.then(
    () => assert.fail('this must fail'),
    (error) => error,
  );

module.exports = { describeBlob, failing, fill, settle };
