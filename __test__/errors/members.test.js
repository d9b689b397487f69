'use strict';

// The members of the errors of the service, with those that are undefined, in their order, beside the reference.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { serviceError, startScriptedServer } = require('../support/scripted-server');

let server;
before(async () => {
  server = await startScriptedServer(() => serviceError(409, 'BlobAlreadyExists', 'It exists.'));
});
after(() => server.close());

async function errorOf(library, call) {
  const blob = new library.BlockBlobClient(`${server.origin}/account/c/b`, new library.AnonymousCredential());
  return await call(blob).then(
    () => assert.fail('it has succeeded'),
    (error) => error,
  );
}

const CALLS = {
  upload: (blob) => blob.upload('hello', 5),
  download: (blob) => blob.download(),
  setMetadata: (blob) => blob.setMetadata({ a: 'b' }),
};

for (const [name, call] of Object.entries(CALLS)) {
  test(`the error of ${name} has the members that it has in the reference`, async () => {
    const membersOf = ({ details, response }) => ({
      first: Object.keys(details)[0],
      details: Object.keys(details).sort(),
      body: Object.keys(details).slice(-6),
      parsedBody: response.parsedBody,
      response: Object.keys(response).sort(),
    });
    const expected = membersOf(await errorOf(libraries.reference, call));
    assert.ok(expected.details.includes('copySourceErrorCode'));
    assert.deepEqual(membersOf(await errorOf(libraries.blobferry, call)), expected);
  });
}

test('the response to a HEAD request has no parsed body, as in the reference', async () => {
  for (const library of Object.values(libraries)) {
    const { response } = await errorOf(library, (blob) => blob.getProperties());
    assert.ok(!('parsedBody' in response));
  }
});
