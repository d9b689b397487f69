'use strict';

// A misspelled option is an error of every call that only blobferry has: with `dryrun`, a copy would write.

const assert = require('node:assert/strict');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');
const vm = require('node:vm');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const { planShards, readManifest, runShard } = blobferry;

describe('misspelled options', () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let folder;

  beforeEach(async () => {
    ({ simulator, from, to, folder } = await accounts.fresh());
    for (const name of ['a', 'b']) await upload(from, name);
  });

  async function rejected(call, message) {
    await simulator.clearRequests();
    const error = await failing(call());
    assert.deepEqual([error.name, error.message], ['TypeError', message]);
    assert.deepEqual(await simulator.requests(), []);
  }

  test('each call names the option, and the one that was probably meant', async () => {
    const { shards } = await planShards({ source: from, destination: to });
    const account = (client) => blobferry.BlobServiceClient.fromConnectionString(client);
    const [one, two] = ['one', 'two'].map((name) => account(simulator.connectionString(name)));
    const blob = (client) => client.getBlobClient('a');
    const entries = (async function* () {})();
    const ends = { source: from, destination: to };
    for (const [call, message] of [
      [() => blob(to).beginCopyFrom(blob(from), { overwite: 'never' }), 'overwite. Did you mean "overwrite"?'],
      [() => to.beginCopyFromContainer(from, { dryrun: true }), 'dryrun. Did you mean "dryRun"?'],
      [() => to.beginCopyFromContainer(from, { max_errors: 3 }), 'max_errors. Did you mean "maxErrors"?'],
      [
        () => to.beginCopyFromContainer(from, { keepReplaced: { conatiner: 'old' } }),
        'keepReplaced.conatiner. Did you mean "container"?',
      ],
      [() => to.beginCopyFromContainer(entries, { onProgres() {} }), 'onProgres. Did you mean "onProgress"?'],
      [
        () => two.beginCopyFromAccount(one, { containersPrefix: 'a' }),
        'containersPrefix. Did you mean "containerPrefix"?',
      ],
      [() => to.planContainerCopy(from, { onevent() {} }), 'onevent. Did you mean "onEvent"?'],
      [() => to.verifyContainer(from, { comapre: 'content' }), 'comapre. Did you mean "compare"?'],
      [() => planShards({ ...ends, maxShard: 2 }), 'maxShard. Did you mean "maxShards"?'],
      [() => planShards({ ...ends, copy: { prefx: 'a/' } }), 'copy.prefx. Did you mean "prefix"?'],
      [async () => readManifest(path.join(folder, 'list'), { Format: 'csv' }), 'Format. Did you mean "format"?'],
    ]) {
      await rejected(call, `There is no option options.${message}`);
    }
    const error = await failing(runShard(shards[0], ends, { concurency: 2 }));
    assert.equal(error.message, 'There is no option options.concurency. Did you mean "concurrency"?');
    assert.deepEqual(await namesOf(to), []);
  });

  test('other options that a call does not have are ignored', async () => {
    const options = { recursive: true, intervalInMs: 1, containerPrefix: 'x', compare: 'length', onEvent() {} };
    assert.equal((await (await to.beginCopyFromContainer(from, options)).pollUntilDone()).copied, 2);
  });

  test('the options of a copy can be those of its plan and its comparison, and undefined ones do not count', async () => {
    const options = { prefix: 'a', overwrite: 'never', journal: undefined, dryrun: undefined };
    assert.equal((await to.planContainerCopy(from, options)).copies, 1);
    await (await to.beginCopyFromContainer(from, options)).pollUntilDone();
    assert.equal((await to.verifyContainer(from, options)).equal, 1);
  });

  test('members that options inherit do not count, and those of another realm do', async () => {
    const inherited = Object.assign(Object.create({ team: 'storage', prefix: 'a' }), { overwrite: 'never' });
    assert.equal((await to.planContainerCopy(from, inherited)).copies, 1);
    const foreign = vm.runInNewContext('({ keepReplaced: { prefx: "x" } })');
    await rejected(
      () => to.beginCopyFromContainer(from, foreign),
      'There is no option options.keepReplaced.prefx. Did you mean "prefix"?',
    );
  });
});
