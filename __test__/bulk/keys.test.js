'use strict';

// Customer-provided keys in container copies (P17): each is sent where it belongs and nowhere else, and saved nowhere.

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const { mkdtempSync, readFileSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing, startTwoAccounts } = require('../transfer/helpers');
const { command } = require('./command');
const { laterThan, namesOf, outcomesOf, settled, upload } = require('./helpers');

const { BlobServiceClient, ContainerClient, StorageSharedKeyCredential, planShards, runShard } = blobferry;

/** A key of the byte that fills it. */
function keyOf(byte) {
  const secret = Buffer.alloc(32, byte);
  return {
    encryptionKey: secret.toString('base64'),
    encryptionKeySha256: createHash('sha256').update(secret).digest('base64'),
    encryptionAlgorithm: 'AES256',
  };
}

const [OF_SOURCE, OF_DESTINATION, OTHER] = [1, 2, 3].map(keyOf);
const BOTH = { sourceCustomerProvidedKey: OF_SOURCE, customerProvidedKey: OF_DESTINATION };
const SECRETS = [OF_SOURCE, OF_DESTINATION].map(({ encryptionKey }) => encryptionKey);

describe('customer-provided keys in a container copy', () => {
  let simulator;
  let from;
  let to;
  let folder;
  let number = 0;

  before(async () => {
    ({ simulator } = await startTwoAccounts({}));
    folder = mkdtempSync(path.join(tmpdir(), 'keys-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await simulator.stop();
  });
  beforeEach(async () => {
    await simulator.clearFaults();
    number += 1;
    [from, to] = ['one', 'two'].map((account) => containerOf(account));
    await Promise.all([from.create(), to.create()]);
    await simulator.clearRequests();
  });

  function containerOf(account, { name = `keys-${number}`, url = simulator.secureUrl(account) } = {}) {
    const credential = new StorageSharedKeyCredential(account, simulator.accountKey(account));
    const retryOptions = { retryDelayInMs: 1, maxRetryDelayInMs: 5 };
    return new ContainerClient(`${url}/${name}`, credential, { retryOptions });
  }

  /** Two blobs under the source's key, and two under none. */
  async function fill(size = 10) {
    for (const name of ['1 key', '2 key']) {
      await upload(from, name, name.repeat(size), { customerProvidedKey: OF_SOURCE, metadata: { own: 'er' } });
    }
    for (const name of ['3 plain', '4 plain']) await upload(from, name, name.repeat(size));
    await simulator.clearRequests();
  }

  const run = async (options) => settled(await to.beginCopyFromContainer(from, options));
  const contentOf = async (name, customerProvidedKey) =>
    (await to.getBlobClient(name).downloadToBuffer(0, undefined, { customerProvidedKey })).toString();

  /** Which key each request of this process had, by what it is about. */
  async function keysOnTheWire() {
    const keys = new Set();
    for (const { headers, operation, path: target } of await simulator.requests({})) {
      const blob = decodeURIComponent(target).split('/').at(-1);
      const account = target.split('/')[1];
      for (const [header, side] of [
        ['x-ms-encryption-key-sha256', 'own'],
        ['x-ms-source-encryption-key-sha256', 'source'],
      ]) {
        const hash = headers[header];
        if (hash === undefined) continue;
        const key =
          hash === OF_SOURCE.encryptionKeySha256 ? 'S' : hash === OF_DESTINATION.encryptionKeySha256 ? 'D' : '?';
        keys.add(`${account} ${operation} ${blob.slice(2)}: ${side} ${key}`);
      }
    }
    return [...keys].sort();
  }

  test('P17: 2 blobs under a key and 2 plain; without the key 2 are copied, and 2 events say what they need', async () => {
    await fill();
    const { events, summary } = await run({});
    assert.deepEqual([summary.copied, summary.failedByCode], [2, { KeyNeeded: 2 }]);
    assert.deepEqual(outcomesOf(events), {
      '1 key': 'KeyNeeded',
      '2 key': 'KeyNeeded',
      '3 plain': 'copied',
      '4 plain': 'copied',
    });
    assert.match(events.find(({ code }) => code).message, /customer-provided key.*"sourceCustomerProvidedKey"/);
    assert.deepEqual(await keysOnTheWire(), []);
    // A wrong key counts as none, and the plan shows the same.
    for (const options of [{ sourceCustomerProvidedKey: OTHER }, { sourceCustomerProvidedKey: OTHER, dryRun: true }]) {
      const other = await run(options);
      assert.deepEqual([other.summary.copied, other.summary.failedByCode], [2, { KeyNeeded: 2 }]);
    }
    assert.deepEqual(await keysOnTheWire(), []);
    assert.deepEqual(await namesOf(to), ['3 plain', '4 plain']);
  });

  for (const strategy of ['auto', 'synchronous', 'blocks', 'relay']) {
    for (const verify of [undefined, 'length', 'properties', 'content', 'md5']) {
      test(`P17: with both keys 4 are copied, by ${strategy}, verified by ${verify ?? 'nothing'}`, async () => {
        await fill();
        const { summary } = await run({ ...BOTH, strategy, ...(verify && { verify }) });
        assert.deepEqual([summary.copied, summary.failed], [4, 0], JSON.stringify(summary.failures));
        if (verify) assert.equal(summary.verified.different, 0);
        for (const name of ['1 key', '2 key', '3 plain', '4 plain']) {
          assert.equal(await contentOf(name, OF_DESTINATION), name.repeat(10));
          assert.equal((await failing(contentOf(name))).code, 'BlobUsesCustomerSpecifiedEncryption');
        }
        const { metadata } = await to.getBlobClient('1 key').getProperties({ customerProvidedKey: OF_DESTINATION });
        assert.deepEqual(metadata, { own: 'er' });
      });
    }
  }

  test('P17: each key is on the wire where it belongs, and nowhere else', async () => {
    await fill();
    assert.equal((await run({ ...BOTH, verify: 'content' })).summary.copied, 4);
    const read = await keysOnTheWire();
    assert.ok(read.includes('two putBlobFromUrl key: own D') && read.includes('two putBlobFromUrl key: source S'));
    assert.ok(read.includes('two putBlobFromUrl plain: own D'));
    assert.ok(read.includes('one getBlob key: own S') && read.includes('two getBlob plain: own D'));
    const allowed = /^two \w+ (key|plain): own D$|^two put\w+FromUrl key: source S$|^one getBlob\w* key: own S$/;
    assert.deepEqual(
      read.filter((line) => !allowed.test(line)),
      [],
    );
  });

  test('P17: with the source key alone the copies are plain; with the destination key alone only plain blobs are copied', async () => {
    await fill();
    const { summary } = await run({ sourceCustomerProvidedKey: OF_SOURCE });
    assert.equal(summary.copied, 4, JSON.stringify(summary.failures));
    for (const name of ['1 key', '3 plain']) assert.equal(await contentOf(name), name.repeat(10));
    const { summary: other } = await run({ customerProvidedKey: OF_DESTINATION });
    assert.deepEqual([other.copied, other.failedByCode], [2, { KeyNeeded: 2 }]);
    assert.equal(await contentOf('3 plain', OF_DESTINATION), '3 plain'.repeat(10));
  });

  test('P17: what is compared and overwritten may be under either key or none', async () => {
    await fill();
    for (const name of ['1 key', '3 plain']) await upload(to, name, 'old');
    for (const overwrite of ['ifDifferent', 'ifSourceNewer']) {
      const { summary } = await run({ ...BOTH, overwrite });
      assert.equal(summary.failed, 0, JSON.stringify(summary.failures));
    }
    const { summary: again } = await run({ ...BOTH, overwrite: 'ifDifferent' });
    assert.deepEqual([again.copied, again.skipped], [0, { same: 4 }]);
    const kept = containerOf('two', { name: `kept-${number}` });
    await kept.create();
    const keepReplaced = { container: kept.containerName };
    const { summary: replaced } = await run({ ...BOTH, keepReplaced });
    assert.equal(replaced.copied, 4, JSON.stringify(replaced.failures));
    assert.deepEqual(await namesOf(kept), await namesOf(to));
    const old = await kept
      .getBlobClient('1 key')
      .downloadToBuffer(0, undefined, { customerProvidedKey: OF_DESTINATION });
    assert.equal(old.toString(), '1 key'.repeat(10));
  });

  test('P17: verifyContainer reads both sides with their keys, and says what is unproven without', async () => {
    await fill();
    await run(BOTH);
    // Without a hash on one side, the contents are read.
    for (const name of await namesOf(to)) {
      await to.getBlobClient(name).setHTTPHeaders({ blobContentType: 'application/octet-stream' });
    }
    const { equal, unproven } = await to.verifyContainer(from, { ...BOTH, compare: 'content' });
    assert.deepEqual([equal, unproven], [4, 0]);
    const codes = [];
    const onEvent = ({ event, code }) => void (event === 'unproven' && codes.push(code));
    const without = await to.verifyContainer(from, { compare: 'content', onEvent });
    assert.deepEqual([without.equal, without.unproven], [0, 4]);
    assert.equal(codes.filter((code) => code === 'KeyNeeded').length, 2, codes.join());
  });

  test('P17: moves and snapshots have the keys too', async () => {
    await fill();
    await from.getBlobClient('1 key').createSnapshot({ customerProvidedKey: OF_SOURCE });
    await upload(from, '1 key', 'newer', { customerProvidedKey: OF_SOURCE });
    const { summary } = await run({ ...BOTH, snapshots: true });
    assert.deepEqual([summary.copied, summary.earlierStates], [4, 1], JSON.stringify(summary.failures));
    const [snapshot] = await Promise.all([firstSnapshot(to)]);
    const blob = to.getBlobClient('1 key').withSnapshot(snapshot);
    const options = { customerProvidedKey: OF_DESTINATION };
    assert.equal((await blob.downloadToBuffer(0, undefined, options)).toString(), '1 key'.repeat(10));
    await from.getBlobClient('1 key').delete({ deleteSnapshots: 'include' });
    await upload(from, '1 key', 'newest', { customerProvidedKey: OF_SOURCE });
    const { summary: moved } = await run({ ...BOTH, move: true, overwrite: 'always' });
    assert.equal(moved.moved, 4, JSON.stringify(moved.failures));
    assert.deepEqual(await namesOf(from), []);
    assert.equal(await contentOf('1 key', OF_DESTINATION), 'newest');
  });

  async function firstSnapshot(container) {
    for await (const { snapshot } of container.listBlobsFlat({ includeSnapshots: true })) if (snapshot) return snapshot;
    throw new Error('there is no snapshot');
  }

  test('P17: entries and blobs that are encrypted after they were listed are copied with the key as well', async () => {
    await fill();
    const source = from.getBlobClient('1 key');
    const { etag, contentLength: length } = await source.getProperties({ customerProvidedKey: OF_SOURCE });
    for (const entry of [
      { source, destination: 'listed', etag, length },
      { source, destination: 'requested' },
    ]) {
      const { summary } = await settled(await to.beginCopyFromContainer([entry], BOTH));
      assert.equal(summary.copied, 1, JSON.stringify(summary.failures));
      assert.equal(await contentOf(entry.destination, OF_DESTINATION), '1 key'.repeat(10));
      const { summary: without } = await settled(await to.beginCopyFromContainer([entry], {}));
      assert.deepEqual(without.failedByCode, { KeyNeeded: 1 });
    }
    // The listing shows the blob as it was before, and the copy finds another state of it.
    await simulator.faults({
      which: { operation: 'listBlobs', account: 'one' },
      what: { after: true, stall: true },
    });
    const began = to.beginCopyFromContainer(from, BOTH);
    while ((await simulator.stalls()) === 0);
    await upload(from, '3 plain', 'encrypted meanwhile', { customerProvidedKey: OF_SOURCE });
    await simulator.clearFaults();
    await simulator.releaseStalls();
    const { summary } = await settled(await began);
    assert.equal(summary.copied, 4, JSON.stringify(summary.failures));
    assert.equal(await contentOf('3 plain', OF_DESTINATION), 'encrypted meanwhile');
  });

  test('P17: mirrors and accounts have the keys too', async () => {
    await fill();
    await upload(to, 'extra', 'x', { customerProvidedKey: OF_DESTINATION });
    await upload(to, 'plain extra', 'x');
    const kept = containerOf('two', { name: `kept-${number}` });
    await kept.create();
    const keepReplaced = { container: kept.containerName };
    await laterThan(to);
    const { summary } = await run({ ...BOTH, deleteExtraneous: true, keepReplaced });
    assert.deepEqual([summary.copied, summary.deletes.done], [4, 2], JSON.stringify(summary.failures));
    assert.deepEqual(await namesOf(kept), ['extra', 'plain extra']);
    // A listing that lost a name does not delete its copy: the source is checked, and responds that it needs a key.
    await simulator.faults({
      which: { operation: 'getBlobProperties', account: 'one', blob: '1 key' },
      what: { status: 409, code: 'BlobUsesCustomerSpecifiedEncryption' },
    });
    await from.getBlobClient('1 key').delete();
    await laterThan(to);
    const { summary: mirrored } = await run({ ...BOTH, deleteExtraneous: true, overwrite: 'never' });
    assert.deepEqual([mirrored.deletes.done, mirrored.deletes.refused], [0, 0]);
    assert.ok((await namesOf(to)).includes('1 key'));
    await simulator.clearFaults();

    const [source, destination] = ['one', 'two'].map(
      (account) =>
        new BlobServiceClient(
          simulator.secureUrl(account),
          new StorageSharedKeyCredential(account, simulator.accountKey(account)),
        ),
    );
    const includeContainers = [from.containerName];
    const account = await settled(await destination.beginCopyFromAccount(source, { ...BOTH, includeContainers }));
    assert.deepEqual(
      [account.summary.copied, account.summary.failed],
      [3, 0],
      JSON.stringify(account.summary.failures),
    );
    assert.equal(await contentOf('2 key', OF_DESTINATION), '2 key'.repeat(10));
  });

  test('P17: page and append blobs under a key are copied as block blobs, or fail by themselves', async () => {
    await from.getAppendBlobClient('append').create({ customerProvidedKey: OF_SOURCE });
    await upload(from, 'block');
    const { summary } = await run({ ...BOTH, blobType: 'block' });
    assert.deepEqual([summary.copied, summary.failed], [2, 0], JSON.stringify(summary.failures));
    const { events, summary: same } = await run(BOTH);
    assert.deepEqual([same.copied, same.failed], [1, 1]);
    assert.match(events.find(({ event }) => event === 'failed').message, /Copy Blob takes no key/);
  });

  test('P17: no journal, manifest, saved state, event or shard has a key; a resumed job gets them again', async () => {
    await fill();
    const files = Object.fromEntries(['journal', 'manifest', 'failed'].map((name) => [name, path.join(folder, name)]));
    await simulator.faults({ which: { operation: 'putBlobFromUrl', blob: '2 key' }, what: { stall: true } });
    const poller = await to.beginCopyFromContainer(from, { ...BOTH, ...files });
    const texts = [];
    poller.onProgress((state) => void texts.push(JSON.stringify(state)));
    const events = settled(poller);
    while ((await simulator.stalls()) === 0);
    while (poller.getOperationState().summary.copied < 3) await poller.poll();
    const saved = poller.toString();
    for (const name of readdirSync(folder)) texts.push(readFileSync(path.join(folder, name), 'latin1'));
    await poller.cancelOperation();
    texts.push(saved, JSON.stringify(await events));
    for (const name of readdirSync(folder)) texts.push(readFileSync(path.join(folder, name), 'latin1'));
    for (const text of texts) assert.ok(!SECRETS.some((secret) => text.includes(secret)), text);
    assert.ok(readdirSync(folder).includes('journal'));
    await simulator.clearFaults();
    await simulator.releaseStalls();
    const { summary } = await run({ ...BOTH, ...files });
    assert.deepEqual([summary.copied, summary.failed], [4, 0], JSON.stringify(summary.failures));
    // Another key makes no other job, since none is saved.
    const { summary: resumed } = await run({ ...BOTH, sourceCustomerProvidedKey: OTHER, resumeFrom: saved });
    assert.deepEqual(resumed.failedByCode, { KeyNeeded: 1 });

    for (const name of ['customerProvidedKey', 'sourceCustomerProvidedKey']) {
      const error = await failing(planShards({ source: from, destination: to, copy: { [name]: OF_SOURCE } }));
      assert.match(error.message, new RegExp(`options.copy.${name} belongs to one process`));
    }
    const again = containerOf('two', { name: `again-${number}` });
    await again.create();
    const { shards } = await planShards({ source: from, destination: again, maxShards: 1 });
    const result = await runShard(shards[0], { source: from, destination: again }, BOTH);
    assert.deepEqual([result.summary.copied, result.failed], [4, []]);
    assert.ok(!SECRETS.some((secret) => JSON.stringify(result).includes(secret)));
  });

  test('P17: keys are rejected over HTTP, if invalid, or if they contradict other options, before any request', async () => {
    const url = (account) => simulator.url(account);
    const plain = ['one', 'two'].map((account) => containerOf(account, { url: url(account) }));
    for (const [source, destination, options, message] of [
      [
        plain[0],
        plain[1],
        { customerProvidedKey: OF_DESTINATION },
        /options.customerProvidedKey can be used over HTTPS/,
      ],
      [
        plain[0],
        to,
        { sourceCustomerProvidedKey: OF_SOURCE },
        /options.sourceCustomerProvidedKey can be used over HTTPS/,
      ],
      [from, to, { customerProvidedKey: { encryptionKey: 'c2hvcnQ=' } }, /"customerProvidedKey" must have .*32 bytes/],
      [from, to, { sourceCustomerProvidedKey: { ...OF_SOURCE, encryptionKeySha256: 'x' } }, /is not the hash/],
      [from, to, { customerProvidedKey: OF_SOURCE, encryptionScope: 's' }, /cannot be combined/],
      [from, to, { customerProvidedKey: OF_SOURCE, strategy: 'asynchronous' }, /cannot be combined/],
    ]) {
      const error = await failing(destination.beginCopyFromContainer(source, options));
      assert.ok(error instanceof RangeError, String(error));
      assert.match(error.message, message);
      assert.ok(!SECRETS.some((secret) => error.stack.includes(secret)));
    }
    assert.deepEqual(await simulator.requests({}), []);
    // A source that is read over HTTP gets no key either, by whatever way.
    await fill();
    const source = plain[0].getBlobClient('1 key');
    const error = await failing(to.getBlobClient('x').beginCopyFrom(source, BOTH));
    assert.match(error.message, /options.sourceCustomerProvidedKey can be used over HTTPS only: the URL of the source/);
    const { events } = await settled(await to.beginCopyFromContainer([{ source, destination: 'x' }], BOTH));
    assert.match(events[0].message, /options.sourceCustomerProvidedKey can be used over HTTPS only/);
    const sent = await simulator.requests({});
    assert.ok(!sent.some(({ headers }) => Object.keys(headers).some((name) => name.includes('encryption-key'))));
  });

  test('P17: the command line takes keys from the environment alone, and prints none', async () => {
    await fill();
    const environment = {
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      BLOBFERRY_SOURCE_KEY: simulator.accountKey('one'),
      BLOBFERRY_DESTINATION_KEY: simulator.accountKey('two'),
      BLOBFERRY_SOURCE_ENCRYPTION_KEY: OF_SOURCE.encryptionKey,
      BLOBFERRY_DESTINATION_ENCRYPTION_KEY: OF_DESTINATION.encryptionKey,
    };
    const { code, stdout, stderr } = await command(['copy', from.url, to.url], { environment });
    assert.equal(code, 0, stderr);
    assert.equal(await contentOf('1 key', OF_DESTINATION), '1 key'.repeat(10));
    const wrong = { ...environment, BLOBFERRY_SOURCE_ENCRYPTION_KEY: 'U0VDUkVU' };
    const denied = await command(['copy', from.url, to.url], { environment: wrong });
    assert.match(denied.stderr, /"sourceCustomerProvidedKey" must have an encryptionKey of 32 bytes/);
    const printed = [stdout, stderr, denied.stdout, denied.stderr].join();
    assert.ok(![...SECRETS, 'U0VDUkVU'].some((secret) => printed.includes(secret)));
    assert.equal((await command(['copy', from.url, to.url, '--source-customer-provided-key', 'x'], {})).code, 2);
  });

  test('P17: a single copy takes a key for its source as well, and saves none', async () => {
    await fill();
    for (const strategy of ['auto', 'synchronous', 'blocks', 'relay']) {
      const target = to.getBlobClient(strategy);
      // What is there has no key.
      await upload(to, strategy, 'old');
      const options = { ...BOTH, strategy, verify: 'crc64', overwrite: 'ifDifferent' };
      const poller = await target.beginCopyFrom(from.getBlobClient('1 key'), options);
      await poller.pollUntilDone();
      assert.equal(await contentOf(strategy, OF_DESTINATION), '1 key'.repeat(10));
      assert.ok(!SECRETS.some((secret) => poller.toString().includes(secret)));
    }
  });
});
