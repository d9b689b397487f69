'use strict';

// Copies between two accounts over HTTPS, each side with its own identity, and reports how. Run with the simulator's authority
// in NODE_EXTRA_CA_CERTS.

const { blobferry } = require('../../support/blobferry');

const { urls, tokens, keys, copies, together } = JSON.parse(process.argv[2]);

/** A credential of the given kind for one of the accounts. */
function credentialOf(kind, account) {
  if (kind === 'key') return new blobferry.StorageSharedKeyCredential(account, keys[account]);
  return { getToken: () => Promise.resolve({ token: tokens[account], expiresOnTimestamp: Date.now() + 3600_000 }) };
}

/** Credentials that many clients share, by number. Each counts how often a token is requested; odd ones throw. */
const shared = [];
function sharedCredential(number) {
  return (shared[number] ??= {
    requested: 0,
    getToken() {
      this.requested += 1;
      if (number % 2 === 1) throw new Error(`credential ${number} has no token`);
      return Promise.resolve({ token: tokens.one, expiresOnTimestamp: Date.now() + 3600_000 });
    },
  });
}

/**
 * The source's client: one for each kind, as a script that copies many blobs has it, or made anew for each copy, with a credential that
 * the copy names.
 */
const sources = new Map();
function sourceBy(kind, credential) {
  if (credential !== undefined) {
    return new blobferry.BlobClient(`${urls.one}/container/source`, sharedCredential(credential));
  }
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

async function copy({ source, destination, options, name, url = urls.two, credential }) {
  const to = containerBy(url, destination).getBlobClient(name);
  try {
    const poller = await to.beginCopyFrom(sourceBy(source, credential), { ...options, intervalInMs: 1 });
    await poller.pollUntilDone();
    const content = (await to.downloadToBuffer()).toString('base64');
    return { strategy: poller.getOperationState().strategy, content };
  } catch (error) {
    return { failure: error.message };
  }
}

async function main() {
  if (together) {
    const results = await Promise.all(copies.map(copy));
    return console.log(
      JSON.stringify(shared.length > 0 ? { results, requested: shared.map(({ requested }) => requested) } : results),
    );
  }
  const results = [];
  for (const one of copies) results.push(await copy(one));
  console.log(JSON.stringify(results));
}

void main();
