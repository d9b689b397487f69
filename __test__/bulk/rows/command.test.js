'use strict';

// The command on Azurite. Tests are named by the rows of the requirements (see `table.js`).

const assert = require('node:assert/strict');
const { existsSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { describe, test } = require('node:test');

const { command } = require('../command');
const { useTwoAzurites } = require('../two-azurites');

describe('the command on Azurite', () => {
  const pair = useTwoAzurites();

  function run({ from, to }, parameters) {
    const [source, destination] = pair.azurites.map(({ connectionString }) => connectionString);
    return command(['copy', from.url, to.url, '--strategy', 'relay', '--json', ...parameters], {
      environment: {
        BLOBFERRY_SOURCE_CONNECTION_STRING: source,
        BLOBFERRY_DESTINATION_CONNECTION_STRING: destination,
      },
    });
  }

  const copied = ({ events }) =>
    events()
      .filter(({ event }) => event === 'copied')
      .map(({ source }) => source.name)
      .sort();

  test('J4: after a job that was stopped, the same command with the same environment copies the rest', async () => {
    const sides = await pair.sides(['a', 'b', 'c', 'd'], ['b']);
    const lease = sides.to.getBlobClient('b').getBlobLeaseClient();
    await lease.acquireLease(-1);
    const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-rows-'));
    try {
      const journal = path.join(folder, 'journal');
      const parameters = ['--concurrency', '1', '--max-errors', '0', '--journal', journal];
      const first = await run(sides, parameters);
      assert.deepEqual([first.code, copied(first)], [5, ['a']], first.stdout);
      assert.ok(existsSync(journal));
      await lease.releaseLease();
      const second = await run(sides, parameters);
      assert.deepEqual([second.code, copied(second)], [0, ['b', 'c', 'd']], second.stdout);
      assert.equal(existsSync(journal), false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('O2: each exit code is that of the table, also where nothing matched', async () => {
    const sides = await pair.sides(['a', 'b'], ['b']);
    await sides.to.getBlobClient('b').getBlobLeaseClient().acquireLease(-1);
    for (const [parameters, code] of [
      [['--include', 'a'], 0],
      [[], 1],
      [['--include', 'none'], 7],
      [['--include', 'none', '--allow-empty'], 0],
      [['--max-errors', '0'], 5],
      [['--page-size', '0'], 2],
    ]) {
      const ended = await run(sides, parameters);
      assert.equal(ended.code, code, `${parameters.join(' ')}: ${ended.stdout} ${ended.stderr}`);
      assert.equal(ended.events().at(-1).exitCode, code);
    }
    const missing = { from: pair.accounts[0].getContainerClient('missing'), to: sides.to };
    assert.equal((await run(missing, [])).code, 4);
  });
});
