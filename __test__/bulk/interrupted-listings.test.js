'use strict';

// Listings that fail on a later page: the error says which container could not be listed, how far it was read, and what it means for the job.

const assert = require('node:assert/strict');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { ContainerClient, ContainerSASPermissions } = blobferry;
const NAMES = ['a', 'b', 'c', 'd'];

/** The response to a later page: the status and the code that the error keeps. */
const FAULTS = {
  'is forbidden': [{ status: 403, code: 'AuthorizationPermissionMismatch' }, 403, 'AuthorizationPermissionMismatch'],
  'finds no container': [{ status: 404, code: 'ContainerNotFound' }, 404, 'ContainerNotFound'],
  'is a wrong request': [{ status: 400, code: 'InvalidQueryParameterValue' }, 400, 'InvalidQueryParameterValue'],
  'fails each time': [{ status: 500, code: 'InternalError' }, 500, 'InternalError'],
  'is garbage': [{ body: { garbage: 40 } }, 200, 'PARSE_ERROR'],
};

describe('a listing that fails on a later page', () => {
  const accounts = useTwoAccounts({ maxTries: 2 });
  let simulator;
  let from;
  let to;
  let folder;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, folder, number } = await accounts.fresh());
    for (const name of NAMES) await upload(from, name);
  });

  /** Has the pages of an account's listings fail, from the second or third on. */
  const breakPages = (account, what, after = 2) =>
    simulator.faults({ which: { operation: 'listBlobs', account }, when: { after }, what });

  for (const [what, [fault, status, code]] of Object.entries(FAULTS)) {
    test(`D1, O12: one of the source that ${what} ends the job with the container, the place and what to do`, async () => {
      await breakPages('one', fault);
      const poller = await to.beginCopyFromContainer(from, { pageSize: 1 });
      const { summary } = await settled(poller);
      const error = await failing(poller.pollUntilDone());
      assert.ok(
        error.message.startsWith(`The source container ${from.url} could not be listed to its end.`),
        error.message,
      );
      assert.match(error.message, /It was read up to "b", 2 names in all\./);
      assert.match(
        error.message,
        /what was copied stays\. A job that is resumed with "resumeFrom".*continues from there\.$/,
      );
      assert.deepEqual([error.statusCode, error.code], [status, code]);
      assert.deepEqual([summary.copied, await namesOf(to)], [2, ['a', 'b']]);
      await simulator.clearFaults();
      const again = await to.beginCopyFromContainer(from, { pageSize: 1, resumeFrom: poller.toString() });
      assert.equal((await again.pollUntilDone()).copied, 4);
      assert.deepEqual(await namesOf(to), NAMES);
    });
  }

  test('D1: with a journal, the same call continues', async () => {
    const options = { pageSize: 1, journal: path.join(folder, `${number}.journal`) };
    await breakPages('one', FAULTS['is forbidden'][0]);
    const error = await failing((await to.beginCopyFromContainer(from, options)).pollUntilDone());
    assert.match(error.message, /Run it again with the same journal: it continues from there\.$/);
    await simulator.clearFaults();
    await simulator.clearStatistics();
    assert.equal((await (await to.beginCopyFromContainer(from, options)).pollUntilDone()).copied, 4);
    assert.equal((await accounts.operations()).copyBlobFromUrl, 2);
  });

  test('D1: one of the destination withholds the deletes of a mirror, and names it', async () => {
    for (const name of ['a', 'b', 'x', 'y', 'z']) await upload(to, name);
    await simulator.advanceClock(2);
    await breakPages('two', FAULTS['is forbidden'][0], 3);
    const poller = await to.beginCopyFromContainer(from, { pageSize: 1, deleteExtraneous: true });
    const { summary } = await settled(poller);
    const { deletes } = summary;
    assert.equal(deletes.done, 0);
    assert.ok(
      deletes.withheldBecause.startsWith(`the destination container ${to.url} could not be listed to its end.`),
    );
    assert.match(deletes.withheldBecause, /It was read up to "x", 3 names in all\./);
  });

  test('a comparison and a plan say that they are not complete, and nothing of copies', async () => {
    for (const name of NAMES) await upload(to, name);
    await breakPages('one', FAULTS['is forbidden'][0]);
    const compared = await failing(to.verifyContainer(from, { pageSize: 1 }));
    assert.match(
      compared.message,
      /^The source container .* read up to "b", 2 names.* The comparison is not complete\.$/s,
    );
    await breakPages('one', FAULTS['is forbidden'][0]);
    const planned = await failing(to.planContainerCopy(from, { pageSize: 1 }));
    assert.match(planned.message, /The plan is not complete\.$/);
    for (const { message, statusCode } of [compared, planned]) {
      assert.equal(statusCode, 403);
      assert.doesNotMatch(message, /copied|resume/);
    }
    await simulator.clearFaults();
    await breakPages('two', FAULTS['is forbidden'][0]);
    const other = await failing(to.verifyContainer(from, { pageSize: 1 }));
    assert.match(other.message, /^The comparison is not complete: the destination container .* read up to "b"/);
  });

  test('a comparison that ends for another reason does not speak of copies either', async () => {
    for (const name of NAMES) await upload(to, name);
    await breakPages('one', { stall: true });
    const slow = await failing(to.verifyContainer(from, { maxDuration: 100, pageSize: 1 }));
    await simulator.releaseStalls();
    assert.match(slow.message, /"maxDuration" \(100 ms\) was over\. The comparison is not complete\.$/);
    assert.doesNotMatch(slow.message, /copied|resume/);
  });

  test('J10: the error has no part of a signature', async () => {
    const signed = async (container, permissions) => {
      const expiresOn = new Date(Date.now() + 3600_000);
      return container.generateSasUrl({ permissions: ContainerSASPermissions.parse(permissions), expiresOn });
    };
    const source = await signed(from, 'rl');
    await breakPages('one', FAULTS['is a wrong request'][0]);
    const target = new ContainerClient(await signed(to, 'rwl'));
    const error = await failing((await target.beginCopyFromContainer(source, { pageSize: 1 })).pollUntilDone());
    const signature = new URL(source).searchParams.get('sig');
    for (const secret of [signature, encodeURIComponent(signature)]) {
      assert.ok(!`${error.message}${error.stack}${JSON.stringify(error)}`.includes(secret));
    }
  });

  test('S11: the containers of an account', async () => {
    const service = (account) => {
      const client = accounts.within(account, 'any');
      return new blobferry.BlobServiceClient(client.url.replace(/\/[^/]+$/, ''), client.pipeline);
    };
    await simulator.faults({
      which: { operation: 'listBlobs', account: 'one' },
      when: { after: 1 },
      what: FAULTS['is forbidden'][0],
    });
    const options = { includeContainers: [from.containerName], pageSize: 2 };
    const poller = await service('two').beginCopyFromAccount(service('one'), options);
    const { events, summary } = await settled(poller);
    const failed = events.find(({ event }) => event === 'containerFailed');
    assert.ok(
      failed.message.startsWith(`The source container ${from.url} could not be listed to its end.`),
      failed.message,
    );
    assert.match(failed.message, /It was read up to "b", 2 names in all\./);
    assert.deepEqual([failed.code, failed.statusCode, summary.copied], ['AuthorizationPermissionMismatch', 403, 2]);
  });
});
