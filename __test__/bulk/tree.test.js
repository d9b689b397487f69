'use strict';

// A tree of 2,000 blobs with every odd name, on Azurite: copied, compared, mirrored, renamed, resumed and moved, by containers, accounts and
// iterables. rclone agrees that both sides are equal.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { startAzurite } = require('../support/azurite');
const { blobferry } = require('../support/blobferry');
const { findRclone, runProgram } = require('../support/clients');
const { ODD_NAMES, eventsOf, laterThan, namesOf, upload, withoutPlan } = require('./helpers');

const { BlobServiceClient } = blobferry;

const rclone = findRclone({ newest: true });

/** Names that JavaScript's objects have, dots, and the longest name. Azurite changes `\` and control characters itself. */
const NAMES = [
  ...new Set([
    ...ODD_NAMES,
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'length',
    'dots...',
    'd.ir./file.',
    '.hidden',
    'a/.b/c..',
    '%41',
    '%2F',
    'a%2Fb',
    'a\u0301\u0323',
    '\u{10000}',
    '\u{1F468}\u200d\u{1F469}',
    '\u202Eleft',
    'x'.repeat(1024),
    '\u{1F600}'.repeat(200),
    'a=b;c,d',
    "'quoted'",
    '[brackets]{braces}',
    '~tilde',
    'COM1',
    'media/media',
    'foo/fo1',
    'foo/foo/2',
  ]),
];

const COUNT = 2000;

/** Every odd name, and again in folders with odd names until there are enough. */
function namesOfTree() {
  const names = [...NAMES];
  for (let folder = 0; names.length < COUNT; folder += 1) {
    for (const name of NAMES) {
      const whole = `${NAMES[folder % NAMES.length].slice(0, 20)}/${folder}/${name}`;
      if (whole.length <= 1024 && names.length < COUNT) names.push(whole);
    }
  }
  return names;
}

/** What a listing has about each blob. Names such as `__proto__` are no keys of objects. */
async function listed(container, metadataOf = (metadata) => metadata) {
  const blobs = new Map();
  for await (const item of container.listBlobsFlat({ includeMetadata: true, includeTags: true })) {
    const { properties: p } = item;
    blobs.set(item.name, {
      kind: p.blobType,
      length: p.contentLength,
      hash: p.contentMD5 ? Buffer.from(p.contentMD5).toString('hex') : undefined,
      type: p.contentType,
      language: p.contentLanguage,
      cache: p.cacheControl,
      tier: p.accessTier,
      metadata: metadataOf(item.metadata),
      tags: item.tags,
    });
  }
  return blobs;
}

