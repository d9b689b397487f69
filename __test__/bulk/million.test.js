'use strict';

// A small run of `npm run check:million`, and whether its comparison sees what is different.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { startTwoAccounts } = require('../transfer/helpers');
const { seedOf } = require('./faulty');
const { containerBeside, upload } = require('./helpers');
const { compareContainers, findOnAnySide } = require('./million/compare');
const { fill, twinOf } = require('./million/containers');
const { runThroughKills } = require('./million/runs');

describe('very many blobs', () => {
  let simulator;
  let containerOf;
  let folder;

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'blobferry-million-'));
    const started = await startTwoAccounts();
    simulator = started.simulator;
    containerOf = (account, name) => containerBeside(started.containerOf(account), name);
  });
  after(async () => {
    await simulator.stop();
    rmSync(folder, { recursive: true });
  });

  for (const [label, move] of [
    ['copied', false],
    ['moved', true],
  ]) {
    test(`S3: with faults, throttled and killed, each is ${label} once and whole`, async (t) => {
      const seed = seedOf();
      const say = (text) => t.diagnostic(text);
      say(`seed ${seed}`);
      const size = { blobs: 400, large: 4, kills: 2, share: 0.01, rate: 5000, rarely: 1 };
      await runThroughKills(simulator, containerOf, { name: label, folder, move, seed, say, ...size });
    });
  }

  test('the comparison reports each difference', async () => {
    const name = 'compared';
    await fill(simulator, containerOf, name, { blobs: 30, large: 2, seed: 1 });
    const [source, twin] = [name, twinOf(name)].map((container) => ({ account: 'one', container }));
    const container = containerOf('one', name);
    const reported = async () => (await compareContainers(simulator, twin, source)).differences.toString();
    assert.match(await reported(), /^0 differences/);
    await container.getBlobClient('blob 00').setTags({ number: 'another' });
    await container.deleteBlob('blob 01');
    await upload(container, 'blob 07 extra');
    await container.getBlobClient('blob 08').setMetadata({ number: '9' });
    const large = container.getPageBlobClient('blob 20 page');
    await large.create(512);
    const text = await reported();
    for (const what of [
      /blob 00 is/,
      /blob 01 is missing/,
      /blob 07 extra is not to be/,
      /blob 08 is/,
      /blob 20 page is not/,
    ]) {
      assert.match(text, what);
    }
    const { found, differences } = await findOnAnySide(simulator, twin, [source]);
    assert.deepEqual([found, differences.count], [[29], 3]);
  });

  test('the content of large blobs is compared', async () => {
    const name = 'contents';
    await fill(simulator, containerOf, name, { blobs: 3, large: 1, seed: 1 });
    const change = {
      account: 'one',
      container: name,
      blob: 'blob 0 large',
      size: 257 * 2 ** 20,
      metadata: { large: '0' },
    };
    await simulator.synthetic({ ...change, seed: 2 });
    const [source, twin] = [name, twinOf(name)].map((container) => ({ account: 'one', container }));
    const { differences } = await compareContainers(simulator, twin, source);
    assert.deepEqual(differences.reported, ['the content of blob 0 large']);
  });
});
