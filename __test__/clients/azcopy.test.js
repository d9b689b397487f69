'use strict';

// AzCopy copies containers of the simulator. This checks the simulator.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { findAzcopy, runProgram } = require('../support/clients');
const { startSimulator } = require('../support/simulator');
const { assertFilled, connect, fill } = require('./blobs');

const TIB = 2 ** 40;

const azcopy = findAzcopy();

/** Copies a whole container, with a place of its own for AzCopy's logs and plans. */
async function copyContainer(t, simulator, sas, flags = []) {
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-azcopy-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const url = (container) => `${simulator.url()}/${container}?${sas}`;
  const parameters = [
    'copy',
    url('source'),
    url('destination'),
    '--from-to',
    'BlobBlob',
    '--recursive',
    '--as-subdir=false',
  ];
  const result = await runProgram(azcopy.program, [...parameters, ...flags], {
    AZCOPY_LOG_LOCATION: folder,
    AZCOPY_JOB_PLAN_LOCATION: folder,
    AZCOPY_DISABLE_SYSLOG: 'true',
  });
  assert.equal(result.code, 0, result.output);
  assert.match(result.output, /Number of File Transfers Failed: 0/);
}

test('AzCopy copies a container of small blobs', { skip: azcopy.missing }, async (t) => {
  const simulator = await startSimulator();
  t.after(() => simulator.stop());
  const { service, sas } = connect(simulator);
  await fill(service.getContainerClient('source'));
  await copyContainer(t, simulator, sas);
  await assertFilled(service.getContainerClient('destination'));
});

test('AzCopy copies a blob of 1 TiB by blocks', { skip: azcopy.missing }, async (t) => {
  const simulator = await startSimulator();
  t.after(() => simulator.stop());
  const { service, sas } = connect(simulator);
  await service.createContainer('source');
  await simulator.synthetic({ container: 'source', blob: 'large', size: TIB, seed: 7 });
  await copyContainer(t, simulator, sas, ['--block-size-mb', '512']);

  const [source, copy] = ['source', 'destination'].map((name) =>
    service.getContainerClient(name).getBlobClient('large'),
  );
  assert.equal((await copy.getProperties()).contentLength, TIB);
  // Where blocks meet, and both ends.
  for (const place of [0, 512 * 2 ** 20 - 500, TIB / 2 - 500, TIB - 1000]) {
    const [expected, found] = await Promise.all([source, copy].map((blob) => blob.downloadToBuffer(place, 1000)));
    assert.ok(found.equals(expected), `other bytes at ${place}`);
  }
  assert.equal((await simulator.statistics()).operations.putBlockFromUrl, 2048);
});
