'use strict';

// The package in real Vitest, in each of its worker pools.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { isReference } = require('../support/blobferry');
const { makeProject } = require('./project');
const { startService } = require('./service');

/** How many specs each file has. */
const SPECS = {
  'automock.spec.mjs': 2,
  'faked-before.spec.mjs': 1,
  'faked.spec.mjs': 7,
  'mocks.spec.mjs': 2,
  'plain.spec.mjs': 1,
  'registry.spec.mjs': 2,
};

describe('in Vitest', { skip: isReference && 'its HTTP client needs what is faked' }, () => {
  let service;
  let project;
  before(async () => {
    service = await startService();
    project = makeProject('vitest');
  });
  after(async () => {
    project.remove();
    await service.stop();
  });

  for (const pool of ['threads', 'forks', 'vmThreads']) {
    test(`with the pool ${pool}`, async () => {
      const ended = await project.run(['run', `--pool=${pool}`, '--maxWorkers=2'], service.environment);
      assert.equal(ended.timedOut, false, `Vitest ends by itself:\n${ended.output}`);
      assert.deepEqual(ended.problems, [], ended.output);
      assert.deepEqual(ended.passed, SPECS, ended.output);
      assert.equal(ended.code, 0, ended.output);
      assert.doesNotMatch(ended.output, /close timed out|Unhandled|terminat/i, 'nothing is left behind');
    });
  }
});
