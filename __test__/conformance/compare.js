'use strict';

// Compares the responses of Azurite and of the simulator. A difference is `{ where, azurite, simulator }`; `where` is a path such as
// `create again.0.headers.x-ms-error-code`, and a side that has nothing there is `undefined`.

const { differences } = require('../parity/compare');

/**
 * Lists every difference of two outcomes `{ steps, unexpected }`, and the table's entry for each, if there is one. Those with
 * `azuriteIsWrong` are between Azurite and the response of the real service according to the scenario.
 */
function compareOutcomes(name, azurite, simulator, table) {
  const found = [
    ...azurite.unexpected.map(({ label, expected, responded }) => ({
      where: `${label}.expected`,
      azurite: responded,
      simulator: `(the service: ${expected})`,
      azuriteIsWrong: true,
    })),
    ...differences(azurite.steps, simulator.steps).map(({ where, reference, blobferry, beside }) => ({
      where,
      azurite: reference,
      simulator: blobferry,
      beside: { azurite: beside.reference, simulator: beside.blobferry },
    })),
  ].map((difference) => ({ ...difference, entry: entryFor(table, name, difference) }));
  // The simulator must be like the service: nothing excuses another response.
  const wrong = simulator.unexpected.map(({ label, expected, responded }) => ({
    where: `${label}.expected`,
    azurite: `(the service: ${expected})`,
    simulator: responded,
  }));
  return [...found, ...wrong];
}

/** The first entry of the table that covers a difference. */
function entryFor(table, name, { where, azurite, simulator, beside }) {
  return table.find(
    (entry) => isAbout(entry, name) && entry.where.test(where) && (entry.accepts?.(azurite, simulator, beside) ?? true),
  );
}

/** Whether an entry is about a scenario. */
const isAbout = ({ scenario }, name) =>
  scenario === '*' || scenario === name || (scenario instanceof RegExp && scenario.test(name));

module.exports = { compareOutcomes, isAbout };
