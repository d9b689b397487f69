'use strict';

// A copy by Copy Blob over a blob. Whichever request meets which fault, the old blob is not lost: it stays, is
// restored, or is replaced by the new one. After a temporary failure, the next call completes the copy.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { blobferry } = require('../support/libraries');
const { startSimulator } = require('../support/simulator');
const { FAULTS } = require('./faults');

const COLUMNS = [
  'connection reset before the effect',
  'connection reset after the effect',
  'connection closed without a response',
  '500 once',
  '500 after the effect',
  '503 without Retry-After',
];

/** What the service does with the copy, and what its owner does. */
const COURSES = {
  'that goes well': { end: 'success', becomes: 'new' },
  'that goes well at once': { atOnce: true, becomes: 'new' },
  'that fails': { end: 'failed', becomes: 'old' },
  'that is cancelled': { end: 'success', cancels: true, becomes: 'old' },
};

const OPTIONS = {
  strategy: 'asynchronous',
  intervalInMs: 1,
  verify: 'md5',
  metadata: {},
  blobHTTPHeaders: { blobContentType: 'image/png' },
};

let simulator;
let number = 0;

before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());

async function makeContext(maxTries) {
  const name = `guarded-${number++}`;
  const connect = (attempts) => {
    const retryOptions = { maxTries: attempts, retryDelayInMs: 1, maxRetryDelayInMs: 2 };
    return blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(), { retryOptions });
  };
  const container = connect(4).getContainerClient(name);
  await container.create();
  const [source, sure] = ['source', 'blob'].map((blob) => container.getBlockBlobClient(blob));
  await source.upload('new', 3, { metadata: { is: 'new' }, tags: { is: 'new' } });
  const old = { metadata: { is: 'old' }, tags: { is: 'old' }, blobHTTPHeaders: { blobContentType: 'text/plain' } };
  await sure.upload('old', 3, old);
  return {
    name,
    container,
    source,
    sure,
    destination: connect(maxTries).getContainerClient(name).getBlobClient('blob'),
  };
}

/** Content, metadata, tags and media type in one text. */
async function look({ sure }) {
  const [content, properties, { tags }] = await Promise.all([
    sure.downloadToBuffer(),
    sure.getProperties(),
    sure.getTags(),
  ]);
  return `${content} ${properties.metadata['is'] ?? 'none'} ${tags['is']} ${properties.contentType}`;
}

const STATES = { old: 'old old old text/plain', new: 'new none new image/png' };

async function snapshots({ container }) {
  const found = [];
  for await (const { snapshot } of container.listBlobsFlat({ prefix: 'blob', includeSnapshots: true })) {
    if (snapshot) found.push(snapshot);
  }
  return found;
}

/** Begins the copy, ends it as its course is, and gives the error that began it, or the poller at its end. */
async function run({ source, destination }, { atOnce, end, cancels }) {
  await simulator.copies(atOnce ? {} : { pending: { untilReleased: true }, end });
  let poller;
  try {
    poller = await destination.beginCopyFrom(source, OPTIONS);
  } catch (error) {
    return { rejected: error };
  } finally {
    await simulator.copies({});
  }
  // A fault fires once, and each call may meet it once.
  const failures = [];
  const trying = async (action) => {
    for (let attempts = 0; attempts < 3; attempts += 1) {
      try {
        return await action();
      } catch (error) {
        if (poller.isDone()) return undefined;
        failures.push(error);
      }
    }
    throw failures.at(-1);
  };
  if (cancels) await trying(() => poller.cancelOperation());
  else await simulator.release();
  await trying(() => poller.pollUntilDone());
  return { poller, failures };
}

for (const [course, script] of Object.entries(COURSES)) {
  describe(`a copy over a blob ${course}`, () => {
    for (const column of COLUMNS) {
      for (const maxTries of [1, 3]) {
        test(`${column}, with ${maxTries} attempts`, async () => {
          const { when, what } = FAULTS[column].rule;
          assert.deepEqual(when, { first: 1 });
          for (let nth = 1; ; nth += 1) {
            const context = await makeContext(maxTries);
            assert.equal(await look(context), STATES.old);
            await simulator.faults({ which: { container: context.name, blob: 'blob' }, when: { nth }, what });
            const { rejected, poller } = await run(context, script);
            const [{ fired }] = await simulator.faultReport();
            await simulator.clearFaults();
            const where = `request ${nth}`;
            const state = await look(context);
            const left = await snapshots(context);
            if (rejected) {
              assert.equal(maxTries, 1, `${where}: ${rejected.stack}`);
              assert.equal(state, STATES.old, where);
              for (const snapshot of left) assert.ok(left.length === 1, `${where} ${snapshot}`);
            } else {
              assert.equal(poller.isDone(), true, where);
              assert.equal(state, STATES[script.becomes], where);
              // A snapshot whose response was lost is one more than anybody knows of, and one whose deletion failed is named.
              const { leftSnapshot } = poller.getOperationState();
              const unknown = left.filter((snapshot) => snapshot !== leftSnapshot);
              assert.ok(unknown.length <= (FAULTS[column].takesEffect ? 1 : 0), `${where}: ${left}`);
            }
            if (fired === 0) {
              assert.ok(nth > 6, 'some requests met it');
              break;
            }
          }
        });
      }
    }
  });
}
