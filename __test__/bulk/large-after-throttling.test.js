'use strict';

// An account that throttles bytes right after a job has started, and accepts a large blob later.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { startTwoAccounts } = require('../transfer/helpers');
const { upload } = require('./helpers');

/** Beyond this, blobs are copied by blocks, each of which is a large amount. */
const LARGE_BYTES = 300 * 2 ** 20;

describe('a large blob after bytes were throttled', () => {
  let started;

  before(async () => {
    started = await startTwoAccounts({ retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 } });
  });
  after(() => started.simulator.stop());

  test('S2: it is copied at the pace of the account, not at what was known of it in the first moment', async () => {
    const { simulator, from, to } = started;
    for (let index = 0; index < 20; index += 1) await upload(from, `a ${index}`, 'small');
    for (const name of ['b', 'c', 'd']) {
      await simulator.synthetic({ account: 'one', container: 'container', blob: name, size: LARGE_BYTES, seed: 1 });
    }
    for (let index = 0; index < 20; index += 1) await upload(from, `e ${index}`, 'small');
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl' },
      when: { nth: [1, 2, 3] },
      what: { status: 503, code: 'ServerBusy', message: 'Ingress is over the account limit.' },
    });
    const { copied } = await (await to.beginCopyFromContainer(from, { concurrency: 1 })).pollUntilDone();
    assert.equal(copied, 43);
  });
});
