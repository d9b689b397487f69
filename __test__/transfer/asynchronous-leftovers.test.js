'use strict';

// A copy by Copy Blob is canceled, and its process is killed, or its requests are lost, before it has deleted the empty
// blob that the service left. Later copies treat the name as free. Blobs of others stay.

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { runChild } = require('../support/child');
const { sendSignal } = require('../support/send-signal');
const { failing, fill, startTwoAccounts } = require('./helpers');

const CONTENT = fill(20_000);
const HASTY = { retryOptions: { maxTries: 1 } };

let simulator;
let from;
let to;
let hasty;

before(async () => {
  let containerOf;
  ({ simulator, from, to, containerOf } = await startTwoAccounts());
  hasty = containerOf('two', HASTY);
  await source().upload(CONTENT, CONTENT.length, { metadata: { is: 'new' } });
  await from.getBlockBlobClient('another').upload('other', 5);
});
after(() => simulator.stop());
beforeEach(async () => {
  await simulator.clearFaults();
  await simulator.copies({});
});

const source = () => from.getBlockBlobClient('source');
let names = 0;
const fresh = () => `destination-${(names += 1)}`;

const stalled = async () => {
  while ((await simulator.stalls()) === 0);
};

const calm = async () => {
  await simulator.clearFaults();
  await simulator.releaseStalls();
};

/** Begins a copy that stays pending; what starts later ends at once. */
async function pending(destination, options) {
  await simulator.copies({ pending: { untilReleased: true } });
  try {
    return await destination.beginCopyFrom(source(), { strategy: 'asynchronous', intervalInMs: 1, ...options });
  } finally {
    await simulator.copies({});
  }
}

/** Leaves what a killed process leaves: the destination of a copy that was aborted. */
async function leave(name) {
  const destination = to.getBlockBlobClient(name);
  await simulator.copies({ pending: { untilReleased: true } });
  const { copyId } = await (
    await destination.beginCopyFromURL(
      await source().generateSasUrl({
        permissions: blobferry.BlobSASPermissions.parse('r'),
        expiresOn: new Date(Date.now() + 3_600_000),
      }),
    )
  ).getOperationState();
  await destination.abortCopyFromURL(copyId);
  await simulator.copies({});
  const found = await destination.getProperties();
  assert.deepEqual([found.contentLength, found.copyStatus], [0, 'aborted']);
  return destination;
}

async function take(name, options) {
  const destination = to.getBlockBlobClient(name);
  const poller = await destination.beginCopyFrom(source(), { overwrite: 'never', intervalInMs: 1, ...options });
  const result = await poller.pollUntilDone();
  assert.notEqual(result.skipped, true);
  assert.deepEqual(await destination.downloadToBuffer(), CONTENT);
  const listed = [];
  for await (const item of to.listBlobsFlat({ prefix: name, includeSnapshots: true })) {
    if (item.name === name) listed.push(item.snapshot ?? '');
  }
  assert.deepEqual(listed, [''], 'one blob, and no snapshot');
}

/** A process that cancels a copy, and is killed when a request of it is held back, before or after it takes effect. Gives its saved text. */
async function killed(name, operation, effect) {
  await simulator.copies({ pending: { untilReleased: true } });
  const which = { operation, account: 'two', blob: name };
  let text;
  const child = await runChild(path.join(__dirname, 'children', 'gives-up.js'), {
    arguments: [simulator.connectionString('one'), simulator.connectionString('two'), name, 'asynchronous'],
    onLine(line, child) {
      if (line.startsWith('{')) text = line;
      if (line !== 'begun') return;
      void simulator
        .faults({ which, what: { after: effect, stall: true } })
        .then(() => sendSignal(child, 'SIGUSR2'))
        .then(stalled)
        .then(() => child.kill('SIGKILL'));
    },
  });
  assert.equal(child.signal, 'SIGKILL', child.stderr);
  await simulator.idle();
  await simulator.copies({});
  await simulator.clearFaults();
  return text;
}

