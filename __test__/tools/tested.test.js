'use strict';

// What a run of the tests called is compared with what docs/tested.json says.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { before, describe, test } = require('node:test');

const ROOT = path.join(__dirname, '..', '..');

describe('coverage by tests', () => {
  let tested;
  before(async () => {
    tested = await import('../../tools/lib/tested.mjs');
  });

  test('what processes noted becomes places by member', () => {
    const found = tested.membersByPlace([
      { places: ['parity', 'azurite'], members: ['A.b()'] },
      { places: ['simulator'], members: ['A.b()', 'C'] },
      { places: [], members: ['D'] },
    ]);
    assert.deepEqual([...found.get('A.b()')], ['parity', 'azurite', 'simulator']);
    assert.deepEqual(
      tested.calledSomewhere(found).map(([member]) => member),
      ['A.b()', 'C'],
    );
  });

  test('a member that is no longer called at a place has fallen', () => {
    const found = tested.membersByPlace([{ places: ['parity'], members: ['A', 'New'] }]);
    assert.deepEqual(tested.fallen({ A: 'parity azurite', B: 'simulator' }, found), ['A: azurite', 'B: simulator']);
    assert.deepEqual(tested.fallen({ A: 'parity' }, found), []);
  });

  test('the check fails on less, names it, and writes nothing', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-tested-'));
    const file = path.join(ROOT, 'docs', 'tested.json');
    const known = readFileSync(file, 'utf8');
    try {
      const note = { places: ['parity', 'azurite', 'simulator'], members: Object.keys(JSON.parse(known)) };
      const check = (members) => {
        writeFileSync(path.join(folder, 'note.json'), JSON.stringify({ ...note, members }));
        const tool = path.join(ROOT, 'tools', 'record-tested.mjs');
        return spawnSync(process.execPath, [tool, '--check', `--from=${folder}`], { encoding: 'utf8' });
      };
      assert.equal(check(note.members).status, 0);
      const { status, stderr } = check(note.members.slice(1));
      assert.equal(status, 1);
      assert.ok(stderr.includes(`${note.members[0]}: `), stderr);
      assert.equal(readFileSync(file, 'utf8'), known);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
