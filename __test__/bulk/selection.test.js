'use strict';

// Which blobs a container copy takes by their tags, and what they are called by a template.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { ODDER_NAMES, eventsOf, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

describe('selection and names of a container copy', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
  });

  const copied = async (options) => (await to.beginCopyFromContainer(from, options)).pollUntilDone();

  test('O9: blobs are taken by their tags, at no further request', async () => {
    await upload(from, 'north', 'x', { tags: { project: 'north', year: '2024' } });
    await upload(from, 'south', 'x', { tags: { project: 'south', year: '2025' } });
    await upload(from, 'none', 'x');
    await simulator.clearStatistics();
    const summary = await copied({ tagFilter: `"project" = 'north' AND year >= '2024'` });
    assert.deepEqual([summary.copied, summary.filtered], [1, 2]);
    assert.deepEqual(await namesOf(to), ['north']);
    assert.deepEqual((await to.getBlobClient('north').getTags()).tags, { project: 'north', year: '2024' });
    const { operations } = await simulator.statistics();
    // One of them is that of this test.
    assert.equal(operations.getBlobTags ?? 0, 1);
    const pages = await copied({ tagFilter: `year > '2000'`, pageSize: 1 });
    assert.equal(pages.copied, 2);
  });

  test('O9: a filter for tags that cannot be read is an error, before anything is sent', async () => {
    for (const tagFilter of ['', 'project', `project = 'x' OR a = 'b'`, `project != 'x'`]) {
      const error = await failing(to.beginCopyFromContainer(from, { tagFilter }));
      assert.ok(error instanceof RangeError);
      assert.match(error.message, /"tagFilter" cannot be read at character/);
    }
    const { operations } = await simulator.statistics();
    assert.equal(operations.listBlobs ?? 0, 0);
  });

  test('N13: names are made by a template', async () => {
    for (const name of ['p/a/b.tar.gz', 'p/c', 'p/.d']) await upload(from, name);
    await copied({ prefix: 'p/', destinationPrefix: 'q/', rename: '{path}{base}-old{extension}' });
    assert.deepEqual(await namesOf(to), ['q/.d-old', 'q/a/b.tar-old.gz', 'q/c-old']);
  });

  test('N1 to N7: a template that names all parts keeps every odd name', async () => {
    for (const name of ODDER_NAMES) await upload(from, name);
    for (const rename of ['{path}{base}{extension}', '{name}']) {
      assert.equal((await copied({ rename })).copied, ODDER_NAMES.length);
      assert.deepEqual(await namesOf(to), await namesOf(from));
    }
  });

  test('N13: the second of two blobs that get one name fails, and names both', async () => {
    for (const name of ['a/x.txt', 'b/x.txt', 'b/y.txt']) await upload(from, name, name);
    for (const dryRun of [true, false]) {
      const poller = await to.beginCopyFromContainer(from, { rename: '{base}{extension}', dryRun });
      const events = await eventsOf(poller);
      const error = await failing(poller.pollUntilDone());
      assert.equal(error.code, 'ContainerCopyIncomplete');
      const failed = events.filter(({ event }) => event === 'failed');
      assert.deepEqual(
        failed.map(({ source, destination, code }) => [source, destination, code]),
        [['b/x.txt', 'x.txt', 'NameCollision']],
      );
    }
    assert.deepEqual(await namesOf(to), ['x.txt', 'y.txt']);
    assert.equal((await to.getBlobClient('x.txt').downloadToBuffer()).toString(), 'a/x.txt');
  });

  test('N13: with a template, overwrite looks at each name of the destination, and nothing is deleted', async () => {
    for (const name of ['b', 'a']) await upload(from, name, 'new');
    for (const name of ['x/a', 'y']) await upload(to, name, 'old');
    for (const dryRun of [true, false]) {
      const summary = await copied({ rename: 'x/{name}', overwrite: 'never', dryRun });
      assert.deepEqual([summary.copied, summary.skipped], [1, { exists: 1 }]);
    }
    assert.deepEqual(await namesOf(to), ['x/a', 'x/b', 'y']);
    const error = await failing(to.beginCopyFromContainer(from, { rename: 'x/{name}', deleteExtraneous: true }));
    assert.match(error.message, /"rename" and "deleteExtraneous" cannot be combined/);
    await copied({ rename: 'x/{name}', keepReplaced: { prefix: 'old/' } });
    assert.equal((await to.getBlobClient('old/x/a').downloadToBuffer()).toString(), 'old');
  });

  test('D5: what a filter for tags hides is neither copied nor deleted', async () => {
    const north = { tags: { project: 'north' } };
    await upload(from, 'hidden', 'new');
    await upload(from, 'north', 'new', north);
    for (const name of ['hidden', 'hidden too']) await upload(to, name, 'old', { tags: { a: 'b' } });
    // What is as new as the job is not deleted.
    await simulator.advanceClock(10);
    await copied({ tagFilter: `project = 'north'`, deleteExtraneous: true, allowMassDeletes: true });
    assert.equal((await to.getBlobClient('hidden').downloadToBuffer()).toString(), 'old');
    assert.deepEqual(await namesOf(to), ['hidden', 'hidden too', 'north']);
  });

  test('N13: an invalid template is rejected, and a job that may forget names has no journal', async () => {
    for (const rename of ['x', '{path}', '{name', '{title}']) {
      const error = await failing(to.beginCopyFromContainer(from, { rename }));
      assert.ok(error instanceof RangeError);
      assert.match(error.message, /"rename" has/);
    }
    const journal = '/nowhere/journal';
    const error = await failing(to.beginCopyFromContainer(from, { rename: '{base}', journal }));
    assert.match(error.message, /cannot be resumed or have a "journal"/);
    assert.doesNotMatch(
      (await failing(to.beginCopyFromContainer(from, { rename: 'x{name}', journal }))).message,
      /rename/,
    );
  });
});
