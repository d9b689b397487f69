'use strict';

// Sources that cannot be read, for every strategy: the error says which side rejected the copy, what it returned, and
// what to do.

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { CLOCK_BEHIND, failing, fill, startTwoAccounts } = require('./helpers');

const SIZE = 50_000;
const STRATEGIES = ['auto', 'synchronous', 'blocks', 'relay', 'asynchronous'];

describe('a source that cannot be read', () => {
  let simulator;
  let from;
  let to;

  before(async () => {
    ({ simulator, from, to } = await startTwoAccounts({ retryOptions: { maxTries: 2, retryDelayInMs: 1 } }));
  });
  after(() => simulator.stop());
  beforeEach(() => simulator.clearFaults());

  let names = 0;
  async function pair() {
    const name = `blob-${(names += 1)}`;
    const source = from.getBlockBlobClient(name);
    await source.upload(fill(SIZE), SIZE);
    return { source, destination: to.getBlockBlobClient(name) };
  }

  const signed = (blob, { seconds = 3600, permissions = 'r', ...others } = {}) =>
    blob.generateSasUrl({
      permissions: blobferry.BlobSASPermissions.parse(permissions),
      expiresOn: new Date(Date.now() + seconds * 1000),
      ...others,
    });

  async function rejected(strategy, from_, destination) {
    const copied = destination
      .beginCopyFrom(from_, { strategy, blockSize: 20_000, intervalInMs: 1 })
      .then((poller) => poller.pollUntilDone());
    const error = await failing(copied);
    assert.doesNotMatch(`${error.stack}${JSON.stringify(error)}`, /sig=(?!REDACTED)/);
    assert.equal(await destination.exists(), false);
    return error;
  }

  for (const strategy of STRATEGIES) {
    for (const [what, { url, hint, arrange }] of Object.entries({
      'needs a signature': { url: (source) => source.url, hint: /source .*\/one\/.*(SAS)/s },
      'has one that has expired': {
        url: (source) => signed(source, { seconds: -60 - CLOCK_BEHIND }),
        hint: /has expired: it ended at 20/,
      },
      'has one that has not begun': {
        url: (source) => signed(source, { startsOn: new Date(Date.now() + 1_800_000) }),
        hint: /is not valid yet: it starts at 20/,
      },
      'has one that does not allow reading': {
        url: (source) => signed(source, { permissions: 'w' }),
        hint: /does not allow reading: its permissions are "w"/,
      },
      'is not there': {
        url: (source) => signed(from.getBlobClient(`${source.name}-none`)),
        hint: /account, container and name/,
      },
      'is behind a firewall': {
        arrange: () =>
          simulator.faults({
            which: { account: 'one', role: 'any' },
            what: { status: 403, code: 'AuthorizationFailure' },
          }),
        url: (source) => signed(source),
        hint: /firewall/,
      },
    })) {
      test(`${strategy}: because it ${what}`, async () => {
        const { source, destination } = await pair();
        const from_ = await url(source);
        await arrange?.();
        const error = await rejected(strategy, from_, destination);
        assert.match(error.message, hint);
        assert.match(error.message, /The source http:.*\/one\/container\/blob-\d+(-none)? cannot be read/);
      });
    }
  }

  for (const strategy of STRATEGIES.slice(0, 4)) {
    test(`${strategy}: because its signature expires after the copy has started`, async () => {
      const { source, destination } = await pair();
      const url = await signed(source);
      await simulator.faults(
        {
          which: { account: 'one', role: 'any', operation: 'getBlob' },
          what: { status: 403, code: 'AuthenticationFailed' },
        },
        {
          which: { account: 'one', role: 'source' },
          what: { status: 403, code: 'AuthenticationFailed' },
        },
      );
      const error = await rejected(strategy, url, destination);
      assert.equal(error.statusCode, 403, error.stack);
      assert.match(error.message, /SAS/);
      if (strategy === 'auto') {
        assert.equal(error.code, 'CannotVerifyCopySource');
        assert.match(error.message, /This process cannot read it either/);
      }
    });

    test(`${strategy}: because it is deleted after the copy has started`, async () => {
      const { source, destination } = await pair();
      await simulator.faults({
        which: { operation: ['putBlock', 'putBlockFromUrl', 'copyBlobFromUrl', 'getBlob'] },
        when: { first: 1 },
        then: { delete: { account: 'one' } },
      });
      const error = await rejected(strategy, source, destination);
      assert.equal(error.statusCode, 404, error.stack);
      assert.match(error.message, /\/one\/.*still exists/s);
    });
  }

  for (const strategy of ['synchronous', 'blocks', 'relay']) {
    test(`${strategy}: because it is archived`, async () => {
      const { source, destination } = await pair();
      await source.setAccessTier('Archive');
      const error = await rejected(strategy, source, destination);
      assert.match(error.message, /archived/);
    });

    test(`${strategy}: because it is archived after the copy has started`, async () => {
      const { source, destination } = await pair();
      await simulator.faults({
        which: { operation: ['putBlockFromUrl', 'copyBlobFromUrl', 'getBlob'] },
        when: { first: 1 },
        then: {
          request: { account: 'one', method: 'PUT', query: 'comp=tier', headers: { 'x-ms-access-tier': 'Archive' } },
        },
      });
      const error = await rejected(strategy, source, destination);
      assert.match(error.message, /archived|changed/, error.stack);
    });

    test(`${strategy}: because it is of the wrong type`, async () => {
      const { destination } = await pair();
      const page = from.getPageBlobClient(`page-${(names += 1)}`);
      await page.create(512);
      const error = await rejected(strategy, page, destination);
      assert.match(error.message, /strategy "asynchronous"/);
    });
  }

  test('a source whose account is busy is not relayed instead', async () => {
    const { source, destination } = await pair();
    await simulator.faults({ which: { role: 'source', account: 'one' }, what: { status: 503, code: 'ServerBusy' } });
    await simulator.clearRequests();
    const error = await rejected('auto', source, destination);
    assert.match(error.message, /busy/);
    assert.equal((await simulator.requests({ operation: 'getBlob' })).length, 0);
  });
});
