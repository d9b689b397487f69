'use strict';

// Calls that are retried, fail and are redirected to the secondary host, with the library and at the URLs that are passed.

const [, , library, primary, secondaryHost, dead] = process.argv;
const { AnonymousCredential, BlobClient, StorageRetryPolicy } = require(library);

const clientAt = (url, options) =>
  new BlobClient(`${url}/account/c/b?sig=SECRETSIGNATURE`, new AnonymousCredential(), {
    retryOptions: { maxTries: 2, retryDelayInMs: 1, maxRetryDelayInMs: 1, ...options },
  });

const REQUEST = { method: 'GET', url: `${dead}/c/b?sig=SECRETSIGNATURE`, clone: () => ({ ...REQUEST }) };

/** Sends a request through a retry policy of the script's own. Each outcome is a status, or the code of an error. */
async function throughOwnPolicy(...outcomes) {
  const sendRequest = async ({ url }) => {
    const outcome = outcomes.shift();
    if (typeof outcome === 'number') return { status: outcome, headers: { get: () => undefined } };
    throw Object.assign(new Error(`${outcome} at ${url}`), { code: outcome });
  };
  const options = { maxTries: 3, retryDelayInMs: 1, maxRetryDelayInMs: 1, secondaryHost };
  await new StorageRetryPolicy({ sendRequest }, {}, options).sendRequest(REQUEST).catch(() => {});
}

async function main() {
  await throughOwnPolicy('ECONNRESET', 404, 503);

  await clientAt(primary).getProperties();
  await clientAt(primary, { secondaryHost }).getProperties();
  await clientAt(dead)
    .getProperties()
    .catch(() => {});
}

void main();
