'use strict';

// beginCopyFrom meets every fault in every kind of request of its strategies. The destination is the whole source, or
// what it was before. The error says what happened. What may be repeated is repeated.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { blobferry } = require('../support/libraries');
const { startSimulator } = require('../support/simulator');
const { BODY_FAULTS, FAULTS, TIMED, ATTEMPTS } = require('./faults');

const CONTENT = Buffer.from(Uint8Array.from({ length: 50_000 }, (_, at) => (at * 31 + (at >> 8)) & 0xff));
const BLOCKS = { blockSize: 20_000, concurrency: 1 };

// By strategy: its options, and the requests that it sends. The first is one for the source, in the account `one`.
const STRATEGIES = {
  synchronous: [{}, ['getBlobProperties', 'copyBlobFromUrl']],
  'one request with properties': [
    { strategy: 'synchronous', blobHTTPHeaders: { blobContentType: 'text/plain' } },
    ['putBlobFromUrl'],
  ],
  blocks: [BLOCKS, ['putBlockFromUrl', 'putBlockList']],
  relay: [BLOCKS, ['getBlob', 'putBlock', 'putBlockList']],
  'relay in one': [{ strategy: 'relay' }, ['getBlob', 'putBlob']],
  asynchronous: [{ intervalInMs: 1 }, ['copyBlob']],
};

// A false length is not that of the requested part, so the response is rejected.
const LIE = 'body shorter than it was announced';
const LIES = { [LIE]: { ...BODY_FAULTS[LIE], error: { statusCode: undefined } } };

let simulator;
let connect;
let meet;
let number = 0;

/** A simulator with the source, and what the tests do with it. */
async function start() {
  const simulator = await startSimulator({
    accounts: [
      { name: 'one', key: 'b25lIGtleQ==' },
      { name: 'two', key: 'dHdvIGtleQ==' },
    ],
  });

  function connect(account, options) {
    const retryOptions = { maxTries: ATTEMPTS, retryDelayInMs: 1, maxRetryDelayInMs: 2, ...options };
    const service = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(account), {
      retryOptions,
    });
    return service.getContainerClient('container');
  }

  /** Copies while a rule is in force for one operation; resolves with the error, if any. */
  async function meet(destination, source, operation, rule, options) {
    await simulator.faults({ ...rule, which: { operation, account: operation.startsWith('get') ? 'one' : 'two' } });
    const copied = destination.beginCopyFrom(source, options).then((poller) => poller.pollUntilDone());
    const error = await copied.then(
      () => undefined,
      (reason) => reason,
    );
    const [{ fired }] = await simulator.faultReport();
    assert.ok(fired > 0, 'the fault happened');
    await simulator.clearFaults();
    await simulator.releaseStalls();
    return error;
  }

  for (const account of ['one', 'two']) await connect(account).create();
  await connect('one').getBlockBlobClient('source').upload(CONTENT, CONTENT.length);
  return { simulator, connect, meet };
}

before(async () => {
  ({ simulator, connect, meet } = await start());
});
after(() => simulator.stop());

async function check({ connect, meet }, { strategy, options, operation, fault, overwrite }) {
  const sure = connect('two').getBlockBlobClient(`destination-${(number += 1)}`);
  if (overwrite === 'always') await sure.upload('before', 6);
  const destination = connect('two', fault.options).getBlockBlobClient(sure.name);
  const source = connect('one', fault.options).getBlobClient('source');
  const error = await meet(destination, source, operation, fault.rule, { strategy, overwrite, ...options });
  const found = (await sure.exists()) ? await sure.downloadToBuffer() : undefined;
  if (!error) {
    assert.equal(fault.error, undefined, 'the fault can be overcome');
    assert.ok(CONTENT.equals(found), 'the whole source is there');
    return;
  }
  assert.equal(found?.toString(), overwrite === 'always' ? 'before' : undefined, error.stack);
  assert.ok(fault.error, error.stack);
  assert.match(error.message, /\/one\/container\/source/, 'the source is named');
  assert.doesNotMatch(`${error.stack}${JSON.stringify(error)}`, /sig=(?!REDACTED)/);
  if (error.code !== 'SourceChanged') assert.equal(error.statusCode, fault.error.statusCode, error.stack);
}

/** Every request of every strategy, with every fault. */
const CASES = Object.entries(STRATEGIES).flatMap(([strategy, [options, operations]]) =>
  operations.flatMap((operation) => {
    const faults = operation === 'getBlob' ? { ...FAULTS, ...BODY_FAULTS, ...LIES } : FAULTS;
    return Object.entries(faults).flatMap(([name, fault]) =>
      [
        ['a blob', 'always'],
        ['nothing', 'never'],
      ].map(([what, overwrite]) => ({
        place: `${strategy}, ${operation}`,
        title: `${name}, where there was ${what}`,
        strategy,
        options,
        operation,
        fault,
        overwrite,
      })),
    );
  }),
);

