'use strict';

// The exit codes of the command `blobferry copy`, and the messages with them.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { command, useCommand } = require('./command');
const { namesOf, upload } = require('./helpers');

describe('the exit codes of the command', () => {
  const { copy, fresh } = useCommand();
  let simulator;
  let from;
  let to;
  let environment;

  beforeEach(async () => {
    ({ simulator, from, to, environment } = await fresh());
  });

  test('exit code 2: a wrong command line is reported, also as JSON, and nothing is sent', async () => {
    await simulator.clearRequests();
    const wrong = [
      [[], /--help|blobferry copy/, 0],
      [['move', 'a', 'b'], /"copy", not "move"/],
      [['copy', from.url], /two containers/],
      [['copy', from.url, to.url, 'sig=a'], /3 arguments.*"&"/],
      [['copy', from.url, to.url, '--fast'], /--fast/],
      [['copy', from.url, to.url, '--concurrency', 'many'], /--concurrency must be a number, not "many"/],
      [['copy', from.url, to.url, '--concurrency', '0'], /"concurrency" must be a whole number/],
      [['copy', from.url, to.url, '--include-regex', '(a'], /--include-regex must be a regular expression.*\(a/],
      [['copy', from.url, to.url, '--exclude-regex', '\\-'], /--exclude-regex must be a regular expression/],
      [['copy', from.url, to.url, '--min-size', '1K'], /--min-size must be a size/],
      [['copy', from.url, to.url, '--modified-since', '2024-01-01T00:00'], /a time with its zone/],
      [['copy', from.url, to.url, '--overwrite', 'maybe'], /overwrite/],
      [['copy', `${from.url}/prefix`, to.url], /continues after the container.*--prefix/],
      [['copy', 'photos', to.url], /must be the URL of a container/, 2, { BLOBFERRY_SOURCE_CONNECTION_STRING: '' }],
      [['copy', `${from.url}?sv=2021-08-06&se=2030`, to.url], /without its part "sig".*quotes/],
      [['copy', from.url, from.url], /overlap/],
      [
        ['copy', from.url, to.url],
        /of another account than the URL of the source/,
        2,
        { BLOBFERRY_SOURCE_CONNECTION_STRING: simulator.connectionString('two') },
      ],
    ];
    for (const [parameters, message, expected = 2, own = {}] of wrong) {
      const plain = await command(parameters, { environment: { ...environment, ...own } });
      assert.equal(plain.code, expected, `${parameters}: ${plain.stderr}`);
      assert.match(plain.stdout + plain.stderr, message);
      if (expected === 0) continue;
      assert.equal(plain.stdout, '', String(parameters));
      const json = await command([...parameters, '--json'], { environment: { ...environment, ...own } });
      assert.deepEqual([json.code, json.stderr], [2, '']);
      const error = json.events().find(({ event }) => event === 'error');
      assert.match(error.message, message);
      assert.equal(error.exitCode, 2);
    }
    assert.deepEqual(await simulator.requests(), []);
  });

  test('exit code 3: credentials that are rejected', async () => {
    const { code, stderr } = await copy([], {
      environment: { ...environment, BLOBFERRY_SOURCE_CONNECTION_STRING: undefined, BLOBFERRY_SOURCE_KEY: 'd3Jvbmc=' },
    });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /source container .* cannot be listed/);
  });

  test('exit code 4: a container that is missing, or that may not be listed', async () => {
    for (const [source, destination] of [
      [`${from.url}-missing`, to.url],
      [from.url, `${to.url}-missing`],
    ]) {
      const { code, stderr } = await command(['copy', source, destination], { environment });
      assert.equal(code, 4, stderr);
      assert.match(stderr, /Nothing was copied/);
    }
    const [startsOn, expiresOn] = [-3_600_000, 3_600_000].map((time) => new Date(Date.now() + time));
    await from.setAccessPolicy(undefined, [{ id: 'reads', accessPolicy: { permissions: 'r', startsOn, expiresOn } }]);
    const reads = await from.generateSasUrl({ identifier: 'reads' });
    const { code, stderr } = await command(['copy', reads, to.url], { environment });
    assert.equal(code, 4, stderr);
    assert.match(stderr, /permission to list/);
    // A signature that says so itself is known to lack the permission.
    const permissions = blobferry.ContainerSASPermissions.parse('r');
    const known = await command(['copy', await from.generateSasUrl({ permissions, expiresOn }), to.url], {
      environment,
    });
    assert.equal(known.code, 3, known.stderr);
  });

  test('exit code 5: a limit stops the job', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await upload(from, name);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl' },
      what: { status: 409, code: 'BlobImmutableDueToPolicy' },
    });
    const { code, stdout } = await copy(['--max-errors', '0']);
    assert.equal(code, 5);
    assert.match(stdout, /^exit code +5: stopped by a limit/m);
  });

  test('exit code 6: a journal that is unusable, or of another job', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-command-'));
    try {
      const journal = path.join(folder, 'journal');
      writeFileSync(journal, 'no journal');
      assert.equal((await copy(['--journal', journal])).code, 6);
      assert.equal((await copy(['--journal', path.join(folder, 'missing', 'journal')])).code, 6);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('A3: a credential that is rejected after it has worked is reported under --json, and ends the job with exit code 3', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await upload(from, name);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl' },
      when: { after: 1 },
      what: { status: 403, code: 'AuthenticationFailed', message: 'Signature not valid in the specified time frame.' },
    });
    const { code, stdout, events } = await copy(['--json', '--concurrency', '1', '--strategy', 'synchronous']);
    assert.equal(code, 3, stdout);
    const [needed, ...more] = events().filter(({ event }) => event === 'needs-credentials');
    assert.deepEqual([needed.side, needed.code, more], ['destination', 'AuthenticationFailed', []]);
    assert.equal(events().filter(({ event }) => event === 'failed').length, 0);
    assert.equal((await namesOf(to)).length, 1);
  });

  test('O2: exit code 7 if no blob matches, and 0 with --allow-empty', async () => {
    await upload(from, 'a');
    const nothing = await copy(['--include', 'b*']);
    assert.equal(nothing.code, 7);
    assert.match(nothing.stderr, /No blob matched/);
    assert.equal((await copy(['--include', 'b*', '--allow-empty'])).code, 0);
    assert.equal((await copy(['--prefix', 'b', '--json'])).events().at(-1).exitCode, 7);
  });

  test('exit code 75: the connection is refused', async () => {
    const { code, stderr } = await command(['copy', 'http://127.0.0.1:1/one/a', to.url], {
      environment: { ...environment, BLOBFERRY_SOURCE_CONNECTION_STRING: undefined },
    });
    assert.equal(code, 75, stderr);
  });
});
