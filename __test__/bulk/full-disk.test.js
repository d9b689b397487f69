'use strict';

// A real file system that is full, at every point at which the files of a job write to it: the job stops and says so, its journal stays
// whole, and once there is room the same call ends as if nothing had happened. Other tests do this with `ulimit -f`, without a file system.

const assert = require('node:assert/strict');
const { execFile, execFileSync } = require('node:child_process');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');
const { promisify } = require('node:util');

const { ENVIRONMENT, PROGRAM } = require('./command');
const { PACKAGE } = require('../support/blobferry');
const { namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const CHILD = path.join(__dirname, 'children', 'copies-to-full-disk.js');
const BLOBS = 120;
const FILES = ['journal', 'manifest', 'failed'];

/** What gives a process a mount namespace of its own: root, or a user namespace where the system has them. */
function ownMounts() {
  if (process.platform !== 'linux') return undefined;
  for (const options of [['-m'], ['-rm']]) {
    try {
      execFileSync('unshare', [...options, 'sh', '-c', 'mount -t tmpfs tmpfs /tmp'], { stdio: 'ignore' });
      return ['unshare', ...options];
    } catch {
      // The next one may do.
    }
  }
  return undefined;
}

const range = (count) => Array.from({ length: count }, (_, index) => index);
const own = ownMounts();

describe(
  'the files of a container copy on a full disk',
  { skip: own === undefined && 'mounting a file system takes root or a user namespace' },
  () => {
    const accounts = useTwoAccounts();
    let simulator;
    let from;
    let number;
    let folder;

    beforeEach(async () => {
      ({ simulator, from, number, folder } = await accounts.fresh());
      await Promise.all(range(BLOBS).map((index) => upload(from, `blob ${index}`)));
    });

    async function outcomes(cases) {
      const job = {
        packageName: PACKAGE,
        from: simulator.connectionString('one'),
        to: simulator.connectionString('two'),
        container: `container-${number}`,
        folder,
        cases,
      };
      const [command, ...options] = own;
      const { stdout } = await promisify(execFile)(command, [...options, process.execPath, CHILD, JSON.stringify(job)]);
      return stdout.trim().split('\n').map(JSON.parse);
    }

    async function check({ name, first, copied, second, manifest, left }, files) {
      const { error } = first;
      if (error) {
        assert.ok(['ENOSPC', 'JournalUnusable'].includes(error.code), `${name}: ${error.code}`);
        assert.match(error.message, /cannot be (written|opened)\..*ENOSPC/s, name);
        assert.match(
          error.message,
          /Run it again once that is mended|[Nn]othing was copied|Run it again with the same/,
        );
        if (/[Nn]othing was copied/.test(error.message)) assert.equal(copied, 0, name);
      } else assert.equal(copied, BLOBS, name);
      assert.equal(second.error, undefined, `${name}: ${second.error?.message}`);
      assert.deepEqual([second.summary.listed, second.summary.copied], [BLOBS, BLOBS], name);
      const names = await namesOf(from);
      assert.deepEqual(await namesOf(accounts.within('two', name)), names);
      if (files.includes('manifest')) {
        const lines = manifest.split('\n').slice(0, -1);
        assert.deepEqual(lines.map((line) => JSON.parse(line).source).sort(), [...names].sort(), name);
      }
      assert.deepEqual(
        left.filter((one) => one.startsWith('journal')),
        [],
        name,
      );
      return error !== undefined && copied > 0 && copied < BLOBS;
    }

    test('J7: with any number of free pages, the job ends as a run without faults once there is room', async () => {
      const cases = [
        ...range(20).map((freePages) => ({ name: `all-${number}-${freePages}`, freePages, files: FILES })),
        ...range(8).map((freePages) => ({ name: `journal-${number}-${freePages}`, freePages, files: ['journal'] })),
      ].map((one) => ({ ...one, mount: 'size=256k' }));
      const ended = await outcomes(cases);
      assert.equal(ended.length, cases.length);
      let halfway = 0;
      for (const [index, one] of ended.entries()) halfway += (await check(one, cases[index].files)) ? 1 : 0;
      // Some are full from the beginning, and some have enough; the others were stopped amid their blobs.
      assert.ok(halfway >= 5, `${halfway} were stopped halfway`);
    });

    test('J7: with any number of free names, too', async () => {
      const cases = range(6).map((freeInodes) => ({
        name: `names-${number}-${freeInodes}`,
        freeInodes,
        files: FILES,
        mount: 'size=1m,nr_inodes=12',
      }));
      const ended = await outcomes(cases);
      assert.equal(ended.length, cases.length);
      for (const one of ended) await check(one, FILES);
      assert.ok(ended.some(({ first }) => first.error) && ended.some(({ first }) => !first.error));
    });
  },
);

describe('the command whose file cannot be written any more', { skip: process.platform === 'win32' }, () => {
  const accounts = useTwoAccounts();

  for (const option of ['manifest', 'failed']) {
    test(`--${option}: it stops for a cause that may pass, and says what to do`, async () => {
      const { simulator, from, to, number, folder } = await accounts.fresh();
      await Promise.all(range(BLOBS).map((index) => upload(from, `blob ${index}`)));
      if (option === 'failed') {
        const fails = { which: { operation: 'copyBlobFromUrl', account: 'two' }, when: { every: 2 } };
        await simulator.faults({ ...fails, what: { status: 400, code: 'InvalidInput' } });
      }
      const env = {
        ...ENVIRONMENT,
        BLOBFERRY_SOURCE_CONNECTION_STRING: simulator.connectionString('one'),
        BLOBFERRY_DESTINATION_KEY: simulator.accountKey('two'),
      };
      const files = [`--${option}`, path.join(folder, `${number}-f`)];
      const parameters = [process.execPath, PROGRAM, 'copy', from.url, to.url, ...files, '--concurrency', '4'];
      // No file of that process may become larger than this: its writes fail as those to a full disk do.
      const limited = promisify(execFile)('sh', ['-c', 'ulimit -f 8 && exec "$0" "$@"', ...parameters], { env });
      const { code, stderr } = await limited.catch((error) => error);
      assert.equal(code, 75, stderr);
      assert.match(stderr, new RegExp(`of the option "${option}" cannot be written\\. The job stopped.*Run it again`));
      await simulator.clearFaults();
      const [program, ...rest] = parameters;
      await promisify(execFile)(program, rest, { env });
      assert.deepEqual(await namesOf(to), await namesOf(from));
    });
  }
});