/** Metadata without what `ifDifferent` records. */
function withoutRecord(metadata = {}) {
  const kept = Object.entries(metadata).filter(([name]) => !/^blobferry/i.test(name));
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

describe('a tree of 2,000 blobs with odd names', () => {
  let azurite;
  let service;
  let source;
  let tree;
  const containerOf = (name) => service.getContainerClient(name);

  before(async () => {
    // rclone requests a newer version than this Azurite supports.
    azurite = await startAzurite({ skipApiVersionCheck: true });
    service = BlobServiceClient.fromConnectionString(azurite.connectionString);
    source = containerOf('source');
    await source.create({ metadata: { owner: 'tests' } });
    const names = namesOfTree();
    assert.equal(new Set(names).size, COUNT);
    await inParallel(names, 32, write);
    await laterThan(source);
    tree = await listed(source);
    assert.equal(tree.size, COUNT);
  });
  after(() => azurite.stop());

  async function inParallel(items, width, work) {
    const rest = items.entries();
    await Promise.all(
      Array.from({ length: width }, async () => {
        for (const [index, item] of rest) await work(item, index);
      }),
    );
  }

  /** One in 40 is a page blob or an append blob. */
  async function write(name, index) {
    const options = {
      metadata: { index: String(index), Kind: 'odd' },
      blobHTTPHeaders: { blobContentType: 'text/plain', blobContentLanguage: 'en', blobCacheControl: 'no-cache' },
    };
    if (index % 40 === 7) {
      const blob = source.getPageBlobClient(name);
      await blob.create(512, options);
      await blob.uploadPages(Buffer.alloc(512, index % 251), 0, 512);
    } else if (index % 40 === 8) {
      const blob = source.getAppendBlobClient(name);
      await blob.create(options);
      await blob.appendBlock(`appended ${index}`, Buffer.byteLength(`appended ${index}`));
    } else {
      const tags = index % 5 === 0 ? { index: String(index), project: 'names' } : undefined;
      await upload(source, name, `content ${index} of ${name.slice(0, 30)}`, { ...options, tags });
    }
  }

  /** A container with every odd name once. */
  async function odd(name, options) {
    const container = containerOf(name);
    await container.create(options);
    await (await container.beginCopyFromContainer(source, { include: NAMES.map(exactly) })).pollUntilDone();
    await laterThan(container);
    const blobs = await listed(container);
    assert.deepEqual([...blobs.keys()].sort(), [...NAMES].sort());
    return { container, blobs };
  }

  test('J1, O4: it is copied, left in the middle, resumed, and verified', async () => {
    const to = containerOf('copied');
    await to.create();
    const first = await to.beginCopyFromContainer(source, { concurrency: 8, pageSize: 300 });
    const reported = new Map();
    for await (const { event, source: name } of first) {
      assert.equal(event, 'copied');
      reported.set(name, 1);
      if (reported.size === 700) await first.cancelOperation();
    }
    await assert.rejects(first.pollUntilDone(), { name: 'PollerCancelledError' });
    const poller = await to.beginCopyFromContainer(source, { resumeFrom: first.toString(), concurrency: 8 });
    const events = await eventsOf(poller);
    const summary = await poller.pollUntilDone();
    assert.deepEqual([summary.listed, summary.copied, summary.failed], [COUNT, COUNT, 0]);
    for (const { source: name } of events) reported.set(name, (reported.get(name) ?? 0) + 1);
    assert.equal(reported.size, COUNT);
    // Copies in flight when it was left may be reported twice.
    assert.ok([...reported.values()].filter((times) => times > 1).length <= 8);
    assert.deepEqual(await listed(to), tree);
    // P7: page and append blobs have no hash to compare.
    const unproven = [...tree.values()].filter(({ hash }) => !hash).length;
    const verified = await to.verifyContainer(source);
    assert.deepEqual([verified.equal, verified.unproven], [COUNT - unproven, unproven]);
    assert.deepEqual([verified.different, verified.missing, verified.extra], [0, 0, 0]);
  });

  test('D8, D12, C3: a mirror changes what differs, and nothing else; rclone agrees', async (t) => {
    const to = containerOf('copied');
    const names = [...tree.keys()];
    const gone = names.filter((_, index) => index % 200 === 3);
    const changed = names.filter((_, index) => index % 200 === 50);
    // Nothing shows that a copy without a hash is the same.
    const unproven = names.filter((name) => !tree.get(name).hash && !gone.includes(name) && !changed.includes(name));
    const extra = ['extra', 'a/b/', '\u{FF5E}\u{FF5E}', '__proto__/x', 'x'.repeat(1023)];
    await inParallel(gone, 8, (name) => source.deleteBlob(name));
    await inParallel(changed, 8, (name) => source.deleteBlob(name).then(() => upload(source, name, 'changed')));
    await inParallel(extra, 8, (name) => upload(to, name));
    await laterThan(to);
    const poller = await to.beginCopyFromContainer(source, { deleteExtraneous: true, overwrite: 'ifDifferent' });
    const events = await eventsOf(poller);
    const summary = await poller.pollUntilDone();
    const of = (kind, side) =>
      events
        .filter(({ event }) => event === kind)
        .map((event) => event[side])
        .sort();
    assert.deepEqual(of('deleted', 'destination'), [...gone, ...extra].sort());
    assert.deepEqual(of('copied', 'source'), [...changed, ...unproven].sort());
    assert.equal(summary.deletes.done, gone.length + extra.length);
    assert.equal(summary.skipped.same, COUNT - gone.length - changed.length - unproven.length);
    tree = await listed(source);
    assert.deepEqual(await listed(to, withoutRecord), tree);
    if (rclone.missing) {
      t.diagnostic(rclone.missing);
      return;
    }
    const { code, output } = await runProgram(
      rclone.program,
      ['check', 'azurite:source', 'azurite:copied', '--config', '/dev/null', '--fast-list', '--verbose'],
      {
        RCLONE_CONFIG_AZURITE_TYPE: 'azureblob',
        RCLONE_CONFIG_AZURITE_ACCOUNT: azurite.accountName,
        RCLONE_CONFIG_AZURITE_KEY: azurite.accountKey,
        RCLONE_CONFIG_AZURITE_ENDPOINT: azurite.url,
        // Its own names would be changed.
        RCLONE_CONFIG_AZURITE_ENCODING: 'None',
      },
    );
    assert.equal(code, 0, output);
    // It treats names with `//` like those with `/`, and leaves out the second one.
    assert.match(output, /0 differences found/);
    assert.ok(Number(/(\d+) matching files/.exec(output)[1]) > COUNT * 0.8, output.slice(-500));
  });

  test('N1 to N7: pages of 1, 2, 7 and 5,000 bring every odd name once, in the order of the service', async () => {
    const { container, blobs } = await odd('odd');
    const sorted = [...NAMES].sort();
    for (const maxPageSize of [1, 2, 7, 5000]) {
      const names = [];
      for await (const page of container.listBlobsFlat().byPage({ maxPageSize })) {
        names.push(...page.segment.blobItems.map(({ name }) => name));
      }
      assert.deepEqual(names, sorted, `pages of ${maxPageSize}`);
      const to = containerOf(`pages-${maxPageSize}`);
      await to.create();
      const poller = await to.beginCopyFromContainer(container, { pageSize: maxPageSize });
      assert.equal((await poller.pollUntilDone()).copied, NAMES.length);
      assert.deepEqual(await listed(to), blobs);
    }
  });

  test('O3: a dry run reports the events of the run', async () => {
    const to = containerOf('dry');
    await to.create();
    const run = async (dryRun) => {
      const poller = await to.beginCopyFromContainer(containerOf('odd'), { dryRun });
      return (await withoutPlan(eventsOf(poller)))
        .map((event) => [event.event, event.source, event.destination, event.bytes])
        .sort();
    };
    const planned = await run(true);
    assert.deepEqual(await namesOf(to), []);
    assert.deepEqual(await run(false), planned);
  });

  test('M1, M3, N10: it is moved and renamed, and nothing is left', async () => {
    const { container, blobs } = await odd('moves');
    const to = containerOf('moved');
    await to.create();
    const long = [...NAMES].filter((name) => name.length > 1016);
    const poller = await to.beginCopyFromContainer(container, {
      move: true,
      destinationPrefix: 'q//\u{1F600}/',
      exclude: long.map(exactly),
    });
    const events = await eventsOf(poller);
    assert.equal((await poller.pollUntilDone()).moved, NAMES.length - long.length);
    assert.ok(events.every(({ source: name, destination }) => destination === `q//\u{1F600}/${name}`));
    assert.deepEqual((await namesOf(container)).sort(), long.sort());
    const moved = [...(await listed(to))].map(([name, blob]) => [name.slice('q//\u{1F600}/'.length), blob]);
    assert.deepEqual(
      moved,
      [...blobs].filter(([name]) => !long.includes(name)),
    );
    // N8: a name that becomes too long stays where it is.
    const rest = await to.beginCopyFromContainer(container, { move: true, destinationPrefix: 'q//\u{1F600}/' });
    await assert.rejects(rest.pollUntilDone(), { code: 'ContainerCopyIncomplete' });
    assert.deepEqual(rest.getOperationState().summary.failedByCode, { UnusableName: long.length });
    assert.deepEqual((await namesOf(container)).sort(), long.sort());
  });

  test('N13, O8: an iterable names each, and gives it another name', async () => {
    const container = containerOf('odd');
    const to = containerOf('listed');
    await to.create();
    async function* entries() {
      for (const name of NAMES)
        yield { source: container.getBlobClient(name), destination: [...name].reverse().join('') };
    }
    const summary = await (await to.beginCopyFromContainer(entries())).pollUntilDone();
    assert.equal(summary.copied, NAMES.length);
    const reversed = new Map([...(await listed(to))].map(([name, blob]) => [[...name].reverse().join(''), blob]));
    const expected = await listed(container);
    for (const [name, blob] of expected) assert.deepEqual(reversed.get(name), blob, name);
  });

  test('a whole account is copied to another one', async () => {
    const other = await startAzurite({ account: { name: 'other', key: Buffer.from('other key').toString('base64') } });
    try {
      const to = BlobServiceClient.fromConnectionString(other.connectionString);
      const poller = await to.beginCopyFromAccount(service, { includeContainers: ['odd', 'moved'], strategy: 'relay' });
      const error = await poller.pollUntilDone().catch((thrown) => thrown);
      assert.equal(error.code, 'ContainerCopyIncomplete');
      const { failed, containers } = poller.getOperationState().summary;
      assert.deepEqual([containers.begun, containers.created, containers.failed], [2, 2, 0]);
      let others = 0;
      for (const name of ['odd', 'moved']) {
        // Only the service copies page and append blobs, and this one reads no source elsewhere.
        const [blocks, rest] = [true, false].map(
          (wanted) =>
            ([, { kind }]) =>
              (kind === 'BlockBlob') === wanted,
        );
        const expected = [...(await listed(containerOf(name)))];
        assert.deepEqual([...(await listed(to.getContainerClient(name)))], expected.filter(blocks));
        others += expected.filter(rest).length;
      }
      assert.equal(failed, others);
    } finally {
      other.stop();
    }
  });
});

/** A glob for this name alone. */
function exactly(name) {
  return name.replace(/[\\*?[\]{}!]/g, '\\$&');
}
