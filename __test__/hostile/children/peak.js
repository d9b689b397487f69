'use strict';

// Asks for a blob eight times at once, and prints the statuses and the most memory that the process ever had, in KiB.

const { blobferry } = require('../../support/blobferry');

const [, , origin] = process.argv;
const blob = new blobferry.BlobClient(`${origin}/account/container/blob`, undefined, { retryOptions: { maxTries: 1 } });

async function main() {
  const calls = Array.from({ length: 8 }, () =>
    blob.download().then(
      () => 200,
      (error) => error.statusCode ?? error.message,
    ),
  );
  const statuses = await Promise.all(calls);
  process.stdout.write(JSON.stringify({ statuses, peak: process.resourceUsage().maxRSS }));
}

void main();
