'use strict';

// Makes thousands of calls at once in a process that may open few files, then opens files of its own. Prints what became of it all.

const { openSync, readdirSync, readlinkSync } = require('node:fs');

const { blobferry } = require('../../support/blobferry');

const [url, calls, files] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];

/** How many sockets this process has open; nothing where the system does not tell. */
function sockets() {
  if (process.platform !== 'linux') return undefined;
  const target = (name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return '';
    }
  };
  return readdirSync('/proc/self/fd').filter((name) => target(name).startsWith('socket:')).length;
}

async function main() {
  const before = sockets();
  const container = new blobferry.ContainerClient(url, undefined, { retryOptions: { maxTries: 1 } });
  const outcomes = await Promise.allSettled(
    Array.from({ length: calls }, (_, number) => container.getBlobClient(`blob-${number}`).getProperties()),
  );
  const refused = outcomes.filter(({ status }) => status === 'rejected').map(({ reason }) => `${reason}`);
  const kept = sockets();
  let opened = 0;
  let error;
  try {
    for (; opened < files; opened += 1) openSync(__filename, 'r');
  } catch (thrown) {
    error = `${thrown}`;
  }
  console.log(
    JSON.stringify({
      succeeded: outcomes.length - refused.length,
      refused: refused[0],
      kept: kept - before,
      opened,
      error,
    }),
  );
}

void main();
