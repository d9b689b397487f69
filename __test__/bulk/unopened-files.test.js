'use strict';

// A job that cannot begin because one of its files cannot be opened leaves what an earlier run wrote into the others.

const assert = require('node:assert/strict');
const { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const OLD = '{"event":"copied","source":"old"}\n';

describe('files of a container copy of which one cannot be opened', () => {
  const accounts = useTwoAccounts();
  let from;
  let to;
  let folder;
  let at;

  beforeEach(async () => {
    const fresh = await accounts.fresh();
    ({ from, to } = fresh);
    folder = path.join(fresh.folder, String(fresh.number));
    mkdirSync(path.join(folder, 'directory'), { recursive: true });
    at = (name) => path.join(folder, name);
    await upload(from, 'a');
  });

  const rejected = async (options, expected) => {
    const before = readdirSync(folder).sort();
    const error = await failing(to.beginCopyFromContainer(from, options));
    assert.match(error.message, expected);
    assert.deepEqual(readdirSync(folder).sort(), before, 'nothing was left or taken away');
    assert.deepEqual(await namesOf(to), []);
  };

  for (const [what, bad, expected] of [
    ['"failed" is a directory', (file) => ({ failed: file('directory') }), /"failed" cannot be opened.*Nothing was/],
    ['"failed" is in no folder', (file) => ({ failed: file('none/failed') }), /"failed" cannot be opened/],
    [
      'the journal cannot be replaced',
      (file) => ({ journal: file('journal') }),
      /journal ".*" cannot be written.*nothing was/,
    ],
    [
      'the file of known blobs is a directory',
      (file) => ({ journal: file('other'), onDeletedAtDestination: 'skip' }),
      /"onDeletedAtDestination" keeps next to the journal, cannot be used|cannot be opened/,
    ],
  ]) {
    test(`the old manifest stays if ${what}`, async () => {
      writeFileSync(at('manifest'), OLD);
      writeFileSync(at('target'), OLD);
      symlinkSync(at('target'), at('link'));
      // What the journal is replaced by, and what is known, cannot be created.
      mkdirSync(at('journal.new'));
      mkdirSync(at('other.known'));
      for (const manifest of ['manifest', 'link']) {
        await rejected({ manifest: at(manifest), ...bad(at) }, expected);
        assert.equal(readFileSync(at(manifest), 'utf8'), OLD);
      }
      // A file that was not there is not created either.
      await rejected({ manifest: at('new'), ...bad(at) }, expected);
    });
  }

  test('the old file of failed blobs stays if the manifest cannot be opened', async () => {
    writeFileSync(at('failed'), OLD);
    await rejected({ manifest: at('directory'), failed: at('failed') }, /"manifest" cannot be opened/);
    assert.equal(readFileSync(at('failed'), 'utf8'), OLD);
  });

  test('a resumed job that cannot begin keeps all lines', async () => {
    for (const name of ['b', 'c']) await upload(from, name);
    const options = { manifest: at('manifest'), journal: at('job'), concurrency: 1, pageSize: 1 };
    await accounts.simulator.faults({
      which: { operation: 'listBlobs', account: 'one' },
      when: { after: 2 },
      what: { status: 403, code: 'AuthorizationFailure' },
    });
    await failing((await to.beginCopyFromContainer(from, options)).pollUntilDone());
    await accounts.simulator.clearFaults();
    const lines = readFileSync(at('manifest'), 'utf8');
    assert.equal(lines.split('\n').length, 3);
    const error = await failing(to.beginCopyFromContainer(from, { ...options, failed: at('directory') }));
    assert.match(error.message, /"failed" cannot be opened/);
    assert.equal(readFileSync(at('manifest'), 'utf8'), lines);
    assert.equal((await (await to.beginCopyFromContainer(from, options)).pollUntilDone()).copied, 3);
    assert.equal(readFileSync(at('manifest'), 'utf8').split('\n').length, 4);
  });

  test('the manifest of a job that begins is a new file, and readers of the old one keep it', async () => {
    writeFileSync(at('manifest'), OLD);
    writeFileSync(at('failed'), OLD);
    const poller = await to.beginCopyFromContainer(from, { manifest: at('manifest'), failed: at('failed') });
    await poller.pollUntilDone();
    assert.match(readFileSync(at('manifest'), 'utf8'), /^\{[^\n]*"source":"a"[^\n]*\}\n$/);
    assert.equal(readFileSync(at('failed'), 'utf8'), '');
    assert.deepEqual(readdirSync(folder).sort(), ['directory', 'failed', 'manifest']);
  });
});
