'use strict';

// The command `blobferry copy` between two accounts: all containers, their options, and what is reported.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { command, useCommand } = require('./command');
const { namesOf, upload } = require('./helpers');

describe('the command between two accounts as a whole', () => {
  const { fresh, within } = useCommand();
  let simulator;
  let environment;
  let folder;
  let prefix;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'blobferry-command-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    let number;
    ({ simulator, environment, number } = await fresh());
    prefix = `part${number}-`;
  });

  const copy = (parameters, options) =>
    command(['copy', simulator.url('one'), simulator.url('two'), '--container-prefix', prefix, ...parameters], {
      environment,
      ...options,
    });
  const there = (name) => namesOf(within('two', prefix + name));

  async function sides(atSource, atDestination) {
    for (const [account, containers] of [
      ['one', atSource],
      ['two', atDestination],
    ]) {
      for (const [name, blobs] of Object.entries(containers)) {
        await within(account, prefix + name).create();
        for (const blob of blobs) await upload(within(account, prefix + name), blob);
      }
    }
    await simulator.advanceClock(2);
  }

  test('D3, O11: containers are copied and mirrored; those that only the destination has are reported', async () => {
    await sides({ a: ['x'], b: ['x'], tmp: ['x'] }, { a: ['x', 'y'], d: ['x'] });
    const mirror = ['--delete-extraneous', '--exclude-container', '*tmp'];
    const planned = await copy([...mirror, '--dry-run']);
    assert.equal(planned.code, 0, planned.stderr);
    assert.match(planned.stdout, /^containers +begun 2, would create 1, skipped 1, failed 0$/m);
    assert.match(planned.stdout, /^deletes +wanted 1, done 1/m);
    assert.deepEqual(await there('a'), ['x', 'y']);
    const { code, stderr, events } = await copy([...mirror, '--json']);
    assert.equal(code, 0, stderr);
    const lines = events();
    assert.deepEqual(lines[0].source, { account: simulator.url('one') });
    const deleted = lines.filter(({ event }) => event === 'deleted');
    assert.deepEqual(
      deleted.map(({ container, destination }) => [container, destination.name]),
      [[`${prefix}a`, 'y']],
    );
    const skipped = lines.filter(({ event }) => event === 'container-skipped');
    assert.deepEqual(
      skipped.map(({ container, reason }) => [container, reason]),
      [[`${prefix}d`, 'onlyAtDestination']],
    );
    assert.deepEqual([await there('a'), await there('b'), await there('d')], [['x'], ['x'], ['x']]);
    assert.equal(await within('two', `${prefix}tmp`).exists(), false);
  });

  test('signatures of accounts, lease ids by container, and a container for replaced blobs', async () => {
    await sides({ a: ['x'], b: ['x'] }, { a: ['x'], b: ['x'], attic: [] });
    const { leaseId } = await within('two', `${prefix}a`).getBlobClient('x').getBlobLeaseClient().acquireLease(-1);
    const leases = path.join(folder, 'leases.json');
    writeFileSync(leases, JSON.stringify({ [`${prefix}a/x`]: leaseId }));
    const urls = ['one', 'two'].map((account) =>
      blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(account)).generateAccountSasUrl(
        new Date(Date.now() + 3_600_000),
        blobferry.AccountSASPermissions.parse('rwdlc'),
        'sco',
      ),
    );
    const options = [
      '--lease-ids',
      leases,
      '--keep-replaced-container',
      `${prefix}attic`,
      '--container-prefix',
      prefix,
    ];
    const { code, stdout, stderr } = await command(['copy', ...urls, ...options]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await there('attic'), [`${prefix}a/x`, `${prefix}b/x`]);
    for (const url of urls) {
      const signature = encodeURIComponent(new URL(url).searchParams.get('sig'));
      assert.ok(!`${stdout}${stderr}`.includes(signature));
    }
  });

  test('each option about containers reaches the copy', async () => {
    const web = within('one', '$web');
    await web.createIfNotExists();
    await upload(web, prefix);
    await within('one', `${prefix}open`).create({ access: 'blob' });
    await sides({ a: ['x'], b: ['x'] }, {});
    const { code, stderr } = await copy([
      '--include-container',
      '*[an]',
      '--exclude-container',
      '*a',
      '--copy-public-access',
    ]);
    assert.equal(code, 7, stderr);
    assert.equal((await within('two', `${prefix}open`).getProperties()).blobPublicAccess, 'blob');
    assert.equal(await within('two', `${prefix}a`).exists(), false);
    const system = ['--container-prefix', '$web', '--prefix', prefix];
    assert.equal((await copy(system)).code, 7);
    assert.equal((await copy([...system, '--include-system'])).code, 0);
    assert.deepEqual(await namesOf(within('two', '$web'), { prefix }), [prefix]);
  });

  test('a container that fails exits with 1, and is named', async () => {
    await sides({ a: ['x'], b: ['x'] }, {});
    await simulator.faults({
      which: { operation: 'createContainer', container: `${prefix}b` },
      what: { status: 409, code: 'ContainerBeingDeleted' },
    });
    const { code, stdout, stderr } = await copy([]);
    assert.equal(code, 1);
    assert.match(stderr, /1 containers could not be copied; the others were\. The first: "part\d+-b"/);
    assert.match(stdout, /^containers +begun 1, created 1, skipped 0, failed 1$/m);
    assert.match(stdout, /^for instance +ContainerBeingDeleted: part\d+-b, request id/m);
  });

  test('what does not fit together is rejected before anything is sent', async () => {
    await simulator.clearRequests();
    const [one, two] = ['one', 'two'].map((account) => simulator.url(account));
    for (const [parameters, expected] of [
      [[one, `${two}/c`], /source is the URL of an account, and the destination that of a container/],
      [[`${one}/c`, two], /source is the URL of a container, and the destination that of an account/],
      [[one, two, '--files-from', 'list'], /--files-from lists the blobs of one container/],
      [[`${one}/c`, `${two}/c`, '--include-container', 'a'], /--include-container is for the copy of an account/],
      [[one, one], /are the same account/],
    ]) {
      const { code, stderr } = await command(['copy', ...parameters], { environment });
      assert.equal(code, 2, stderr);
      assert.match(stderr, expected);
    }
    assert.equal((await simulator.requests()).length, 0);
  });
});
