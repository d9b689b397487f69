'use strict';

// Services that request endless delays: the call ends at once, with their error and the requested delay.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry, isReference } = require('../support/blobferry');
const { startScriptedServer } = require('../support/scripted-server');

const ASKED = [
  { 'retry-after': '1e300' },
  { 'retry-after': 'Infinity' },
  { 'retry-after': '301' },
  { 'retry-after': '99999999999999999999999999' },
  { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' },
  { 'retry-after-ms': '1e300' },
  { 'x-ms-retry-after-ms': '300001' },
  { 'retry-after': '1', 'x-ms-retry-after-ms': '1e12' },
];

/** What means no wait at all, and does no harm. */
const IGNORED = ['soon', '-5', 'NaN', '', 'Sun, 06 Nov 1994 08:49:37 GMT', '0', 'Fri, 31 Dec 99999 23:59:59 GMT'];

async function against(response, action) {
  const server = await startScriptedServer(response);
  try {
    const retryOptions = { maxTries: 3, retryDelayInMs: 1, maxRetryDelayInMs: 1 };
    const blob = new blobferry.BlobClient(`${server.origin}/account/container/blob`, undefined, { retryOptions });
    return await action(blob, server);
  } finally {
    await server.close();
  }
}

describe('a wait', { skip: isReference && 'it waits for nobody' }, () => {
  for (const headers of ASKED) {
    test(`as long as ${JSON.stringify(headers)}`, () =>
      against(
        () => ({ status: 503, headers: { 'x-ms-error-code': 'ServerBusy', ...headers }, body: 'Later.' }),
        async (blob, { requests }) => {
          const error = await blob.getTags().then(assert.fail, (thrown) => thrown);
          assert.deepEqual([error.name, error.statusCode, error.code], ['RestError', 503, 'ServerBusy']);
          const [name, value] = Object.entries(headers).at(-1);
          assert.ok(error.message.includes(`${name}: ${value}`) && error.message.includes('300 s'), error.message);
          assert.equal(requests.length, 1);
        },
      ));
  }

  for (const value of IGNORED) {
    test(`that is none: "${value}"`, () =>
      against(
        (request, number) => (number === 0 ? { status: 503, headers: { 'retry-after': value } } : { status: 200 }),
        async (blob, { requests }) => {
          await blob.getProperties();
          assert.equal(requests.length, 2);
        },
      ));
  }
});
