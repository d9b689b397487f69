'use strict';

// The forms of `proxyOptions` beyond the typings that the reference takes: scripts pass on what variables of the environment say.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');

const TARGET = 'http://account.blob.example/container/blob';

let proxy;

before(async () => {
  proxy = await startScriptedServer(() => ({ status: 200, headers: { etag: '"1"' } }));
});
after(() => proxy?.close());

const FORMS = {
  'a number': (port) => ({ host: 'http://127.0.0.1', port: Number(port) }),
  'a text': (port) => ({ host: 'http://127.0.0.1', port }),
  'part of the host': (port) => ({ host: `http://127.0.0.1:${port}` }),
  'part of the host, and another number': (port) => ({ host: 'http://127.0.0.1:1', port: Number(port) }),
};

for (const [form, optionsFor] of Object.entries(FORMS)) {
  for (const [name, { BlobClient }] of Object.entries(libraries)) {
    test(`${name}: the port of the proxy is ${form}`, async () => {
      const { port } = new URL(proxy.origin);
      const before = proxy.requests.length;
      const proxyOptions = optionsFor(port);
      const blob = new BlobClient(TARGET, undefined, { proxyOptions, retryOptions: { maxTries: 1 } });
      assert.equal((await blob.getProperties()).etag, '"1"');
      assert.deepEqual(
        proxy.requests.slice(before).map(({ target }) => target),
        [TARGET],
      );
    });
  }
}
