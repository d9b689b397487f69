'use strict';

// Credentials and rights on Azurite. Tests are named by the rows of the requirements (see `table.js`).

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry } = require('../../support/blobferry');
const { failing } = require('../../transfer/helpers');
const { describeContainer, namesOf } = require('../helpers');
const { RELAY, contentOf, relayed: run, useTwoAzurites } = require('../two-azurites');

describe('reaching both sides on Azurite', () => {
  const pair = useTwoAzurites();

  test('A2: two accounts with keys: the source is signed for its reader', async () => {
    const { from, to } = await pair.sides(['a', 'b']);
    // Nobody in particular may read it.
    assert.ok([403, 404].includes((await fetch(from.getBlobClient('a').url)).status));
    const { summary } = await run(from, to);
    assert.deepEqual([summary.copied, summary.failures], [2, []]);
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  });

  /** A client of the same container by a signature with these permissions. */
  async function limited(container, permissions) {
    const { ContainerClient, ContainerSASPermissions } = blobferry;
    const url = await container.generateSasUrl({
      permissions: ContainerSASPermissions.parse(permissions),
      expiresOn: new Date(Date.now() + 3600_000),
    });
    return new ContainerClient(url);
  }

  test('A7: signatures that lack a right are an error, and nothing is written', async () => {
    const { from, to } = await pair.sides(['a', 'b'], ['b', 'extra']);
    for (const [source, destination, options] of [
      ['r', 'rwcdl', {}],
      ['l', 'rwcdl', {}],
      ['rl', 'rl', {}],
      ['rl', 'rw', { deleteExtraneous: true }],
      ['rl', 'l', { deleteExtraneous: true }],
    ]) {
      const label = JSON.stringify([source, destination, options]);
      const [reader, writer] = await Promise.all([limited(from, source), limited(to, destination)]);
      const error = await failing(
        writer.beginCopyFromContainer(reader, { ...RELAY, ...options }).then((poller) => poller.pollUntilDone()),
      );
      assert.ok([403, 404].includes(error.statusCode), `${label} ${String(error)}`);
      assert.match(error.message, /permission/i, label);
      assert.deepEqual(await namesOf(to), ['b', 'extra'], label);
      assert.equal(await contentOf(to, 'b'), 'old', label);
    }
  });

  test('A8: a public container is read anonymously; one that forbids its listing is read by names', async () => {
    const { from, to } = await pair.sides(['a', 'd/b']);
    await from.setAccessPolicy('container');
    const poller = await to.beginCopyFromContainer(from.url, RELAY);
    assert.equal((await poller.pollUntilDone()).copied, 2);
    await from.setAccessPolicy('blob');
    const error = await failing(to.beginCopyFromContainer(from.url, RELAY));
    assert.match(error.message, /source container .* cannot be listed.*Nothing was copied/s);
    const entries = ['a', 'd/b'].map((name) => ({
      source: from.getBlobClient(name).url,
      destination: `named/${name}`,
    }));
    assert.equal((await (await to.beginCopyFromContainer(entries, RELAY)).pollUntilDone()).copied, 2);
    assert.deepEqual(await namesOf(to), ['a', 'd/b', 'named/a', 'named/d/b']);
  });
});
