'use strict';

// Azurite names snapshots by the millisecond in which the request arrived: two of one millisecond are one.

const { setImmediate: nextTurn } = require('node:timers/promises');

/** Resolves in a later millisecond than the one in which it is called: call it when the response has arrived. */
async function nextMillisecond() {
  const now = Date.now();
  while (Date.now() <= now) await nextTurn();
}

module.exports = { nextMillisecond };
