'use strict';

// A job that is abandoned at every request that it sends: when the request arrives, and when its response is on its way. Nothing continues
// afterwards, each blob is whole or as it was, and the journal continues the job to the end that it would have had.

const assert = require('node:assert/strict');
const path = require('node:path');
const { afterEach, beforeEach, describe, test } = require('node:test');
const { setImmediate: nextTurn } = require('node:timers/promises');

const { blobferry } = require('../support/blobferry');
const { startRecordingProxy } = require('../support/recording-proxy');
const { startAltering } = require('./altering-proxy');
const { describeContainer, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

/** More requests than any of these jobs sends. */
const MANY = 60;

const NAMES = ['a', 'b'];
const [OLD, EXTRA] = ['old', 'x'];
const contentOf = (name) => `content of ${name}`;
const base64 = (text) => Buffer.from(text).toString('base64');

/** The jobs, when they are abandoned, and what is at the destination beside the copies when they have ended. */
const JOBS = [
  ['a relayed copy', 'when a response is on its way', { strategy: 'relay' }, [EXTRA]],
  ['a mirror', 'when a request arrives', { pageSize: 1, deleteExtraneous: true, allowMassDeletes: true }, []],
  ['a move', 'when a request arrives', { move: true, overwrite: 'always' }, [EXTRA]],
  ['a move', 'when a response is on its way', { move: true, overwrite: 'always' }, [EXTRA]],
];

/** How a job is abandoned at its request of this number. Both return the origin to go through. */
const MOMENTS = {
  async 'when a request arrives'(origin, giveUp) {
    const proxy = await startRecordingProxy(origin);
    proxy.inject(() => void giveUp());
    return { origin: proxy.origin, stop: () => proxy.close() };
  },
  async 'when a response is on its way'(origin, giveUp) {
    return startAltering(origin, () => void giveUp());
  },
};

describe('an abandoned container copy', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let number = 0;
  let proxy;
  let controller;
  let left;

  beforeEach(() => {
    ({ simulator } = accounts);
  });
  afterEach(() => proxy?.stop());

  const through = (client, account) =>
    new client.constructor(
      client.url.replace(simulator.origin, proxy.origin),
      new blobferry.StorageSharedKeyCredential(account, simulator.accountKey(account)),
      { retryOptions: { maxTries: 2, retryDelayInMs: 1 } },
    );

  async function sides(prefix) {
    const fresh = await accounts.fresh({ name: prefix });
    await Promise.all(NAMES.map((name) => upload(fresh.from, name, contentOf(name), { metadata: { of: name } })));
    await Promise.all([upload(fresh.to, 'a', OLD), upload(fresh.to, EXTRA, OLD)]);
    await simulator.advanceClock(2);
    number += 1;
    return { ...fresh, journal: path.join(fresh.folder, `journal-${number}`) };
  }

  for (const [job, moment, options, extra] of JOBS) {
    test(`J1, M1: ${job}, ${moment}, whichever it is`, async () => {
      proxy = await MOMENTS[moment](simulator.origin, () => {
        left -= 1;
        if (left === 0) controller.abort();
      });
      let at = 1;
      for (; at < MANY; at += 1) {
        const { from, to, journal } = await sides('given-up');
        const [source, destination] = [through(from, 'one'), through(to, 'two')];
        controller = new AbortController();
        left = at;
        let poller;
        const ended = await (async () => {
          poller = await destination.beginCopyFromContainer(source, {
            ...options,
            journal,
            abortSignal: controller.signal,
          });
          await poller.pollUntilDone();
        })().catch((error) => error);
        if (!controller.signal.aborted) {
          assert.equal(ended, undefined);
          break;
        }
        if (ended) assert.match(ended.name, /^(AbortError|PollerCancelledError)$/, `${at}: ${ended.stack}`);
        if (poller) assert.ok(poller.isDone());
        // What is in the sockets is read in a few turns. After that, the counter of requests stands still.
        for (let turn = 0; turn < 10; turn += 1) await nextTurn();
        const counted = left;
        await isQuiet(from);
        if (moment === 'when a request arrives') assert.equal(left, counted, `requests after the end, ${at}`);
        await isWhole(from, to, at);
        left = 0;
        await (await destination.beginCopyFromContainer(source, { ...options, journal })).pollUntilDone();
        const end = await describeContainer(to);
        assert.deepEqual(Object.keys(end), [...NAMES, ...extra], `resumed after ${at}`);
        for (const name of NAMES) assert.equal(end[name].content, base64(contentOf(name)), `${name} after ${at}`);
        if (options.move) assert.deepEqual(await namesOf(from), [], `moved after ${at}`);
      }
      assert.ok(at > 5 && at < MANY, `it sent ${at} requests`);
    });
  }

  /** Waits until what was sent before the end has arrived, which takes as long as the proxy needs, and nothing follows. */
  async function isQuiet(container) {
    const count = async () => (await simulator.requests()).length;
    for (let round = 0, before = await count(); round < 20; round += 1) {
      for (let request = 0; request < 5; request += 1) await container.exists();
      const after = await count();
      if (after - before === 5) return;
      before = after;
    }
    assert.fail('requests after the end');
  }

  /** Each blob is whole on at least one side, and none is half. */
  async function isWhole(from, to, at) {
    const [there, here] = [await describeContainer(from), await describeContainer(to)];
    for (const name of NAMES) {
      const copy = here[name];
      const isCopied = copy?.content === base64(contentOf(name));
      if (isCopied) assert.deepEqual(copy.metadata, { of: name }, `${name} at ${at}`);
      else if (copy) assert.equal(copy.content, base64(OLD), `${name} at ${at}`);
      assert.ok(isCopied || there[name]?.content === base64(contentOf(name)), `${name} is lost at ${at}`);
    }
  }
});
