'use strict';

// Copies and moves of containers, through faults of every kind, throttling of every kind, and kills.

const assert = require('node:assert/strict');
const path = require('node:path');

const { everyFault } = require('../faulty');
const { killAfter, random, startCopy } = require('../killed');
const { compareContainers, findOnAnySide } = require('./compare');
const { fill, twinOf } = require('./containers');

/** A job that met too many faults is resumed. This often is more than enough. */
const RUNS = 30;

/** How many copies a killed process had under way at most. */
const IN_FLIGHT = 256;

/** What each round is throttled by, in turns; `rate` is how many requests a second are taken. */
const THROTTLES = [
  () => undefined,
  (rate) => ({ requestsPerSecond: rate }),
  (rate) => ({ requestsPerSecond: rate / 2, per: 'range', boundaries: ['blob 3', 'blob 6'] }),
  (rate) => ({ bytesPerSecond: rate * 200_000 }),
  (rate) => ({ requestsPerSecond: rate, status: 500, code: 'OperationTimedOut' }),
];

/**
 * Copies or moves the container of this name from the account `one` to the account `two`, until nothing is left to be done: killed so
 * often, with these faults, and compared at the end. A move is looked at after each kill. Faults that slow a whole job down, or end it,
 * come `rarely` in each round.
 */
async function runThroughKills(
  simulator,
  containerOf,
  { name, folder, move, blobs, large, kills, seed, share, rate, rarely, say },
) {
  await fill(simulator, containerOf, name, { blobs, large, seed });
  const [from, to, twin] = [
    { account: 'one', container: name },
    { account: 'two', container: name },
    { account: 'one', container: twinOf(name) },
  ];
  await simulator.copies({ pending: { milliseconds: 5 }, end: 'success' });
  const options = { move, journal: path.join(folder, name) };
  const next = random(seed);
  const disturb = async (round) => {
    await simulator.faults(...everyFault(share, seed + round, rarely));
    await simulator.throttle(THROTTLES[round % THROTTLES.length](rate));
  };
  const calm = async () => {
    await simulator.clearFaults();
    await simulator.throttle();
  };
  let killed = 0;
  const startedAt = performance.now();
  for (let round = 0; round < kills; round += 1) {
    await disturb(round);
    const operation = move && next() < 0.5 ? 'deleteBlob' : 'copyBlobFromUrl';
    const requests = Math.floor((next() * 1.8 * blobs) / kills);
    const { signal, error, summary } = await killAfter(simulator, name, options, operation, requests);
    killed += signal === 'SIGKILL' ? 1 : 0;
    await calm();
    say(`round ${round + 1}: ${signal ?? error?.message ?? `done, ${summary.copied} copied`}`);
    if (move) await expectOnAnySide(simulator, twin, [from, to], `after kill ${round + 1}, seed ${seed}`, say);
  }
  for (let run = 1; ; run += 1) {
    assert.ok(run <= RUNS, `it does not end; seed ${seed}`);
    await disturb(kills + run);
    const { error, summary } = await startCopy(simulator, name, options).ended;
    await calm();
    say(`run ${run} to the end: ${error?.message ?? `${summary.copied} copied`}`);
    if (!error) break;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const requests = await countRequests(simulator);
  const { blobs: compared, differences, snapshots } = await compareContainers(simulator, twin, to);
  assert.equal(differences.count, 0, `the destination, seed ${seed}: ${differences}`);
  const left = move ? await countBlobs(containerOf('one', name)) : await compareContainers(simulator, twin, from);
  if (move) assert.equal(left, 0, `blobs are left at the source, seed ${seed}`);
  else assert.equal(left.differences.count, 0, `the source, seed ${seed}: ${left.differences}`);
  assert.ok(snapshots <= killed * IN_FLIGHT, `${snapshots} snapshots are left at the destination, seed ${seed}`);
  return { killed, seconds, compared, requests, snapshots };
}

async function expectOnAnySide(simulator, twin, sides, when, say) {
  const { found, differences } = await findOnAnySide(simulator, twin, sides);
  assert.equal(differences.count, 0, `${when}: ${differences}`);
  say(`whole at the source: ${found[0]}, at the destination: ${found[1]}`);
}

async function countRequests(simulator) {
  const { operations } = await simulator.statistics();
  return Object.values(operations).reduce((sum, each) => sum + each, 0);
}

async function countBlobs(container) {
  let count = 0;
  for await (const page of container.listBlobsFlat().byPage()) count += page.segment.blobItems.length;
  return count;
}

module.exports = { runThroughKills };
