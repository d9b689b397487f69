'use strict';

// The command without a user: in a script, its standard input open and silent. It never asks for input, and its exit code shows what it needs.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');

const { startTwoAccounts } = require('../transfer/helpers');
const { containerBeside, namesOf, upload } = require('./helpers');

const PROGRAM = path.join(__dirname, '..', '..', 'dist', 'cli.js');
const ENDS_WITH_PARENT = path.join(__dirname, '..', 'support', 'die-with-parent.js');

describe('the command without anybody at a terminal', () => {
  let simulator;
  let containerOf;
  let from;
  let to;
  let folder;
  let journal;
  let number = 0;

  before(async () => {
    ({ simulator, containerOf } = await startTwoAccounts());
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await simulator.clearFaults();
    number += 1;
    [from, to] = ['one', 'two'].map((account) => within(account, `container-${number}`));
    await Promise.all([from.create(), to.create()]);
  });
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'blobferry-unattended-'));
    journal = path.join(folder, 'journal');
  });
  after(() => rmSync(folder, { recursive: true }));

  const within = (account, name) => containerBeside(containerOf(account), name);

  /** Runs the command with a standard input that never says anything and never ends. */
  function copy(parameters = [], destination = to) {
    const child = spawn(
      process.execPath,
      ['-r', ENDS_WITH_PARENT, PROGRAM, 'copy', from.url, destination.url, ...parameters],
      {
        env: {
          ...Object.fromEntries(
            Object.entries(process.env).filter(([name]) => !/^(AZURE|BLOBFERRY_(SOURCE|DESTINATION))_/.test(name)),
          ),
          BLOBFERRY_SOURCE_CONNECTION_STRING: simulator.connectionString('one'),
          BLOBFERRY_DESTINATION_KEY: simulator.accountKey('two'),
        },
        stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
      },
    );
    let said = '';
    for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (said += text));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, said }));
    });
  }

  test('J9, D4: deletes that need a yes are withheld without a question, and the message names the option that says it', async () => {
    for (const name of ['x', 'y']) await upload(to, name);
    await simulator.advanceClock(2);
    const parameters = ['--delete-extraneous', '--allow-empty'];
    const requested = await copy(parameters);
    assert.equal(requested.code, 5, requested.said);
    assert.match(requested.said, /allow-mass-deletes|allowMassDeletes/);
    assert.deepEqual(await namesOf(to), ['x', 'y']);
    const said = await copy([...parameters, '--allow-mass-deletes']);
    assert.equal(said.code, 0, said.said);
    assert.deepEqual(await namesOf(to), []);
    for (const run of [requested, said]) assert.doesNotMatch(run.said, /\?\s*$|\[y\/n\]|\(y\/n\)/im);
  });

  test('J9: a journal of the same job resumes without a question, and one of another job is rejected and unchanged', async () => {
    for (const name of ['a', 'b', 'c']) await upload(from, name);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'b' },
      what: { status: 409, code: 'BlobImmutableDueToPolicy' },
    });
    const first = await copy(['--journal', journal]);
    assert.equal(first.code, 1, first.said);
    const left = readFileSync(journal);
    await simulator.clearFaults();
    const elsewhere = within('two', `elsewhere-${number}`);
    await elsewhere.create();
    for (const [parameters, destination] of [
      [[], elsewhere],
      [['--prefix', 'b'], to],
    ]) {
      const other = await copy(['--journal', journal, ...parameters], destination);
      assert.equal(other.code, 6, other.said);
      assert.deepEqual(readFileSync(journal), left);
    }
    assert.deepEqual(await namesOf(elsewhere), []);
    await simulator.clearStatistics();
    const again = await copy(['--journal', journal]);
    assert.equal(again.code, 0, again.said);
    assert.equal((await simulator.statistics()).operations.copyBlobFromUrl, 1);
    assert.deepEqual(await namesOf(to), ['a', 'b', 'c']);
  });
});
