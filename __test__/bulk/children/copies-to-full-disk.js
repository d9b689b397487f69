'use strict';

// Copies a container with its files on small file systems that are full at another point each time, makes room, and runs the same copy
// again. It needs a mount namespace of its own. Argument: JSON with the package, the connection strings of both accounts, the source, a
// folder for the file systems, and the cases. Prints the outcome of each as a line of JSON.

const { execFileSync } = require('node:child_process');
const { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const { packageName, from, to, container, folder, cases } = JSON.parse(process.argv[2]);
const { BlobServiceClient } = require(packageName);

const PAGE = 4096;
const [source, destination] = [from, to].map((text) => BlobServiceClient.fromConnectionString(text));
const file = (name) => path.join(folder, name);

/** Fills the space except for this number of pages, or of names. */
function fill({ freePages, freeInodes }) {
  const names = [];
  const take = (content) => {
    const name = `fill-${names.length}`;
    writeFileSync(file(name), content);
    names.push(name);
  };
  try {
    for (;;) take(freeInodes === undefined ? Buffer.alloc(PAGE) : '');
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error;
    // What could not be written whole takes a name.
    rmSync(file(`fill-${names.length}`), { force: true });
  }
  for (const name of names.slice(0, freePages ?? freeInodes)) rmSync(file(name));
}

async function run(target, options) {
  try {
    const poller = await target.beginCopyFromContainer(source.getContainerClient(container), options);
    return { summary: await poller.pollUntilDone() };
  } catch ({ code, message }) {
    return { error: { code, message } };
  }
}

async function runCase({ name, mount, files, ...room }) {
  execFileSync('mount', ['-t', 'tmpfs', '-o', mount, 'tmpfs', folder]);
  const target = destination.getContainerClient(name);
  await target.create();
  fill(room);
  const options = { concurrency: 4, pageSize: 20, ...Object.fromEntries(files.map((one) => [one, file(one)])) };
  const first = await run(target, options);
  let copied = 0;
  for await (const { name: blob } of target.listBlobsFlat()) copied += blob === '' ? 0 : 1;
  for (const one of readdirSync(folder)) if (one.startsWith('fill-')) rmSync(file(one));
  const second = await run(target, options);
  const manifest = existsSync(file('manifest')) ? readFileSync(file('manifest'), 'utf8') : undefined;
  const left = readdirSync(folder);
  execFileSync('umount', [folder]);
  return { name, first, copied, second, manifest, left };
}

async function main() {
  for (const one of cases) console.log(JSON.stringify(await runCase(one)));
}

main();
