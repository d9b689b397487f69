'use strict';

// A copy that this process makes continues when its poller is collected, and the handle is released when the copy has ended.

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');
const v8 = require('node:v8');
const vm = require('node:vm');

const { isReference } = require('../support/blobferry');
const { startTwoAccounts } = require('../transfer/helpers');
const { namesOf, upload } = require('../bulk/helpers');

const collect = globalThis.Bun ? () => globalThis.Bun.gc(true) : exposed();

function exposed() {
  v8.setFlagsFromString('--expose-gc');
  return vm.runInNewContext('gc');
}

/** Collects for some turns: a native handle is finalized in a turn of its own. */
async function collectAll() {
  for (let turn = 0; turn < 5; turn += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const KINDS = {
  relay: (to, from, name = 'b') => to.getBlobClient(name).beginCopyFrom(from.getBlobClient('b'), { strategy: 'relay' }),
  'a copy of a container': (to, from) => to.beginCopyFromContainer(from),
};

describe('a poller without references', { skip: isReference && 'copies of blobferry' }, () => {
  let simulator;
  let from;
  let to;
  before(async () => {
    ({ simulator, from, to } = await startTwoAccounts());
    await upload(from, 'b', 'content');
  });
  after(() => simulator.stop());
  beforeEach(() => simulator.clearFaults());

  for (const [kind, begin] of Object.entries(KINDS)) {
    test(`does not end its copy: ${kind}`, async () => {
      await to.getBlobClient('b').deleteIfExists();
      const writes = { operation: kind === 'relay' ? 'putBlob' : 'copyBlobFromUrl' };
      await simulator.faults({ which: writes, what: { stall: true } });
      await begin(to, from);
      while ((await simulator.stalls()) === 0) await new Promise((resolve) => setImmediate(resolve));
      await collectAll();
      // A canceled copy would not write again after the stall.
      await simulator.clearFaults();
      await simulator.releaseStalls();
      while (!(await to.getBlobClient('b').exists())) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(String(await to.getBlobClient('b').downloadToBuffer()), 'content');
    });
  }

  test('is collected once its copy has ended', async () => {
    const pollers = [];
    for (let count = 0; count < 200; count += 1) {
      // A blob each: a copy whose blob another one replaces before it is verified fails.
      pollers.push(new WeakRef(await KINDS.relay(to, from, `collected/${count}`)));
    }
    while ((await namesOf(to, { prefix: 'collected/' })).length < pollers.length);
    // Each verifies what it wrote, and ends. If pollers were held, this would not end.
    const held = () => pollers.filter((poller) => poller.deref() !== undefined).length;
    do {
      await simulator.idle();
      await collectAll();
    } while (held() >= 150);
  });
});
