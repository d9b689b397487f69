'use strict';

exports.packages = ['winston-azure-blob@1.5.0', 'winston@3.17.0'];

/** A log in an append blob. */
exports.use = async ({ step, library, connectionString, container }) => {
  const winston = require('winston');
  const { winstonAzureBlob, extensions } = require('winston-azure-blob');
  const transport = winstonAzureBlob({
    account: { connectionString },
    blobName: 'log',
    containerName: container,
    extension: extensions.LOG,
    level: 'info',
    bufferLogSize: 1,
    syncTimeout: 0,
  });
  const logger = winston.createLogger({
    transports: [transport],
    format: winston.format.printf(({ message }) => message),
  });
  await library.BlobServiceClient.fromConnectionString(connectionString)
    .getContainerClient(container)
    .createIfNotExists();

  for (const line of ['first', 'second ä', 'x'.repeat(100_000)]) {
    await step(`log ${line.slice(0, 10)}`, async () => {
      const logged = new Promise((resolve) => transport.once('logged', resolve));
      logger.info(line);
      await logged;
    });
  }
  await step('the log', async () => {
    const client = library.BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container);
    const found = [];
    for await (const { name, properties } of client.listBlobsFlat()) {
      const content = await client.getBlobClient(name).downloadToBuffer();
      found.push({
        name,
        type: properties.blobType,
        lines: content
          .toString()
          .split('\n')
          .map((line) => line.slice(0, 20)),
      });
    }
    return found;
  });
};
