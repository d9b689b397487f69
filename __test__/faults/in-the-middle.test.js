'use strict';

// What can happen to a copy while it runs: its source disappears or changes, its destination is written, another
// client aborts it, a signature expires, the source's account is busy. The error says what happened, and the service is left
// as described.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { blobferry } = require('../support/libraries');
const { startSimulator } = require('../support/simulator');

const RETRY = { maxTries: 3, retryDelayInMs: 1, maxRetryDelayInMs: 2 };
const HELD = { pending: { untilReleased: true } };
const ID = Buffer.from('block-1').toString('base64');

let simulator;
let number = 0;

before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());

async function makeContext() {
  const name = `middle-${number++}`;
  const service = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(), {
    retryOptions: RETRY,
  });
  const container = service.getContainerClient(name);
  await container.create();
  const source = container.getBlockBlobClient('source');
  await source.upload('content', 7);
  return { name, container, source, destination: container.getBlockBlobClient('destination') };
}

/** A copy that stays pending until it is released. */
async function pendingCopy({ source, destination }) {
  await simulator.copies(HELD);
  const poller = await destination.beginCopyFromURL(source.url);
  await simulator.copies({});
  return poller;
}

/** The URL of a blob with a signature that is valid for this number of seconds of the simulator's clock. */
function signed(blob, seconds = 3600) {
  return blob.generateSasUrl({
    permissions: blobferry.BlobSASPermissions.parse('r'),
    expiresOn: new Date(Date.now() + seconds * 1000),
  });
}

const endOf = (poller) => poller.pollUntilDone().then(assert.fail, (error) => error);

