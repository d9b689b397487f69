'use strict';

// Copies a container, and says how it ended. Argument: JSON with the package, the connection strings of both accounts, the container, and
// the options. Without a container, it copies the account.

const { packageName, from, to, container, options } = JSON.parse(process.argv[2]);
const { BlobServiceClient } = require(packageName);

const clientOf = (connectionString) =>
  BlobServiceClient.fromConnectionString(connectionString, {
    retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 },
  });

async function main() {
  const [source, destination] = [clientOf(from), clientOf(to)];
  const poller =
    container === undefined
      ? await destination.beginCopyFromAccount(source, options)
      : await destination
          .getContainerClient(container)
          .beginCopyFromContainer(source.getContainerClient(container), options);
  return poller.pollUntilDone();
}

main().then(
  (summary) => console.log(JSON.stringify({ summary })),
  ({ name, code, message }) => console.log(JSON.stringify({ error: { name, code, message } })),
);
