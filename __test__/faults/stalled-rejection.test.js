'use strict';

// A rejected download whose error body stalls or is truncated: the attempt counts as failed, and the next one gets the
// error.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { blobferry, isReference } = require('../support/blobferry');
const { startSimulator } = require('../support/simulator');
const { failing } = require('../transfer/helpers');

describe('a rejected download', { skip: isReference && 'it waits forever' }, () => {
  let simulator;
  let missing;
  before(async () => {
    simulator = await startSimulator();
    // The second attempt must come to its end within that time, on a busy machine, too.
    const retryOptions = { tryTimeoutInMs: 3000, maxTries: 2, retryDelayInMs: 1 };
    const service = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(), { retryOptions });
    const container = service.getContainerClient('container');
    await container.create();
    missing = container.getBlobClient('missing');
  });
  after(() => simulator.stop());

  for (const body of [{ stall: { part: 0.5 } }, { truncate: { part: 0.5 } }, { reset: { part: 0.5 } }]) {
    test(`${Object.keys(body)[0]} in the middle of its body`, async () => {
      await simulator.faults({ which: { operation: 'getBlob' }, when: { nth: 1 }, what: { body } });
      const error = await failing(missing.download());
      assert.equal(error.statusCode, 404);
      assert.equal(error.code, 'BlobNotFound');
      assert.match(error.message, /does not exist/);
    });
  }
});
