'use strict';

// Each option of the command, as `--help` lists it, is accepted, and reaches the copy.

const assert = require('node:assert/strict');
const { mkdtemp, readFile, readdir, rm, writeFile } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { command, useCommand } = require('./command');
const { namesOf, upload } = require('./helpers');

const YEAR_AGO = new Date(Date.now() - 365 * 24 * 3_600_000).toISOString();
const IN_A_YEAR = new Date(Date.now() + 365 * 24 * 3_600_000).toISOString();

/** Options that do not contradict each other, each with a value. */
const GROUPS = {
  filters: [
    ...['--prefix', 'a', '--destination-prefix', 'b', '--include', '**', '--exclude', 'x*'],
    ...['--include-regex', 'a', '--exclude-regex', 'x', '--modified-since', YEAR_AGO, '--modified-before', IN_A_YEAR],
    ...['--min-size', '1B', '--max-size', '1TiB', '--tier', 'Hot', '--tier', 'Cool'],
    ...['--source-blob-type', 'BlockBlob', '--source-blob-type', 'PageBlob', '--markers', 'skip'],
  ],
  tags: ['--tag-filter', `"project" = 'north'`],
  names: ['--rename', '{path}{base}-old{extension}'],
  'what is done': [
    ...['--overwrite', 'ifSourceNewer', '--strategy', 'auto', '--verify', 'length', '--archived', 'fail'],
    ...['--archived-destination', 'skip', '--leased', 'skip', '--type-conflict', 'fail', '--blob-type', 'block'],
    ...['--invalid-metadata', 'drop', '--on-tags-forbidden', 'skip', '--changed', 'skip', '--keep-times'],
    ...['--leftovers', 'abort', '--keep-replaced-prefix', 'replaced/', '--prefix', 'a'],
  ],
  limits: [
    ...['--concurrency', '4', '--max-errors', '3', '--page-size', '100', '--max-duration', '3600000'],
    ...['--max-requests-per-second', '1000', '--max-bytes-per-second', '1GiB'],
  ],
  mirror: [
    ...['--delete-extraneous', '--delete-excluded', '--max-deletes', '3', '--allow-mass-deletes'],
    ...['--delete-snapshots', 'include', '--keep-replaced-container', 'replaced'],
  ],
  move: ['--move'],
  time: ['--as-of', IN_A_YEAR],
  snapshots: ['--snapshots'],
  versions: ['--versions'],
  'archived blobs': ['--archived', 'rehydrate', '--rehydrate-to', 'Cool', '--rehydrate-priority', 'High'],
  protection: ['--keep-immutability', '--encryption-scope', 'scope'],
  'own options': ['--json', '--allow-empty', '--no-identity', '--dry-run'],
};

/** Options with tests of their own below, in `command-odd.test.js`, `manifests.test.js` and `command-account.test.js`. */
const FILES = ['--journal', '--manifest', '--failed'];
const LISTS = ['--files-from', '--list-of-files', '--files-format'];
const CONTAINERS = ['--container-prefix', '--include-container', '--exclude-container'];
const ACCOUNT = [...CONTAINERS, '--include-system', '--copy-public-access'];
const OTHERS = [...FILES, ...LISTS, ...ACCOUNT, '--lease-ids', '--on-deleted-at-destination', '--help', '--version'];

const isOption = (text) => text.startsWith('--');

describe('each option of the command', () => {
  const { copy, fresh } = useCommand();
  let from;
  let to;

  beforeEach(async () => {
    let simulator;
    ({ from, to, simulator } = await fresh());
    const account = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString('two'));
    await account.getContainerClient('replaced').createIfNotExists();
    await upload(from, 'a');
    await from.getPageBlobClient('a-page').create(512);
  });

  test('is listed once, and is tried', async () => {
    const { stdout } = await command(['--help']);
    const listed = stdout.split('\n').flatMap((line) => /^ {2}(--[a-z-]+)/.exec(line)?.[1] ?? []);
    assert.deepEqual(
      listed.filter((name, index) => listed.indexOf(name) !== index),
      [],
      'listed twice',
    );
    const tried = new Set([...Object.values(GROUPS).flat().filter(isOption), ...OTHERS]);
    assert.deepEqual([...tried].sort(), listed.sort());
  });

  test('is listed below a heading, in lines that a terminal does not break', async () => {
    const { stdout } = await command(['--help']);
    const lines = stdout.slice(stdout.indexOf('Blobs and names:'), stdout.indexOf('Credentials')).split('\n');
    for (const line of lines) assert.ok(line.length <= 110, line);
    assert.match(stdout, /\nMirrors:\n {2}--delete-extraneous /);
    // The second line of a text is below the first.
    assert.match(stdout, /\n( {2}--max-deletes N +)Delete nothing .*\n {36}\S/);
  });

  for (const [what, options] of Object.entries(GROUPS)) {
    test(`is accepted: ${what}`, async () => {
      const { code, stdout, stderr } = await copy([...options, '--dry-run', '--allow-empty']);
      assert.equal(code, 0, stderr + stdout);
    });
  }

  test('is accepted: files', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'blobferry-'));
    try {
      const files = FILES.flatMap((option) => [option, path.join(folder, option.slice(2))]);
      const { code, stderr } = await copy([...files, '--on-deleted-at-destination', 'skip']);
      assert.equal(code, 0, stderr);
      const lines = (await readFile(path.join(folder, 'manifest'), 'utf8')).trim().split('\n');
      assert.equal(lines.length, 2);
      assert.equal(await readFile(path.join(folder, 'failed'), 'utf8'), '');
      // The journal of a job that is done is removed; what it copied stays known for the next run.
      assert.deepEqual((await readdir(folder)).sort(), ['failed', 'journal.known', 'manifest']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('T7: --lease-ids has the lease ids in a file, and no message repeats them', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'blobferry-'));
    try {
      await upload(to, 'a', 'old');
      const { leaseId } = await to.getBlobClient('a').getBlobLeaseClient().acquireLease(-1);
      const file = path.join(folder, 'leases.json');
      await writeFile(file, `\uFEFF${JSON.stringify({ a: leaseId })}`);
      const { code, stderr } = await copy(['--lease-ids', file]);
      assert.equal(code, 0, stderr);
      const { leaseState, contentLength } = await to.getBlobClient('a').getProperties();
      assert.deepEqual([leaseState, contentLength], ['leased', 1]);
      for (const [content, why] of [
        [`{"a": "${leaseId}"`, /no JSON/],
        [`["${leaseId}"]`, /must have a JSON object/],
        [JSON.stringify({ a: [leaseId] }), /leaseIds/],
        [undefined, /ENOENT/],
      ]) {
        await rm(file);
        if (content !== undefined) await writeFile(file, content);
        const wrong = await copy(['--lease-ids', file]);
        assert.equal(wrong.code, 2);
        assert.match(wrong.stderr, why);
        assert.doesNotMatch(wrong.stderr + wrong.stdout, new RegExp(leaseId));
        if (content === undefined) await writeFile(file, '');
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('--source-blob-type chooses among the blobs', async () => {
    const { code, stderr } = await copy(['--source-blob-type', 'PageBlob']);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await namesOf(to), ['a-page']);
    assert.equal((await to.getBlobClient('a-page').getProperties()).blobType, 'PageBlob');
  });

  test('--blob-type is the type of the copies', async () => {
    const { code, stderr } = await copy(['--blob-type', 'block']);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await namesOf(to), ['a', 'a-page']);
    assert.equal((await to.getBlobClient('a-page').getProperties()).blobType, 'BlockBlob');
  });
});
