'use strict';

// Each scenario is written once and run twice, against Azurite and against the simulator. Their responses must be
// equal, except for the table of allowed differences, and the simulator must respond as the scenario says that the
// service does.

const assert = require('node:assert/strict');
const { readdirSync } = require('node:fs');
const path = require('node:path');
const { before, describe, test } = require('node:test');

const { sharedAzurite } = require('../support/azurite');
const { sharedSimulator } = require('../support/simulator');
const allowedDifferences = require('./allowed-differences');
const { compareOutcomes, isAbout } = require('./compare');
const pending = require('./pending');
const { freshNames, runScenario } = require('./run-scenario');

const FOLDER = path.join(__dirname, 'scenarios');
const used = new Set();
let finished = 0;

describe('Azurite and the simulator agree', () => {
  let azurite;
  let simulator;

  before(async () => {
    const { url, accountName, accountKey } = await sharedAzurite({ skipApiVersionCheck: true });
    azurite = { url, accountName, accountKey };
    const started = await sharedSimulator();
    simulator = { url: started.url(), accountName: started.accounts[0], accountKey: started.accountKey() };
  });

  const scenarios = readdirSync(FOLDER)
    .sort()
    .flatMap((file) => require(path.join(FOLDER, file)).map((scenario) => ({ ...scenario, file })));
  for (const { file, ...scenario } of scenarios) {
    test(`${path.basename(file, '.js')}: ${scenario.name}`, async () => {
      const names = freshNames();
      const [expected, actual] = await Promise.all([
        runScenario(scenario, azurite, names),
        runScenario(scenario, simulator, names, { continueOnError: true }),
      ]);
      assert.notDeepEqual(expected.steps, {}, 'the scenario has no steps');
      const differences = compareOutcomes(scenario.name, expected, actual, allowedDifferences);
      const unexplained = differences.filter(({ entry }) => entry === undefined);
      for (const { entry } of differences) if (entry) used.add(entry);
      finished += 1;
      if (pending.includes(scenario.name)) {
        const meaningless = unexplained.filter(({ azuriteIsWrong }) => azuriteIsWrong);
        assert.equal(meaningless.length, 0, meaningless.map(explain).join('\n'));
        assert.notEqual(unexplained.length, 0, 'the simulator agrees by now: take the scenario off pending.js');
        return;
      }
      assert.equal(unexplained.length, 0, unexplained.map(explain).join('\n'));
    });
  }

  test('scenarios have names of their own, and pending ones exist', () => {
    const names = scenarios.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
    assert.deepEqual(
      pending.filter((name, index) => !names.includes(name) || pending.indexOf(name) !== index),
      [],
    );
  });

  test('every allowed difference says why, and where to read it', () => {
    const silent = allowedDifferences.filter(({ reason, page }) => !/\.$/.test(reason) || !/^[a-z0-9-]+$/.test(page));
    assert.deepEqual(silent, []);
  });

  test('every allowed difference is still needed', (t) => {
    if (finished < scenarios.length) {
      t.skip('only meaningful when all scenarios ran');
      return;
    }
    // What a pending scenario needs shows only when the simulator can do it.
    const waits = (entry) => entry.scenario !== '*' && pending.some((name) => isAbout(entry, name));
    const idle = allowedDifferences.filter((entry) => !used.has(entry) && !waits(entry));
    assert.deepEqual(
      idle.map(({ scenario, where }) => `${scenario} at ${where}`),
      [],
    );
  });
});

const explain = ({ where, azurite, simulator }) =>
  `${where}\n    Azurite:   ${show(azurite)}\n    simulator: ${show(simulator)}`;
const show = (value) => (value === undefined ? '<absent>' : JSON.stringify(value));
