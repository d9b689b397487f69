'use strict';

// The delay between two polls.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { isReference, libraries } = require('../support/libraries');
const { poll, startPendingCopies } = require('../support/pending-copies');

/** The times between the polls that arrived, in ms. */
const gaps = (requests) => requests.slice(1).map((request, index) => request.at - requests[index].at);

async function pollUntilDone(library, script, options) {
  const copies = await startPendingCopies({ polls: script });
  try {
    const started = performance.now();
    const poller = await copies.destination(library).beginCopyFromURL(copies.sourceUrl, options);
    const result = await poller.pollUntilDone();
    assert.equal(result.copyStatus, 'success');
    return { elapsed: performance.now() - started, gaps: gaps(copies.heads), heads: copies.heads.length };
  } finally {
    await copies.close();
  }
}

const REFERENCE_INTERVAL = 15_000;

/** Makes every timer of the code under test that is longer than a second fire at once, and returns how long they were. */
async function withoutLongWaits(work) {
  const { setTimeout } = globalThis;
  const waits = [];
  globalThis.setTimeout = (callback, delay, ...rest) => {
    if (delay > 1000) waits.push(delay);
    return setTimeout(callback, delay > 1000 ? 0 : delay, ...rest);
  };
  try {
    await work();
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  return waits;
}

test('no interval given: the reference waits 15 seconds after every poll', async () => {
  const waits = await withoutLongWaits(() =>
    pollUntilDone(libraries.reference, [poll('pending'), poll('pending'), poll('success')]),
  );
  assert.deepEqual(waits, Array(3).fill(REFERENCE_INTERVAL), 'one for each poll');
});

describe('no interval given', { skip: isReference && 'the reference waits 15 seconds' }, () => {
  test('a short copy takes a short time', async () => {
    const { elapsed, heads } = await pollUntilDone(libraries.blobferry, [poll('pending'), poll('success')]);
    assert.equal(heads, 2);
    assert.ok(elapsed < REFERENCE_INTERVAL / 3, `took ${elapsed} ms`);
  });

  test('the wait grows', async () => {
    const { gaps: waits } = await pollUntilDone(libraries.blobferry, [
      ...Array(5).fill(poll('pending')),
      poll('success'),
    ]);
    assert.equal(waits.length, 5);
    assert.ok(waits.at(-1) > waits[0], `waits of ${waits.join(', ')} ms`);
    assert.ok(waits.every((wait) => wait < REFERENCE_INTERVAL));
  });
});

describe('an interval given', () => {
  for (const [label, library] of Object.entries(libraries)) {
    test(`${label} obeys it`, async () => {
      const intervalInMs = 200;
      const { gaps: waits, heads } = await pollUntilDone(
        library,
        [...Array(3).fill(poll('pending')), poll('success')],
        { intervalInMs },
      );
      assert.equal(heads, 4);
      // Timers may fire a millisecond early, and a late request was still sent in time.
      for (const wait of waits) assert.ok(wait >= intervalInMs - 2, `waits of ${waits.join(', ')} ms`);
    });
  }

  test('an interval of zero polls on', async () => {
    for (const library of Object.values(libraries)) {
      const { heads } = await pollUntilDone(library, [...Array(20).fill(poll('pending')), poll('success')], {
        intervalInMs: 0,
      });
      assert.equal(heads, 21);
    }
  });
});
