'use strict';

// Copies a container, and says how it ended. Argument: JSON with the package, the connection strings of both accounts, the container, and
// the options.

const { packageName, from, to, container, options } = JSON.parse(process.argv[2]);
const { BlobServiceClient } = require(packageName);

const clientOf = (connectionString) =>
  BlobServiceClient.fromConnectionString(connectionString, {
    retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 },
  }).getContainerClient(container);

async function main() {
  const poller = await clientOf(to).beginCopyFromContainer(clientOf(from), options);
  return poller.pollUntilDone();
}

main().then(
  (summary) => console.log(JSON.stringify({ summary })),
  ({ name, code, message }) => console.log(JSON.stringify({ error: { name, code, message } })),
);