for (const place of new Set(CASES.map((one) => one.place))) {
  describe(place, () => {
    for (const one of CASES.filter((other) => other.place === place && other.fault.options !== TIMED)) {
      test(one.title, () => check({ connect, meet }, one));
    }
  });
}

describe('an attempt whose time is over', { concurrency: true }, () => {
  for (const one of CASES.filter(({ fault }) => fault.options === TIMED)) {
    test(`${one.place}: ${one.title}`, async () => {
      const service = await start();
      try {
        await check(service, one);
      } finally {
        await service.simulator.stop();
      }
    });
  }
});

describe('a copy by one request that takes effect, though its response is lost', () => {
  const LOST = {
    which: { operation: ['copyBlobFromUrl', 'putBlobFromUrl'] },
    when: { first: 1 },
    what: { after: true, reset: true },
  };

  /** A source whose hash nobody knows. */
  async function withoutHash() {
    const source = connect('one').getBlockBlobClient(`without-hash-${(number += 1)}`);
    const id = Buffer.from('1').toString('base64');
    await source.stageBlock(id, CONTENT, CONTENT.length);
    await source.commitBlockList([id]);
    assert.equal((await source.getProperties()).contentMD5, undefined);
    return source;
  }

  async function copied(source, rule, then, options) {
    const destination = connect('two').getBlockBlobClient(`destination-${(number += 1)}`);
    await then?.before?.(destination);
    await simulator.faults(rule);
    const poller = await destination.beginCopyFrom(source, { strategy: 'synchronous', ...options });
    const error = await poller.pollUntilDone().then(
      () => undefined,
      (reason) => reason,
    );
    await simulator.clearFaults();
    return { destination, error };
  }

  test('is recognised by its content where no hash is known', async () => {
    const { destination, error } = await copied(await withoutHash(), LOST, undefined, { overwrite: 'never' });
    assert.ifError(error);
    assert.ok(CONTENT.equals(await destination.downloadToBuffer()));
  });

  for (const [what, event] of [
    ['deleted', 'delete'],
    ['changed', 'put'],
  ]) {
    test(`is recognized though its source is ${what} before the second attempt`, async () => {
      const source = connect('one').getBlockBlobClient(`${what}-${(number += 1)}`);
      await source.upload(CONTENT, CONTENT.length);
      const where = { account: 'one', blob: source.name };
      const then = { [event]: event === 'put' ? { ...where, body: 'changed' } : where };
      const { destination, error } = await copied(source, { ...LOST, then });
      assert.ifError(error);
      assert.ok(CONTENT.equals(await destination.downloadToBuffer()));
    });
  }

  test('is not mistaken for a blob of the same size from another client', async () => {
    const rule = {
      ...LOST,
      what: { reset: true },
      then: { put: { account: 'two', body: 'x'.repeat(CONTENT.length) } },
    };
    const { destination, error } = await copied(await withoutHash(), rule, undefined, { overwrite: 'never' });
    assert.equal(error.code, 'BlobAlreadyExists');
    assert.equal((await destination.downloadToBuffer())[0], 'x'.charCodeAt(0));
  });
});

for (const [side, broken] of Object.entries({ source: 'one', destination: 'two' })) {
  for (const [fault, origin, code] of [
    ['a name that no DNS server knows', 'http://no-such-host.invalid', 'ENOTFOUND'],
    ['a port where nobody listens', 'http://127.0.0.1:1', 'ECONNREFUSED'],
    ['a certificate that nobody vouches for', 'secure', /CERT|ISSUER|SELF_SIGNED|VERIFY/],
  ]) {
    test(`${fault}, of the ${side}`, async () => {
      const client = (account) => {
        const origin_ = origin === 'secure' ? simulator.secureOrigin : origin;
        const base = account === broken ? `${origin_}/${account}` : simulator.url(account);
        const credential = new blobferry.StorageSharedKeyCredential(account, simulator.accountKey(account));
        const retryOptions = { maxTries: 2, retryDelayInMs: 1 };
        return new blobferry.BlockBlobClient(`${base}/container/source`, credential, { retryOptions });
      };
      const error = await client('two')
        .beginCopyFrom(client('one'), {})
        .then((poller) => poller.pollUntilDone())
        .then(assert.fail, (reason) => reason);
      assert.match(error.code, new RegExp(code.source ?? `^(${code}|EAI_AGAIN)$`), error.stack);
      assert.match(error.message, side === 'source' ? /The source .* cannot be read/ : /Copying .* to .*failed/);
    });
  }
}
