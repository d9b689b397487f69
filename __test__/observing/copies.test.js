'use strict';

// The spans of `beginCopyFrom` and `beginCopyFromContainer`, which the reference has not: each request has the span of the method that
// would send it, below the span that the caller passes, whichever strategy copies and however it ends.

const assert = require('node:assert/strict');
const { after, afterEach, before, beforeEach, describe, test } = require('node:test');
const { useInstrumenter } = require('@azure/core-tracing');

const { blobferry, isReference } = require('../support/blobferry');
const { fill, startTwoAccounts } = require('../transfer/helpers');
const { Context, SPAN, describeSpans, makeInstrumenter } = require('./instrumenter');

const NO_RETRIES = { retryOptions: { maxTries: 1 } };

const HEAD = ['BlobClient-getProperties', 'HTTP HEAD'];
const PUTS = (count, name) => Array.from({ length: count }, () => [name, 'HTTP PUT']);
const GETS = (count) => Array.from({ length: count }, () => ['BlobClient-download', 'HTTP GET']);
const COMMIT = ['BlockBlobClient-commitBlockList', 'HTTP PUT'];

/** What a copy of 100,000 bytes sends, by its options. */
const STRATEGIES = {
  'in one request': [{}, [HEAD, ...PUTS(1, 'BlobClient-syncCopyFromURL')]],
  'in blocks': [
    { strategy: 'blocks', blockSize: 30_000 },
    [HEAD, ...PUTS(4, 'BlockBlobClient-stageBlockFromURL'), COMMIT, HEAD],
  ],
  'through this process': [
    { strategy: 'relay', blockSize: 30_000 },
    [HEAD, ...GETS(4), ...PUTS(4, 'BlockBlobClient-stageBlock'), COMMIT, HEAD],
  ],
  'by the service, later': [
    { strategy: 'asynchronous' },
    [HEAD, ...PUTS(1, 'BlobClient-startCopyFromURL')],
    [HEAD, HEAD, HEAD],
  ],
};

describe('the spans of copies', { skip: isReference }, () => {
  let simulator;
  let from;
  let to;
  before(async () => {
    let containerOf;
    ({ simulator, from, containerOf } = await startTwoAccounts());
    to = containerOf('two', NO_RETRIES);
    await from.getBlockBlobClient('source').upload(fill(100_000), 100_000);
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await simulator.clearFaults();
    // Requests that the previous test abandoned may still have been on their way.
    await simulator.idle();
    await simulator.clearRequests();
    await simulator.copies({ pending: { polls: 2 } });
  });
  afterEach(() => useInstrumenter(undefined));

  /**
   * Options under a span of the caller, and a check of what is below it in the end, and what is below nothing: `[span, span of the
   * request]`, in any order.
   */
  function watch() {
    const { spans, instrumenter } = makeInstrumenter();
    const parent = { children: [], id: 0 };
    useInstrumenter(instrumenter);
    const check = async (expected, { later = [], failed = 0 } = {}) => {
      const trees = [describeSpans(parent.children), describeSpans(spans)];
      const pairs = trees.map((tree) =>
        tree.flatMap(({ name, children }) => children.map((child) => [name, child.name])),
      );
      assert.deepEqual(pairs[0].sort(), [...expected].sort());
      assert.deepEqual(pairs[1].sort(), [...later].sort());
      const all = trees.flat().flatMap(({ children, ...span }) => [span, ...children]);
      for (const { name, ended } of all) assert.equal(ended, 1, name);
      assert.equal(trees.flat().filter(({ status }) => status === 'error').length, failed);
      assert.equal((await simulator.requests()).length, pairs.flat().length);
    };
    return { check, tracingOptions: { tracingContext: new Context().setValue(SPAN, parent) } };
  }

  for (const [label, [options, expected, later]] of Object.entries(STRATEGIES)) {
    test(label, async () => {
      const { tracingOptions, check } = watch();
      const source = from.getBlobClient('source');
      const poller = await to
        .getBlobClient(label)
        .beginCopyFrom(source, { ...options, intervalInMs: 1, tracingOptions });
      await poller.pollUntilDone();
      // Polls are calls of their own, as in the reference.
      await check(expected, { later });
    });
  }

  test('of a source that is missing', async () => {
    const { tracingOptions, check } = watch();
    const copied = to.getBlobClient('none').beginCopyFrom(from.getBlobClient('missing'), { tracingOptions });
    await assert.rejects(copied, { statusCode: 404 });
    await check([HEAD], { failed: 1 });
  });

  test('of a block that is rejected', async () => {
    const { tracingOptions, check } = watch();
    await simulator.faults({ which: { role: 'client', query: { comp: 'block' } }, what: { status: 403 } });
    const options = { strategy: 'blocks', blockSize: 100_000, tracingOptions };
    const copied = to.getBlobClient('rejected').beginCopyFrom(from.getBlobClient('source'), options);
    await assert.rejects(
      copied.then((poller) => poller.pollUntilDone()),
      { statusCode: 403 },
    );
    await check([HEAD, ...PUTS(1, 'BlockBlobClient-stageBlockFromURL')], { failed: 1 });
  });

  test('that is canceled', async () => {
    const { tracingOptions, check } = watch();
    await simulator.copies({ pending: { untilReleased: true } });
    const options = { strategy: 'asynchronous', tracingOptions };
    const poller = await to.getBlobClient('canceled').beginCopyFrom(from.getBlobClient('source'), options);
    await poller.cancelOperation();
    const later = [...PUTS(1, 'BlobClient-abortCopyFromURL'), HEAD, ['BlobClient-delete', 'HTTP DELETE']];
    await check([HEAD, ...PUTS(1, 'BlobClient-startCopyFromURL')], { later });
  });

  const LIST = ['ContainerClient-listBlobFlatSegment', 'HTTP GET'];
  const FACTS = ['ContainerClient-getProperties', 'HTTP GET'];
  const COPY = PUTS(1, 'BlobClient-syncCopyFromURL');
  const JOBS = {
    'of a container': [(options) => to.beginCopyFromContainer(from, options), [FACTS, LIST, ...COPY]],
    'of entries': [
      (options) => to.beginCopyFromContainer([{ source: from.getBlobClient('source'), destination: 'entry' }], options),
      [FACTS, HEAD, ...COPY],
    ],
    // Its container is there, so creating it fails.
    'of an account': [
      (options) => serviceOf('two').beginCopyFromAccount(serviceOf('one'), { ...options, overwrite: 'always' }),
      [['BlobServiceClient-listContainersSegment', 'HTTP GET'], ['ContainerClient-create', 'HTTP PUT'], LIST, ...COPY],
      1,
    ],
  };
  const serviceOf = (account) =>
    blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(account), NO_RETRIES);
  for (const [label, [begin, expected, failed]] of Object.entries(JOBS)) {
    test(label, async () => {
      const { tracingOptions, check } = watch();
      const summary = await (await begin({ tracingOptions })).pollUntilDone();
      assert.equal(summary.copied, 1);
      await check(expected, { failed });
    });
  }
});
