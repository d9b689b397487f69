'use strict';

// Makes many calls and measures what is left of them. Run with --expose-gc. Prints one line of JSON.
// Arguments: package, URL of the account, kind of calls, number of calls.

const [, , packageName, url, kind, countText] = process.argv;
const library = require(packageName);

const CONCURRENCY = 32;
const container = new library.ContainerClient(
  `${url}/container`,
  new library.StorageSharedKeyCredential('account', 'a2V5'),
);
const blob = container.getBlobClient('blob');
const aborted = AbortSignal.abort();

async function fails(action) {
  try {
    await action();
  } catch {
    return;
  }
  throw new Error('this was to fail');
}

/** One call of each kind, chosen by its number. */
const kinds = {
  rejected: [
    () => fails(() => blob.getProperties({ abortSignal: aborted })),
    () => fails(() => blob.beginCopyFromURL(`${url}/container/source`, { abortSignal: aborted })),
    () => fails(async () => new library.BlobClient('not a url')),
    () =>
      fails(async () => library.BlobServiceClient.fromConnectionString('DefaultEndpointsProtocol=ftp;AccountKey=a2V5')),
  ],
  responded: [
    async () => (await blob.beginCopyFromURL(`${url}/container/source`)).pollUntilDone(),
    () => blob.getProperties(),
    () => fails(() => container.getBlobClient('missing').download()),
    () => container.getBlobClient('made anew').exists({ abortSignal: new AbortController().signal }),
  ],
};

async function makeCalls(total) {
  const actions = kinds[kind];
  let next = 0;
  const worker = async () => {
    while (next < total) {
      const number = next;
      next += 1;
      await actions[number % actions.length]();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

async function measure() {
  // Finalizers run a turn after the collection, and free what the next collection finds.
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, rss, external, arrayBuffers } = process.memoryUsage();
  return { heapUsed, rss, external, arrayBuffers };
}

async function main() {
  const count = Number(countText);
  await makeCalls(count / 5);
  const before = await measure();
  await makeCalls(count);
  const after = await measure();
  console.log(JSON.stringify({ before, after }));
}

main();
