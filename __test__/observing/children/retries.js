'use strict';

// Calls that are retried, fail and are redirected to the secondary host, with the library and at the URLs that are passed.

const [, , library, primary, secondaryHost, dead] = process.argv;
const { AnonymousCredential, BlobClient } = require(library);

const clientAt = (url, options) =>
  new BlobClient(`${url}/account/c/b?sig=SECRETSIGNATURE`, new AnonymousCredential(), {
    retryOptions: { maxTries: 2, retryDelayInMs: 1, maxRetryDelayInMs: 1, ...options },
  });

async function main() {
  await clientAt(primary).getProperties();
  await clientAt(primary, { secondaryHost }).getProperties();
  await clientAt(dead)
    .getProperties()
    .catch(() => {});
}

void main();
