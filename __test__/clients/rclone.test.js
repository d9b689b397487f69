'use strict';

// rclone copies a container of the simulator. This checks the simulator.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { findRclone, runProgram } = require('../support/clients');
const { startSimulator } = require('../support/simulator');
const { assertFilled, connect, fill, NAMES } = require('./blobs');

const rclone = findRclone();

test('rclone copies a container, and finds nothing to do the second time', { skip: rclone.missing }, async (t) => {
  const simulator = await startSimulator();
  t.after(() => simulator.stop());
  const { service, sas } = connect(simulator);
  await fill(service.getContainerClient('source'));

  const copy = () =>
    runProgram(rclone.program, ['copy', 'simulator:source', 'simulator:destination', '--config', '/dev/null', '-v'], {
      RCLONE_CONFIG_SIMULATOR_TYPE: 'azureblob',
      RCLONE_CONFIG_SIMULATOR_SAS_URL: `${simulator.url()}?${sas}`,
    });
  const first = await copy();
  assert.equal(first.code, 0, first.output);
  await assertFilled(service.getContainerClient('destination'));
  const copies = async () => (await simulator.statistics()).operations.copyBlob;
  assert.equal(await copies(), NAMES.length, 'it copies on the service, one request a blob');

  const second = await copy();
  assert.equal(second.code, 0, second.output);
  assert.equal(await copies(), NAMES.length);
});
