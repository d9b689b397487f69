'use strict';

// beginCopyFromContainer with an iterable of entries: how it is read, how wrong entries and errors are handled, and how it is resumed.

const assert = require('node:assert/strict');
const { createServer } = require('node:http');
const { mkdtemp, open, rm, writeFile } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');
const vm = require('node:vm');

const { failing } = require('../transfer/helpers');
const { ODDER_NAMES, describeContainer, eventsOf, namesOf, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('beginCopyFromContainer with an iterable', () => {
  const accounts = useTwoAccounts();
  const { operations: requests } = accounts;
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
  });

  const entry = (name, more = {}) => ({ source: from.getBlobClient(name), destination: name, ...more });
  const fill = (names, options) => Promise.all(names.map((name) => upload(from, name, name, options)));
  const numbered = (count) => Array.from({ length: count }, (_, index) => `blob ${String(index).padStart(4, '0')}`);
  const settle = async (poller) => {
    const result = await poller.pollUntilDone();
    return result;
  };

  test('an entry with length and etag takes one request, and keeps everything that the blob has', async () => {
    await upload(from, 'tagged', 'x', { metadata: { owner: 'me' }, tags: { a: 'b' }, tier: 'Cool' });
    const { contentLength, etag } = await from.getBlobClient('tagged').getProperties();
    await simulator.clearStatistics();
    const poller = await to.beginCopyFromContainer([entry('tagged', { length: contentLength, etag })]);
    const summary = await settle(poller);
    assert.deepEqual([summary.listed, summary.copied, summary.copiedBytes], [1, 1, 1]);
    assert.deepEqual(await requests(), { copyBlobFromUrl: 1, getContainerProperties: 1 });
    const { tagged: copied } = await describeContainer(to);
    assert.deepEqual([copied.metadata, copied.tags], [{ owner: 'me' }, { a: 'b' }]);
  });

  test('O7: names in any order, and renamed, without and with what is known of them', async () => {
    await fill(ODDER_NAMES);
    async function* entries() {
      for (const name of [...ODDER_NAMES].reverse())
        yield { source: from.getBlobClient(name), destination: `to/${name}` };
    }
    const summary = await settle(await to.beginCopyFromContainer(entries()));
    assert.equal(summary.copied, ODDER_NAMES.length);
    const expected = ODDER_NAMES.map((name) => `to/${name}`).sort();
    assert.deepEqual((await namesOf(to)).sort(), expected);
    const copied = await to.getBlobClient('to/h%12.jpg').downloadToBuffer();
    assert.equal(String(copied), 'h%12.jpg');
  });

  test('an entry with wrong facts is copied as it is found', async () => {
    await fill(['short', 'gone soon']);
    await from.getAppendBlobClient('append').create();
    const etag = '"0x8DC0FFEE0C0FFEE"';
    const reported = { length: 4, etag };
    await from.getBlobClient('gone soon').delete();
    const entries = ['short', 'gone soon', 'append'].map((name) => entry(name, reported));
    const summary = await settle(await to.beginCopyFromContainer(entries));
    assert.deepEqual([summary.copied, summary.skipped], [2, { vanished: 1 }]);
    assert.equal(String(await to.getBlobClient('short').downloadToBuffer()), 'short');
    assert.equal((await to.getBlobClient('append').getProperties()).blobType, 'AppendBlob');
  });

  test('O8: sources in other accounts and outside of Azure', async () => {
    const server = createServer((request, response) => {
      response.setHeader('etag', '"one"');
      response.setHeader('content-type', 'text/x-notes');
      response.end('from the web');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await fill(['a']);
      await to.getBlockBlobClient('own').upload('own', 3);
      const url = new URL(`http://127.0.0.1:${server.address().port}/notes.txt`);
      const sas = await from
        .getBlobClient('a')
        .generateSasUrl({ permissions: 'r', expiresOn: new Date(Date.now() + 6e5) });
      const entries = new Set([
        { source: sas, destination: 'by url' },
        { source: to.getBlobClient('own').url, destination: 'own again' },
        { source: url, destination: 'web', length: 12, etag: '"one"' },
      ]);
      const poller = await to.beginCopyFromContainer(entries);
      const events = await eventsOf(poller);
      assert.equal((await settle(poller)).copied, 3, JSON.stringify(events));
      const sources = events.map(({ source }) => source);
      assert.ok(
        sources.every((source) => !source.includes('sig=')),
        String(sources),
      );
      const web = await to.getBlobClient('web').getProperties();
      assert.deepEqual([web.contentLength, web.contentType], [12, 'text/x-notes']);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  test('the iterable is read no further than the copy has room for, and continues when it resumes', async () => {
    const names = numbered(50);
    await fill(names);
    let requested = 0;
    async function* entries() {
      for (let index = 0; ; index += 1) {
        if (index === 5000) return;
        requested += 1;
        yield { source: from.getBlobClient(names[index % 50]), destination: `copy ${index}` };
      }
    }
    const poller = await to.beginCopyFromContainer(entries(), { concurrency: 1 });
    poller.pause();
    // As many entries as fit are read while other work continues.
    for (let before = -1; before !== requested;) {
      before = requested;
      for (let turn = 0; turn < 20; turn += 1) await to.getProperties();
    }
    assert.ok(requested > 0 && requested <= 4 * 256 + 1, `${requested} were asked for`);
    await poller.cancelOperation();
  });

  test('a slow iterable is copied from as its entries come', async () => {
    await fill(['first', 'second']);
    const seen = [];
    async function* entries() {
      yield entry('first');
      while (seen.length === 0) {
        await to.getProperties();
        if ((await namesOf(to)).length > 0) seen.push('first');
      }
      yield entry('second');
    }
    const poller = await to.beginCopyFromContainer(entries());
    assert.equal((await settle(poller)).copied, 2);
    assert.deepEqual(seen, ['first']);
  });

  for (const [kind, thrown] of [
    ['an error', new Error('the database went away')],
    ['undefined', undefined],
  ]) {
    test(`an iterable that throws ${kind} ends the job with it, after what came before is copied`, async () => {
      await fill(['a', 'b']);
      async function* entries() {
        yield entry('a');
        yield entry('b');
        throw thrown;
      }
      const poller = await to.beginCopyFromContainer(entries());
      const outcome = await settle(poller).then(
        () => assert.fail('this must fail'),
        (error) => ({ error }),
      );
      assert.ok('error' in outcome);
      assert.equal(outcome.error, thrown);
      assert.deepEqual(await namesOf(to), ['a', 'b']);
      assert.equal(poller.getOperationState().summary.copied, 2);
    });
  }

  test('a canceled job ends an iterable that waits, and one that does not end', async () => {
    await fill(['a']);
    let returned;
    const closed = new Promise((resolve) => (returned = resolve));
    let waiting;
    const waits = new Promise((resolve) => (waiting = resolve));
    const entries = {
      [Symbol.asyncIterator]: () => ({
        requested: 0,
        next() {
          this.requested += 1;
          if (this.requested === 1) return Promise.resolve({ done: false, value: entry('a') });
          waiting();
          return new Promise(() => undefined);
        },
        return() {
          returned('returned');
          return Promise.reject(new Error('nobody hears this'));
        },
      }),
    };
    const poller = await to.beginCopyFromContainer(entries);
    await waits;
    await poller.cancelOperation();
    assert.equal(await closed, 'returned');
    await failing(settle(poller));
  });

  test('a job that stops by itself ends the iterable', async () => {
    await simulator.faults({ which: { operation: 'copyBlobFromUrl' }, what: { status: 409, code: 'LeaseIdMissing' } });
    await fill(['a']);
    let isReturned = false;
    let returned;
    const closed = new Promise((resolve) => (returned = resolve));
    async function* entries() {
      try {
        for (;;) yield entry('a');
      } finally {
        isReturned = true;
        returned();
      }
    }
    const poller = await to.beginCopyFromContainer(entries(), { maxErrors: 2 });
    assert.equal((await failing(settle(poller))).code, 'TooManyErrors');
    await closed;
    assert.ok(isReturned);
  });

  test('a wrong entry is one failure that names its number and what is wrong', async () => {
    await fill(['a', 'b']);
    const trapped = {
      get source() {
        throw new Error('the getter threw');
      },
      destination: 'x',
    };
    const entries = [
      entry('a'),
      'text',
      null,
      { destination: 'no source' },
      { source: 'relative/url', destination: 'x' },
      { source: 'ftp://host/file', destination: 'x' },
      { source: from.getBlobClient('a') },
      { source: from.getBlobClient('a'), destination: '' },
      { source: from.getBlobClient('a'), destination: 'half \ud800' },
      entry('a', { length: -1 }),
      entry('a', { etag: 5 }),
      trapped,
      { source: from.getBlobClient('a'), destination: 'x'.repeat(1025) },
      { source: from.getBlobClient('a'), destination: 'a/../b' },
      { source: `${from.url}/half \ud800`, destination: 'x' },
      entry('a', { destination: 'y', etag: '"half \ud800"' }),
      entry('b'),
    ];
    const poller = await to.beginCopyFromContainer(entries);
    const events = await eventsOf(poller);
    await failing(settle(poller));
    const { summary } = poller.getOperationState();
    assert.deepEqual([summary.copied, summary.failed, summary.listed], [2, 15, 17]);
    assert.deepEqual(summary.failedByCode, { InvalidEntry: 13, UnaddressableName: 1, UnusableName: 1 });
    const messages = events.filter(({ event }) => event === 'failed').map(({ message }) => message);
    for (const [at, what] of [
      [2, 'an object, not a string'],
      [3, 'an object, not null'],
      [4, 'source must be a string'],
      [5, 'source must be an absolute URL'],
      [6, 'neither HTTP nor HTTPS'],
      [7, 'destination must be a string, not undefined'],
      [8, 'destination must not be empty'],
      [9, 'surrogate'],
      [10, 'length must be a whole number'],
      [11, 'etag must be a string'],
      [12, 'the getter threw'],
      [15, 'source contains half of a surrogate pair'],
      [16, 'etag contains half of a surrogate pair'],
    ]) {
      assert.ok(
        messages.some((message) => message.startsWith(`Entry ${at} of the source `) && message.includes(what)),
        `${at}: ${what}\n${messages.join('\n')}`,
      );
    }
    assert.deepEqual(await namesOf(to), ['a', 'b']);
  });

  test('legal entries of odd kinds: proxies, inherited and boxed members, other realms, promises', async () => {
    const names = ['proxy', 'inherited', 'boxed', 'realm', 'promised', 'plain'];
    await fill(names);
    let reads = 0;
    const counted = new Proxy(entry('proxy'), {
      get(target, name, receiver) {
        if (name !== 'then') reads += 1;
        return Reflect.get(target, name, receiver);
      },
    });
    const { url } = from.getBlobClient('boxed');
    const sas = await from
      .getBlobClient('boxed')
      .generateSasUrl({ permissions: 'r', expiresOn: new Date(Date.now() + 6e5) });
    assert.ok(url);
    const realm = vm.runInNewContext('({ destination: "realm", length: undefined, etag: null })');
    realm.source = from.getBlobClient('realm');
    const entries = vm.runInNewContext('(...entries) => entries')(
      counted,
      Object.create(entry('inherited')),
      { source: new String(sas), destination: new String('boxed') },
      realm,
      Promise.resolve(entry('promised')),
      Object.freeze(entry('plain')),
    );
    const poller = await to.beginCopyFromContainer(entries);
    assert.equal((await settle(poller)).copied, names.length);
    assert.deepEqual(await namesOf(to), [...names].sort());
    assert.equal(reads, 4);
  });

  test('what is no iterable, or an iterator without next, is rejected at once; options for listings too', async () => {
    for (const source of [{ [Symbol.iterator]: 5 }, { [Symbol.asyncIterator]: () => ({}) }, 7, {}, null]) {
      const error = await failing(to.beginCopyFromContainer(source));
      assert.ok(error instanceof TypeError, `${String(error)}`);
    }
    const mine = new Error('mine');
    const throwing = {
      [Symbol.iterator]() {
        throw mine;
      },
    };
    assert.equal(await failing(to.beginCopyFromContainer(throwing)), mine);
    const error = await failing(to.beginCopyFromContainer([], { prefix: 'a' }));
    assert.ok(error instanceof RangeError);
    assert.match(error.message, /"prefix" is for a source that is a container/);
    const missing = to.constructor;
    const nowhere = new missing(`${to.url}-missing`, to.pipeline);
    assert.match((await failing(nowhere.beginCopyFromContainer([]))).message, /does not exist. Nothing was copied/);
    assert.equal((await settle(await to.beginCopyFromContainer([]))).listed, 0);
  });

  test('a job is resumed with the same entries, and rejects others', async () => {
    const names = numbered(40);
    await fill(names);
    const sourceOf = (list) => list.map((name) => entry(name));
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'blob 0003' },
      what: { status: 409, code: 'LeaseIdMissing' },
    });
    async function* some() {
      yield* sourceOf(names.slice(0, 20));
      throw new Error('enough');
    }
    const poller = await to.beginCopyFromContainer(some());
    await failing(settle(poller));
    const saved = poller.toString();
    assert.ok(!saved.includes('sig='));
    await simulator.clearFaults();
    await simulator.clearStatistics();

    const resumed = await to.beginCopyFromContainer(sourceOf(names), { resumeFrom: saved });
    const events = await eventsOf(resumed);
    assert.equal((await settle(resumed)).copied, 40);
    assert.deepEqual(events.map(({ destination }) => destination).sort(), [names[3], ...names.slice(20)]);

    for (const others of [
      names.slice(1),
      [...names].reverse(),
      names.slice(0, 10),
      [names[1], names[0], ...names.slice(2)],
    ]) {
      const rejected = await to.beginCopyFromContainer(sourceOf(others), { resumeFrom: saved, overwrite: undefined });
      const error = await failing(settle(rejected));
      assert.ok(error instanceof RangeError);
      assert.match(error.message, /source gave other entries/);
      // One that failed before, and is the same after the same entries, may have been tried again.
      const again = (await eventsOf(rejected)).map(({ destination }) => destination);
      assert.deepEqual(again, others.length === 10 ? [names[3]] : []);
    }
    const error = await failing(to.beginCopyFromContainer(from, { resumeFrom: saved }));
    assert.match(error.message, /another source: entries that the caller gives/);
  });

  test('O3, C9, S16: a dry run tells what the run does with each entry, and its requests', async () => {
    await fill(['archived', 'exists', 'known', 'new']);
    await from.getBlobClient('archived').setAccessTier('Archive');
    await upload(to, 'exists', 'old');
    const { contentLength, etag } = await from.getBlobClient('known').getProperties();
    const entries = [
      ...['archived', 'exists', 'gone', 'new'].map((name) => entry(name)),
      entry('known', { length: contentLength, etag }),
    ];
    const reported = async (options) => {
      const poller = await to.beginCopyFromContainer(entries, { overwrite: 'never', ...options });
      const { events, summary } = await settled(poller);
      const lines = events
        .filter(({ event }) => event !== 'plan')
        .map(({ event, source, reason, code }) => `${event} ${source} ${reason ?? code ?? ''}`);
      return { lines: lines.sort(), summary };
    };
    await simulator.clearRequests();
    const plan = await reported({ dryRun: true });
    const methods = new Set((await simulator.requests()).map(({ method }) => method));
    assert.deepEqual([...methods].sort(), ['GET', 'HEAD']);
    await simulator.clearStatistics();
    const run = await reported();
    assert.deepEqual(plan.lines, run.lines);
    assert.equal(plan.summary.copied, 2);
    const { getBlobProperties, copyBlobFromUrl } = await requests();
    assert.ok(plan.summary.requests.read >= 5, JSON.stringify([plan.summary.requests, getBlobProperties]));
    assert.equal(plan.summary.requests.write, 2, String(copyBlobFromUrl));
  });

  test('a dry run writes nothing', async () => {
    await fill(['a']);
    const summary = await settle(await to.beginCopyFromContainer([entry('a', { length: 5 })], { dryRun: true }));
    // The size is what is found.
    assert.deepEqual([summary.copied, summary.copiedBytes, summary.dryRun], [1, 1, true]);
    assert.deepEqual(await namesOf(to), []);
  });

  for (const [what, make, options] of [
    ['a page blob', () => to.getPageBlobClient('x').create(512), { strategy: 'blocks', blobType: 'block' }],
    [
      'an archived blob',
      async () => {
        await upload(to, 'x');
        await to.getBlobClient('x').setAccessTier('Archive');
      },
      { archived: 'rehydrate' },
    ],
    [
      'an append blob',
      async () => {
        await to.getAppendBlobClient('x').create();
        await to.getAppendBlobClient('x').appendBlock('x', 1);
      },
      { strategy: 'blocks', blobType: 'block' },
    ],
  ]) {
    test(`D13: an entry that is its own destination is never deleted to be replaced (${what})`, async () => {
      await make();
      const blob = to.getBlobClient('x');
      const before = await blob.getProperties();
      for (const source of [blob, blob.url]) {
        const poller = await to.beginCopyFromContainer([{ source, destination: 'x' }], {
          ...options,
          typeConflict: 'replace',
          archivedDestination: 'replace',
        });
        await failing(poller.pollUntilDone());
        const [failure] = poller.getOperationState().summary.failures;
        assert.equal(failure.code, 'SourceIsDestination', failure.message);
        assert.match(failure.message, /It was left as it is. Copy it to another name/);
        assert.equal((await blob.getProperties()).etag, before.etag);
      }
    });
  }

  test("O4: the guide's sample: the lines of a manifest, and those of failures, are entries", async () => {
    await fill(['a', 'b']);
    const folder = await mkdtemp(path.join(tmpdir(), 'blobferry-manifest-'));
    const file = path.join(folder, 'failed.ndjson');
    const lines = [
      { event: 'failed', source: 'a', destination: 'a', code: 'LeaseIdMissing' },
      { event: 'failed', source: 'b', destination: 'c', code: 'LeaseIdMissing' },
    ];
    await writeFile(file, `\ufeff${lines.map((line) => JSON.stringify(line)).join('\r\n')}\r\n\r\n`);
    // As in docs/guides/containers.md.
    async function* entriesOf(file, photos) {
      const handle = await open(file);
      for await (const line of handle.readLines()) {
        const text = line.replace(/^\ufeff/, '').trim();
        if (text === '') continue;
        const { source, destination = source, length, etag } = JSON.parse(text);
        yield { source: photos.getBlobClient(source), destination, length, etag };
      }
    }
    try {
      const summary = await settle(await to.beginCopyFromContainer(entriesOf(file, from)));
      assert.equal(summary.copied, 2);
      assert.deepEqual(await namesOf(to), ['a', 'c']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
