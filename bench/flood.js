// Measures one library in a process of its own, which is flooded while it makes small calls, and reports how long those take.

'use strict';

const [, , packageName, floodUrl, quietUrl] = process.argv;
const { AnonymousCredential, ContainerClient } = require(packageName);

const KINDS = ['body', 'chunks', 'interim', 'headers'];
/** How many calls are flooded at once, of each kind. */
const FLOODED = 4;

const options = { retryOptions: { maxTries: 1 } };
const flooding = new ContainerClient(floodUrl, new AnonymousCredential(), options);
const quiet = new ContainerClient(quietUrl, new AnonymousCredential(), options);
const stop = new AbortController();

/** Reads a mebibyte of what never ends, if it comes to that, and begins anew. */
async function beFlooded(kind) {
  while (!stop.signal.aborted) {
    try {
      const { readableStreamBody } = await flooding
        .getBlobClient(kind)
        .download(0, undefined, { abortSignal: stop.signal });
      let length = 0;
      for await (const piece of readableStreamBody) {
        length += piece.length;
        if (length > 2 ** 20) break;
      }
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

async function measure({ calls }) {
  const floods = KINDS.flatMap((kind) => Array.from({ length: FLOODED }, () => beFlooded(kind)));
  for (let warm = 0; warm < 100; warm += 1) await quiet.getBlobClient('blob').getProperties();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: calls }, (_, number) => quiet.getBlobClient(`${number}`).getProperties()));
  const milliseconds = performance.now() - startedAt;
  stop.abort();
  await Promise.all(floods);
  return { milliseconds };
}

process.on('message', async ({ command, ...argument }) => {
  try {
    if (command !== 'measure') throw new Error(`${command}: there is only "measure"`);
    process.send({ result: await measure(argument) });
  } catch (error) {
    process.send({ error: error.stack });
  }
});
