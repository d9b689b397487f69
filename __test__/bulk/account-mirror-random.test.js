'use strict';

// Mirrors of an account at random: faults in listings, aborts and kills at random places, writers at the destination, and the same call again until
// it succeeds. Nothing that the source has, that is newer than the job, or that is outside the selection is ever deleted, and in the end nothing
// extraneous is left.

const assert = require('node:assert/strict');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { contentOf, namesOf, upload } = require('./helpers');
const { kill, random, startCopy } = require('./killed');
const { useTwoAccounts } = require('./two-accounts');

const SEEDS = Array.from({ length: 12 }, (_, index) => index + 1);
const FAULTS = [
  { status: 503, code: 'ServerBusy' },
  { status: 403, code: 'AuthorizationFailure' },
  { body: { truncate: { part: 0.7 } } },
  { body: { garbage: 30 } },
  { reset: true },
];
/** What may happen in a run, and which requests it happens to. */
const OPERATIONS = ['listBlobs', 'listBlobs', 'listBlobs', 'listContainers', 'createContainer', 'getBlobProperties'];

describe('mirrors of an account at random', () => {
  const accounts = useTwoAccounts({ maxTries: 2 });
  const { within } = accounts;
  let simulator;
  let number;
  let folder;
  let prefix;

  beforeEach(async () => {
    ({ simulator, number, folder } = await accounts.fresh({ name: 'beside' }));
    prefix = `part${number}-`;
  });

  const contentsOf = async (container) => {
    const contents = {};
    for (const name of await namesOf(container)) contents[name] = await contentOf(container, name);
    return contents;
  };

  for (const seed of SEEDS) {
    test(`D1, D11, J1: seed ${seed}`, async () => {
      const next = random(seed * 7919);
      // The first numbers of similar seeds resemble each other.
      for (let skipped = 0; skipped < 20; skipped += 1) next();
      const below = (limit) => Math.floor(next() * limit);
      const pick = (list) => list[below(list.length)];
      const [one, two] = ['one', 'two'].map((account) => (name) => within(account, prefix + name));
      const names = ['a', 'a-b', 'a0', 'b', 'c', 'd'].filter(() => next() < 0.8);
      const blobs = ['k', 'k/', 'k/a', 'k0', 'm', 'x', '\u{FF5E}', '\u{1F600}', 'z\\y'];
      for (const name of [...names, 'only-one']) {
        await one(name).create();
        for (const blob of ['k', ...blobs].filter((_, index) => index === 0 || next() < 0.5)) {
          await upload(one(name), blob, `new ${blob}`);
        }
      }
      for (const name of [...names.filter(() => next() < 0.8), 'only-two', 'skip-both']) {
        await two(name).create();
        for (const blob of blobs.filter(() => next() < 0.7)) await upload(two(name), blob, `old ${blob}`);
        for (let index = below(12); index > 0; index -= 1) await upload(two(name), `y${index}`, 'old');
      }
      await one('skip-both').create();
      await upload(one('skip-both'), 'k');
      const untouched = await Promise.all(['only-two', 'skip-both'].map((name) => contentsOf(two(name))));
      await simulator.advanceClock(2);
      const options = {
        containerPrefix: prefix,
        excludeContainers: ['*skip*'],
        deleteExtraneous: true,
        // Half of these, and fewer than a hundred, need no explicit yes.
        allowMassDeletes: false,
        journal: path.join(folder, `random-${number}`),
        overwrite: pick(['always', 'ifDifferent']),
        concurrency: 1 + below(4),
        pageSize: 1 + below(4),
      };
      const theirs = new Map();

      const check = async (what) => {
        const there = await Promise.all(['only-two', 'skip-both'].map((name) => contentsOf(two(name))));
        assert.deepEqual(there, untouched, what);
        for (const [name, written] of theirs) {
          const contents = await contentsOf(two(name));
          for (const blob of written) assert.equal(contents[blob], 'theirs', `${what}: ${name} ${blob}`);
        }
      };
      const existing = async () => {
        const found = {};
        for (const name of names) if (await two(name).exists()) found[name] = await namesOf(two(name));
        return found;
      };
      const sources = {};
      for (const name of names) sources[name] = new Set(await namesOf(one(name)));

      let done = false;
      for (let run = 0; run < 6 && !done; run += 1) {
        const isLast = run === 5;
        const before = await existing();
        let isUnlisted = false;
        const way = isLast ? 'in peace' : pick(['fault', 'fault', 'abort', 'kill']);
        const operation = pick(OPERATIONS);
        const rule = {
          which: { operation },
          when: { after: below(operation === 'listBlobs' ? 40 : 8) },
          what: pick(FAULTS),
        };
        if (way === 'fault') await simulator.faults(rule);
        if (way === 'kill') {
          const stalled = { operation: pick(['copyBlobFromUrl', 'listBlobs', 'deleteBlob', 'createContainer']) };
          await simulator.faults({ which: stalled, when: { after: below(12) }, what: { stall: true } });
          const { child, ended } = startCopy(simulator, undefined, options);
          let isOver = false;
          ended.then(() => (isOver = true));
          while (!isOver && (await simulator.stalls()) === 0);
          const outcome = await kill(simulator, child, ended);
          done = outcome.summary !== undefined;
        } else {
          let poller;
          let error;
          try {
            poller = await accounts.accountOf('two').beginCopyFromAccount(accounts.accountOf('one'), options);
            let events = way === 'abort' ? below(40) : Infinity;
            for await (const event of poller) {
              void event;
              events -= 1;
              if (events === 0) await poller.cancelOperation();
            }
            await poller.pollUntilDone();
            done = true;
          } catch (rejection) {
            error = rejection;
          }
          isUnlisted = way === 'fault' && error !== undefined && operation.startsWith('list');
          if (isUnlisted && poller) assert.ok(poller.getOperationState().summary.deletes.withheldBecause, `${error}`);
          if (isLast) assert.equal(error, undefined, error?.message);
        }
        await simulator.clearFaults();
        await simulator.releaseStalls();
        await simulator.idle();
        const after = await existing();
        for (const [name, listed] of Object.entries(before)) {
          const gone = listed.filter((blob) => !after[name]?.includes(blob));
          const wrong = gone.filter((blob) => isUnlisted || sources[name].has(blob));
          assert.deepEqual(wrong, [], `run ${run} (${way}) in ${name}`);
        }
        await check(`run ${run} (${way})`);
        // Another client writes, also where there was something extraneous.
        if (!done && next() < 0.5) {
          const name = pick(
            Object.keys(after)
              .filter((one) => after[one].length > 0)
              .concat(['only-two']),
          );
          if (name === 'only-two') continue;
          const blob = pick(['theirs', 'y1', 'y2']);
          await simulator.advanceClock(2);
          await upload(two(name), blob, 'theirs');
          theirs.set(name, new Set([...(theirs.get(name) ?? []), blob]));
        }
      }
      assert.ok(done);
      for (const name of names) {
        const expected = new Set([...sources[name], ...(theirs.get(name) ?? [])]);
        assert.deepEqual(new Set(await namesOf(two(name))), expected, name);
        for (const blob of sources[name]) assert.equal(await contentOf(two(name), blob), `new ${blob}`);
      }
    });
  }
});
