'use strict';

// Logs in every way: `node logs.js <way> <url>`. What is logged goes to the standard error stream.

const [, , way, url] = process.argv;
if (way === 'package') require('@azure/logger').setLogLevel('info');
if (way === 'redirected') {
  const { AzureLogger, setLogLevel } = require('@azure/logger');
  setLogLevel('info');
  AzureLogger.log = (...args) => console.log('mine', ...args);
}

const library = require('../../support/blobferry').blobferry;

if (way === 'own') library.setLogLevel('info');

(async () => {
  const blob = new library.BlobClient(`${url}?sv=2020-01-01&sig=SECRETSIGNATURE`);
  await blob.getProperties();
  if (way === 'late') {
    library.setLogLevel('info');
    await blob.getProperties();
    library.setLogLevel();
    await blob.getProperties();
  }
})();
