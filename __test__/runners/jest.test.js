'use strict';

// The package in real Jest: its fakes, module registries and realms, and its reports of leaks and open handles.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { isReference } = require('../support/blobferry');
const { makeProject } = require('./project');
const { startService } = require('./service');

/** How many specs each file has. */
const SPECS = {
  'dom.spec.js': 4,
  'interval.spec.js': 10,
  'legacy.spec.js': 2,
  'mocks.spec.js': 12,
  'modern-before.spec.js': 1,
  'modern.spec.js': 5,
  'plain.spec.js': 1,
  'realm.spec.js': 6,
  'registry.spec.js': 4,
};
/** What the reference does. It leaks. */
const OF_REFERENCE = { 'interval-reference.spec.js': 1 };
const MODULES = { 'modules.spec.mjs': 3 };

describe('in Jest', { skip: isReference && 'its HTTP client needs what is faked' }, () => {
  let service;
  let project;
  before(async () => {
    service = await startService();
    project = makeProject('jest');
  });
  after(async () => {
    project.remove();
    await service.stop();
  });

  async function run(parameters, specs, flags) {
    const ended = await project.run(parameters, service.environment, flags);
    assert.equal(ended.timedOut, false, `Jest ends by itself:\n${ended.output}`);
    assert.deepEqual(ended.problems, [], ended.output);
    assert.deepEqual(ended.passed, specs, ended.output);
    assert.equal(ended.code, 0, ended.output);
    assert.doesNotMatch(ended.output, /did not exit|open handle|failed to exit|torn down/, 'nothing is left behind');
  }

  /** Left to itself, Jest kills workers that have not ended after half a second, which is short on a busy machine. In milliseconds. */
  const END_OF_WORKERS = 60_000;

  test('files side by side', () =>
    run(['--maxWorkers=2', `--workerGracefulExitTimeout=${END_OF_WORKERS}`, '--testMatch=**/*.spec.js'], {
      ...SPECS,
      ...OF_REFERENCE,
    }));

  /** Some files in one process, which loads the package anew for each. */
  const inOneProcess = (names, flag) => {
    const files = names.map((name) => `${name}.spec.js`);
    const specs = Object.fromEntries(files.map((file) => [file, SPECS[file]]));
    return run(['--runInBand', flag, ...files.map((file) => `--testMatch=**/${file}`)], specs);
  };

  /** Jest runs the collector once, which may be early: the engine may still hold what a call needed. What stays is found every time. */
  async function checked(check, isFound) {
    for (let times = 1; ; times += 1) {
      try {
        return await check();
      } catch (error) {
        if (times === 3 || !isFound.test(error.message + error.actual)) throw error;
      }
    }
  }

  test('none of the files leaks', () => {
    const check = () => inOneProcess(['interval', 'legacy', 'modern', 'plain', 'realm', 'registry'], '--detectLeaks');
    return checked(check, /Your test suite is leaking memory/);
  });

  test('no handle is left open', () => {
    const check = () => inOneProcess(['interval', 'legacy', 'modern-before', 'plain', 'realm'], '--detectOpenHandles');
    return checked(check, /detected the following \d+ open handle/);
  });

  test('as an ES module', () =>
    run(['--runInBand', '--testMatch=**/*.spec.mjs'], MODULES, ['--experimental-vm-modules', '--no-warnings']));
});
