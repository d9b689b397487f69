'use strict';

// Two accounts with separate identities. The service is authorized at the source with the credential of the source's
// client, whoever writes the destination.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { startSimulator } = require('../support/simulator');
const { fill } = require('./helpers');

const ACCOUNTS = [
  { name: 'one', key: 'b25lIGtleQ==' },
  { name: 'two', key: 'dHdvIGtleQ==' },
];
const CONTENT = fill(25_000);

describe('two identities', () => {
  let simulator;
  let folder;

  before(async () => {
    simulator = await startSimulator({ accounts: ACCOUNTS });
    folder = mkdtempSync(path.join(tmpdir(), 'blobferry-identities-'));
    writeFileSync(path.join(folder, 'authority.pem'), simulator.authority);
    for (const { name } of ACCOUNTS) {
      const service = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(name));
      await service.getContainerClient('container').create();
      if (name === 'one') {
        await service.getContainerClient('container').getBlockBlobClient('source').upload(CONTENT, CONTENT.length);
      }
    }
  });
  after(async () => {
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function copy(copies, together = false) {
    const urls = { one: simulator.secureUrl('one'), two: simulator.secureUrl('two') };
    const tokens = { one: (await simulator.token()).token, two: (await simulator.token()).token };
    const keys = Object.fromEntries(ACCOUNTS.map(({ name, key }) => [name, key]));
    await simulator.clearRequests();
    const child = await runChild(path.join(__dirname, 'children', 'identities.js'), {
      arguments: [JSON.stringify({ urls, tokens, keys, copies, together })],
      environment: { NODE_EXTRA_CA_CERTS: path.join(folder, 'authority.pem') },
    });
    assert.equal(child.code, 0, child.stderr);
    return JSON.parse(child.stdout);
  }

  for (const source of ['key', 'token']) {
    for (const destination of ['key', 'token']) {
      test(`a ${source} for the source, a ${destination} for the destination`, async () => {
        const strategies = ['synchronous', 'blocks', 'asynchronous', 'relay'];
        const copies = strategies.map((strategy) => ({
          source,
          destination,
          name: `${source}-${destination}-${strategy}`,
          options: { strategy, ...(strategy === 'synchronous' ? {} : { blockSize: 10_000 }) },
        }));
        const results = await copy(copies);
        for (const [at, { strategy, content }] of results.entries()) {
          assert.equal(strategy, strategies[at]);
          assert.equal(content, CONTENT.toString('base64'));
        }
        const reads = (await simulator.requests()).filter(({ headers }) => headers['x-ms-copy-source']);
        assert.ok(reads.length >= 5);
        for (const { operation, headers } of reads) {
          const url = headers['x-ms-copy-source'];
          const byHeader = headers['x-ms-copy-source-authorization'] !== undefined;
          const bySignature = url.includes('sig=');
          assert.equal(byHeader, source === 'token' && operation !== 'copyBlob', `${operation} ${url}`);
          assert.equal(bySignature, !byHeader);
          if (bySignature) assert.match(url, /spr=https/);
          assert.equal(url.includes('skoid='), source === 'token' && operation === 'copyBlob');
        }
      });
    }
  }

  test('a token for the source is not sent to a destination over plain HTTP', async () => {
    const plain = { source: 'token', destination: 'key', url: simulator.url('two') };
    const [{ failure }, { strategy, content }] = await copy([
      { ...plain, name: 'plain', options: { strategy: 'blocks' } },
      { ...plain, name: 'plain-auto', options: {} },
    ]);
    assert.match(failure, /HTTPS alone/);
    assert.equal(strategy, 'relay', 'what may not travel is not needed for a relay');
    assert.equal(content, CONTENT.toString('base64'));
    const seen = await simulator.requests();
    assert.ok(seen.every(({ headers }) => !('x-ms-copy-source-authorization' in headers)));
  });

  test('the key of a user is requested once', async () => {
    const options = { strategy: 'asynchronous' };
    const copies = [1, 2, 3].map((at) => ({ source: 'token', destination: 'key', name: `once-${at}`, options }));
    await copy(copies);
    assert.equal((await simulator.requests({ operation: 'getUserDelegationKey' })).length, 1);
  });

  test('however many copies start at once', async () => {
    const of = (at) => ({
      source: 'token',
      destination: 'key',
      name: `many-${at}`,
      options: { strategy: 'asynchronous' },
    });
    const results = await copy(
      Array.from({ length: 200 }, (_, at) => of(at)),
      true,
    );
    assert.deepEqual(
      results.filter(({ failure }) => failure),
      [],
    );
    assert.equal((await simulator.requests({ operation: 'getUserDelegationKey' })).length, 1);
  });

  test('and however many clients were made with the credential', async () => {
    const of = (at) => ({
      source: 'token',
      destination: 'key',
      name: `separate-${at}`,
      options: { strategy: 'asynchronous' },
      credential: at % 3,
    });
    const { results, requested } = await copy(
      Array.from({ length: 999 }, (_, at) => of(at)),
      true,
    );
    // The credential in the middle throws: each of its copies fails with that, and no copy of the others.
    for (const [at, { failure }] of results.entries()) {
      if (at % 3 === 1) assert.match(failure, /credential 1 has no token/);
      else assert.equal(failure, undefined);
    }
    assert.equal(
      (await simulator.requests({ operation: 'getUserDelegationKey' })).length,
      2,
      'one for each credential',
    );
    assert.deepEqual([requested[0], requested[2]], [1, 1], 'and one token');
  });

  test('and a rejection is reported to all of them', async () => {
    const which = { operation: 'getUserDelegationKey' };
    await simulator.faults({ which, what: { status: 403, code: 'AuthorizationPermissionMismatch' } });
    const of = (at) => ({
      source: 'token',
      destination: 'key',
      name: `none-${at}`,
      options: { strategy: 'asynchronous' },
    });
    const results = await copy([0, 1, 2, 3].map(of), true);
    await simulator.clearFaults();
    // The number of requests depends on how many callers came before the response; that those share it is tested without a service.
    for (const { failure } of results) assert.match(failure, /Storage Blob Delegator/);
  });
});
