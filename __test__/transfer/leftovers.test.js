'use strict';

// A canceled copy leaves no blob, whatever happens to its clean-up requests: none of them creates one. Blocks that it
// may leave are invisible, and a later copy is not affected.

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');

const { runChild } = require('../support/child');
const { sendSignal } = require('../support/send-signal');
const { failing, fill, startTwoAccounts } = require('./helpers');

const SIZE = 50_000;
const CONTENT = fill(SIZE);
const BLOCKS = { blockSize: 10_000, concurrency: 1 };
const STAGING = { operation: ['putBlock', 'putBlockFromUrl'], account: 'two' };
const HASTY = { retryOptions: { maxTries: 1 } };

/** What happens to one request of the clean-up. */
const FAULTS = {
  nothing: undefined,
  'it is lost': { reset: true },
  'its response is lost': { after: true, reset: true },
  'its connection is closed': { close: true },
  'it gets no response': { stall: true },
  'it takes effect and gets no response': { after: true, stall: true },
  'the service fails': { status: 500, code: 'InternalError' },
  'the service fails when it is done': { after: true, status: 500, code: 'OperationTimedOut' },
  'the service is busy': { status: 503, code: 'ServerBusy' },
  'it is rejected': { status: 403, code: 'AuthorizationPermissionMismatch' },
  'a lease is in the way': { status: 412, code: 'LeaseIdMissing' },
  'a condition is not met': { status: 412, code: 'ConditionNotMet' },
  'another operation is in the way': { status: 409, code: 'BlobBeingRehydrated' },
  'its response has no ETag': { missingHeaders: ['etag', 'last-modified'] },
  'the server is not a Blob service': { garbage: 'SSH-2.0-OpenSSH_9.9\r\n' },
};

/** The requests of the clean-up, and those that would create a blob. */
const REQUESTS = ['getBlobProperties', 'deleteBlob'];
const MAKING = ['putBlockList', 'putBlob'];

