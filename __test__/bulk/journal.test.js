'use strict';

// The option `journal` of beginCopyFromContainer: a job is resumed whatever ended its process, repeats at most what was in flight, and ends
// as one without faults does. The files `manifest` and `failed` have a line for each blob.

const assert = require('node:assert/strict');
const { existsSync, readFileSync, statSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { ODDER_NAMES, describeContainer, eventsOf, namesOf, upload } = require('./helpers');
const { kill, killAfter, random, startCopy } = require('./killed');
const { useTwoAccounts } = require('./two-accounts');

describe('a container copy with a journal', () => {
  const accounts = useTwoAccounts();
  const { within } = accounts;
  let simulator;
  let from;
  let to;
  let number;
  let folder;

  beforeEach(async () => {
    ({ simulator, from, to, number, folder } = await accounts.fresh());
  });

  const file = (name) => path.join(folder, `${number}-${name}`);

  const linesOf = (name) =>
    readFileSync(file(name), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));

  const operations = async () => (await simulator.statistics()).operations;

  const fill = (count) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        upload(from, `blob ${String(index).padStart(4, '0')}`, `content ${index}`, {
          metadata: { index: String(index) },
          tags: index % 3 === 0 ? { third: 'yes' } : undefined,
          tier: index % 5 === 0 ? 'Cool' : undefined,
          blobHTTPHeaders: { blobContentType: `text/x-${index}` },
        }),
      ),
    );

  const start = (options, shell) => startCopy(simulator, `container-${number}`, options, shell);

  test('J1, J6, J8: killed at 20 random moments and resumed each time, it ends as a run without faults', async () => {
    const BLOBS = 600;
    const KILLS = 20;
    const CONCURRENCY = 6;
    await fill(BLOBS);
    for (const name of ODDER_NAMES) await upload(from, name);
    const count = BLOBS + ODDER_NAMES.length;
    const options = {
      journal: file('journal'),
      manifest: file('manifest'),
      concurrency: CONCURRENCY,
      pageSize: 11,
    };
    const rules = [{ which: { operation: 'copyBlobFromUrl' }, what: { delay: 2 } }];
    const next = random(12);
    for (let round = 0; round < KILLS; round += 1) {
      const requests = Math.floor(next() * 20);
      const ended = await killAfter(simulator, `container-${number}`, options, 'copyBlobFromUrl', requests, rules);
      assert.equal(ended.signal, 'SIGKILL', `round ${round}: ${JSON.stringify(ended)}`);
      // It may have been killed before it had begun.
      if (existsSync(options.journal)) assert.ok(statSync(options.journal).size < 100_000);
    }
    const { summary, error } = await start(options).ended;
    assert.equal(error, undefined);
    assert.deepEqual([summary.listed, summary.copied, summary.failed], [count, count, 0]);
    const { copyBlobFromUrl } = await operations();
    const repeated = copyBlobFromUrl - count;
    assert.ok(repeated <= KILLS * CONCURRENCY, `${repeated} repeated in ${KILLS} kills`);
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
    // Each blob has one line, and what is done needs no journal.
    const lines = linesOf('manifest');
    assert.deepEqual(lines.map(({ source }) => source).sort(), (await namesOf(from)).sort());
    assert.ok(lines.every(({ event, destination, source }) => event === 'copied' && destination === source));
    assert.equal(existsSync(options.journal), false);
    assert.equal(existsSync(`${options.journal}.new`), false);
  });

  test('J1: killed after the first page, it resumes where it was, and does not list finished pages', async () => {
    await fill(200);
    const options = { journal: file('journal'), pageSize: 10, concurrency: 4 };
    await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: 'blob 0100' }, what: { stall: true } });
    const { child, ended } = start(options);
    // The blob that stalls takes one place, so the others continue up to the last page.
    while ((await simulator.stalls()) === 0 || (await operations()).copyBlobFromUrl < 180);
    await kill(simulator, child, ended);
    await simulator.clearFaults();
    await simulator.clearRequests();
    const { summary } = await start(options).ended;
    assert.deepEqual([summary.listed, summary.copied], [200, 200]);
    const listed = await simulator.requests({ operation: 'listBlobs' });
    // One for each name that was in flight, and the last pages: not the ten pages before.
    assert.ok(listed.length <= 4 + 4, `${listed.length} lists`);
    assert.equal((await namesOf(to)).length, 200);
  });

  test('J1: a job that was stopped at the end of a page resumes there', async () => {
    await fill(40);
    await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: 'blob 0019' }, what: { stall: true } });
    const poller = await to.beginCopyFromContainer(from, { concurrency: 1, pageSize: 10 });
    // The next page is there, and none of its names is taken up.
    while ((await simulator.stalls()) === 0 || (await operations()).listBlobs < 3);
    await poller.cancelOperation();
    await simulator.idle();
    await simulator.clearFaults();
    await simulator.clearStatistics();
    const resumed = await to.beginCopyFromContainer(from, { resumeFrom: poller.toString(), pageSize: 10 });
    assert.equal((await resumed.pollUntilDone()).copied, 40);
    const { listBlobs, copyBlobFromUrl } = await operations();
    assert.deepEqual([listBlobs, copyBlobFromUrl], [1 + 3, 21]);
  });

  test('J1, J6: at ten million blobs, a resumed job copies after two requests for lists', async () => {
    const container = `huge-${number}`;
    await simulator.syntheticContainer({ account: 'one', container, count: 10_000_000, size: 10, digits: 8 });
    const huge = within('one', container);
    // A state such as one would have that was saved in the middle.
    await simulator.faults({ which: { operation: 'copyBlobFromUrl' }, what: { stall: true } });
    const poller = await to.beginCopyFromContainer(huge, { concurrency: 3 });
    while ((await simulator.stalls()) < 3);
    await poller.cancelOperation();
    const saved = JSON.parse(poller.toString());
    const [first] = saved.open;
    const name = first.replace(/\d+$/, (digits) => '05000000'.padStart(digits.length, '0').slice(-digits.length));
    const { value: page } = await huge.listBlobsFlat({ startFrom: name }).byPage({ maxPageSize: 5000 }).next();
    const names = page.segment.blobItems.map((item) => item.name);
    assert.ok(names[0] >= name);
    const { value: next } = await huge
      .listBlobsFlat()
      .byPage({ maxPageSize: 5000, continuationToken: page.continuationToken })
      .next();
    const last = next.segment.blobItems[10].name;
    const state = { ...saved, marker: page.continuationToken, last, open: [names[7], names[4000]] };
    assert.ok(JSON.stringify(state).length < 2000);
    await simulator.idle();
    await simulator.clearFaults();
    await simulator.clearStatistics();
    const resumed = await to.beginCopyFromContainer(huge, { resumeFrom: JSON.stringify(state), concurrency: 4 });
    const seen = [];
    for await (const { source } of resumed) {
      seen.push(source);
      if (seen.length === 6) break;
    }
    const { listBlobs } = await operations();
    await resumed.cancelOperation();
    // The page, each name that was left, and what is read ahead.
    assert.ok(listBlobs <= 1 + 2 + 2, `${listBlobs} lists`);
    assert.deepEqual(seen.filter((source) => source <= last).sort(), [names[7], names[4000]]);
    assert.ok(seen.every((source) => source > last || state.open.includes(source)));
  });

  for (const [label, features, faults, fromName] of [
    ['a marker that the service does not take any more', {}, [{ query: { marker: '*' } }], true],
    ['neither the marker nor a name to start from', { ignoresStartFrom: true }, [{ query: { marker: '*' } }], false],
    ['nothing but the beginning', {}, [{ query: { marker: '*' } }, { query: { startFrom: '*' } }], false],
  ]) {
    test(`J1: ${label} is no hindrance`, async () => {
      for (const name of ['A-B', 'A/x']) await upload(from, name);
      await fill(60);
      await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: 'blob 0040' }, what: { stall: true } });
      const poller = await to.beginCopyFromContainer(from, { concurrency: 4, pageSize: 20 });
      for await (const { source } of poller) if (source === 'blob 0050') break;
      await poller.cancelOperation();
      await simulator.idle();
      const status = { status: 400, code: 'OutOfRangeInput' };
      await simulator.faults(
        ...faults.map((which) => ({
          which: { operation: 'listBlobs', ...which },
          when: { first: 1 },
          what: status,
        })),
      );
      await simulator.features(features, 'one');
      try {
        await simulator.clearStatistics();
        await simulator.clearRequests();
        const resumed = await to.beginCopyFromContainer(from, { resumeFrom: poller.toString(), pageSize: 20 });
        const summary = await resumed.pollUntilDone();
        assert.deepEqual([summary.listed, summary.copied], [62, 62]);
        const { copyBlobFromUrl } = await operations();
        assert.ok(copyBlobFromUrl < 20, `${copyBlobFromUrl} copies`);
        const lists = await simulator.requests({ operation: 'listBlobs' });
        const pages = lists.filter(({ query, status }) => status === 200 && !/maxresults=1(&|$)/.test(query));
        // From the name, one page is left. Otherwise there are all four.
        assert.equal(pages.length, fromName ? 1 : 4);
        assert.equal((await namesOf(to)).length, 62);
      } finally {
        await simulator.features({}, 'one');
      }
    });
  }

  for (const [label, more] of [
    ['', {}],
    [', also if the destination is listed', { overwrite: 'ifSourceNewer' }],
  ]) {
    test(`J5: a blob that was in flight and is gone has vanished${label}`, async () => {
      await fill(20);
      await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: 'blob 0003' }, what: { stall: true } });
      // Nobody knows any more how large it was.
      const options = { journal: file('journal'), concurrency: 3, minSize: 1, ...more };
      const poller = await to.beginCopyFromContainer(from, options);
      for await (const { source } of poller) if (source === 'blob 0010') break;
      await poller.cancelOperation();
      await simulator.idle();
      await simulator.clearFaults();
      await from.deleteBlob('blob 0003');
      const resumed = await to.beginCopyFromContainer(from, options);
      const events = await eventsOf(resumed);
      assert.deepEqual(
        events.filter(({ source }) => source === 'blob 0003'),
        [{ event: 'skipped', source: 'blob 0003', reason: 'vanished' }],
      );
      // What was canceled in flight may have arrived, and is the same then.
      const { skipped, copied, listed } = await resumed.pollUntilDone();
      assert.deepEqual([listed, copied + (skipped.same ?? 0), skipped.vanished], [20, 19, 1]);
    });
  }

  test('J2: the blocks of a large blob that are there are not copied again', async () => {
    await simulator.synthetic({ account: 'one', container: `container-${number}`, blob: 'large', size: 2_000_000_000 });
    const options = { journal: file('journal'), strategy: 'blocks' };
    // Of each block, nothing is known before the response.
    await simulator.faults({ which: { operation: 'putBlockFromUrl' }, when: { after: 120 }, what: { stall: true } });
    const { child, ended } = start(options);
    while ((await simulator.stalls()) === 0);
    await kill(simulator, child, ended);
    await simulator.clearFaults();
    const { uncommittedBlocks } = await to.getBlockBlobClient('large').getBlockList('uncommitted');
    await simulator.clearStatistics();
    const { summary } = await start(options).ended;
    assert.deepEqual([summary.listed, summary.copied, summary.copiedBytes], [1, 1, 2_000_000_000]);
    const { committedBlocks } = await to.getBlockBlobClient('large').getBlockList('committed');
    const { putBlockFromUrl } = await operations();
    assert.ok(uncommittedBlocks.length >= 120, `${uncommittedBlocks.length} blocks were there`);
    assert.equal(putBlockFromUrl, committedBlocks.length - uncommittedBlocks.length);
  });

  test('J11: a journal in use is rejected, in this process and in another one', async () => {
    await fill(3);
    await simulator.faults({ which: { operation: 'copyBlobFromUrl' }, what: { stall: true } });
    const options = { journal: file('journal') };
    const poller = await to.beginCopyFromContainer(from, options);
    while ((await simulator.stalls()) < 3);
    const own = await failing(to.beginCopyFromContainer(from, options));
    assert.equal(own.code, 'JournalInUse');
    assert.match(own.message, /in use by another job/);
    const { error } = await start(options).ended;
    assert.equal(error.code, 'JournalInUse');
    assert.equal((await simulator.stalls()) <= 3, true, 'nobody else copied');
    await simulator.releaseStalls();
    await simulator.clearFaults();
    assert.equal((await poller.pollUntilDone()).copied, 3);
    // It is free again.
    assert.equal((await (await to.beginCopyFromContainer(from, options)).pollUntilDone()).copied, 3);
  });

  test('J3: a journal of another job, another version or another program is rejected, and nothing is written', async () => {
    await fill(2);
    await simulator.faults({ which: { operation: 'copyBlobFromUrl' }, what: { status: 409, code: 'LeaseIdMissing' } });
    const journal = file('journal');
    await failing((await to.beginCopyFromContainer(from, { journal })).pollUntilDone());
    const written = readFileSync(journal);
    assert.doesNotMatch(written.toString('latin1'), /sig=|AccountKey|b25lIGtleQ/);
    await simulator.clearFaults();
    await simulator.clearStatistics();
    const version = (text) =>
      Buffer.from(written.toString('latin1').replace(/journal \d+/, `journal ${text}`), 'latin1');
    for (const [content, options, expected] of [
      [written, { prefix: 'b' }, /other options/],
      [version('0'), {}, /another version of blobferry \(its format is "0"/],
      [version('1'), {}, /another version of blobferry \(its format is "1"/],
      [version('99'), {}, /another version of blobferry \(its format is "99"/],
      [Buffer.from('a diary\n'), {}, /not a journal of blobferry/],
      [written.subarray(0, 40), {}, /damaged/],
      // Nothing is wrong with the manifest then.
      [written.subarray(0, 300), { manifest: file('manifest') }, /is damaged, so it is unknown how far/],
    ]) {
      writeFileSync(journal, content);
      const error = await failing(to.beginCopyFromContainer(from, { ...options, journal }));
      assert.ok(error instanceof RangeError, String(error));
      assert.match(error.message, expected);
      assert.deepEqual(readFileSync(journal), content);
    }
    const elsewhere = within('two', `elsewhere-${number}`);
    await elsewhere.create();
    writeFileSync(journal, written);
    assert.match((await failing(elsewhere.beginCopyFromContainer(from, { journal }))).message, /another destination/);
    assert.equal((await operations()).copyBlobFromUrl, 0);
    assert.equal((await (await to.beginCopyFromContainer(from, { journal })).pollUntilDone()).copied, 2);
  });

  test(
    'J7: a job that cannot write its journal stops, says so, and is resumed',
    { skip: process.platform === 'win32' },
    async () => {
      await fill(300);
      const options = { journal: file('journal'), concurrency: 5 };
      // No file of that process may become larger: its writes fail as those to a full disk do.
      const { error } = await start(options, 'ulimit -f 4').ended;
      assert.ok(error, 'the job must stop');
      assert.equal(error.code, 'JournalUnusable');
      assert.match(
        error.message,
        /^The journal ".*" cannot be written\. The job stopped, and what was copied stays.*EFBIG/,
      );
      const { copyBlobFromUrl } = await operations();
      assert.ok(copyBlobFromUrl > 0 && copyBlobFromUrl < 300, `${copyBlobFromUrl} copies`);
      const { summary } = await start(options).ended;
      assert.equal(summary.copied, 300);
      const all = (await operations()).copyBlobFromUrl;
      assert.ok(all <= 300 + options.concurrency, `${all} copies`);
      assert.deepEqual(await describeContainer(to), await describeContainer(from));
    },
  );

  test('a journal in a folder that is not there is an error before anything is written', async () => {
    await fill(1);
    const error = await failing(to.beginCopyFromContainer(from, { journal: path.join(folder, 'missing', 'journal') }));
    assert.equal(error.code, 'JournalUnusable');
    assert.match(error.message, /missing.*ENOENT/);
    const taken = await failing(to.beginCopyFromContainer(from, { manifest: folder, journal: file('journal') }));
    assert.equal(taken.code, 'EISDIR');
    assert.match(taken.message, /the option "manifest" cannot be opened/);
    assert.equal(existsSync(file('journal')), false);
    assert.equal((await operations()).copyBlobFromUrl, 0);
  });

  test('O4: the failed blobs have a line each, and a resumed job starts that file over', async () => {
    await fill(10);
    await simulator.faults(
      ...['blob 0003', 'blob 0007'].map((blob) => ({
        which: { operation: 'copyBlobFromUrl', blob },
        what: { status: 409, code: 'LeaseIdMissing' },
      })),
    );
    const options = { journal: file('journal'), failed: file('failed'), manifest: file('manifest') };
    const poller = await to.beginCopyFromContainer(from, options);
    assert.equal((await failing(poller.pollUntilDone())).code, 'ContainerCopyIncomplete');
    const failed = linesOf('failed').sort((one, other) => (one.source < other.source ? -1 : 1));
    assert.deepEqual(
      failed.map(({ event, source, destination, code, statusCode }) => [event, source, destination, code, statusCode]),
      ['blob 0003', 'blob 0007'].map((name) => ['failed', name, name, 'LeaseIdMissing', 409]),
    );
    assert.equal(linesOf('manifest').length, 8);
    assert.ok(existsSync(options.journal), 'a job that is not done keeps its journal');
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'blob 0007' },
      what: { status: 409, code: 'LeaseIdMissing' },
    });
    await failing((await to.beginCopyFromContainer(from, options)).pollUntilDone());
    assert.deepEqual(
      linesOf('failed').map(({ source }) => source),
      ['blob 0007'],
    );
    await simulator.clearFaults();
    await simulator.clearStatistics();
    await (await to.beginCopyFromContainer(from, options)).pollUntilDone();
    assert.equal((await operations()).copyBlobFromUrl, 1);
    assert.deepEqual(linesOf('failed'), []);
    assert.deepEqual(
      linesOf('manifest')
        .map(({ source }) => source)
        .sort(),
      await namesOf(from),
    );
  });

  test('files need no journal, and a dry run writes none', async () => {
    await fill(5);
    writeFileSync(file('manifest'), 'of an earlier run\n');
    await (
      await to.beginCopyFromContainer(from, { dryRun: true, manifest: file('manifest'), journal: file('journal') })
    ).pollUntilDone();
    assert.equal(readFileSync(file('manifest'), 'utf8'), 'of an earlier run\n');
    assert.equal(existsSync(file('journal')), false);
    await (await to.beginCopyFromContainer(from, { manifest: file('manifest') })).pollUntilDone();
    const lines = linesOf('manifest');
    assert.equal(lines.length, 5);
    for (const { destination, bytes, etag } of lines) {
      const properties = await to.getBlobClient(destination).getProperties();
      assert.deepEqual([properties.contentLength, properties.etag], [bytes, etag]);
    }
  });

  test('resumeFrom and a journal that is there contradict each other', async () => {
    await fill(1);
    await simulator.faults({ which: { operation: 'copyBlobFromUrl' }, what: { status: 409, code: 'LeaseIdMissing' } });
    const journal = file('journal');
    const poller = await to.beginCopyFromContainer(from, { journal });
    await failing(poller.pollUntilDone());
    const error = await failing(to.beginCopyFromContainer(from, { journal, resumeFrom: poller.toString() }));
    assert.ok(error instanceof RangeError);
    assert.match(error.message, /"resumeFrom" and "journal"/);
  });
});
