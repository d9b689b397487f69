'use strict';

// The option `journal` of beginCopyFromAccount: a job is resumed at the first container that is not finished, whatever ended its process,
// and ends as one without faults does.

const assert = require('node:assert/strict');
const { existsSync, readFileSync, statSync, truncateSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { describeContainer, eventsOf, namesOf, upload } = require('./helpers');
const { kill, killAfter, random, startCopy } = require('./killed');
const { useTwoAccounts } = require('./two-accounts');

describe('a copy of an account with a journal', () => {
  const accounts = useTwoAccounts();
  const { within } = accounts;
  let simulator;
  let from;
  let to;
  let number;
  let folder;
  let prefix;

  beforeEach(async () => {
    ({ simulator, number, folder } = await accounts.fresh({ name: 'beside' }));
    [from, to] = ['one', 'two'].map(accounts.accountOf);
    prefix = `part${number}-`;
  });

  const file = (name) => path.join(folder, `account-${number}-${name}`);
  const optionsWith = (more) => ({ containerPrefix: prefix, journal: file('journal'), ...more });
  const linesOf = (name) =>
    readFileSync(file(name), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));

  async function fill(counts) {
    for (const [name, count] of Object.entries(counts)) {
      const client = within('one', prefix + name);
      await client.create({ metadata: { name } });
      const blobs = Array.from({ length: count }, (_, index) => `blob ${String(index).padStart(3, '0')}`);
      await Promise.all(blobs.map((blob) => upload(client, blob, `${name} ${blob}`, { metadata: { name } })));
    }
    await simulator.clearStatistics();
    await simulator.clearRequests();
  }

  async function checkAll(names) {
    for (const name of names) {
      const [here, there] = ['one', 'two'].map((account) => within(account, prefix + name));
      assert.deepEqual(await describeContainer(there), await describeContainer(here), name);
    }
  }

  const operations = async () => (await simulator.statistics()).operations;

  test('J1, J6, J8: killed at 12 random moments and resumed each time, it ends as a run without faults', async () => {
    const KILLS = 12;
    const CONCURRENCY = 6;
    const counts = { a: 40, 'a-b': 0, a0: 1, b: 120, c: 3, d: 60 };
    await fill(counts);
    const count = Object.values(counts).reduce((sum, one) => sum + one);
    const options = optionsWith({ manifest: file('manifest'), concurrency: CONCURRENCY, pageSize: 11 });
    const rules = [{ which: { operation: 'copyBlobFromUrl' }, what: { delay: 2 } }];
    const next = random(7);
    for (let round = 0; round < KILLS; round += 1) {
      const requests = Math.floor(next() * 14);
      const ended = await killAfter(simulator, undefined, options, 'copyBlobFromUrl', requests, rules);
      assert.equal(ended.signal, 'SIGKILL', `round ${round}: ${JSON.stringify(ended)}`);
      if (existsSync(options.journal)) assert.ok(statSync(options.journal).size < 100_000);
    }
    const { summary, error } = await startCopy(simulator, undefined, options).ended;
    assert.equal(error, undefined);
    assert.deepEqual([summary.listed, summary.copied, summary.failed], [count, count, 0]);
    assert.deepEqual([summary.containers.begun, summary.containers.failed], [Object.keys(counts).length, 0]);
    const { copyBlobFromUrl } = await operations();
    assert.ok(copyBlobFromUrl - count <= KILLS * CONCURRENCY, `${copyBlobFromUrl - count} repeated`);
    await checkAll(Object.keys(counts));
    const lines = linesOf('manifest');
    assert.equal(new Set(lines.map(({ container, source }) => `${container} ${source}`)).size, count);
    assert.ok(lines.every(({ event }) => event === 'copied'));
    assert.equal(lines.length, count, 'each blob has one line');
    assert.equal(existsSync(options.journal), false);
    assert.equal(existsSync(`${options.journal}.new`), false);
  });

  test('J1: it resumes in the first container that is not finished, and lists none before it', async () => {
    await fill({ a: 30, b: 30, c: 30 });
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', container: `${prefix}b`, blob: 'blob 010' },
      what: { stall: true },
    });
    const options = optionsWith({ concurrency: 1, pageSize: 10 });
    const { child, ended } = startCopy(simulator, undefined, options);
    while ((await simulator.stalls()) === 0);
    await kill(simulator, child, ended);
    await simulator.clearFaults();
    await simulator.clearStatistics();
    await simulator.clearRequests();
    const { summary } = await startCopy(simulator, undefined, options).ended;
    assert.deepEqual([summary.listed, summary.copied, summary.containers.begun], [90, 90, 3]);
    assert.equal((await operations()).copyBlobFromUrl, 50);
    const listed = (await simulator.requests({ operation: 'listBlobs' })).map((request) => request.path);
    assert.ok(!listed.some((where) => where.includes(`${prefix}a`)), String(listed));
    await checkAll(['a', 'b', 'c']);
  });

  test('J7: a journal whose end was torn, or is damaged, repeats what came after', async () => {
    await fill({ a: 20, b: 20 });
    for (const tear of [
      (journal, size) => truncateSync(journal, size - 3),
      (journal) => {
        const bytes = readFileSync(journal);
        bytes[bytes.length - 5] ^= 0xff;
        writeFileSync(journal, bytes);
      },
    ]) {
      await simulator.faults({
        which: { operation: 'copyBlobFromUrl', container: `${prefix}b`, blob: 'blob 010' },
        what: { stall: true },
      });
      const options = optionsWith({ concurrency: 2 });
      const { child, ended } = startCopy(simulator, undefined, options);
      while ((await simulator.stalls()) === 0);
      await kill(simulator, child, ended);
      await simulator.clearFaults();
      tear(options.journal, statSync(options.journal).size);
      const { summary, error } = await startCopy(simulator, undefined, options).ended;
      assert.equal(error, undefined);
      assert.deepEqual([summary.listed, summary.copied], [40, 40]);
      await checkAll(['a', 'b']);
    }
  });

  test('J1, J5: containers that failed are copied by the next run, also if that is killed, and may be gone by then', async () => {
    await fill({ a: 10, b: 30, c: 10, d: 5 });
    await simulator.faults(
      {
        which: { operation: 'createContainer', container: `${prefix}b` },
        what: { status: 409, code: 'ContainerBeingDeleted' },
      },
      {
        which: { operation: 'listBlobs', container: `${prefix}d` },
        what: { status: 409, code: 'ContainerBeingDeleted' },
      },
    );
    const options = optionsWith({ failed: file('failed'), concurrency: 2, pageSize: 7 });
    const { error } = await startCopy(simulator, undefined, options).ended;
    assert.equal(error.code, 'AccountCopyIncomplete');
    assert.deepEqual(
      linesOf('failed').map(({ container, code }) => [container, code]),
      [
        [`${prefix}b`, 'ContainerBeingDeleted'],
        [`${prefix}d`, 'ContainerBeingDeleted'],
      ],
    );
    assert.equal(existsSync(options.journal), true);
    await within('one', `${prefix}d`).delete();
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', container: `${prefix}b`, blob: 'blob 015' },
      what: { stall: true },
    });
    await simulator.clearStatistics();
    const { child, ended } = startCopy(simulator, undefined, options);
    while ((await simulator.stalls()) === 0);
    await kill(simulator, child, ended);
    await simulator.clearFaults();
    const last = await startCopy(simulator, undefined, options).ended;
    assert.equal(last.error, undefined, last.error?.message);
    assert.equal(last.summary.failed, 0);
    await checkAll(['a', 'b', 'c']);
    assert.equal(existsSync(options.journal), false);
  });

  test('J5: a blob or container that was in flight and is gone has vanished', async () => {
    await fill({ a: 8, b: 8 });
    for (const [gone, remove] of [
      ['blob', () => within('one', `${prefix}a`).deleteBlob('blob 003')],
      ['container', () => within('one', `${prefix}a`).delete()],
    ]) {
      await simulator.faults({
        which: {
          operation: 'copyBlobFromUrl',
          container: `${prefix}a`,
          blob: gone === 'blob' ? 'blob 003' : 'blob 005',
        },
        what: { stall: true },
      });
      // Nobody knows any more how large it was.
      const options = optionsWith({ concurrency: 3, minSize: 1 });
      const poller = await to.beginCopyFromAccount(from, options);
      for await (const { container, source } of poller) if (container === `${prefix}b` && source === 'blob 004') break;
      await poller.cancelOperation();
      await simulator.releaseStalls();
      await simulator.clearFaults();
      await remove();
      const resumed = await to.beginCopyFromAccount(from, options);
      const events = await eventsOf(resumed);
      const vanished = events.filter(({ event }) => event === 'skipped');
      assert.equal(vanished.length, 1, JSON.stringify(events));
      assert.deepEqual([vanished[0].container, vanished[0].reason], [`${prefix}a`, 'vanished'], gone);
      assert.equal((await resumed.pollUntilDone()).failed, 0);
    }
  });

  test('J3, J11: a journal of another job is rejected and not changed; one in use is rejected', async () => {
    await fill({ a: 6 });
    await simulator.faults({ which: { operation: 'copyBlobFromUrl' }, what: { stall: true } });
    const options = optionsWith({ concurrency: 2 });
    const poller = await to.beginCopyFromAccount(from, options);
    while ((await simulator.stalls()) < 2);
    const own = await failing(to.beginCopyFromAccount(from, options));
    assert.equal(own.code, 'JournalInUse');
    assert.equal((await startCopy(simulator, undefined, options).ended).error.code, 'JournalInUse');
    await poller.cancelOperation();
    await simulator.releaseStalls();
    await simulator.clearFaults();
    const before = readFileSync(options.journal);
    const [source, destination] = ['one', 'two'].map((account) => within(account, `${prefix}a`));
    for (const [begin, expected] of [
      [
        () => to.beginCopyFromAccount(from, { ...options, includeContainers: ['x'] }),
        /other options: "includeContainers"/,
      ],
      [() => to.beginCopyFromAccount(from, { ...options, prefix: 'x' }), /other options: "prefix"/],
      [() => from.beginCopyFromAccount(to, options), /another source/],
      [() => destination.beginCopyFromContainer(source, { journal: options.journal }), /another source/],
      [() => destination.beginCopyFromContainer([], { journal: options.journal }), /another source/],
      [() => to.beginCopyFromAccount(from, { ...options, resumeFrom: poller.toString() }), /Leave out "resumeFrom"/],
      [() => to.beginCopyFromAccount(from, { ...options, rename: '{base}' }), /cannot be resumed or have a "journal"/],
    ]) {
      const error = await failing(begin());
      assert.ok(error instanceof RangeError, `${begin}: ${error}`);
      assert.match(error.message, expected);
      assert.deepEqual(readFileSync(options.journal), before);
    }
    assert.doesNotMatch(before.toString('latin1'), /sig=|AccountKey/);
    assert.equal((await (await to.beginCopyFromAccount(from, options)).pollUntilDone()).copied, 6);
  });

  const posix = { skip: process.platform === 'win32' };
  test('J7: a job that cannot write its journal stops, and the same call continues', posix, async () => {
    await fill({ a: 150, b: 150 });
    const options = optionsWith({ concurrency: 4, pageSize: 20 });
    // No file of that process may become larger: its writes fail as those to a full disk do.
    const { error } = await startCopy(simulator, undefined, options, 'ulimit -f 4').ended;
    assert.equal(error.code, 'JournalUnusable', error.message);
    assert.ok((await namesOf(within('two', `${prefix}a`))).length > 0, 'it had begun');
    const { summary, error: other } = await startCopy(simulator, undefined, options).ended;
    assert.equal(other, undefined);
    assert.deepEqual([summary.listed, summary.copied], [300, 300]);
    await checkAll(['a', 'b']);
  });

  test('M3: a move of an account that is killed and resumed loses nothing', async () => {
    await fill({ a: 25, b: 25 });
    const options = optionsWith({ move: true, concurrency: 3 });
    const contents = Object.fromEntries(
      await Promise.all(['a', 'b'].map(async (name) => [name, await namesOf(within('one', prefix + name))])),
    );
    for (const requests of [6, 9, 12]) {
      await killAfter(simulator, undefined, options, 'deleteBlob', requests, [
        { which: { operation: 'deleteBlob' }, what: { delay: 2 } },
      ]);
    }
    const { summary, error } = await startCopy(simulator, undefined, options).ended;
    assert.equal(error, undefined);
    assert.deepEqual([summary.failed, summary.conflicts], [0, 0]);
    for (const name of ['a', 'b']) {
      assert.deepEqual(await namesOf(within('one', prefix + name)), []);
      assert.deepEqual(await namesOf(within('two', prefix + name)), contents[name]);
    }
  });
});
