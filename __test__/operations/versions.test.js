'use strict';

// Requests that an older service version does not support, or would silently misinterpret, have a version that supports
// them.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { PAST } = require('../parity/every-option');
const { blobferry, isReference } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');

const SOURCE = 'https://other.host/c/b';
const OLDEST = '2021-12-02';

const CALLS = [
  [({ block }) => block.stageBlock('QUE=', 'x', 1), OLDEST],
  [({ append }) => append.appendBlock('x', 1), '2022-11-02'],
  [({ append }) => append.appendBlockFromURL(SOURCE, 0, 1), '2022-11-02'],
  [({ append }) => append.appendBlockFromURL(SOURCE, 0, 1, { sourceShareTokenIntent: 'backup' }), '2026-04-06'],
  [({ block }) => block.syncUploadFromURL(SOURCE), OLDEST],
  [({ block }) => block.syncUploadFromURL(SOURCE, { sourceShareTokenIntent: 'backup' }), '2026-04-06'],
  [({ block }) => block.setTags({ a: 'b' }, { conditions: { tagConditions: 'x' } }), OLDEST],
  [({ block }) => block.setTags({ a: 'b' }, { conditions: { ifMatch: '*' } }), '2026-04-06'],
  [({ block }) => block.getTags({ conditions: { ifModifiedSince: PAST } }), '2026-04-06'],
];

test('the service version follows what a request needs', { skip: isReference }, async () => {
  const server = await startScriptedServer(() => ({ status: 403 }));
  try {
    const container = new blobferry.ContainerClient(`${server.origin}/account/container`, undefined, {
      retryOptions: { maxTries: 1 },
    });
    const clients = { block: container.getBlockBlobClient('b'), append: container.getAppendBlobClient('b') };
    for (const [call] of CALLS) await assert.rejects(call(clients), { statusCode: 403 });
    const sent = server.requests.map(({ headers }) => headers['x-ms-version']);
    assert.deepEqual(
      sent,
      CALLS.map(([, version]) => version),
    );
  } finally {
    await server.close();
  }
});
