'use strict';

// Mirrors of an account with Azurite on both sides, with every odd name: what only the destination has is deleted, in each container, and nothing
// else. Tests are named by the rows of the requirements.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { failing } = require('../transfer/helpers');
const { ODD_NAMES, contentOf, eventsOf, laterThan, namesOf, upload } = require('./helpers');
const { RELAY, useTwoAzurites } = require('./two-azurites');

describe('mirrors of an account between two Azurites', () => {
  const azurites = useTwoAzurites();
  let number = 0;

  /** Fills both accounts with containers of these blobs, and returns what finds a container by its name. */
  async function sides(atSource, atDestination) {
    number += 1;
    const prefix = `account${number}-`;
    const of = (side) => (name) => azurites.accounts[side].getContainerClient(prefix + name);
    for (const [side, containers] of [atSource, atDestination].entries()) {
      for (const [name, blobs] of Object.entries(containers)) {
        await of(side)(name).create();
        for (const blob of blobs) await upload(of(side)(name), blob, side === 0 ? `source of ${blob}` : 'old');
      }
    }
    await laterThan(of(1)(Object.keys(atDestination)[0]));
    return { prefix, there: of(1) };
  }

  const mirror = async (prefix, options) => {
    const [from, to] = azurites.accounts;
    const wanted = { ...RELAY, containerPrefix: prefix, deleteExtraneous: true, ...options };
    return to.beginCopyFromAccount(from, wanted);
  };

  for (const pageSize of [1, 3, undefined]) {
    test(`D8: every odd name in every container, in pages of ${pageSize}`, async () => {
      const extra = ['0', 'a/a', 'a0', '\u{FF5F}', '\u{1F601}', 'zzz'];
      const halves = [ODD_NAMES.slice(0, 11), ODD_NAMES.slice(11)];
      const { prefix, there } = await sides(
        { a: halves[0], 'a-b': halves[1], a0: ODD_NAMES },
        { a: [...halves[0], ...extra], 'a-b': [...halves[1], ...extra], other: extra },
      );
      const poller = await mirror(prefix, { pageSize });
      const events = await eventsOf(poller);
      const { deletes } = await poller.pollUntilDone();
      assert.deepEqual([deletes.wanted, deletes.done], [2 * extra.length, 2 * extra.length]);
      const deleted = events.filter(({ event }) => event === 'deleted').map(({ destination }) => destination);
      assert.deepEqual(deleted.sort(), [...extra, ...extra].sort());
      for (const [name, expected] of [
        ['a', halves[0]],
        ['a-b', halves[1]],
        ['a0', ODD_NAMES],
        ['other', extra],
      ]) {
        assert.deepEqual((await namesOf(there(name))).sort(), [...expected].sort(), name);
      }
      const again = await (await mirror(prefix, { pageSize, overwrite: 'ifDifferent' })).pollUntilDone();
      assert.deepEqual([again.copied, again.deletes.wanted], [0, 0]);
    });
  }

  test('D4, D14, D17: an empty container, snapshots, and what is kept', async () => {
    const { prefix, there } = await sides({ a: ['k'], b: [] }, { a: ['k', 'x', 'y'], b: ['x'], attic: [] });
    await there('a').getBlobClient('x').createSnapshot();
    const refused = await mirror(prefix);
    assert.match((await failing(refused.pollUntilDone())).message, /-b", the source has no blob.*"allowMassDeletes"/);
    assert.deepEqual(await namesOf(there('a')), ['k', 'x', 'y']);
    const options = { allowMassDeletes: true, keepReplaced: { container: `${prefix}attic` } };
    const second = await mirror(prefix, options);
    assert.equal((await failing(second.pollUntilDone())).code, 'DeletesRefused');
    assert.deepEqual([await namesOf(there('a')), await namesOf(there('b'))], [['k', 'x'], []]);
    await (await mirror(prefix, { ...options, deleteSnapshots: 'include' })).pollUntilDone();
    assert.deepEqual(await namesOf(there('a')), ['k']);
    const kept = (await namesOf(there('attic'))).filter((name) => !/\.0x[0-9A-F]+$/i.test(name));
    assert.deepEqual(
      kept,
      ['a/k', 'a/x', 'a/y', 'b/x'].map((name) => prefix + name),
    );
    assert.equal(await contentOf(there('attic'), `${prefix}a/x`), 'old');
  });
});
