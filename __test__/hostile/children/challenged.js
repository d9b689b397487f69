'use strict';

// Runs one case in a process that trusts the authority of the test. Prints one line of JSON.
// Arguments: package, origin of the HTTPS server, origin of the same server under another name, name of the case.

const [, , packageName, origin, otherOrigin, caseName] = process.argv;
const library = require(packageName);

const requested = [];
const HOUR = 3_600_000;

/** A credential whose tokens are named after their request. */
function credential(times = () => ({ expiresOnTimestamp: Date.now() + HOUR })) {
  return {
    async getToken(scopes, { tenantId, claims } = {}) {
      requested.push({ scope: [scopes].flat().join(' '), tenantId, claims });
      return { token: `token-${requested.length}`, ...times(requested.length) };
    },
  };
}

const options = { retryOptions: { maxTries: 1 } };
const blobAt = (place, pipeline) => new library.BlobClient(`${place}/account/container/blob`, pipeline);

/** What a call came to. */
async function call(blob) {
  try {
    const { _response: response } = await blob.getProperties();
    return { used: response.headers.get('x-test-authorization') };
  } catch (error) {
    return { name: error.name, statusCode: error.statusCode, message: error.message };
  }
}

const cases = {
  async hosts() {
    const pipeline = library.newPipeline(credential(), options);
    const found = [];
    for (const place of [origin, otherOrigin, origin, otherOrigin]) found.push(await call(blobAt(place, pipeline)));
    return found;
  },

  async audience() {
    const pipeline = library.newPipeline(credential(), { ...options, audience: 'https://mine.example/.default' });
    return [await call(blobAt(origin, pipeline))];
  },

  async times() {
    const found = [];
    const now = Date.now();
    const times = {
      infinite: { expiresOnTimestamp: Infinity },
      huge: { expiresOnTimestamp: 1e300 },
      'huge, to be renewed never': { expiresOnTimestamp: Number.MAX_VALUE, refreshAfterTimestamp: Infinity },
      'to be renewed never': { expiresOnTimestamp: now + HOUR, refreshAfterTimestamp: NaN },
      'to be renewed at 0': { expiresOnTimestamp: now + HOUR, refreshAfterTimestamp: 0 },
      'no number': { expiresOnTimestamp: NaN },
      'before all time': { expiresOnTimestamp: -Infinity },
      negative: { expiresOnTimestamp: -1 },
      seconds: { expiresOnTimestamp: Math.round((now + HOUR) / 1000) },
    };
    for (const [name, time] of Object.entries(times)) {
      requested.length = 0;
      const pipeline = library.newPipeline(
        credential(() => time),
        options,
      );
      const outcomes = [];
      for (let count = 0; count < 5; count += 1) outcomes.push(await call(blobAt(origin, pipeline)));
      found.push({ name, outcomes, requested: requested.length });
    }
    return found;
  },

  async refusedSeconds() {
    const pipeline = library.newPipeline(
      credential(() => ({ expiresOnTimestamp: 1_785_330_000 })),
      options,
    );
    return [await call(blobAt(origin, pipeline))];
  },
};

cases[caseName]().then((found) => process.stdout.write(JSON.stringify({ found, requested })));