describe('a process that is killed while it gives a copy up', () => {
  for (const strategy of ['asynchronous', 'synchronous', 'blocks', 'relay', 'auto']) {
    test(`between the abort and the delete leaves a name that is free (${strategy})`, async () => {
      const name = fresh();
      await killed(name, 'deleteBlob', false);
      assert.equal((await to.getBlobClient(name).getProperties()).copyStatus, 'aborted');
      await take(name, { strategy });
    });
  }

  for (const [operation, effect] of [
    ['abortCopyBlob', true],
    ['deleteBlob', true],
  ]) {
    test(`after ${operation} leaves a name that is free`, async () => {
      const name = fresh();
      await killed(name, operation, effect);
      await take(name, { strategy: 'asynchronous' });
    });
  }

  for (const operation of ['abortCopyBlob', 'deleteBlob']) {
    test(`after ${operation}, and its text is gone on with: nothing is left`, async () => {
      const name = fresh();
      const text = await killed(name, operation, operation === 'abortCopyBlob');
      const destination = to.getBlockBlobClient(name);
      assert.equal(await destination.exists(), true);
      const error = await failing(destination.beginCopyFrom(source(), { resumeFrom: text, intervalInMs: 1 }));
      assert.match(error.message, /aborted.*Nothing was left/s);
      assert.equal(await destination.exists(), false);
    });
  }

  test('and was saved while it was canceled: a resumed poller sees it canceled, and nothing is left behind', async () => {
    const name = fresh();
    const poller = await pending(hasty.getBlockBlobClient(name));
    await simulator.faults({ which: { operation: 'deleteBlob', blob: name }, what: { reset: true } });
    const error = await failing(poller.cancelOperation());
    assert.match(error.message, new RegExp(`${name} until then\\. Poll again, or resume`));
    const text = poller.toString();
    await calm();
    const destination = to.getBlockBlobClient(name);
    assert.equal((await destination.getProperties()).copyStatus, 'aborted');
    const ended = await failing(destination.beginCopyFrom(source(), { resumeFrom: text, intervalInMs: 1 }));
    assert.equal(ended.name, 'PollerCancelledError');
    assert.equal(await destination.exists(), false);
  });
});

/** What happens to one request by which a copy is canceled. */
const FAULTS = {
  'it is lost': { reset: true },
  'its response is lost': { after: true, reset: true },
  'its connection is closed': { close: true },
  'the service fails': { status: 500, code: 'InternalError' },
  'the service fails when it is done': { after: true, status: 500, code: 'OperationTimedOut' },
  'the service is busy': { status: 503, code: 'ServerBusy' },
  'it is rejected': { status: 403, code: 'AuthorizationPermissionMismatch' },
  'a lease is in the way': { status: 412, code: 'LeaseIdMissing' },
  'a condition is not met': { status: 412, code: 'ConditionNotMet' },
  'its response has no ETag': { missingHeaders: ['etag', 'last-modified'] },
  'the server is not a Blob service': { garbage: 'SSH-2.0-OpenSSH_9.9\r\n' },
};

describe('an owner that abandons a copy', () => {
  for (const operation of ['abortCopyBlob', 'getBlobProperties', 'deleteBlob']) {
    for (const [fault, what] of Object.entries(FAULTS)) {
      test(`while ${operation} fails (${fault}) learns where something is left, and the name is free`, async () => {
        const name = fresh();
        const poller = await pending(hasty.getBlockBlobClient(name));
        await simulator.faults({ which: { operation, account: 'two', blob: name }, what });
        const error = await poller.cancelOperation().then(
          () => failing(poller.pollUntilDone()),
          (rejected) => rejected,
        );
        await calm();
        const destination = to.getBlockBlobClient(name);
        const left = (await destination.exists()) ? (await destination.getProperties()).copyStatus : 'nothing';
        // A rejected abort leaves the copy pending, and the poller as it was.
        if (left === 'pending') {
          assert.equal(poller.isDone(), false);
          await poller.cancelOperation();
        } else if (left !== 'nothing' && poller.isDone()) {
          assert.match(error.message, /empty blob was left.*delete it|nothing was done to it/s);
        }
        await take(name, { strategy: 'asynchronous' });
      });
    }
  }
});