describe('an abandoned copy', () => {
  let simulator;
  let from;
  let to;
  let hasty;

  before(async () => {
    let containerOf;
    ({ simulator, from, to, containerOf } = await startTwoAccounts());
    hasty = containerOf('two', HASTY);
    await from.getBlockBlobClient('source').upload(CONTENT, SIZE);
  });
  after(() => simulator.stop());
  beforeEach(() => simulator.clearFaults());

  let names = 0;
  const fresh = () => `destination-${(names += 1)}`;
  const source = () => from.getBlockBlobClient('source');

  async function stalled() {
    while ((await simulator.stalls()) === 0);
  }

  /** Holds a request of the clean-up back for a while, in addition to other faults. */
  async function heldBack() {
    while ((await simulator.faultReport())[1].fired === 0);
    await simulator.clearFaults();
    await simulator.releaseStalls();
  }

  /** Why a copy is abandoned: the fault that holds it, and what its owner does then. */
  const REASONS = {
    'its owner cancels it': {
      rule: { which: STAGING, when: { nth: 3 }, what: { stall: true } },
      async end(poller) {
        await stalled();
        await poller.cancelOperation();
      },
    },
    'its signal fires': {
      rule: { which: STAGING, when: { nth: 3 }, what: { stall: true } },
      async end(poller, controller) {
        await stalled();
        controller.abort();
      },
    },
    'a block is rejected': {
      rule: { which: STAGING, when: { nth: 3 }, what: { status: 400, code: 'InvalidInput' } },
      end: () => {},
    },
    'its blocks are not taken': {
      rule: { which: { operation: 'putBlockList' }, when: { first: 1 }, what: { status: 400, code: 'InvalidInput' } },
      end: () => {},
    },
    'its source changes': {
      rule: {
        which: { operation: 'getBlob', role: 'any' },
        when: { nth: 3 },
        what: { status: 412, code: 'ConditionNotMet' },
      },
      end: () => {},
    },
  };

  /** The name is free: nothing is there, and a copy that replaces nothing takes it. */
  async function isFree(name, label) {
    await simulator.clearFaults();
    await simulator.releaseStalls();
    const destination = to.getBlockBlobClient(name);
    assert.equal(await destination.exists(), false, label);
    const listed = [];
    for await (const item of to.listBlobsFlat({ prefix: name })) listed.push(item.name);
    assert.deepEqual(listed, [], label);
    const poller = await destination.beginCopyFrom(source(), { ...BLOCKS, strategy: 'blocks', overwrite: 'never' });
    await poller.pollUntilDone();
    assert.deepEqual(await destination.downloadToBuffer(), CONTENT, label);
  }

  for (const strategy of ['blocks', 'relay']) {
    for (const [reason, { rule, end }] of Object.entries(REASONS)) {
      test(`because ${reason} leaves no blob, whatever happens while it cleans up (${strategy})`, async () => {
        for (const operation of REQUESTS) {
          for (const [fault, what] of Object.entries(FAULTS)) {
            const [name, controller] = [fresh(), new AbortController()];
            const cleanup = { which: { operation, account: 'two', blob: name }, when: { first: 9 }, what };
            await simulator.faults(rule, ...(what ? [cleanup] : []));
            const options = { ...BLOCKS, strategy, abortSignal: controller.signal };
            const poller = await hasty.getBlockBlobClient(name).beginCopyFrom(source(), options);
            const done = failing(poller.pollUntilDone());
            await Promise.all([end(poller, controller), what?.stall && heldBack()]);
            await done;
            await isFree(name, `${operation}: ${fault}`);
          }
        }
      });
    }

    test(`drops its blocks by a look and one request (${strategy})`, async () => {
      const destination = to.getBlockBlobClient(fresh());
      await simulator.faults({ which: STAGING, when: { nth: 3 }, what: { stall: true } });
      const poller = await destination.beginCopyFrom(source(), { ...BLOCKS, strategy });
      await stalled();
      await simulator.clearRequests();
      await poller.cancelOperation();
      await simulator.releaseStalls();
      const requests = await simulator.requests({ blob: destination.name });
      assert.deepEqual(
        requests
          .filter(({ operation }) => [...REQUESTS, ...MAKING].includes(operation))
          .map(({ operation }) => operation),
        ['getBlobProperties', 'deleteBlob'],
      );
      assert.equal((await failing(destination.getBlockList('all'))).statusCode, 404, 'no blocks are left');
    });

    for (const operation of ['getBlobProperties', 'deleteBlob']) {
      for (const after of [false, true]) {
        test(`by a process that is killed ${after ? 'after' : 'before'} ${operation} leaves no blob (${strategy})`, async () => {
          const name = fresh();
          const hold = { which: { operation, account: 'two', blob: name }, what: { after, stall: true } };
          await simulator.faults({ which: STAGING, when: { nth: 3 }, what: { stall: true } }, hold);
          const child = await runChild(path.join(__dirname, 'children', 'gives-up.js'), {
            arguments: [simulator.connectionString('one'), simulator.connectionString('two'), name, strategy],
            onLine: (line, child) =>
              line === 'begun' &&
              void stalled()
                .then(() => sendSignal(child, 'SIGUSR2'))
                .then(async () => {
                  while ((await simulator.faultReport())[1].fired === 0);
                })
                .then(() => child.kill('SIGKILL')),
          });
          assert.equal(child.signal, 'SIGKILL', child.stderr);
          await simulator.idle();
          await isFree(name);
        });
      }
    }

    test(`keeps a blob that another client creates while it cleans up (${strategy})`, async () => {
      const destination = to.getBlockBlobClient(fresh());
      await simulator.faults(
        { which: STAGING, when: { nth: 3 }, what: { stall: true } },
        {
          which: { operation: 'getBlobProperties', blob: destination.name },
          when: { first: 1 },
          what: { after: true },
          then: { put: { body: 'theirs' } },
        },
      );
      const poller = await destination.beginCopyFrom(source(), { ...BLOCKS, strategy });
      await stalled();
      await poller.cancelOperation();
      await simulator.releaseStalls();
      assert.equal((await destination.downloadToBuffer()).toString(), 'theirs');
    });

    test(`keeps a blob that was there, and its metadata (${strategy})`, async () => {
      const destination = to.getBlockBlobClient(fresh());
      await destination.upload('before', 6, { metadata: { is: 'old' } });
      await simulator.faults({ which: STAGING, when: { nth: 3 }, what: { stall: true } });
      const poller = await destination.beginCopyFrom(source(), { ...BLOCKS, strategy });
      await stalled();
      await poller.cancelOperation();
      await simulator.releaseStalls();
      assert.equal((await destination.downloadToBuffer()).toString(), 'before');
      assert.deepEqual((await destination.getProperties()).metadata, { is: 'old' });
    });

    for (const length of [12, 23, 24, 25, 48, 64]) {
      test(`or not copies beside blocks of another client whose ids have ${length} bytes, and drops them when it completes (${strategy})`, async () => {
        const destination = to.getBlockBlobClient(fresh());
        await destination.stageBlock(Buffer.alloc(length, 't').toString('base64'), 'theirs', 6);
        await simulator.clearRequests();
        await (await destination.beginCopyFrom(source(), { ...BLOCKS, strategy })).pollUntilDone();
        assert.deepEqual(await destination.downloadToBuffer(), CONTENT);
        assert.deepEqual((await destination.getBlockList('uncommitted')).uncommittedBlocks ?? [], []);
        assert.equal((await simulator.requests({ operation: 'deleteBlob' })).length, 0);
      });
    }
  }

  test('beside blocks of another client is resumed, also over a blob', async () => {
    const destination = to.getBlockBlobClient(fresh());
    await destination.upload('before', 6);
    await destination.stageBlock(Buffer.alloc(48, 't').toString('base64'), 'theirs', 6);
    await simulator.faults({ which: STAGING, when: { nth: 4 }, what: { stall: true } });
    const poller = await destination.beginCopyFrom(source(), { ...BLOCKS, strategy: 'blocks' });
    const done = poller.pollUntilDone();
    await stalled();
    const saved = poller.toString();
    await simulator.clearFaults();
    await simulator.clearRequests();
    const again = await destination.beginCopyFrom(source(), { resumeFrom: saved });
    await again.pollUntilDone();
    assert.deepEqual(await destination.downloadToBuffer(), CONTENT);
    const staged = (await simulator.requests({ operation: 'putBlockFromUrl' })).filter(({ status }) => status === 201);
    assert.ok(staged.length < 5, `${staged.length} blocks`);
    await simulator.releaseStalls();
    await done.catch(() => {});
  });
});
