// Uploads a stream whose chunks are one and the same memory, and reports how much memory that took. Arguments: package, origin, kind of the
// stream, length of a chunk, length of the whole.

'use strict';

const { readFileSync } = require('node:fs');
const { Readable } = require('node:stream');

const [, , packageName, origin, kind, chunkLength, total] = process.argv;
const { AnonymousCredential, BlockBlobClient } = require(packageName);

const peak = () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
const text = kind === 'strings';
// A string in one piece, as what is read from somewhere is.
const chunk = text ? Buffer.alloc(Number(chunkLength), 'ü').toString() : Buffer.alloc(Number(chunkLength), 1);
const count = Number(total) / Number(chunkLength);

function* chunks() {
  for (let number = 0; number < count; number += 1) yield chunk;
}

const KINDS = {
  Readable: () => Readable.from(chunks(), { objectMode: false, highWaterMark: 1 }),
  'web stream': () => {
    const iterator = chunks();
    const pull = (controller) => {
      const { done, value } = iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    };
    return new ReadableStream({ pull }, { highWaterMark: 0 });
  },
  generator: async function* () {
    yield* chunks();
  },
  strings: async function* () {
    yield* chunks();
  },
};

async function main() {
  const blob = new BlockBlobClient(`${origin}/account/c/b`, new AnonymousCredential());
  await blob.upload('x', 1);
  // What loads and compiles with the first stream is not memory of the content.
  await blob.uploadStream(Readable.from([Buffer.from('x')]), 1000, 1);
  const before = peak();
  await blob.uploadStream(KINDS[kind]());
  console.log(JSON.stringify({ above: peak() - before }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
