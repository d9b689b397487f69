'use strict';

// Lists of blobs from files and streams: three formats, odd names, and lists that are damaged, change, or never end.

const assert = require('node:assert/strict');
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { PassThrough, Readable } = require('node:stream');
const { beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { command } = require('./command');
const { describeContainer, namesOf, ODDER_NAMES, settled, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { readManifest } = blobferry;

describe('a list of blobs', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let folder;
  let number;

  beforeEach(async () => {
    ({ simulator, from, to, folder, number } = await accounts.fresh());
  });

  /** Writes a list, and returns its path. */
  function listed(content, extension = 'txt') {
    const file = path.join(folder, `${number}.${extension}`);
    writeFileSync(file, content);
    return file;
  }

  /** What a list has, with URLs in place of clients. */
  async function entriesOf(input, options = { source: from }) {
    const entries = [];
    for await (const { source, ...more } of readManifest(input, options)) {
      entries.push({ source: typeof source === 'string' ? source : source.url, ...more });
    }
    return entries;
  }

  const bytesOf = (text) => Readable.from([Buffer.from(text)]);

  async function copied(entries, options) {
    const poller = await to.beginCopyFromContainer(entries, options);
    const reported = await settled(poller);
    return {
      ...reported,
      error: await poller.pollUntilDone().then(
        () => undefined,
        (error) => error,
      ),
    };
  }

  const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

  for (const [format, names, write] of [
    ['ndjson', [...ODDER_NAMES, 'line\nbreak'], (all) => all.map((source) => JSON.stringify({ source })).join('\n')],
    ['csv', ODDER_NAMES, (all) => ['source', ...all.map(quoted)].join('\r\n')],
    ['lines', ODDER_NAMES.map((name) => ` ${name} `), (all) => `\ufeff${all.join('\r\n')}\r\n`],
  ]) {
    test(`O7, N9: every name survives in ${format}, whatever the chunks are`, async () => {
      const text = write(names);
      const expected = names.map((name) => ({ source: from.getBlobClient(name).url, destination: name }));
      assert.deepEqual(await entriesOf(bytesOf(text), { source: from, format }), expected);
      const single = Readable.from([...Buffer.from(text)].map((byte) => Buffer.of(byte)));
      assert.deepEqual(await entriesOf(single, { source: from, format }), expected);
      assert.deepEqual(await entriesOf(listed(text), { source: from, format }), expected);
    });
  }

  test('O7: odd names are copied from a list', async () => {
    const names = ['a,b', 'say "hi"', ' x ', 'é', 'a/b', '100%', 'q?x=1'];
    for (const name of names) await upload(from, name);
    const csv = listed(['Source,Ignored', ...names.map((name) => `${quoted(name)},7`)].join('\n'), 'csv');
    const { summary } = await copied(readManifest(csv, { source: from }));
    assert.equal(summary.copied, names.length);
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  });

  test('O7: an entry with size and ETag needs no HEAD request, and others need one', async () => {
    for (const name of ['a', 'b']) await upload(from, name);
    const { etag } = await from.getBlobClient('a').getProperties();
    const file = listed(`name,size,etag\na,1,${quoted(etag)}\nb,,\n`, 'csv');
    await simulator.clearStatistics();
    assert.equal((await copied(readManifest(file, { source: from }))).summary.copied, 2);
    const { copyBlobFromUrl, getBlobProperties } = await accounts.operations();
    assert.deepEqual([copyBlobFromUrl, getBlobProperties], [2, 1]);
  });

  test('O4, O7: the failed file of a job is the list of the next one, and may be its own', async () => {
    for (const name of ['a', 'b', 'c']) await upload(from, name);
    await simulator.faults({
      which: { method: 'PUT', blob: 'q/b' },
      what: { status: 409, code: 'BlobImmutableDueToPolicy' },
    });
    const failed = path.join(folder, `${number}-failed.ndjson`);
    const manifest = path.join(folder, `${number}-done.ndjson`);
    const first = await copied(from, { failed, manifest, destinationPrefix: 'q/' });
    assert.deepEqual([first.summary.copied, first.summary.failed], [2, 1]);
    await simulator.clearFaults();
    const again = await copied(readManifest(failed, { source: from }), { failed });
    assert.deepEqual([again.summary.copied, again.summary.failed], [1, 0]);
    assert.deepEqual(await namesOf(to), ['q/a', 'q/b', 'q/c']);
    assert.equal(readFileSync(failed, 'utf8'), '');
    // The lines of what is done have the size and the ETag of the source.
    await simulator.clearStatistics();
    assert.equal((await copied(readManifest(manifest, { source: from }))).summary.copied, 2);
    assert.equal((await accounts.operations()).getBlobProperties ?? 0, 0);
  });

  test('O4, O7: the failed file of a copy of entries has URLs, which are read with the credential again', async () => {
    await upload(from, 'a b');
    await simulator.faults({ which: { method: 'PUT', blob: 'x' }, what: { status: 409, code: 'LeaseIdMissing' } });
    const failed = path.join(folder, `${number}.ndjson`);
    await copied([{ source: from.getBlobClient('a b'), destination: 'x' }], { failed });
    await simulator.clearFaults();
    assert.match(readFileSync(failed, 'utf8'), /"source":"http[^"]*a%20b"/);
    assert.equal((await copied(readManifest(failed, { source: from }))).summary.copied, 1);
    assert.deepEqual(await namesOf(to), ['x']);
  });

  test('O8: a function returns the source of each line, and without one the lines are URLs', async () => {
    const other = accounts.within('two', `other-${number}`);
    await other.create();
    await upload(from, 'a');
    await upload(other, 'a', 'other');
    const lines = ['{"source":"one/a","destination":"1"}', '{"source":"two/a","destination":"2"}'].join('\n');
    const source = (text) => (text.startsWith('one/') ? from : other).getBlobClient(text.slice(4));
    assert.equal((await copied(readManifest(bytesOf(lines), { source, format: 'ndjson' }))).summary.copied, 2);
    assert.equal(String(await to.getBlobClient('2').downloadToBuffer()), 'other');
    const { url } = other.getBlobClient('a');
    const destination = (text) => text.slice(text.lastIndexOf('/') + 1);
    assert.deepEqual(await entriesOf(bytesOf(url), { destination }), [{ source: url, destination: 'a' }]);
    await assert.rejects(entriesOf(bytesOf('a'), {}), { code: 'InvalidManifest', line: 1 });
  });

  test('O7: a blob that is listed twice is reported', async () => {
    await upload(from, 'a');
    const { summary } = await copied(readManifest(listed('a\na\n'), { source: from }));
    assert.deepEqual([summary.copied, summary.failedByCode], [1, { InvalidEntry: 1 }]);
    assert.match(summary.failures[0].message, /its destination "a" is that of entry 1 already/);
  });

  test('O2, O7: an empty list copies nothing', async () => {
    for (const [content, format] of [
      ['', 'lines'],
      ['\ufeff', 'lines'],
      ['\r\n\n', 'ndjson'],
      ['source\n', 'csv'],
    ]) {
      const { error, summary } = await copied(readManifest(listed(content), { source: from, format }));
      assert.deepEqual([error, summary.copied, summary.listed], [undefined, 0, 0], format);
    }
  });

  for (const [what, format, content, line, message] of [
    ['is no JSON', 'ndjson', '{"source":"a"}\n{"source":"b"\n', 2, 'is not JSON'],
    ['is no object', 'ndjson', '\n\n[1]', 3, 'is not an object'],
    ['has no source', 'ndjson', '{"name":"a"}\n{"destination":"b"}', 2, 'has no "source"'],
    ['has half of a surrogate pair', 'ndjson', String.raw`{"source":"\ud800"}`, 1, 'surrogate'],
    ['has a source that is no text', 'ndjson', '{"source":7}', 1, 'not text'],
    ['has a length that is none', 'ndjson', '{"source":"a","length":-1}', 1, 'not a number of bytes'],
    ['is of another container', 'ndjson', '{"event":"failed","container":"x","source":"a"}', 1, 'container "x"'],
    ['has no names of columns', 'csv', 'a,b\n', 1, 'the names of the columns'],
    ['has more fields than columns', 'csv', 'name\na\nb,c\n', 3, 'has 2 fields, and there are 1 columns'],
    ['has an open quote', 'csv', 'name\n"a\nb\n', 2, 'does not end'],
    ['has text after a quote', 'csv', 'name\n"a"b\n', 2, 'no comma follows'],
    ['has a quote in the middle', 'csv', 'name\na""b\n', 2, 'does not begin with one'],
    ['is too long', 'lines', `a\n${'x'.repeat(1024 * 1024 + 1)}`, 2, 'longer than 1048576 bytes'],
    ['is not UTF-8', 'lines', Buffer.concat([Buffer.from('a\n'), Buffer.of(0xe9, 0x0a)]), 2, 'not in UTF-8'],
    ['is UTF-16', 'lines', Buffer.from('\ufeffa', 'utf16le'), 1, 'UTF-16'],
  ]) {
    test(`O7: a line that ${what} is an error with its number`, async () => {
      const file = listed(content);
      await assert.rejects(entriesOf(file, { source: from, format }), (error) => {
        assert.deepEqual([error.name, error.code, error.line], ['RangeError', 'InvalidManifest', line]);
        assert.ok(error.message.startsWith(`Line ${line} of ${file} `), error.message);
        assert.ok(error.message.includes(message), error.message);
        return true;
      });
    });
  }

  test('O7: a damaged line ends the job, and what was listed before it is copied', async () => {
    await upload(from, 'a');
    const file = listed('{"source":"a"}\n{"source"', 'ndjson');
    const { error, summary } = await copied(readManifest(file, { source: from }));
    assert.deepEqual([error.code, error.line, summary.copied], ['InvalidManifest', 2, 1]);
    assert.deepEqual(await namesOf(to), ['a']);
  });

  test('O7: a missing file, a folder and a wrong option are errors before anything is copied', async () => {
    const missing = path.join(folder, 'missing.txt');
    await simulator.clearRequests();
    assert.equal((await failing(to.beginCopyFromContainer(readManifest(missing, { source: from })))).code, 'ENOENT');
    assert.equal((await failing(to.beginCopyFromContainer(readManifest(folder, { source: from })))).code, 'EISDIR');
    assert.deepEqual(await simulator.requests(), []);
    assert.throws(() => readManifest('a', { format: 'xml' }), RangeError);
    assert.throws(() => readManifest(7), TypeError);
  });

  test('O7: a file that changes while it is read is an error', async () => {
    for (const name of ['a', 'b']) await upload(from, name);
    const file = listed('a\nb\n');
    async function* changed() {
      for await (const entry of readManifest(file, { source: from })) {
        yield entry;
        appendFileSync(file, 'c\n');
      }
    }
    const { error } = await copied(changed());
    assert.equal(error.code, 'InvalidManifest');
    assert.match(error.message, /has changed while it was read/);
  });

  test('O7: a stream that fails midway ends the job with its error', async () => {
    await upload(from, 'a');
    const broken = new Error('the pipe is broken');
    async function* chunks() {
      yield Buffer.from('a\nb');
      throw broken;
    }
    const { error, summary } = await copied(readManifest(Readable.from(chunks()), { source: from }));
    assert.deepEqual([error, summary.copied], [broken, 1]);
  });

  test('O7: a job that is cancelled closes a stream that never ends', async () => {
    await upload(from, 'a');
    const endless = new PassThrough();
    endless.write('a\n');
    const poller = await to.beginCopyFromContainer(readManifest(endless, { source: from }));
    while (poller.getOperationState().summary.copied === 0) await poller.poll();
    await poller.cancelOperation();
    await assert.rejects(poller.pollUntilDone());
    while (!endless.destroyed) await new Promise(setImmediate);
    // It cannot be read once more, as if it were empty.
    const again = to.beginCopyFromContainer(readManifest(endless, { source: from }));
    assert.match((await failing(again)).message, /can be read once/);
  });

  test('O7: a job that does not begin closes the list', async () => {
    const stream = new PassThrough();
    const missing = accounts.within('two', 'no-such-container');
    await failing(missing.beginCopyFromContainer(readManifest(stream, { source: from })));
    while (!stream.destroyed) await new Promise(setImmediate);
  });

  test('O7: a thousand names in any order take one request each', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `blob ${(index * 7919) % 1000}`);
    await Promise.all(names.map((name) => upload(from, name, 'x')));
    const etags = new Map();
    for await (const { name, properties } of from.listBlobsFlat()) etags.set(name, properties.etag);
    const file = listed(
      ['source,length,etag', ...names.map((name) => `${name},1,${etags.get(name)}`)].join('\n'),
      'csv',
    );
    await simulator.clearStatistics();
    const { summary } = await copied(readManifest(file, { source: from }));
    assert.equal(summary.copied, names.length);
    const all = Object.values(await accounts.operations()).reduce((sum, count) => sum + count, 0);
    assert.ok(all <= 1.002 * names.length, String(all));
  });

  describe('of the command', () => {
    const environment = () => ({
      BLOBFERRY_SOURCE_KEY: simulator.accountKey('one'),
      BLOBFERRY_DESTINATION_KEY: simulator.accountKey('two'),
    });
    const copy = (args, input) => command(['copy', from.url, to.url, ...args], { environment: environment(), input });

    test('O7: --files-from and --list-of-files copy what a file lists', async () => {
      for (const name of ['a', 'b', 'c']) await upload(from, name);
      const { code, stderr } = await copy(['--files-from', listed('a\n')]);
      assert.equal(code, 0, stderr);
      assert.deepEqual(await namesOf(to), ['a']);
      const format = ['--files-format', 'ndjson'];
      assert.equal((await copy(['--list-of-files', listed('{"source":"c","destination":"d"}'), ...format])).code, 0);
      assert.deepEqual(await namesOf(to), ['a', 'd']);
    });

    test('O7: - is standard input', async () => {
      for (const name of ['a', 'b']) await upload(from, name);
      const { code, stderr } = await copy(['--files-from', '-'], 'b\n');
      assert.equal(code, 0, stderr);
      assert.deepEqual(await namesOf(to), ['b']);
    });

    test('O2, O7: a list that cannot be read, or not be combined, ends with exit code 2', async () => {
      await upload(from, 'a');
      for (const [args, message] of [
        [['--files-from', path.join(folder, 'none')], /ENOENT/],
        [['--files-from', listed('{"source":', 'ndjson')], /Line 1 of .* is not JSON/],
        [['--files-from', 'a', '--list-of-files', 'b'], /are the same option/],
        [['--files-format', 'csv'], /about the file of --files-from/],
        [['--files-from', 'a', '--files-format', 'xml'], /must be lines, csv or ndjson/],
        [['--files-from', listed('a'), '--prefix', 'a'], /"prefix" is for a source that is a container/],
      ]) {
        const { code, stderr } = await copy(args);
        assert.equal(code, 2, stderr);
        assert.match(stderr, message);
      }
    });
  });
});
