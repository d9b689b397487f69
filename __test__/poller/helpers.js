'use strict';

// What the tests of pollers share: a service with a pending copy, and a copy that is polled at once.

const { startPendingCopies } = require('../support/pending-copies');

const QUICK = { intervalInMs: 1 };

/** Runs an action with a service of pending copies, which follows a script. */
async function withCopies(script, action) {
  const copies = await startPendingCopies(script);
  try {
    return await action(copies);
  } finally {
    await copies.close();
  }
}

const begin = (copies, library, options) =>
  copies.destination(library).beginCopyFromURL(copies.sourceUrl, { ...QUICK, ...options });

module.exports = { QUICK, begin, withCopies };
