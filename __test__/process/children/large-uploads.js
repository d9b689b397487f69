// Uploads large buffers at once and reports how much memory that took above them.

'use strict';

const { readFileSync } = require('node:fs');

const [, , packageName, origin] = process.argv;
const { AnonymousCredential, BlockBlobClient } = require(packageName);

const COUNT = 6;
const LENGTH = 50_000_000;
const peak = () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;

async function main() {
  const blob = new BlockBlobClient(`${origin}/account/c/b`, new AnonymousCredential());
  const buffers = Array.from({ length: COUNT }, () => Buffer.alloc(LENGTH, 1));
  await blob.upload('x', 1);
  const before = peak();
  await Promise.all(buffers.map((buffer) => blob.upload(buffer, LENGTH)));
  console.log(JSON.stringify({ above: peak() - before, bytes: COUNT * LENGTH }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
