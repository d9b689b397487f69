'use strict';

// Copies with many faults: resets, rejected requests, truncated responses, lost responses. The destination is the whole
// source, or nothing.

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startSimulator } = require('../support/simulator');
const { failing, fill, settle } = require('./helpers');

const CONTENT = fill(200_000);
const PATIENT = { retryOptions: { maxTries: 12, retryDelayInMs: 1, maxRetryDelayInMs: 2 } };
const HASTY = { retryOptions: { maxTries: 1 } };

const OFTEN = { probability: 0.2, seed: 7 };
const FAULTS = {
  'connections that are reset': { when: OFTEN, what: { reset: true } },
  'connections that are reset when the work is done': { when: OFTEN, what: { after: true, reset: true } },
  'a busy service': { when: OFTEN, what: { status: 503, code: 'ServerBusy' } },
  'a service that fails when the work is done': {
    when: OFTEN,
    what: { after: true, status: 500, code: 'InternalError' },
  },
  'contents that break off': { which: { operation: 'getBlob' }, when: OFTEN, what: { body: { reset: { part: 0.5 } } } },
};

describe('a copy while much goes wrong', () => {
  let simulator;

  before(async () => {
    simulator = await startSimulator({
      accounts: [
        { name: 'one', key: 'b25lIGtleQ==' },
        { name: 'two', key: 'dHdvIGtleQ==' },
      ],
    });
    await container('one').create();
    await container('two').create();
    await container('one').getBlockBlobClient('source').upload(CONTENT, CONTENT.length);
  });
  after(() => simulator.stop());
  beforeEach(() => simulator.clearFaults());

  const container = (account, options) =>
    blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(account), options).getContainerClient(
      'container',
    );

  let names = 0;
  const pair = (options) => [
    container('one', options).getBlobClient('source'),
    container('two', options).getBlockBlobClient(`destination-${(names += 1)}`),
  ];

  for (const [fault, rule] of Object.entries(FAULTS)) {
    for (const strategy of ['synchronous', 'blocks', 'relay']) {
      test(`${fault}: ${strategy} brings the whole content`, async () => {
        await simulator.faults(rule);
        const [source, destination] = pair(PATIENT);
        const options = { strategy, blockSize: 10_000, concurrency: 4, overwrite: 'never' };
        await settle(await destination.beginCopyFrom(source, options));
        await simulator.clearFaults();
        assert.ok(CONTENT.equals(await destination.downloadToBuffer()));
      });
    }
  }

  for (const strategy of ['synchronous', 'blocks', 'relay']) {
    test(`${strategy}: whichever request fails, the blob that was there stays, or the source is there`, async () => {
      for (let nth = 1; ; nth += 1) {
        const [source, destination] = pair(HASTY);
        await simulator.clearFaults();
        await destination.upload('before', 6);
        await simulator.faults({ which: {}, when: { nth }, what: { status: 500, code: 'InternalError' } });
        const options = { strategy, blockSize: 100_000, concurrency: 1, verify: 'none' };
        const copy = destination.beginCopyFrom(source, options).then((poller) => poller.pollUntilDone());
        const [{ fired }] = await copy.then(
          () => simulator.faultReport(),
          () => simulator.faultReport(),
        );
        await simulator.clearFaults();
        if (fired === 0) {
          await copy;
          assert.ok(CONTENT.equals(await destination.downloadToBuffer()));
          assert.ok(nth > 2, 'some requests were sent');
          break;
        }
        const error = await failing(copy);
        assert.equal(error.statusCode, 500);
        assert.match(error.message, /container\/source/);
        assert.equal((await destination.downloadToBuffer()).toString(), 'before', `request ${nth}`);
      }
    });
  }
});
