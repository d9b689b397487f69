'use strict';

// Copies of which one side has policies: these see the requests of their side, and no others.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { upload } = require('../bulk/helpers');
const { useTwoAccounts } = require('../bulk/two-accounts');

const { BlobServiceClient } = blobferry;
const accounts = useTwoAccounts();

/** A client of an account whose policy notes the requests that it sees. */
function observing(account, seen) {
  const sendRequest = (request, next) => {
    seen.push(request);
    return next(request);
  };
  const options = { additionalPolicies: [{ position: 'perCall', policy: { name: 'notes', sendRequest } }] };
  return BlobServiceClient.fromConnectionString(accounts.simulator.connectionString(account), options);
}

const COPIES = {
  // A relay reads the source with the client of the source.
  'a blob': (from, to, name) =>
    to
      .getContainerClient(name)
      .getBlockBlobClient('blob')
      .beginCopyFrom(from.getContainerClient(name).getBlobClient('blob'), { strategy: 'relay' }),
  'a container': (from, to, name) =>
    to.getContainerClient(name).beginCopyFromContainer(from.getContainerClient(name), { strategy: 'relay' }),
  'an account': (from, to, name) => to.beginCopyFromAccount(from, { containerPrefix: name, strategy: 'relay' }),
};

for (const [what, begin] of Object.entries(COPIES)) {
  for (const observed of ['one', 'two']) {
    test(`the copy of ${what}: policies of ${observed === 'one' ? 'the source' : 'the destination'} alone`, async () => {
      const { from, to } = await accounts.fresh({ name: `one-side-${observed}` });
      await upload(from, 'blob', 'content');
      const seen = [];
      const [source, destination] = ['one', 'two'].map((account) =>
        account === observed ? observing(account, seen) : accounts.accountOf(account),
      );
      await (await begin(source, destination, from.containerName)).pollUntilDone();
      assert.equal(String(await to.getBlobClient('blob').downloadToBuffer()), 'content');
      assert.ok(seen.length > 0, 'no request was seen');
      const origin = accounts.simulator.url(observed);
      assert.deepEqual(
        seen.map(({ url }) => url).filter((url) => !url.startsWith(origin)),
        [],
      );
    });
  }
}
