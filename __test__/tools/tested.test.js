'use strict';

// What a run of the tests called is compared with what docs/tested.json says.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
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

  test('what is public has the names that tests note', () => {
    const surface = { classes: new Map([['Client', ['send()', 'static from()', 'url']]]), values: ['sign'] };
    assert.deepEqual(
      [...tested.publicNames(surface)],
      ['Client', 'Client.send()', 'Client.static from()', 'Client.url', 'sign'],
    );
  });

  test('a member that is no longer called at a place has fallen', () => {
    const found = tested.membersByPlace([{ places: ['parity'], members: ['A', 'New'] }]);
    assert.deepEqual(tested.fallen({ A: 'parity azurite', B: 'simulator' }, found), ['A: azurite', 'B: simulator']);
    assert.deepEqual(tested.fallen({ A: 'parity' }, found), []);
  });

  test('a member or a place that is not known has risen', () => {
    const found = tested.membersByPlace([
      { places: ['parity', 'azurite'], members: ['A', 'New'] },
      { places: [], members: ['B'] },
    ]);
    assert.deepEqual(tested.risen({ A: 'parity', B: 'simulator' }, found), [
      'A: azurite',
      'New: parity',
      'New: azurite',
    ]);
  });

  test('a process notes what it calls and where, but tests of order note nothing', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-tested-'));
    try {
      const support = path.join(ROOT, '__test__', 'support', 'record-members.js');
      const script = `
        const { recordAt, recorded } = require(${JSON.stringify(support)});
        class Client { static from() {} get name() {} send() {} }
        const library = recorded({ Client });
        new library.Client().send();
        recordAt('simulator');
        library.Client.from();
        assert.equal(new library.Client().name, undefined);`;
      const notesOf = (...file) => {
        const place = path.join(ROOT, '__test__', ...file);
        // Deno has another name there for a script of the command line.
        const start = `process.argv[1] = ${JSON.stringify(place)}; const assert = require('node:assert');`;
        const { status, stderr } = spawnSync(process.execPath, ['-e', start + script], {
          encoding: 'utf8',
          env: { ...process.env, BLOBFERRY_RECORD: folder },
        });
        assert.equal(status, 0, stderr);
        const notes = readdirSync(folder).map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
        for (const name of readdirSync(folder)) rmSync(path.join(folder, name));
        return notes;
      };
      assert.deepEqual(notesOf('uploads', 'x.test.js'), [
        {
          script: path.join(ROOT, '__test__', 'uploads', 'x.test.js'),
          places: ['simulator'],
          members: ['Client', 'Client.static from()', 'Client.name'],
        },
      ]);
      assert.deepEqual(notesOf('order', 'x.test.js'), []);
      assert.deepEqual(notesOf('order', 'children', 'x.js'), []);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('methods that were watched before are noted as methods, and the library sees its own', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-tested-'));
    try {
      const from = (/** @type {string[]} */ ...file) =>
        `require(${JSON.stringify(path.join(ROOT, '__test__', ...file))})`;
      const script = `
        const assert = require('node:assert');
        class Client { static from() {} upload() { return this.upload; } async send() { return this.send; } get name() {} }
        const { from, prototype: { upload, send } } = Client;
        const { recordAt, recorded } = ${from('support', 'record-members.js')};
        const { watchOutcomes, asStep } = ${from('parity', 'outcomes.js')};
        const { library, succeeded } = watchOutcomes(recorded({ Client }));
        recordAt('parity');
        const client = new library.Client();
        assert.notEqual(client.upload, upload);
        assert.deepEqual([client.upload.name, client.upload.length], ['upload', 0]);
        library.Client.from();
        void client.name;
        assert.equal(asStep(() => client.upload()), upload);
        asStep(() => client.send()).then((seen) => {
          assert.equal(seen, send);
          assert.deepEqual([...succeeded], ['Client.static from()', 'Client.upload()', 'Client.send()']);
        });`;
      const { status, stderr } = spawnSync(process.execPath, ['-e', script], {
        encoding: 'utf8',
        env: { ...process.env, BLOBFERRY_RECORD: folder },
      });
      assert.equal(status, 0, stderr);
      const [note] = readdirSync(folder).map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
      assert.deepEqual(note.members.sort(), [
        'Client',
        'Client.name',
        'Client.send()',
        'Client.static from()',
        'Client.upload()',
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
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
      const { status, stderr } = check([...note.members.slice(1), 'BlobClient.internal()']);
      assert.equal(status, 1);
      assert.ok(stderr.includes(`${note.members[0]}: `), stderr);
      assert.ok(!stderr.includes('internal'), stderr);
      assert.equal(readFileSync(file, 'utf8'), known);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
