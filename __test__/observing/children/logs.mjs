// Logs as an ES module does: `node logs.mjs <way> <url> <library>`. What is logged goes to the standard error stream.

const [, , way, url, entry] = process.argv;
const { AnonymousCredential, BlobClient } = await import(entry);
const { AzureLogger, setLogLevel } = await import('@azure/logger');

const blob = new BlobClient(`${url}?sv=2020-01-01&sig=SECRETSIGNATURE`, new AnonymousCredential());
if (way === 'off') setLogLevel('error');
else setLogLevel('info');
if (way === 'redirected') AzureLogger.log = (...args) => console.log('mine', ...args);
await blob.getProperties();
setLogLevel();
await blob.getProperties();
