'use strict';

// Names and URLs that are changed or misread in transit, and services that do not support a request.

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { failing, startTwoAccounts } = require('../transfer/helpers');
const { containerBeside, namesOf, settled, upload } = require('./helpers');

const { ContainerClient, ContainerSASPermissions } = blobferry;

const RETRIES = { retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 } };

/** The events and the summary of a copy, however it ends. */
const run = async (from, to, options) => settled(await to.beginCopyFromContainer(from, options));

describe('names and URLs on their way to the service', () => {
  let simulator;
  let containerOf;
  let from;
  let to;
  let number = 0;

  before(async () => {
    ({ simulator, containerOf } = await startTwoAccounts(RETRIES));
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await simulator.clearFaults();
    for (const account of ['one', 'two']) await simulator.features({}, account);
    number += 1;
    [from, to] = ['one', 'two'].map((account) => containerBeside(containerOf(account), `container-${number}`));
    await Promise.all([from.create(), to.create()]);
  });

  /** Makes the service reject every request for this blob of the source. */
  const unreachable = (blob, status, code) =>
    ['source', 'client'].map((role) => ({
      which: { account: 'one', operation: role === 'source' ? 'any' : ['getBlob', 'getBlobProperties'], blob, role },
      what: { status, code },
    }));

  test('N3: names with a part that ends in a dot are copied as they are', async () => {
    const names = ['...', 'a', 'a.', 'a..', 'd./b', 'd/b', 'd/b.'];
    for (const name of names) await upload(from, name);
    for (const strategy of ['auto', 'relay']) {
      assert.equal((await run(from, to, { strategy, verify: 'content' })).summary.verified.equal, names.length);
      assert.deepEqual(await namesOf(to), names);
    }
  });

  test('N3: a blob that is listed and not found fails by its name, and the others are copied', async () => {
    for (const name of ['a.', 'b', 'd./c', 'gone.', 'missing']) await upload(from, name);
    const deleted = ['gone.', 'missing'].map((blob) => ({
      which: { account: 'two', blob, operation: 'copyBlobFromUrl' },
      then: { delete: { account: 'one' } },
    }));
    await simulator.faults(
      ...deleted,
      ...unreachable('a.', 404, 'BlobNotFound'),
      ...unreachable('d./c', 404, 'BlobNotFound'),
    );
    const { events, summary } = await run(from, to, {});
    assert.deepEqual(
      [summary.copied, summary.failedByCode, summary.skipped],
      [1, { UnaddressableName: 2 }, { vanished: 2 }],
      JSON.stringify(summary.failures),
    );
    const failures = events.filter(({ code }) => code === 'UnaddressableName');
    assert.deepEqual(failures.map(({ source }) => source).sort(), ['a.', 'd./c']);
    for (const { source, message } of failures) {
      assert.ok(message.includes(`"${source}"`), message);
      assert.match(message, /ends in a dot.*Rename the blob/);
    }
  });

  test('N3: a blob that is taken for a forbidden one because of its name does not end the job, also as the first', async () => {
    for (const name of ['a.', 'b', 'c']) await upload(from, name);
    for (const strategy of ['auto', 'synchronous', 'relay']) {
      await simulator.faults(...unreachable('a.', 403, 'AuthenticationFailed'));
      const { events, summary } = await run(from, to, { strategy });
      assert.deepEqual([summary.copied, summary.failedByCode], [2, { UnaddressableName: 1 }], strategy);
      assert.match(events.find(({ event }) => event === 'failed').message, /"a\.".*ends in a dot/);
      assert.deepEqual(await namesOf(to), ['b', 'c']);
    }
    // Without such a name it is what it was: a permission that is missing for all.
    await simulator.faults(...unreachable('*', 403, 'AuthorizationPermissionMismatch'));
    await from.deleteBlob('a.');
    const poller = await to.beginCopyFromContainer(from, { strategy: 'synchronous' });
    assert.match((await failing(poller.pollUntilDone())).message, /no other can be/);
  });

  /** A signature that has both characters that a URL may have raw or encoded. */
  async function signed(container, permissions) {
    for (let second = 0; ; second += 1) {
      const expiresOn = new Date(Date.now() + 3600_000 + second * 1000);
      const url = await container.generateSasUrl({
        permissions: ContainerSASPermissions.parse(permissions),
        expiresOn,
      });
      if (url.includes('%2F', url.indexOf('sig='))) return url;
    }
  }

  /** The same with what a query may have as it is: slashes, and question marks after the first. */
  const raw = (url) => `${url.replaceAll('%2F', '/').replaceAll('%3A', ':')}&note=a/b?c/d`;

  test('N12: a signature with a raw slash is no part of the path', async () => {
    for (const name of ['a', 'd/b', 'q?x']) await upload(from, name);
    const source = raw(await signed(from, 'rl'));
    const target = raw(await signed(to, 'rwdl'));
    assert.match(source, /sig=[^&]*\//);
    const client = new ContainerClient(target);
    assert.equal(client.containerName, to.containerName);
    assert.equal(client.getBlobClient('d/b').name, 'd/b');
    for (const given of [source, new ContainerClient(source)]) {
      const { summary } = await run(given, client, { deleteExtraneous: true });
      assert.deepEqual([summary.copied, summary.failed], [3, 0], JSON.stringify(summary.failures));
      assert.deepEqual(await namesOf(to), ['a', 'd/b', 'q?x']);
      for (const name of await namesOf(to)) await to.deleteBlob(name);
    }
    const copied = await client
      .getBlockBlobClient('one')
      .beginCopyFrom(new ContainerClient(source).getBlobClient('d/b'));
    await copied.pollUntilDone();
    assert.equal((await to.getBlobClient('one').downloadToBuffer()).toString(), 'd/b');
  });

  test('N12: nor is it for the command', async () => {
    for (const name of ['a', 'd/b']) await upload(from, name);
    const parameters = ['copy', raw(await signed(from, 'rl')), raw(await signed(to, 'rwl'))];
    const { code, stderr } = await runChild(path.join(__dirname, '..', '..', 'dist', 'cli.js'), {
      arguments: parameters,
    });
    assert.equal(code, 0, stderr);
    assert.deepEqual(await namesOf(to), ['a', 'd/b']);
    assert.doesNotMatch(stderr, /sig=[^R]/);
  });

  test('T3: versions are not requested in a service version that has none', async () => {
    await upload(from, 'x');
    await simulator.clearRequests();
    const old = ['one', 'two'].map((account) =>
      containerBeside(containerOf(account, { ...RETRIES, serviceVersion: '2019-07-07' }), from.containerName),
    );
    for (const [source, destination, side] of [
      [old[0], to, 'source'],
      [from, old[1], 'destination'],
    ]) {
      for (const options of [{ versions: true }, { asOf: new Date() }]) {
        const error = await failing(destination.beginCopyFromContainer(source, options));
        assert.ok(error instanceof RangeError);
        assert.match(error.message, new RegExp(`2019-12-12 or a newer.* ${side} asks for 2019-07-07.*Nothing was`));
      }
    }
    assert.deepEqual(await simulator.requests({}), []);
  });

  test('T3: a service version that is too old for an option is reported before the job, with the version that is needed', async () => {
    await upload(from, 'x');
    for (const [account, options] of [
      ['one', { versions: true }],
      ['one', {}],
      ['two', {}],
    ]) {
      await simulator.features({ newestVersion: '2019-07-07' }, account);
      const error = await failing(to.beginCopyFromContainer(from, options));
      await simulator.features({}, account);
      const hint = `${account} ${JSON.stringify(options)}`;
      assert.equal(error.statusCode, 400, hint);
      assert.match(error.message, /Nothing was copied/, hint);
      assert.match(error.message, /version 20\d\d-\d\d-\d\d/, hint);
      assert.deepEqual(await namesOf(to), [], hint);
    }
  });
});
