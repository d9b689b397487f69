'use strict';

// Makes a call that is rejected, with a logger in every place where a script may put one. Prints the code of the error, and how often a logger
// was called.

const { blobferry } = require('../../support/blobferry');
const { serviceError, startScriptedServer } = require('../../support/scripted-server');

async function main() {
  const server = await startScriptedServer(() => serviceError(404, 'BlobNotFound', 'No.'));
  let logged = 0;
  const log = () => (logged += 1);
  const logger = Object.assign(log, { info: log, verbose: log, warning: log, error: log, log });
  const credential = new blobferry.StorageSharedKeyCredential('account', 'a2V5');
  const options = { logger, loggingOptions: { logger }, retryOptions: { maxTries: 1 } };
  const blob = new blobferry.BlobClient(`${server.origin}/account/c/b`, credential, options);
  const error = await blob.download(0, undefined, { logger }).catch((rejected) => rejected);
  console.log(error.code, logged);
  await server.close();
}

void main();
