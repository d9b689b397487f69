'use strict';

// A copy that is polled at an interval, while the spec advances the clock. To be loaded before anything is faked.

const { freshContainer } = require('./work.cjs');

const SECOND = 1000;
const INTERVAL = 30 * SECOND;

const immediate = setImmediate;
/** Lets the loop turn, so that responses arrive. */
const turn = () => new Promise((resolve) => immediate(resolve));

/** Starts a copy that is pending at the first poll. */
async function beginCopy(library, intervalInMs = INTERVAL) {
  const container = await freshContainer(library);
  const source = container.getBlockBlobClient('source');
  await source.upload('content', 7);
  return container.getBlobClient('copy').beginCopyFromURL(source.url, { intervalInMs });
}

/** Waits for the end of a copy, and calls `advance` with milliseconds until then; gives the copy's status, and how many they were. */
async function waitByClock(poller, advance) {
  let result;
  let failure;
  poller.pollUntilDone().then(
    (value) => (result = value),
    (error) => (failure = error),
  );
  let advanced = 0;
  while (result === undefined && failure === undefined) {
    advance(SECOND);
    advanced += SECOND;
    await turn();
  }
  if (failure) throw failure;
  return { copyStatus: result.copyStatus, advanced };
}

module.exports = { beginCopy, INTERVAL, turn, waitByClock };