describe('the blob that a copy left', () => {
  for (const overwrite of ['never', 'ifSourceNewer', 'ifDifferent', undefined]) {
    test(`is not a blob to a copy that checks the destination (overwrite: ${overwrite})`, async () => {
      const { name } = await leave(fresh());
      await take(name, { overwrite, strategy: 'asynchronous' });
    });
  }

  test('is deleted under its ETag, and the copy made under the condition that there is nothing', async () => {
    const { name } = await leave(fresh());
    const { etag } = await to.getBlobClient(name).getProperties();
    await simulator.clearRequests();
    await take(name, { strategy: 'synchronous' });
    const requests = (await simulator.requests({ blob: name })).filter(({ method }) => method !== 'GET');
    const [look, removal, making] = requests;
    assert.equal(look.operation, 'getBlobProperties');
    assert.deepEqual([removal.operation, removal.headers['if-match']], ['deleteBlob', etag]);
    assert.equal(making.headers['if-none-match'], '*');
  });

  test('stays a leftover when the next copy by Copy Blob ends badly, too', async () => {
    const destination = await leave(fresh());
    await (await pending(destination)).cancelOperation();
    assert.equal(await destination.exists(), false);
  });

  test('that is deleted by a request whose response is lost is checked again', async () => {
    for (const what of [
      { after: true, reset: true },
      { after: true, status: 500, code: 'InternalError' },
      { status: 503, code: 'ServerBusy' },
    ]) {
      const { name } = await leave(fresh());
      await simulator.faults({ which: { operation: 'deleteBlob', blob: name }, when: { first: 1 }, what });
      const poller = await hasty.getBlockBlobClient(name).beginCopyFrom(source(), { overwrite: 'never' });
      await poller.pollUntilDone();
      assert.deepEqual(await to.getBlockBlobClient(name).downloadToBuffer(), CONTENT);
    }
  });

  test('is named when it cannot be deleted', async () => {
    const destination = await leave(fresh());
    const url = await destination.generateSasUrl({
      permissions: blobferry.BlobSASPermissions.parse('rcw'),
      expiresOn: new Date(Date.now() + 3_600_000),
    });
    const limited = new blobferry.BlockBlobClient(url);
    for (const overwrite of ['never', 'ifSourceNewer', 'ifDifferent']) {
      const error = await failing(limited.beginCopyFrom(source(), { overwrite }));
      assert.deepEqual([error.name, error.statusCode, error.code], ['RestError', 409, 'BlobAlreadyExists']);
      assert.match(error.message, /empty blob that the copy .* left \(aborted\).*not be deleted.*Delete it/s);
      assert.doesNotMatch(error.message, /sig=(?!REDACTED)/);
    }
    await (await limited.beginCopyFrom(source())).pollUntilDone();
    assert.deepEqual(await destination.downloadToBuffer(), CONTENT);
  });

  test('in place of a blob that is in a snapshot is not taken for nothing', async () => {
    const destination = to.getBlockBlobClient(fresh());
    await destination.upload('before', 6);
    const poller = await pending(hasty.getBlockBlobClient(destination.name));
    await destination.abortCopyFromURL(poller.getOperationState().copyId);
    for (const overwrite of ['never', 'ifSourceNewer', 'ifDifferent']) {
      const error = await failing(destination.beginCopyFrom(source(), { overwrite }));
      assert.equal(error.code, 'BlobAlreadyExists');
      assert.match(error.message, /has snapshots, which hold what was there before/);
    }
    await failing(poller.pollUntilDone());
    assert.equal((await destination.downloadToBuffer()).toString(), 'before');
  });

  /** What makes it somebody's, and whether the error can still say that a copy left it. */
  const TAKEN = {
    'has metadata of somebody else': (destination) => destination.setMetadata({ lock: 'mine' }),
    'has properties of somebody else': (destination) => destination.setHTTPHeaders({ blobContentType: 'x/y' }),
    'is leased': (destination) => destination.getBlobLeaseClient().acquireLease(-1),
    'was written': (destination) => destination.upload('', 0),
    'has content': (destination) => destination.upload('theirs', 6),
  };

  for (const [what, change] of Object.entries(TAKEN)) {
    test(`and that ${what} is not touched`, async () => {
      const destination = await leave(fresh());
      // The service counts whole seconds.
      await simulator.advanceClock(2);
      await change(destination);
      const before = await destination.getProperties();
      const error = await failing(destination.beginCopyFrom(source(), { overwrite: 'never' }));
      assert.equal(error.code, 'BlobAlreadyExists');
      assert.equal((await destination.getProperties()).etag, before.etag);
    });
  }

  test('of another source is named, and not touched', async () => {
    const destination = await leave(fresh());
    const error = await failing(destination.beginCopyFrom(from.getBlobClient('another'), { overwrite: 'never' }));
    assert.equal(error.code, 'BlobAlreadyExists');
    assert.doesNotMatch(error.message, /sig=/);
    assert.match(
      error.message,
      /empty blob that the copy .*\/source\S* left \(aborted\).*Delete it if it is not needed/s,
    );
    assert.equal((await destination.getProperties()).copyStatus, 'aborted');
  });

  test('is deleted only in the checked state: a write by another client in the meantime stays', async () => {
    const { name } = await leave(fresh());
    await simulator.faults({
      which: { operation: 'getBlobProperties', account: 'two', blob: name },
      when: { first: 1 },
      what: { after: true },
      then: { put: { body: 'theirs' } },
    });
    const destination = to.getBlockBlobClient(name);
    const error = await failing(destination.beginCopyFrom(source(), { overwrite: 'never' }));
    assert.equal(error.code, 'BlobAlreadyExists');
    assert.equal((await destination.downloadToBuffer()).toString(), 'theirs');
  });
});
