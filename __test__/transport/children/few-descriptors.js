'use strict';

// Makes thousands of calls at once in a process that may open few files, which has some open already, and opens files of its own
// afterwards. Prints what became of it all.

const { closeSync, openSync, readFileSync, readdirSync, readlinkSync } = require('node:fs');

const { blobferry } = require('../../support/blobferry');

const url = process.argv[2];
const [filesBefore, calls, filesAfter, few] = process.argv.slice(3).map(Number);

/** The number of turns of the event loop in which connections are closed. */
const TURNS = 10_000;

/** How many TCP connections this process has open; nothing where the system does not report it. Runtimes have sockets of other kinds. */
function connections() {
  if (process.platform !== 'linux') return undefined;
  const inode = (name) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${name}`))?.[1];
    } catch {
      return undefined;
    }
  };
  const mine = new Set(readdirSync('/proc/self/fd').map(inode));
  const table = readFileSync('/proc/self/net/tcp', 'utf8').trim().split('\n').slice(1);
  return table.filter((row) => mine.has(row.trim().split(/\s+/)[9])).length;
}

const files = [];

/** Opens this number of files, if possible. */
function open(count) {
  let opened = 0;
  try {
    for (; opened < count; opened += 1) files.push(openSync(__filename, 'r'));
  } catch (error) {
    return { opened, error: `${error}` };
  }
  return { opened };
}

async function main() {
  const before = connections();
  // The engine runs before there is nothing left, and keeps no connection.
  await new blobferry.BlobClient(`${url}/first`, undefined, { keepAliveOptions: { enable: false } }).getProperties();
  open(filesBefore);
  const container = new blobferry.ContainerClient(url, undefined, { retryOptions: { maxTries: 1 } });
  // While the last calls are in flight, the program opens its files as well, and closes them.
  let settled = 0;
  let during;
  const openDuring = () => {
    settled += 1;
    if (settled !== Math.floor(calls * 0.9)) return;
    during = open(filesAfter).opened;
    for (const file of files.splice(files.length - during)) closeSync(file);
  };
  const outcomes = await Promise.allSettled(
    Array.from({ length: calls }, (_, number) =>
      container.getBlobClient(`blob-${number}`).getProperties().finally(openDuring),
    ),
  );
  const rejected = outcomes.filter(({ status }) => status === 'rejected').map(({ reason }) => `${reason}`);
  const { opened, error } = open(filesAfter);
  for (const file of files) closeSync(file);
  // A connection is closed after the result of its last call is there.
  for (let turn = 0; turn < TURNS && connections() - before > few; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  const kept = connections();
  console.log(
    JSON.stringify({
      succeeded: outcomes.length - rejected.length,
      rejected: rejected[0],
      kept: kept - before,
      during,
      opened,
      error,
    }),
  );
}

void main();
