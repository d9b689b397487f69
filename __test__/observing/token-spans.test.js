'use strict';

// The spans of a credential are children of the call that needs the token, as in the reference.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { useInstrumenter } = require('@azure/core-tracing');

const { libraries } = require('../support/libraries');
const { SPAN, makeInstrumenter } = require('./instrumenter');

/** An HTTP client without a network: tokens are for HTTPS only. */
const httpClient = {
  async sendRequest(request) {
    const headers = request.headers.clone();
    for (const name of headers.headerNames()) headers.remove(name);
    return { request, status: request.method === 'PUT' ? 201 : 200, headers, bodyAsText: '' };
  },
};

const CALLS = {
  getProperties: (blob) => blob.getProperties(),
  upload: (blob) => blob.getBlockBlobClient().upload('x', 1),
  'exists, whose request has a span of its own': (blob) => blob.exists(),
};

for (const [what, call] of Object.entries(CALLS)) {
  test(`the span of a token belongs to the call: ${what}`, async (t) => {
    const parents = [];
    for (const library of Object.values(libraries)) {
      const { spans, instrumenter } = makeInstrumenter();
      useInstrumenter(instrumenter);
      t.after(() => useInstrumenter(undefined));
      const found = [];
      const credential = {
        async getToken(scopes, options) {
          const parent = options.tracingOptions?.tracingContext?.getValue(SPAN);
          found.push(parent?.name);
          return { token: 'token', expiresOnTimestamp: Date.now() + 3_600_000 };
        },
      };
      const options = { httpClient, retryOptions: { maxTries: 1 } };
      await call(new library.BlobClient('https://account.blob.core.windows.net/c/b', credential, options));
      assert.ok(spans.length > 0);
      parents.push(found);
    }
    assert.ok(parents[0].every((name) => typeof name === 'string'));
    assert.deepEqual(parents[1], parents[0]);
  });
}
