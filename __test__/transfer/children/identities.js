'use strict';

// Copies between two accounts over HTTPS, each side with an identity of its own, and tells how. Run with the simulator's authority
// in NODE_EXTRA_CA_CERTS.

const { blobferry } = require('../../support/blobferry');

const { urls, tokens, keys, copies } = JSON.parse(process.argv[2]);

/** A credential of the given kind for one of the accounts. */
function credentialOf(kind, account) {
  if (kind === 'key') return new blobferry.StorageSharedKeyCredential(account, keys[account]);
  return { getToken: () => Promise.resolve({ token: tokens[account], expiresOnTimestamp: Date.now() + 3600_000 }) };
}

/** The source's client: one for each kind, as a script that copies many blobs has it. */
const sources = new Map();
function sourceBy(kind) {
  if (!sources.has(kind)) {
    sources.set(kind, new blobferry.BlobClient(`${urls.one}/container/source`, credentialOf(kind, 'one')));
  }
  return sources.get(kind);
}

async function main() {
  const results = [];
  for (const { source, destination, options, name, url = urls.two } of copies) {
    const to = new blobferry.BlobClient(`${url}/container/${name}`, credentialOf(destination, 'two'));
    const poller = await to.beginCopyFrom(sourceBy(source), { ...options, intervalInMs: 1 });
    const failure = await poller.pollUntilDone().then(
      () => undefined,
      (error) => error.message,
    );
    if (failure !== undefined) {
      results.push({ failure });
      continue;
    }
    const content = (await to.downloadToBuffer()).toString('base64');
    results.push({ strategy: poller.getOperationState().strategy, content });
  }
  console.log(JSON.stringify(results));
}

void main();
