'use strict';

// The same order with a slow credential: a different delay for each token, for the first tokens and for their
// replacements.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { afterPolling } = require('../support/after-polling');
const { blobferry, isReference } = require('../support/libraries');
const { makeCertificate } = require('../support/certificate');
const { startScriptedServer } = require('../support/scripted-server');

const ROUNDS = 20;
/** How many turns of the event loop each token takes. */
const TURNS = [7, 0, 30, 2, 11, 1];

/** A credential whose tokens last so long. */
function slowCredential(lifetime) {
  const credential = {
    calls: 0,
    async getToken() {
      const turns = TURNS[credential.calls++ % TURNS.length];
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return { token: `token-${credential.calls}`, expiresOnTimestamp: Date.now() + lifetime };
    },
  };
  return credential;
}

describe('the order of calls whose credential takes a while', { skip: isReference }, () => {
  let server;
  before(async () => {
    const certificate = makeCertificate();
    // The engine reads it when the first request over HTTPS is made.
    process.env.SSL_CERT_FILE = certificate.authorityFile;
    const response = async ({ method }) => {
      await new Promise(afterPolling);
      return { status: method === 'PUT' ? 201 : 200, headers: { etag: '"1"' } };
    };
    server = await startScriptedServer(response, { tls: certificate });
    // A server works on its half of a handshake for as long as ten small requests take, and reads meanwhile what came first on another
    // connection. So all connections are made before.
    const { StorageSharedKeyCredential, ContainerClient } = blobferry;
    const key = new StorageSharedKeyCredential('account', Buffer.from('a key').toString('base64'));
    const container = new ContainerClient(`${server.origin}/account/container`, key);
    const upload = (_, number) => container.getBlockBlobClient(`warm-${number}`).upload('text', 4);
    while (server.connections.size < 10) await Promise.all(Array.from({ length: 10 }, upload));
  });
  after(() => server.close());

  for (const [what, lifetime] of [
    ['a token for all', 3_600_000],
    ['tokens that are due to be replaced', 30_000],
    ['tokens that have expired when they come', -1000],
  ]) {
    test(what, async () => {
      const wrong = [];
      const credential = slowCredential(lifetime);
      let container = new blobferry.ContainerClient(`${server.origin}/account/container`, credential);
      for (let round = 0; round < ROUNDS; round += 1) {
        // The first token of a pipeline, and later ones.
        if (round % 4 === 0) container = new blobferry.ContainerClient(container.url, credential);
        const names = Array.from({ length: 10 }, (_, number) => `${round}-${number}`);
        const before = server.requests.length;
        await Promise.all(names.map((name) => container.getBlockBlobClient(name).upload('text', 4)));
        const arrived = server.requests.slice(before).map(({ path }) => path.split('/').at(-1));
        assert.deepEqual([...arrived].sort(), [...names].sort());
        if (arrived.join() !== names.join()) wrong.push(arrived.join(' '));
      }
      assert.ok(credential.calls > 0);
      assert.equal(wrong.length, 0, `out of order in ${wrong.length} of ${ROUNDS} rounds:\n${wrong.join('\n')}`);
    });
  }
});
