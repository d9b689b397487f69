'use strict';

// Runs in a process of its own, since Node reads NODE_EXTRA_CA_CERTS only when it starts. Prints one line of JSON.
// Arguments: package, origin of the HTTPS server, name of the case.

const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { inspect } = require('node:util');

if (process.env.TEST_NODE_ROOTS !== undefined) {
  // The certificates that Node brings cannot be replaced, so a library that requests them gets the test's own.
  const load = Module._load;
  Module._load = (id, ...others) =>
    id === 'node:tls'
      ? { rootCertificates: [readFileSync(process.env.TEST_NODE_ROOTS, 'utf8')] }
      : load.call(Module, id, ...others);
}

const [, , packageName, origin, caseName] = process.argv;
const library = require(packageName);

/** A credential that counts how it is used; `reply(call)` creates the token of a call. */
function countingCredential(reply) {
  const calls = [];
  let inFlight = 0;
  const credential = {
    mostInFlight: 0,
    calls,
    async getToken(scopes, options) {
      inFlight += 1;
      credential.mostInFlight = Math.max(credential.mostInFlight, inFlight);
      calls.push({ scopes, tenantId: options?.tenantId, claims: options?.claims });
      const number = calls.length;
      // Others get the chance to ask as well.
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return reply(number);
    },
  };
  return credential;
}

const HOUR = 3_600_000;
const lasting = (duration) => (number) => ({ token: `token-${number}`, expiresOnTimestamp: Date.now() + duration });
const blobOf = (credential, options) =>
  new library.BlobClient(`${origin}/account/container/blob`, credential, { retryOptions: { maxTries: 1 }, ...options });

/**
 * Makes one request after the other until the second token is used. A library may keep a token for a few seconds even if it is due,
 * for its source may keep one too; half a minute is before the end of any token here.
 */
async function requestUntilReplaced(blob) {
  const end = Date.now() + 30_000;
  let authorization;
  do {
    const { _response: response } = await blob.getProperties();
    authorization = response.headers.get('x-test-authorization');
  } while (authorization !== 'Bearer token-2' && Date.now() < end);
  return authorization;
}

const cases = {
  async cached() {
    const credential = countingCredential(lasting(HOUR));
    const blob = blobOf(credential);
    for (let count = 0; count < 10; count += 1) await blob.getProperties();
    await Promise.all(Array.from({ length: 10 }, () => blob.getProperties()));
    return { calls: credential.calls };
  },

  async concurrent() {
    const credential = countingCredential(lasting(HOUR));
    const blob = blobOf(credential);
    await Promise.all(Array.from({ length: 20 }, () => blob.getProperties()));
    return { calls: credential.calls.length, mostInFlight: credential.mostInFlight };
  },

  /** The clients made from one another share a pipeline, and so the token. */
  async shared() {
    const credential = countingCredential(lasting(HOUR));
    const service = new library.BlobServiceClient(`${origin}/account`, credential);
    const container = service.getContainerClient('container');
    await container.getBlobClient('a').getProperties();
    await container.getBlobClient('b').getProperties();
    await service.getContainerClient('other').getBlobClient('c').getProperties();
    return { calls: credential.calls.length };
  },

  /** The first token is good for a minute: soon enough to be replaced, late enough to be used meanwhile. */
  async refreshed() {
    const credential = countingCredential((number) => lasting(number === 1 ? 60_000 : HOUR)(number));
    const token = await requestUntilReplaced(blobOf(credential));
    return { token, calls: credential.calls.length, mostInFlight: credential.mostInFlight };
  },

  async refreshedWhenItSaysSo() {
    const credential = countingCredential((number) => ({
      ...lasting(HOUR)(number),
      ...(number === 1 ? { refreshAfterTimestamp: Date.now() - 1 } : {}),
    }));
    const token = await requestUntilReplaced(blobOf(credential));
    return { token, calls: credential.calls.length };
  },

  async expired() {
    const credential = countingCredential(lasting(-1000));
    const blob = blobOf(credential);
    await blob.getProperties();
    await blob.getProperties();
    return { calls: credential.calls.length };
  },

  async throwing() {
    class OwnError extends Error {}
    const kinds = { error: new OwnError('no token today'), text: 'just a text', object: { reason: 'none' } };
    const results = {};
    for (const [kind, thrown] of Object.entries(kinds)) {
      let calls = 0;
      const rejecting = {
        getToken: () => {
          calls += 1;
          return Promise.reject(thrown);
        },
      };
      const caught = await blobOf(rejecting)
        .getProperties()
        .catch((error) => error);
      results[kind] = { same: caught === thrown, calls };
    }
    const atOnce = {
      getToken() {
        throw kinds.error;
      },
    };
    results.atOnce = {
      same:
        (await blobOf(atOnce)
          .getProperties()
          .catch((error) => error)) === kinds.error,
    };
    return results;
  },

  /** A failure of getToken is no reason to fail for ever. */
  async recovering() {
    const credential = countingCredential((number) => {
      if (number === 1) throw new Error('not yet');
      return lasting(HOUR)(number);
    });
    const blob = blobOf(credential);
    const first = await blob.getProperties().catch((error) => error.message);
    await blob.getProperties();
    return { first, calls: credential.calls.length };
  },

  async challenged() {
    const credential = countingCredential(lasting(HOUR));
    await blobOf(credential).getProperties();
    return { calls: credential.calls };
  },

  async audience() {
    const credential = countingCredential(lasting(HOUR));
    await blobOf(credential, { audience: 'https://account.blob.core.windows.net/.default' }).getProperties();
    return { calls: credential.calls };
  },

  async secret() {
    const blob = blobOf({ getToken: async () => ({ token: 'a-secret-token', expiresOnTimestamp: Date.now() + HOUR }) });
    const error = await blob.getProperties().catch((thrown) => thrown);
    const texts = [error, error.request, error.response, blob].map((value) =>
      inspect(value, { depth: 10, showHidden: true }),
    );
    const headers = [error.request?.headers, error.response?.request?.headers].map((part) =>
      JSON.stringify(part?.toJSON?.()),
    );
    return {
      statusCode: error.statusCode,
      shown: [...texts, ...headers, JSON.stringify(error), error.stack].join('\n').includes('a-secret-token'),
    };
  },

  async key() {
    const blob = blobOf(
      new library.StorageSharedKeyCredential('account', 'a2V5'),
      globalThis.JSON.parse(process.env.CLIENT_OPTIONS ?? '{}'),
    );
    const { metadata } = await blob.getProperties();
    return { metadata };
  },

  async failing() {
    const error = await blobOf(new library.StorageSharedKeyCredential('account', 'a2V5'))
      .getProperties()
      .catch((thrown) => thrown);
    return {
      name: error.name,
      isRestError: error instanceof library.RestError,
      code: error.code,
      message: error.message,
    };
  },
};

cases[caseName]().then(
  (result) => console.log(JSON.stringify(result)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
