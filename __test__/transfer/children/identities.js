'use strict';

// Copies between two accounts over HTTPS, each side with an identity of its own, and tells how. Run with the simulator's authority
// in NODE_EXTRA_CA_CERTS.

const { blobferry } = require('../../support/blobferry');

const { urls, tokens, keys, copies, together } = JSON.parse(process.argv[2]);

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

/** The destination's container by its URL and kind. */
const containers = new Map();
function containerBy(url, kind) {
  const name = `${kind} ${url}`;
  if (!containers.has(name)) {
    containers.set(name, new blobferry.ContainerClient(`${url}/container`, credentialOf(kind, 'two')));
  }
  return containers.get(name);
}

async function copy({ source, destination, options, name, url = urls.two }) {
  const to = containerBy(url, destination).getBlobClient(name);
  try {
    const poller = await to.beginCopyFrom(sourceBy(source), { ...options, intervalInMs: 1 });
    await poller.pollUntilDone();
    const content = (await to.downloadToBuffer()).toString('base64');
    return { strategy: poller.getOperationState().strategy, content };
  } catch (error) {
    return { failure: error.message };
  }
}

async function main() {
  if (together) return console.log(JSON.stringify(await Promise.all(copies.map(copy))));
  const results = [];
  for (const one of copies) results.push(await copy(one));
  console.log(JSON.stringify(results));
}

void main();
