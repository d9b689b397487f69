'use strict';

// What a worker thread started ends with it, also if the main thread keeps the engine running.

const assert = require('node:assert/strict');
const path = require('node:path');
const { describe, test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { runChild } = require('../support/child');

const SCRIPT = path.join(__dirname, 'children', 'terminate-copying-worker.js');

/** The part of a response that arrives before it stalls. */
const PART = 64 * 1024;
const blocks = { strategy: 'blocks', blockSize: 8 * 1024 * 1024, concurrency: 4 };
const relay = { strategy: 'relay', blockSize: 8 * 1024 * 1024, concurrency: 4 };

const stall = (operation, after = 0) => ({ which: { operation }, when: { after }, what: { stall: true } });

const STALLED_BODY = { which: { operation: 'getBlob' }, what: { body: { stall: PART } } };

const CASES = {
  'in the middle of a copy by blocks': {
    work: { kind: 'copy', options: blocks },
    faults: [stall('putBlockFromUrl', 6)],
    stalled: 4,
    old: 'old',
  },
  'in the middle of a relay, when it writes': {
    work: { kind: 'copy', options: relay },
    faults: [stall('putBlock', 6)],
    stalled: 4,
    old: 'old',
  },
  'in the middle of a relay, when it reads': {
    work: { kind: 'copy', options: relay },
    faults: [{ which: { operation: 'getBlob' }, when: { after: 6 }, what: { body: { stall: PART } } }],
    stalled: 4,
  },
  'in the middle of a copy that nobody waits for': {
    work: { kind: 'forgottenCopy', options: relay },
    faults: [stall('putBlock', 6)],
    stalled: 4,
  },
  'when a copy is about to begin': {
    work: { kind: 'beginning', options: relay },
    faults: [stall('getBlobProperties')],
    stalled: 1,
  },
  'during a copy by blocks at full speed': { work: { kind: 'copy', options: blocks }, old: 'old' },
  'during a relay at full speed': { work: { kind: 'copy', options: relay } },
  'while the service copies and it polls': { work: { kind: 'pollers', count: 20 } },
  'in the middle of a download': { work: { kind: 'download' }, faults: [STALLED_BODY], stalled: 1 },
  'with an unread download': { work: { kind: 'unreadDownload' }, faults: [STALLED_BODY], stalled: 1 },
  'in the middle of a download to a buffer': { work: { kind: 'buffer' }, faults: [STALLED_BODY], stalled: 5 },
  'in the middle of a download to a given buffer': {
    work: { kind: 'givenBuffer' },
    faults: [STALLED_BODY],
    stalled: 5,
  },
  'in the middle of a download to a file': { work: { kind: 'file' }, faults: [STALLED_BODY], stalled: 5 },
  'during a download to a file at full speed': { work: { kind: 'file' } },
  'in the middle of an upload of a file': { work: { kind: 'uploadFile' }, faults: [stall('putBlock', 2)], stalled: 3 },
  'in the middle of an upload of a stream': {
    work: { kind: 'uploadStream' },
    faults: [stall('putBlock', 2)],
    stalled: 3,
  },
  'in the middle of a copy of a container': {
    work: { kind: 'container' },
    faults: [stall('copyBlobFromUrl', 20)],
    stalled: 8,
  },
  'during a copy of a container at full speed': { work: { kind: 'container' } },
};

describe(
  'a worker thread is terminated, and no more requests come',
  { skip: isReference && 'copies of blobferry' },
  () => {
    for (const [label, setting] of Object.entries(CASES)) {
      test(label, async () => {
        const child = await runChild(SCRIPT, { arguments: [PACKAGE, JSON.stringify(setting)] });
        assert.equal(child.timedOut, false, `the process must end by itself:\n${child.stdout}`);
        assert.equal(child.signal, null, child.stderr);
        assert.equal(child.code, 0, child.stderr);
        assert.equal(child.stdout.trim().split('\n').at(-1), 'done');
      });
    }
  },
);
