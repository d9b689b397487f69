'use strict';

// Jobs whose sides have tokens: how often a token is requested, and where it is sent.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { startTwoAccounts } = require('../transfer/helpers');
const { containerBeside, namesOf } = require('./helpers');

const { ContainerSASPermissions } = blobferry;
const TENANTS = { one: '11111111-1111-1111-1111-111111111111', two: '22222222-2222-2222-2222-222222222222' };
const BLOBS = 100;

describe('the tokens of a container copy', () => {
  let simulator;
  let containerOf;
  let from;
  let to;
  let folder;
  let number = 0;

  before(async () => {
    ({ simulator, containerOf } = await startTwoAccounts());
    folder = mkdtempSync(path.join(tmpdir(), 'blobferry-tokens-'));
    writeFileSync(path.join(folder, 'authority.pem'), simulator.authority);
    for (const account of ['one', 'two']) await simulator.features({ tenant: TENANTS[account] }, account);
  });
  after(async () => {
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await simulator.clearFaults();
    await simulator.issuer({});
    number += 1;
    [from, to] = ['one', 'two'].map((account) => containerBeside(containerOf(account), `tokens-${number}`));
    await to.create();
    await simulator.syntheticContainer({ account: 'one', container: from.containerName, count: BLOBS, size: 10 });
    await simulator.clearRequests();
  });

  async function copies(job = {}) {
    const child = await runChild(path.join(__dirname, 'children', 'two-tenants.js'), {
      arguments: [
        JSON.stringify({
          urls: { one: simulator.secureUrl('one'), two: simulator.secureUrl('two') },
          tenants: TENANTS,
          control: simulator.control,
          container: from.containerName,
          starts: 1,
          options: {},
          ...job,
        }),
      ],
      environment: { NODE_EXTRA_CA_CERTS: path.join(folder, 'authority.pem') },
    });
    assert.equal(child.code, 0, child.stderr);
    return JSON.parse(child.stdout);
  }

  /** What happened at each side: how it was authorized, and what was rejected. Each account takes the tokens of its own tenant alone. */
  async function wire() {
    const seen = { one: new Set(), two: new Set(), source: 0, rejected: 0 };
    for (const { path: at, headers, status } of await simulator.requests()) {
      seen[at.split('/')[1]].add(headers.authorization === undefined ? 'nobody' : 'token');
      if (headers['x-ms-copy-source-authorization'] !== undefined) seen.source += 1;
      if (status === 401) seen.rejected += 1;
    }
    return { ...seen, one: [...seen.one], two: [...seen.two] };
  }

  test('A4: ten jobs of clients of their own, with a thousand blobs, ask each credential for one token', async () => {
    const { copied, given } = await copies({ starts: 10 });
    assert.deepEqual(copied, Array(10).fill(BLOBS));
    assert.deepEqual([given.one.length, given.two.length], [1, 1]);
  });

  test('A4: a token that is about to expire is renewed while it is valid, and not for each request', async () => {
    // Within the two minutes in which a token is renewed.
    const { copied, given } = await copies({ starts: 10, lifetime: 100_000 });
    assert.deepEqual(copied, Array(10).fill(BLOBS));
    assert.ok(given.one.length + given.two.length < BLOBS, JSON.stringify([given.one.length, given.two.length]));
  });

  test('A5: the token of each tenant goes to its own side, and with the source of a copy', async () => {
    for (const strategy of ['synchronous', 'blocks', 'relay']) {
      await simulator.clearRequests();
      const { copied, given } = await copies({ options: { strategy } });
      assert.deepEqual(copied, [BLOBS]);
      const { one, two, source, rejected } = await wire();
      assert.deepEqual([one, two, rejected], [['token'], ['token'], 0], strategy);
      assert.equal(source, strategy === 'relay' ? 0 : BLOBS, strategy);
      assert.deepEqual([given.one.length, given.two.length], [1, 1]);
      assert.notEqual(given.one[0], given.two[0]);
    }
    assert.equal((await namesOf(to)).length, BLOBS);
  });

  test('A5: where the service does not take the token of the other tenant, the blobs are relayed', async () => {
    await simulator.faults({
      which: { operation: 'getBlob', role: 'source' },
      what: { status: 401, code: 'InvalidAuthenticationInfo' },
    });
    assert.deepEqual((await copies()).copied, [BLOBS]);
    const requests = await simulator.requests();
    const of = (operation) => requests.filter((request) => request.operation === operation).length;
    assert.deepEqual([of('copyBlobFromUrl'), of('putBlob')], [1, BLOBS], 'it was found out once');
  });

  test('A5: a source with a signature needs no token, and gets none', async () => {
    const sas = await from.generateSasUrl({
      permissions: ContainerSASPermissions.parse('rlt'),
      expiresOn: new Date(Date.now() + 3_600_000),
    });
    const { copied, given } = await copies({ sourceSas: new URL(sas).search.slice(1) });
    assert.deepEqual([copied, given.one], [[BLOBS], []]);
    const { one, two, source, rejected } = await wire();
    assert.deepEqual([one, two, source, rejected], [['nobody'], ['token'], 0, 0]);
  });

  test('A5: a credential of the other tenant is an error before anything is written', async () => {
    await assert.rejects(
      copies({ tenants: { one: TENANTS.two, two: TENANTS.two } }),
      /source container .* cannot be listed/,
    );
    assert.deepEqual(await namesOf(to), []);
  });
});
