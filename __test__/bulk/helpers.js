'use strict';

// What the tests of container copies share.

const assert = require('node:assert/strict');

const { describeBlob } = require('../transfer/helpers');

/** Names that tools have lost, merged or moved (rows N1 to N7): each is a blob of its own. */
const ODD_NAMES = [
  'a',
  'a/',
  'a/b',
  '/x',
  '//x',
  'a//b',
  'h%12.jpg',
  '100%',
  'a+b',
  'a b',
  'q?x=1',
  '#1',
  'a&b',
  '$web',
  '\u00e9',
  'e\u0301',
  'A.txt',
  'a.txt',
  '\u{FF5E}',
  '\u{1F600}',
  '<xml>&amp;"quotes"',
  'x'.repeat(1000),
];

async function upload(container, name, content = name, options = {}) {
  await container.getBlockBlobClient(name).upload(content, Buffer.byteLength(content), options);
}

/** The container of another name in the account of a container's client. */
function containerBeside(client, name) {
  return new client.constructor(client.url.replace(/[^/]+$/, name), client.pipeline);
}

/** The names of a container in the order of its listing. */
async function namesOf(container, options) {
  const names = [];
  for await (const { name } of container.listBlobsFlat(options)) names.push(name);
  return names;
}

/** What a copy keeps of every blob, by name. */
async function describeContainer(container) {
  const blobs = {};
  for (const name of await namesOf(container)) blobs[name] = await describeBlob(container.getBlockBlobClient(name));
  return blobs;
}

/** The content of a blob as text. */
const contentOf = async (container, name) => (await container.getBlobClient(name).downloadToBuffer()).toString();

/** Another container in the same account: Azurite copies within it, by Copy Blob. */
async function createBeside(container) {
  const other = containerBeside(container, `${container.containerName}-other`);
  await other.create();
  return other;
}

/** What became of each blob of the source: the code of its error, the reason why it was skipped, or its event. */
const outcomesOf = (events) =>
  Object.fromEntries(events.map(({ source, event, code, reason }) => [source, code ?? reason ?? event]));

async function eventsOf(poller) {
  const events = [];
  for await (const event of poller) events.push(event);
  return events;
}

/** The events of a job and its summary, however it ends. */
async function settled(poller) {
  const events = eventsOf(poller);
  await poller.pollUntilDone().catch(() => undefined);
  return { events: await events, summary: poller.getOperationState().summary };
}

/** Those of blobs: a dry run ends with its plan, which a run does not have. */
async function withoutPlan(events) {
  return (await events).filter(({ event }) => event !== 'plan');
}

/** Waits until the service's clock, which has whole seconds, is later than everything that was written so far. */
async function laterThan(container) {
  const { date } = await container.getProperties();
  while ((await container.getProperties()).date <= date);
}

/** How far turns may lag behind their pace to be made up for, and what clocks are rounded by, in milliseconds. */
const PACE_SLACK = 20;

/**
 * Checks that requests were sent at a pace from `begun` (`simulator.now()`) on: none arrived before its turn. How late they are is the
 * machine's affair, and so are the times between them.
 */
function assertPaced(requests, begun, perSecond) {
  const arrived = requests.map(({ time }) => Date.parse(time) - begun).sort((one, other) => one - other);
  for (const [index, at] of arrived.entries()) {
    const turn = (index * 1000) / perSecond;
    assert.ok(at >= turn - PACE_SLACK, `request ${index} came after ${at} ms, its turn was after ${turn} ms`);
  }
}

/** More of them, which Azurite lists under other names or not at all. */
const ODDER_NAMES = [...ODD_NAMES, 'a\\b', 'tab\tand\u0001control'];

module.exports = {
  assertPaced,
  containerBeside,
  contentOf,
  createBeside,
  ODDER_NAMES,
  ODD_NAMES,
  describeContainer,
  eventsOf,
  laterThan,
  namesOf,
  outcomesOf,
  settled,
  upload,
  withoutPlan,
};
