// Downloads a large blob, and reports how much memory that took besides the caller's. Arguments: package, connection string, container, blob,
// where to, length, folder. Runs with --expose-gc.

'use strict';

const { readFileSync } = require('node:fs');
const path = require('node:path');
const { Writable } = require('node:stream');
const { pipeline } = require('node:stream/promises');

const [, , packageName, connectionString, container, name, to, length, folder] = process.argv;
const { BlobServiceClient } = require(packageName);

// What V8 has not collected yet is no matter of the engine's, and every version has its own opinion of when to.
const collect = globalThis.gc;

const peak = () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;

async function main() {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const blob = service.getContainerClient(container).getBlobClient(name);
  const target = to === 'given buffer' ? Buffer.alloc(Number(length), 1) : undefined;
  const ways = {
    'given buffer': () => blob.downloadToBuffer(target),
    'new buffer': async () => {
      const made = await blob.downloadToBuffer();
      if (made.length !== Number(length)) throw new Error(`${made.length} bytes`);
    },
    file: () => blob.downloadToFile(path.join(folder, 'file')),
    'slow stream': async () => {
      const { readableStreamBody } = await blob.download(0, Number(length));
      // Slower than what sends: each chunk waits for its turns.
      let chunks = 0;
      const slow = new Writable({
        highWaterMark: 1,
        write(_chunk, _encoding, done) {
          chunks += 1;
          if (chunks % 16 === 0) collect();
          setImmediate(() => setImmediate(done));
        },
      });
      await pipeline(readableStreamBody, slow);
    },
  };
  await blob.downloadToBuffer(0, 1000);
  const before = peak();
  await ways[to]();
  console.log(JSON.stringify({ above: peak() - before }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
