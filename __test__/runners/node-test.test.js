'use strict';

// The fake clock of node:test.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startService } = require('./service');

let service;
before(async () => {
  service = await startService();
  // The specs of other runners find it in their environment.
  Object.assign(process.env, service.environment);
});
after(() => service.stop());

test('the clock of node:test counts for an interval', async (t) => {
  const { beginCopy, INTERVAL, waitByClock } = require('./specs/shared/interval.cjs');
  const poller = await beginCopy(blobferry);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { copyStatus, advanced } = await waitByClock(poller, (milliseconds) => t.mock.timers.tick(milliseconds));
  assert.equal(copyStatus, 'success');
  assert.ok(advanced >= INTERVAL, `${advanced} ms`);
});
