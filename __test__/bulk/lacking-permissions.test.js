'use strict';

// Shared access signatures that lack a permission: the error says what the job needs before anything is written, and nothing is rejected that
// could be copied.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { command } = require('./command');
const { namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { AccountSASPermissions, BlobServiceClient, ContainerClient, ContainerSASPermissions } = blobferry;
const HOUR = 3600_000;

describe('a shared access signature that lacks a permission', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh());
  });

  const expiresOn = () => new Date(Date.now() + HOUR);

  const urlWith = (container, permissions, more = {}) =>
    container.generateSasUrl({
      permissions: ContainerSASPermissions.parse(permissions),
      expiresOn: expiresOn(),
      ...more,
    });

  async function accountUrl(account, container, permissions, resourceTypes) {
    const url = accounts
      .accountOf(account)
      .generateAccountSasUrl(expiresOn(), AccountSASPermissions.parse(permissions), resourceTypes);
    const { origin, pathname, search } = new URL(url);
    return `${origin}${pathname.replace(/\/$/, '')}/${container.containerName}${search}`;
  }

  const begin = (source, destination, options) =>
    new ContainerClient(destination).beginCopyFromContainer(source, options);

  async function run(source, destination, options) {
    const poller = await begin(source, destination, options);
    const reported = await settled(poller);
    await poller.pollUntilDone();
    return reported;
  }

  const tagged = { tags: { project: 'north' } };
  for (const [what, [source, destination, options = {}], side, lacking, enough, uploaded] of [
    ['to list', ['r', 'w'], 'source', '"l" (to list the blobs)', 'rl'],
    ['to read', ['l', 'w'], 'source', '"r" (to read the blobs)', 'rl'],
    ['to write', ['rl', 'rl'], 'destination', '"w" (to write the blobs)', 'rwl'],
    ['to create', ['rl', 'rl', { overwrite: 'never' }], 'destination', '"c" (to write the blobs)', 'rcl'],
    ['to stage blocks', ['rl', 'c', { strategy: 'blocks' }], 'destination', '"w" (to write', 'cw'],
    ['to compare', ['rl', 'w', { overwrite: 'ifDifferent' }], 'destination', '"r" (to look at', 'rw'],
    ['to verify', ['rl', 'wl', { verify: 'length' }], 'destination', '"r" (to verify the copies)', 'rwl'],
    ['to move', ['rl', 'rw', { move: true }], 'source', '"d" (to delete what was moved)', 'rdl'],
    ['to mirror', ['rl', 'rwl', { deleteExtraneous: true }], 'destination', '"d" (to delete what', 'rwdl'],
    ['to read tags', ['rl', 'wt'], 'source', '"t" (to read the tags of the blobs)', 'rlt', tagged],
    ['to write tags', ['rlt', 'w'], 'destination', '"t" (to write their tags)', 'wt', tagged],
  ]) {
    test(`A7: a signature that may not be used ${what} is rejected before anything is written`, async () => {
      await upload(from, 'a', 'a', uploaded);
      await simulator.clearRequests();
      const urls = [await urlWith(from, source), await urlWith(to, destination)];
      const error = await failing(begin(...urls, options));
      assert.deepEqual([error.name, error.code, error.statusCode], ['RestError', 'MissingPermission', 403]);
      assert.ok(
        error.message.startsWith(`Nothing was copied. The shared access signature of the ${side}, `),
        error.message,
      );
      assert.ok(error.message.includes(`, without ${lacking}`), error.message);
      assert.ok(error.message.endsWith(`Pass one with "${enough}".`), error.message);
      assert.ok(!error.message.includes('sig='));
      const methods = new Set((await simulator.requests()).map(({ method }) => method));
      assert.ok(!methods.has('PUT') && !methods.has('DELETE'));
    });
  }

  test('A7: one error has everything that both signatures lack', async () => {
    await upload(from, 'a');
    const options = { deleteExtraneous: true, verify: 'length' };
    const urls = [await urlWith(from, 'r'), await urlWith(to, 'c')];
    await simulator.clearRequests();
    const error = await failing(begin(...urls, options));
    const [, source, destination] = error.message.split('The shared access signature of the ');
    assert.match(source, /^source, .* the permissions "r", without "l" \(to list the blobs\)\. Pass one with "rl"\. $/);
    for (const letter of ['l', 'd', 'r']) assert.ok(destination.includes(`without "${letter}"`), destination);
    assert.ok(destination.endsWith('Pass one with "rcdl".'), destination);
    assert.deepEqual(await simulator.requests(), [], 'not even a listing is needed');
  });

  test('A7: an account signature needs the types of resources, too', async () => {
    await upload(from, 'a');
    const destination = await urlWith(to, 'w');
    const blobs = await accountUrl('one', from, 'rl', 'o');
    assert.match(
      (await failing(begin(blobs, destination))).message,
      /the resource types "o", without "c" \(to list the blobs\)/,
    );
    const containers = await accountUrl('one', from, 'rl', 'c');
    assert.match(
      (await failing(begin(containers, destination))).message,
      /types "c", without "o" \(to read the blobs\)/,
    );
    assert.equal((await run(await accountUrl('one', from, 'rl', 'co'), destination)).summary.copied, 1);
  });

  test('A7: the copies of an account, of entries, and by the command are checked as well', async () => {
    await upload(from, 'a');
    const service = accounts
      .accountOf('two')
      .generateAccountSasUrl(expiresOn(), AccountSASPermissions.parse('r'), 'sco');
    const source = accounts.accountOf('one');
    const error = await failing(new BlobServiceClient(service).beginCopyFromAccount(source));
    assert.match(error.message, /signature of the destination, .*without "w" \(to write the blobs\)/);
    const entries = [{ source: from.getBlobClient('a'), destination: 'a' }];
    assert.equal((await failing(begin(entries, await urlWith(to, 'rl')))).code, 'MissingPermission');
    const { code, stderr } = await command(['copy', await urlWith(from, 'rl'), await urlWith(to, 'rl')]);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /without "w" \(to write the blobs\)\. Pass one with "rwl"\./);
  });

  test('A7: a plan needs no permission to write, and notes what the run lacks', async () => {
    await upload(from, 'a');
    const destination = new ContainerClient(await urlWith(to, 'rl'));
    const { copies, notes } = await destination.planContainerCopy(await urlWith(from, 'l'));
    assert.equal(copies, 1);
    assert.deepEqual(
      notes.map((note) => note.replace(/, http.*? does/, ' does')),
      [
        'A run would be rejected: The shared access signature of the source does not suffice: it has the permissions "l", without "r" (to ' +
          'read the blobs). Pass one with "rl".',
        'A run would be rejected: The shared access signature of the destination does not suffice: it has the permissions "rl", without ' +
          '"w" (to write the blobs). Pass one with "rwl".',
      ],
    );
    const error = await failing(destination.planContainerCopy(await urlWith(from, 'r')));
    assert.match(error.message, /without "l" \(to list the blobs\)/);
  });

  test('A7: a comparison needs to list both sides', async () => {
    await upload(from, 'a');
    await upload(to, 'a');
    const container = new ContainerClient(await urlWith(to, 'r'));
    const error = await failing(container.verifyContainer(await urlWith(from, 'rl')));
    assert.match(error.message, /^Nothing was compared\. .*destination, .*without "l"/);
    const { equal } = await new ContainerClient(await urlWith(to, 'l')).verifyContainer(await urlWith(from, 'l'));
    assert.equal(equal, 1);
  });

  for (const [what, [source, destination, options = {}], uploaded] of [
    ['creates where nothing exists', ['rl', 'c']],
    ['may look at single blobs', ['rl', 'rw', { overwrite: 'ifDifferent' }]],
    ['may list alone', ['rl', 'wl', { overwrite: 'never' }]],
    ['does without tags', ['rl', 'w', { onTagsForbidden: 'skip' }], tagged],
    ['has no tags to copy', ['rl', 'w']],
    ['keeps no policies, as there are none', ['rl', 'w', { keepImmutability: true }]],
  ]) {
    test(`A7: a job that ${what} is not rejected`, async () => {
      await upload(from, 'a', 'a', uploaded);
      assert.equal((await run(await urlWith(from, source), await urlWith(to, destination), options)).summary.copied, 1);
    });
  }

  test('A7: a job without anything to copy is not rejected, and one with a later page is', async () => {
    const [source, destination] = [await urlWith(from, 'l'), await urlWith(to, 'l')];
    assert.equal((await run(source, destination)).summary.copied, 0);
    await upload(from, 'a');
    assert.equal((await run(source, destination, { include: ['b*'] })).summary.filtered, 1);
    await upload(from, 'b');
    assert.equal(
      (await failing(begin(source, destination, { include: ['b*'], pageSize: 1 }))).code,
      'MissingPermission',
    );
  });

  for (const [overwrite, reason] of [
    ['ifDifferent', 'same'],
    ['ifSourceNewer', 'same'],
    ['never', 'exists'],
  ]) {
    test(`A7: a rerun with ${overwrite} that has nothing to write needs no permission to write`, async () => {
      await Promise.all(['a', 'b'].map((name) => upload(from, name)));
      await (await to.beginCopyFromContainer(from, { overwrite })).pollUntilDone();
      const entries = ['a', 'b'].map((name) => ({ source: from.getBlobClient(name), destination: name }));
      for (const [source, options] of [
        [await urlWith(from, 'rl'), {}],
        // Names of a template, and those of entries, are looked at one by one.
        [await urlWith(from, 'rl'), { rename: '{name}' }],
        [entries, {}],
      ]) {
        const { summary } = await run(source, await urlWith(to, 'rl'), { overwrite, ...options });
        assert.deepEqual([summary.copied, summary.skipped], [0, { [reason]: 2 }]);
      }
    });

    test(`A7: a job with ${overwrite} that turns out to have something to write ends before it does`, async () => {
      await Promise.all(['a', 'b', 'c', 'd.'].map((name) => upload(from, name)));
      await (await to.beginCopyFromContainer(from, { overwrite, include: ['a', 'b'] })).pollUntilDone();
      const entries = ['a', 'd.'].map((name) => ({ source: from.getBlobClient(name), destination: name }));
      for (const [source, options] of [
        [await urlWith(from, 'rl'), { pageSize: 1 }],
        [await urlWith(from, 'rl'), { include: ['a', 'd.'], pageSize: 1 }],
        [await urlWith(from, 'rl'), { rename: '{name}' }],
        [entries, {}],
      ]) {
        await simulator.clearRequests();
        const poller = await begin(source, await urlWith(to, 'rl'), { overwrite, concurrency: 1, ...options });
        const { events } = await settled(poller);
        const error = await failing(poller.pollUntilDone());
        assert.deepEqual([error.name, error.code, error.statusCode], ['RestError', 'MissingPermission', 403]);
        assert.match(
          error.message,
          /^Nothing was copied\. The shared access signature of the destination, .* without "[wc]"/,
        );
        assert.ok(
          events.every(({ event }) => event === 'skipped'),
          JSON.stringify(events),
        );
        const methods = new Set((await simulator.requests()).map(({ method }) => method));
        assert.ok(!methods.has('PUT'));
      }
      // What the first page shows is reported before the job begins.
      const error = await failing(begin(await urlWith(from, 'rl'), await urlWith(to, 'rl'), { overwrite }));
      assert.match(error.message, /^Nothing was copied\. .* without "[wc]"/);
      assert.deepEqual(await namesOf(to), ['a', 'b']);
    });
  }

  test('A7: the error of a rerun has everything that it lacks, even what it may not need', async () => {
    await upload(from, 'a');
    await (await to.beginCopyFromContainer(from)).pollUntilDone();
    const urls = [await urlWith(from, 'rl'), await urlWith(to, 'l')];
    const options = { overwrite: 'ifDifferent', verify: 'length' };
    const { message } = await failing(begin(...urls, options));
    assert.ok(message.endsWith('Pass one with "rwl".'), message);
    // A plan does not know what other pages have.
    const { notes } = await new ContainerClient(urls[1]).planContainerCopy(urls[0], { overwrite: 'ifDifferent' });
    assert.equal(notes.length, 1);
    assert.match(notes[0], /^A run that has to write would be rejected: .* without "w"/);
  });

  test('A7: a signature that is renewed while the job runs may write', async (t) => {
    await Promise.all(['a', 'b'].map((name) => upload(from, name)));
    await (await to.beginCopyFromContainer(from, { overwrite: 'ifDifferent', include: ['a'] })).pollUntilDone();
    // The request for the second blob of the destination.
    await simulator.faults({
      which: { operation: 'getBlobProperties', account: 'two' },
      when: { nth: 2 },
      what: { status: 403, code: 'AuthenticationFailed' },
    });
    const sides = [];
    const poller = await begin(await urlWith(from, 'rl'), await urlWith(to, 'rl'), {
      overwrite: 'ifDifferent',
      rename: '{name}',
      concurrency: 1,
      onNeedsCredentials: async ({ side }) => {
        sides.push(side);
        return { [side]: await urlWith(to, 'rwl') };
      },
    });
    t.after(() => poller.cancelOperation());
    await poller.pollUntilDone();
    assert.deepEqual(sides, ['destination']);
    assert.deepEqual(await namesOf(to), ['a', 'b']);
  });

  test('A7: what only the service knows is left to the service', async () => {
    await upload(from, 'a');
    const id = 'policy';
    const accessPolicy = { permissions: 'rl', startsOn: new Date(Date.now() - HOUR), expiresOn: expiresOn() };
    for (const container of [from, to]) await container.setAccessPolicy(undefined, [{ id, accessPolicy }]);
    const [source, destination] = [from, to].map((container) => container.generateSasUrl({ identifier: id }));
    const poller = await begin(await source, await destination);
    assert.equal((await failing(poller.pollUntilDone())).code, 'AuthorizationPermissionMismatch');
    // A key beside the signature may do more.
    const keyed = new ContainerClient(await urlWith(to, 'l'), to.credential);
    const outcome = await keyed
      .beginCopyFromContainer(from)
      .then((begun) => begun.pollUntilDone())
      .catch((error) => error);
    assert.notEqual(outcome.code, 'MissingPermission');
    // Within one account, the destination's credential may read the source.
    const beside = accounts.within('one', `beside-${number}`);
    await beside.create();
    const within = await beside.beginCopyFromContainer(await urlWith(from, 'l'));
    assert.notEqual((await within.pollUntilDone().catch((error) => error)).code, 'MissingPermission');
  });

  test('A7: nothing is written where a permission is missing', async () => {
    await upload(from, 'a');
    await failing(begin(await urlWith(from, 'rl'), await urlWith(to, 'w'), { verify: 'length' }));
    assert.deepEqual(await namesOf(to), []);
  });
});
