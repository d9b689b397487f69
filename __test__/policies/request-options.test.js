'use strict';

// Headers of `requestOptions`: the typings do not have them, and the reference sends them with the methods that hand all options on.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { everyMethod, methodsOfTheReference } = require('../operations/every-method');
const { libraries } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');

let server;
before(async () => {
  server = await startScriptedServer(() => ({ status: 404, headers: { 'x-ms-error-code': 'NotThere' } }));
});
after(() => server.close());

test('custom headers are sent with the methods that send them in the reference', async () => {
  const sending = async (library) => {
    const run = everyMethod(library, server.origin);
    const found = [];
    for (const name of Object.keys(await methodsOfTheReference())) {
      server.requests.length = 0;
      const options = { requestOptions: { customHeaders: { 'x-mine': 'value', 'x-number': 5 } } };
      await run(name, name, { options }).catch(() => {});
      const headers = server.requests[0]?.headers ?? {};
      if (headers['x-mine'] === 'value' && headers['x-number'] === '5') found.push(name);
    }
    return found.sort();
  };
  const expected = await sending(libraries.reference);
  assert.ok(expected.length > 3, expected.join());
  assert.deepEqual(await sending(libraries.blobferry), expected);
});
