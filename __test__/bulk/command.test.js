'use strict';

// The command `blobferry copy` as a process: what it prints and where, its credentials, and that no secret is in its output.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { startAzurite } = require('../support/azurite');
const { blobferry } = require('../support/blobferry');
const { command, useCommand } = require('./command');
const { ODD_NAMES, describeContainer, namesOf, upload } = require('./helpers');

const kinds = (events) => events.map(({ event }) => event);

describe('the command between two accounts', () => {
  const { copy, fresh } = useCommand();
  let simulator;
  let from;
  let to;
  let environment;

  beforeEach(async () => {
    ({ simulator, from, to, environment } = await fresh());
  });

  test('O11: a summary on standard output, and nothing else; exit code 0', async () => {
    for (const name of ['a', 'b/c', 'b/d']) await upload(from, name, 'x'.repeat(1000));
    const { code, stdout, stderr } = await copy(['--include', 'b/*', '--destination-prefix', 'q/']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^elapsed +\d/);
    assert.match(stdout, /^listed +3 blobs, 1 of them left out by filters$/m);
    assert.match(stdout, /^copied +2 blobs, 1\.95 KiB \(2,000 bytes\), [\d,]+ blobs\/s/m);
    assert.match(stdout, /^exit code +0: everything/m);
    assert.equal(stderr, `${from.url} → ${to.url}\n`);
    assert.deepEqual(await namesOf(to), ['q/b/c', 'q/b/d']);
  });

  test('O1: every line under --json is an event', async () => {
    for (const name of ['a\n"b"', 'c']) await upload(from, name);
    const { code, stderr, events } = await copy(['--json']);
    assert.equal(code, 0);
    assert.equal(stderr, '');
    const lines = events();
    assert.ok(lines.every(({ schema, time }) => schema === 1 && !Number.isNaN(Date.parse(time))));
    assert.deepEqual(
      kinds(lines).filter((kind) => kind !== 'progress'),
      ['job-started', 'copied', 'copied', 'listing-finished', 'summary'],
    );
    assert.deepEqual(lines[0].source, { container: from.url });
    const copied = lines.filter(({ event }) => event === 'copied');
    assert.deepEqual(copied.map(({ source }) => source.name).sort(), ['a\n"b"', 'c']);
    assert.ok(copied.every(({ source, destination }) => source.name === destination.name));
    const summary = lines.at(-1);
    assert.deepEqual([summary.copied, summary.exitCode, summary.failures], [2, 0, []]);
  });

  test('O6: regular expressions choose among the names, beside globs', async () => {
    for (const name of ['a.JPG', 'a/b.jpg', 'c.png', 'd.txt', 'e.txt']) await upload(from, name);
    const include = ['--include', 'e.*', '--include-regex', '(?i)\\.jpg$', '--include-regex', '^c'];
    const { code, stderr } = await copy([...include, '--exclude-regex', '/']);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await namesOf(to), ['a.JPG', 'c.png', 'e.txt']);
  });

  test('O3: a dry run writes nothing', async () => {
    await upload(from, 'a');
    const json = (await copy(['--dry-run', '--json'])).events();
    const [plan, summary] = json.slice(-2);
    assert.deepEqual([plan.event, plan.copies, plan.requests.write, summary.event], ['plan', 1, 1, 'summary']);
    assert.deepEqual(plan.examples, [{ source: 'a', destination: 'a' }]);
    const { code, stdout, stderr } = await copy(['--dry-run']);
    assert.equal(code, 0);
    assert.match(stdout, /^would copy +1 blobs, [^/]*$/m, 'without a rate');
    assert.match(stdout, /^example +a → a$/m);
    assert.match(stdout, /^requests +about \d+ \(.*write 1.*\)$/m);
    assert.doesNotMatch(stdout, /^slowest/m);
    assert.match(stderr, /^Dry run: nothing is written/);
    assert.deepEqual(await namesOf(to), []);
  });

  test('O12: exit code 1, and the first failure of each kind at once', async () => {
    for (const name of ['held 1', 'held 2', 'c']) await upload(from, name);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'held*' },
      what: { status: 409, code: 'BlobImmutableDueToPolicy', message: 'No.' },
    });
    const { code, stdout, stderr } = await copy();
    assert.equal(code, 1, stderr);
    assert.equal(stderr.match(/^failed: "held [12]": BlobImmutableDueToPolicy: /gm).length, 1, stderr);
    assert.match(stdout, /^failed +2 \(BlobImmutableDueToPolicy 2\)$/m);
    assert.match(stdout, /^for instance +BlobImmutableDueToPolicy: held [12], request id \S+$/m);
    assert.match(stdout, /^exit code +1: /m);
    assert.deepEqual(await namesOf(to), ['c']);
  });

  test('D4, D7: a mirror by the command, its brakes and its line about deletes', async () => {
    await upload(from, 'a');
    for (const name of ['a', 'x', 'y']) await upload(to, name);
    // What was written in the second in which a job begins counts as newer.
    await simulator.advanceClock(2);
    const braked = await copy(['--delete-extraneous', '--max-deletes', '1']);
    assert.equal(braked.code, 5, braked.stderr);
    assert.match(braked.stdout, /^deletes +wanted 2, done 0, refused 0, withheld 2/m);
    assert.deepEqual(await namesOf(to), ['a', 'x', 'y']);
    const done = await copy(['--delete-extraneous', '--keep-replaced-prefix', 'old/', '--json']);
    const lines = done.events();
    assert.equal(lines.at(-1).deletes.done, 2, done.stdout);
    assert.equal(kinds(lines).filter((kind) => kind === 'deleted').length, 2);
    assert.deepEqual([done.code, await namesOf(to)], [0, ['a', 'old/a', 'old/x', 'old/y']]);
  });

  test('A11, J10: no secret is printed in any failure', async () => {
    await upload(from, 'a');
    const expiresOn = new Date(Date.now() + 3_600_000);
    const sas = await from.generateSasUrl({ permissions: blobferry.ContainerSASPermissions.parse('rl'), expiresOn });
    const signature = new URL(sas).searchParams.get('sig');
    const secrets = [signature, encodeURIComponent(signature), simulator.accountKey('two')];
    const runs = [
      ['copy', sas, to.url],
      ['copy', sas, to.url, '--json'],
      ['copy', `${from.url}-x${new URL(sas).search}`, to.url],
      ['copy', sas, `${to.url}/x?sig=${signature}`],
      ['copy', sas, to.url, sas, '--json'],
      ['copy', sas, to.url, `--${sas}`],
      ['copy', to.url, sas],
    ];
    for (const parameters of runs) {
      const { stdout, stderr } = await command(parameters, {
        environment: { BLOBFERRY_DESTINATION_KEY: simulator.accountKey('two') },
      });
      for (const secret of secrets) assert.ok(!(stdout + stderr).includes(secret), stdout + stderr);
    }
    assert.deepEqual(await namesOf(to), ['a']);
  });

  test('credentials: each is used for its own account alone', async () => {
    await upload(from, 'a');
    const expiresOn = new Date(Date.now() + 3_600_000);
    const permissions = blobferry.ContainerSASPermissions.parse('racwdl');
    const sas = new URL(await from.generateSasUrl({ permissions, expiresOn })).search;
    const ways = [
      { BLOBFERRY_SOURCE_SAS: sas, AZURE_STORAGE_ACCOUNT: 'two', AZURE_STORAGE_KEY: simulator.accountKey('two') },
      {
        AZURE_STORAGE_CONNECTION_STRING: simulator.connectionString('two'),
        BLOBFERRY_SOURCE_KEY: simulator.accountKey('one'),
        BLOBFERRY_SOURCE_ACCOUNT: 'one',
      },
      {
        AZURE_STORAGE_ACCOUNT: 'one',
        AZURE_STORAGE_SAS_TOKEN: sas.slice(1),
        BLOBFERRY_DESTINATION_CONNECTION_STRING: simulator.connectionString('two'),
      },
    ];
    for (const way of ways) {
      const { code, stderr } = await command(['copy', from.url, to.url], { environment: way });
      assert.equal(code, 0, stderr);
      await to.deleteBlob('a');
    }
    const byName = await command(['copy', from.containerName, to.url], { environment });
    assert.equal(byName.code, 0, byName.stderr);
  });
});

test('N1 to N7: the command copies every odd name between two Azurites', async () => {
  const account = (name) => ({ name, key: Buffer.from(`${name} key`).toString('base64') });
  const [one, two] = await Promise.all([
    startAzurite({ account: account('one') }),
    startAzurite({ account: account('two') }),
  ]);
  try {
    const [from, to] = [one, two].map(({ connectionString }) =>
      blobferry.BlobServiceClient.fromConnectionString(connectionString).getContainerClient('odd'),
    );
    await Promise.all([from.create(), to.create()]);
    for (const name of ODD_NAMES) await upload(from, name);
    const { code, events, stderr } = await command(['copy', from.url, to.url, '--strategy', 'relay', '--json'], {
      environment: {
        BLOBFERRY_SOURCE_CONNECTION_STRING: one.connectionString,
        BLOBFERRY_DESTINATION_CONNECTION_STRING: two.connectionString,
      },
    });
    assert.equal(code, 0, stderr);
    const copied = events().filter(({ event }) => event === 'copied');
    assert.deepEqual(copied.map(({ source }) => source.name).sort(), [...ODD_NAMES].sort());
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  } finally {
    one.stop();
    two.stop();
  }
});
