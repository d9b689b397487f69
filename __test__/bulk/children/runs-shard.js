'use strict';

// Runs a shard. Argument: JSON with the package, the connection strings of both accounts, the container, and the shard.

const { packageName, from, to, container, shard } = JSON.parse(process.argv[2]);
const { BlobServiceClient, runShard } = require(packageName);

const [source, destination] = [from, to].map((text) =>
  BlobServiceClient.fromConnectionString(text).getContainerClient(container),
);

void runShard(shard, { source, destination }, { concurrency: 4 });
