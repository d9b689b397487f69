'use strict';

// Scripts as users write them. They import '@azure/storage-blob' and are not changed. They compile with every module
// resolution of TypeScript, and print the same with the reference under that name and with blobferry.

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { ACCOUNT_KEY, ACCOUNT_NAME } = require('../support/development-account');
const { sharedAzurite } = require('../support/azurite');
const { isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { freshContainerName } = require('../support/fresh');
const { makeProject, SCRIPTS, WAYS } = require('./project');

const ROOT = path.join(__dirname, '..', '..');
const REFERENCE = path.join(ROOT, 'node_modules', '@azure', 'storage-blob');
const RUNNER = path.join(__dirname, 'children', 'run.mjs');

/** The package under test; only the name distinguishes the reference from blobferry. */
const PACKAGES = { reference: REFERENCE, blobferry: isReference ? REFERENCE : ROOT };

describe('scripts with the package under an alias', () => {
  const projects = {};
  let azurite;

  before(async () => {
    azurite = await sharedAzurite({ skipApiVersionCheck: true });
    for (const [name, folder] of Object.entries(PACKAGES)) projects[name] = makeProject(folder);
  });
  after(() => Object.values(projects).forEach((project) => project.remove()));

  /** What the scripts print, when they use one of the packages. */
  async function run(name, way) {
    // The types that the reference depends on are not the scripts' business.
    const { problems, place } = projects[name].compile(way, { skipLibCheck: name === 'reference' });
    assert.equal(problems, '', `${name} compiles`);
    if (WAYS[way].emits === undefined) return undefined;
    const prefix = freshContainerName(`scripts-${name}`);
    const { connectionString, url } = azurite;
    const reported = {
      scripts: SCRIPTS,
      connectionString,
      url,
      accountName: ACCOUNT_NAME,
      accountKey: ACCOUNT_KEY,
      prefix,
    };
    const child = await runChild(RUNNER, { arguments: [place, JSON.stringify(reported)] });
    assert.equal(child.code, 0, child.stderr);
    return JSON.parse(child.stdout.replaceAll(prefix, '<prefix>'));
  }

  for (const way of Object.keys(WAYS)) {
    test(`as ${way}`, async () => {
      const expected = await run('reference', way);
      const actual = await run('blobferry', way);
      if (expected === undefined) return;
      for (const [script, lines] of Object.entries(expected)) {
        assert.ok(lines.length > 2 && !lines.at(-1).startsWith('THROWN'), `${script}: ${lines.join('\n')}`);
      }
      assert.deepEqual(Object.keys(expected), SCRIPTS);
      assert.deepEqual(actual, expected);
    });
  }
});
