'use strict';

// What the command says when something is wrong: what it is, and what to do, in words of the command.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/libraries');
const { CLOCK_BEHIND } = require('../transfer/helpers');
const { command, useCommand } = require('./command');
const { upload } = require('./helpers');

const { ContainerSASPermissions } = blobferry;
const MINUTE = 60_000;

describe('the messages of the command', () => {
  const { fresh, copy } = useCommand();
  let simulator;
  let from;
  let to;
  let environment;
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-'));

  beforeEach(async () => ({ simulator, from, to, environment } = await fresh()));
  after(() => rmSync(folder, { recursive: true }));

  test('an option that does not exist is named, with the one that was probably meant', async () => {
    for (const [option, meant] of [
      ['--dryrun', '--dry-run'],
      ['--maxErrors=3', '--max-errors'],
      ['--max_errors', '--max-errors'],
      ['--overwite', '--overwrite'],
      ['--on-deleted-at-destinatoin', '--on-deleted-at-destination'],
      // The opposite, and what is only similar, is not suggested.
      ['--no-json', undefined],
      ['--recursive', undefined],
      ['-x', undefined],
      ['--sig=secret', undefined],
    ]) {
      const { code, stderr } = await copy([option]);
      const [name] = option.split('=');
      const question = meant === undefined ? '' : ` Did you mean ${meant}?`;
      assert.deepEqual(
        [code, stderr.trim()],
        [2, `blobferry: There is no option ${name}.${question} See blobferry --help.`],
      );
    }
  });

  test('N2: names in the summary cannot move the cursor', async () => {
    await upload(from, 'red\u001b[31m\nname');
    const { code, stdout } = await copy();
    assert.equal(code, 0);
    assert.match(stdout, /slowest .*source red\\u001b\[31m\\u000aname\n/);
    assert.ok(!stdout.includes('\u001b'));
  });

  test('J3: a journal of other options names those that differ', async () => {
    for (const name of ['a', 'b']) await upload(from, name);
    const fault = {
      which: { operation: 'copyBlobFromUrl', account: 'two', blob: 'a' },
      what: { status: 400, code: 'X' },
    };
    await simulator.faults(fault);
    const journal = ['--journal', path.join(folder, 'other')];
    assert.equal((await copy(journal)).code, 1);
    const { code, stderr } = await copy([...journal, '--overwrite', 'never', '--prefix', 'a', '--concurrency', '3']);
    assert.equal(code, 6);
    assert.match(stderr, /is of a job with other options: "overwrite", "prefix"\. Resume it with the same ones\./);
  });

  test('A3: after a credential has expired, another one is needed', async () => {
    for (let index = 0; index < 20; index += 1) await upload(from, `blob ${index}`);
    const signed = await from.generateSasUrl({
      permissions: ContainerSASPermissions.parse('rl'),
      expiresOn: new Date(Date.now() + 10 * MINUTE - CLOCK_BEHIND * 1000),
    });
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', account: 'two', blob: 'blob 5' },
      then: { advanceSeconds: 12 * 60 },
    });
    const credentials = { BLOBFERRY_DESTINATION_KEY: environment.BLOBFERRY_DESTINATION_KEY };
    const parameters = ['copy', signed, to.url, '--concurrency', '1'];
    const { code, stderr } = await command(parameters, { environment: credentials });
    assert.equal(code, 3);
    assert.match(
      stderr,
      /With --journal FILE, the same command would continue where it was, with a credential that is valid\./,
    );
  });

  test('A6: a clock that is wrong is not taken for a missing permission', async () => {
    await upload(from, 'a');
    await simulator.advanceClock(60 * 60);
    const { code, stderr } = await copy();
    assert.equal(code, 3);
    assert.match(stderr, /The clock of this machine is \d+ minutes behind that of the service/);
    assert.doesNotMatch(stderr, /permission to list/);
  });
});
