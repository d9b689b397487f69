'use strict';

// A caller that stops waiting for a copy lets its process exit, whenever it stops: in the same tick, twice, or by a
// signal that has already fired.

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { startTwoAccounts } = require('../transfer/helpers');

const SCRIPT = path.join(__dirname, 'children', 'stops-waiting.js');

const STOPPED = 'PollerStoppedError';
const OUTCOMES = {
  'stopped in the same tick': STOPPED,
  'stopped twice': STOPPED,
  'stopped when nobody waits': 'nothing',
  'stopped, waited for again, and stopped': `${STOPPED},${STOPPED},${STOPPED}`,
  'stopped when many wait': `${STOPPED},${STOPPED},${STOPPED}`,
  'stopped beside a poll': `done,${STOPPED}`,
  'stopped in a microtask': STOPPED,
  'stopped in the next tick': STOPPED,
  'stopped when other work has run': STOPPED,
  'aborted in the same tick': 'AbortError',
  'aborted before': 'AbortError',
  'aborted by one and stopped by another': `AbortError,${STOPPED}`,
  'a poll that is aborted': 'AbortError',
  'stopped through a proxy': STOPPED,
};

describe('a process that has stopped waiting ends', { skip: isReference && 'a timer keeps it alive' }, () => {
  let two;
  before(async () => {
    two = await startTwoAccounts();
    await two.simulator.synthetic({ account: 'one', container: 'container', blob: 'source', size: 1_000_000 });
  });
  after(() => two.simulator.stop());
  beforeEach(() => two.simulator.clearFaults());

  for (const kind of ['beginCopyFromURL', 'asynchronous', 'blocks']) {
    test(`while a copy does not: ${kind}`, async () => {
      const { simulator } = two;
      // The service reads a source of the same account without a signature.
      const own = 'one';
      await simulator.copies({ pending: { untilReleased: true } });
      await simulator.faults({ which: { operation: 'putBlockFromUrl' }, what: { stall: true } });
      const child = await runChild(SCRIPT, {
        arguments: [PACKAGE, simulator.connectionString(own), simulator.connectionString(own), kind],
      });
      assert.equal(child.timedOut, false, `it did not end: ${child.stdout}${child.stderr}`);
      assert.equal(child.code, 0, child.stderr);
      assert.deepEqual(JSON.parse(child.stdout), OUTCOMES);
    });
  }
});