describe('an asynchronous copy', () => {
  test('whose source is deleted fails, and leaves an empty destination', async () => {
    const context = await makeContext();
    const poller = await pendingCopy(context);
    await context.source.delete();
    await simulator.release();
    assert.match((await endOf(poller)).message, /copy failed with reason: "4\d\d /i);
    assert.equal((await context.destination.getProperties()).contentLength, 0);
  });

  test('whose source changes fails, and says so', async () => {
    const context = await makeContext();
    const poller = await pendingCopy(context);
    await context.source.upload('other content', 13);
    await simulator.release();
    assert.match((await endOf(poller)).message, /412 ConditionNotMet/);
  });

  test('that the service gives up fails, and keeps what it was', async () => {
    const context = await makeContext();
    await simulator.copies({ ...HELD, end: 'failed' });
    const poller = await context.destination.beginCopyFromURL(context.source.url);
    await simulator.copies({});
    await simulator.release();
    assert.match((await endOf(poller)).message, /500 OperationCancelled/);
  });

  test('that another client aborts ends with an error that says so', async () => {
    const context = await makeContext();
    const poller = await pendingCopy(context);
    await context.destination.abortCopyFromURL(poller.getOperationState().copyId);
    assert.equal((await endOf(poller)).code, 'CopyAborted');
  });

  test('whose destination is replaced by another copy ends with an error that names both', async () => {
    const context = await makeContext();
    const poller = await pendingCopy(context);
    const ours = poller.getOperationState().copyId;
    await context.destination.abortCopyFromURL(ours);
    const other = await context.destination.beginCopyFromURL(context.source.url);
    const error = await endOf(poller);
    assert.equal(error.code, 'CopyReplaced');
    assert.ok(error.message.includes(ours) && error.message.includes(other.getOperationState().copyId), error.message);
    assert.equal((await context.destination.downloadToBuffer()).toString(), 'content');
  });

  test('whose destination is deleted rejects, and its poller stays good', async () => {
    const context = await makeContext();
    const poller = await pendingCopy(context);
    await context.destination.abortCopyFromURL(poller.getOperationState().copyId);
    await context.destination.delete();
    assert.equal((await endOf(poller)).statusCode, 404);
    assert.equal(poller.isDone(), false);
  });

  test('that cannot be polled for a while rejects, and ends well at the next call', async () => {
    const context = await makeContext();
    const poller = await pendingCopy(context);
    await simulator.faults({
      which: { operation: 'getBlobProperties', container: context.name },
      what: { status: 503, code: 'ServerBusy' },
    });
    assert.equal((await endOf(poller)).statusCode, 503);
    await simulator.clearFaults();
    await simulator.release();
    assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
  });

  test('whose start is rejected because of a lease changes nothing', async () => {
    const context = await makeContext();
    await context.destination.upload('old', 3);
    await context.destination.getBlobLeaseClient().acquireLease(-1);
    const start = context.destination.beginCopyFromURL(context.source.url);
    await assert.rejects(start, { statusCode: 412, code: 'LeaseIdMissing' });
    assert.equal((await context.destination.downloadToBuffer()).toString(), 'old');
  });

  test('whose start takes effect though its response is lost is adopted, and copied once', async () => {
    const context = await makeContext();
    await simulator.copies(HELD);
    await simulator.faults({
      which: { operation: 'copyBlob', container: context.name },
      when: { first: 1 },
      what: { after: true, reset: true },
    });
    const poller = await context.destination.beginCopyFromURL(context.source.url);
    await simulator.clearFaults();
    await simulator.copies({});
    const { copyId } = await context.destination.getProperties();
    assert.equal(poller.getOperationState().copyId, copyId);
    await simulator.release();
    assert.equal((await poller.pollUntilDone()).copyId, copyId);
  });
});

describe('a source that cannot be read', () => {
  const OPERATIONS = {
    syncCopyFromURL: ({ destination }, url) => destination.syncCopyFromURL(url),
    syncUploadFromURL: ({ destination }, url) => destination.syncUploadFromURL(url),
    stageBlockFromURL: ({ destination }, url) => destination.stageBlockFromURL(ID, url, 0, 7),
  };
  const CASES = {
    'needs a signature': {
      url: ({ source }) => source.url,
      expected: [401, /shared access signature/],
    },
    'has a signature that has expired': {
      url: ({ source }) => signed(source, -60),
      expected: [403, /expired/],
    },
    'is not there': {
      url: async ({ container }) => signed(container.getBlobClient('none')),
      expected: [404, /account, container and name/],
    },
    'is archived': {
      arrange: ({ source }) => source.setAccessTier('Archive'),
      url: ({ source }) => signed(source),
      expected: [409, /rehydrated/],
    },
    'is rejected by its firewall': {
      rule: { status: 403, code: 'AuthorizationFailure' },
      url: ({ source }) => signed(source),
      expected: [403, /firewall/],
    },
    'is on an account that is busy': {
      rule: { status: 503, code: 'ServerBusy' },
      url: ({ source }) => signed(source),
      expected: [503, /busy|later/],
      attempts: 3,
    },
  };
  for (const [method, run] of Object.entries(OPERATIONS)) {
    for (const [name, { arrange, rule, url, expected, attempts = 1 }] of Object.entries(CASES)) {
      test(`${method}: ${name}`, async () => {
        const context = await makeContext();
        await context.destination.upload('old', 3);
        await arrange?.(context);
        const from = await url(context);
        if (rule) await simulator.faults({ which: { role: 'source', container: context.name }, what: rule });
        await simulator.clearRequests();
        const error = await run(context, from).then(assert.fail, (reason) => reason);
        await simulator.clearFaults();
        const [status, hint] = expected;
        assert.equal(error.name, 'RestError', error.stack);
        assert.equal(error.code, 'CannotVerifyCopySource');
        assert.equal(
          String(error.details.copySourceStatusCode ?? error.details['x-ms-copy-source-status-code']),
          String(status),
        );
        assert.match(error.message, hint);
        assert.ok(!error.message.includes(new URL(from).searchParams.get('sig') ?? 'no signature'));
        const sent = (await simulator.requests()).filter(({ headers }) => 'x-ms-copy-source' in headers);
        assert.equal(sent.length, attempts);
        assert.equal((await context.destination.downloadToBuffer()).toString(), 'old');
      });
    }
  }
});
