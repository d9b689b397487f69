'use strict';

// Each scenario is written once and run twice, with the reference and with blobferry, against Azurite behind a
// recording proxy. Requests, results and errors must be equal, except for the table of allowed differences.

const assert = require('node:assert/strict');
const { readdirSync } = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { sharedAzurite } = require('../support/azurite');
const { recordAt } = require('../support/record-members');
const { startRecordingProxy } = require('../support/recording-proxy');
const allowedDifferences = require('./allowed-differences');
const { compareOutcomes } = require('./compare');
const { blobferry, isNewest, isReference, reference } = require('./reference');
const { missingOutcomes, watchOutcomes } = require('./outcomes');
const { runScenario } = require('./run-scenario');

const FOLDER = path.join(__dirname, 'scenarios');
const used = new Set();
let finished = 0;
const outcomes = watchOutcomes(blobferry);

/** A scenario that a reference compared with itself needs a table for would compare noise. */
const table = isReference ? [] : allowedDifferences.filter(({ newest }) => newest === undefined || newest === isNewest);

function entryFor(name, difference) {
  return table.find(
    ({ scenario, where, accepts }) =>
      (scenario === '*' || scenario === name || (scenario instanceof RegExp && scenario.test(name))) &&
      where.test(difference.where) &&
      (accepts === undefined || accepts(difference.reference, difference.blobferry, difference.beside)),
  );
}

describe('parity with @azure/storage-blob', () => {
  let azurite;
  let proxy;

  before(async () => {
    recordAt('parity');
    azurite = await sharedAzurite({ skipApiVersionCheck: true });
    proxy = await startRecordingProxy(azurite.origin);
  });
  after(() => proxy?.close());

  const files = readdirSync(FOLDER).sort();
  const scenarios = files.flatMap((file) =>
    require(path.join(FOLDER, file)).map((scenario) => ({ file, ...scenario })),
  );
  for (const { file, ...scenario } of scenarios) {
    test(`${path.basename(file, '.js')}: ${scenario.name}`, async () => {
      const expected = await runScenario(scenario, { library: reference, other: blobferry, azurite, proxy });
      const actual = await runScenario(scenario, { library: outcomes.library, other: reference, azurite, proxy });
      const unexplained = compareOutcomes(expected, actual).filter((difference) => {
        const entry = entryFor(scenario.name, difference);
        if (entry) used.add(entry);
        return entry === undefined;
      });
      finished += 1;
      assert.equal(unexplained.length, 0, unexplained.map(explain).join('\n'));
    });
  }

  test('every allowed difference is still needed', (t) => {
    if (finished < scenarios.length) {
      t.skip('only meaningful when all scenarios ran');
      return;
    }
    const idle = table.filter((entry) => !used.has(entry)).map(({ scenario, where }) => `${scenario} at ${where}`);
    assert.deepEqual(idle, []);
  });

  test('every method of the reference succeeds, fails, and is rejected by the service', (t) => {
    if (isReference || finished < scenarios.length) {
      t.skip('only meaningful when all scenarios ran with blobferry');
      return;
    }
    const nothing = { success: [], failure: [], rejection: [], idle: [] };
    assert.deepEqual(missingOutcomes(outcomes, reference), nothing);
  });
});

const explain = ({ where, reference: expected, blobferry: actual }) =>
  `${where}\n    reference: ${show(expected)}\n    blobferry: ${show(actual)}`;
const show = (value) => (value === undefined ? '<absent>' : JSON.stringify(value));
