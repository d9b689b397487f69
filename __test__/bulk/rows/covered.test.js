'use strict';

// Each row of the requirements has a test that is named by it, on each server where it has to be shown.

const assert = require('node:assert/strict');
const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');

const ts = require('typescript');

const { ROWS } = require('./table');

const FOLDER = path.join(__dirname, '..');

/** What starts a server, by the letter of the server. */
const SERVERS = {
  A: /\b(startAzurite|sharedAzurite|useTwoAzurites)\b/,
  S: /\b(startSimulator|startTwoAccounts|useTwoAccounts|useCommand)\b/,
};

/** What a test begins with if it is named by rows: `D3, D19: `. */
const NAMED = /^[A-Z]\d+(?:, [A-Z]\d+)*(?=: )/;

/** Something before the colon that looks like rows. Ranges, such as "N1 to N7", come beside tests of single rows. */
const LIKE_ROWS = /^(?:[A-Z]\d+\b[^:]*)(?=: )/;
const RANGE = /^([A-Z])\d+(?: to |-)\1\d+$/;

/** The text of a title before the first part that is computed. */
function titleOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.head.text : undefined;
}

/** The tests of a text: the rows in each title, and the servers of its suite. A test that starts a server itself has that one alone. */
function testsOf(text) {
  const source = ts.createSourceFile('x.test.js', text, ts.ScriptTarget.Latest, true);
  const whole = serversOf(text);
  const tests = [];
  const visit = (node, servers) => {
    let within = servers;
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const own = serversOf(node.getText());
      if (['describe', 'test'].includes(node.expression.text) && own.length > 0) within = own;
      const title = node.expression.text === 'test' && node.arguments[0] && titleOf(node.arguments[0]);
      if (title) tests.push({ title, servers: within });
    }
    ts.forEachChild(node, (child) => visit(child, within));
  };
  visit(source, whole);
  return tests;
}

function serversOf(text) {
  return Object.keys(SERVERS).filter((letter) => SERVERS[letter].test(text));
}

/** What is wrong with tests, held to a table: rows that lack a test, and titles that name no row. */
function faultsOf(tests, rows) {
  const faults = [];
  const shown = new Map(Object.keys(rows).map((row) => [row, new Set()]));
  for (const { title, servers } of tests) {
    const said = LIKE_ROWS.exec(title)?.[0];
    if (said === undefined) continue;
    const names = NAMED.exec(title)?.[0].split(', ') ?? [];
    if (names.length === 0) {
      if (!said.split(', ').some((part) => RANGE.test(part)))
        faults.push(`"${title}" does not name its rows as in "D3, D19: "`);
      for (const part of said.split(', ')) if (!RANGE.test(part)) names.push(part);
    }
    for (const name of names) {
      const letters = shown.get(name);
      if (!letters) faults.push(`"${title}" names the row ${name}, which there is not`);
      for (const letter of [...servers, 'C']) letters?.add(letter);
    }
  }
  for (const [row, { on, rule }] of Object.entries(rows)) {
    for (const letter of on) {
      if (!shown.get(row).has(letter)) faults.push(`${row} (${rule}) has no test of its name on ${letter}`);
    }
  }
  return faults;
}

describe('the rows of the requirements', () => {
  test('each has a test of its name, on each server where it has to be shown', () => {
    const files = readdirSync(FOLDER, { recursive: true }).filter((file) => file.endsWith('.test.js'));
    assert.ok(files.length > 50, 'the tests are there');
    const tests = files.flatMap((file) => testsOf(readFileSync(path.join(FOLDER, file), 'utf8')));
    assert.deepEqual(faultsOf(tests, ROWS), []);
  });

  test('the table has all of them, and says where and what', () => {
    const counts = {};
    for (const [row, { on, rule, real }] of Object.entries(ROWS)) {
      const { letter, number } = /^(?<letter>[A-Z])(?<number>[1-9]\d*)$/.exec(row).groups;
      counts[letter] = (counts[letter] ?? 0) + 1;
      assert.equal(Number(number), counts[letter], `${row} follows the one before it`);
      assert.match(on, /^(?:A|S|C|AS|CA)$/, row);
      assert.ok(rule.length > 10 && (real === undefined || real.length > 10), row);
    }
    assert.deepEqual(counts, { D: 20, M: 5, N: 13, H: 8, P: 21, T: 12, C: 9, A: 12, S: 16, J: 11, O: 14 });
  });

  test('what is missing or misnamed is found', () => {
    const rows = { D1: { on: 'S', rule: 'one' }, D2: { on: 'AS', rule: 'two' }, D3: { on: 'C', rule: 'three' } };
    const text = (...titles) =>
      `describe('a', () => { const accounts = useTwoAccounts(); ${titles.map((title) => `test(${title}, () => {});`).join(' ')} });`;
    const faults = (...titles) => faultsOf(testsOf(text(...titles)), rows);
    const twoOnAzurite = `describe('b', () => { startAzurite(); test('D2: b', () => {}); });`;
    assert.deepEqual(faults("'D1: a'", "'D2: a'", "'D3: a'"), ['D2 (two) has no test of its name on A']);
    assert.deepEqual(faultsOf(testsOf(text("'D1, D2: a'", '`D3: ${what}`') + twoOnAzurite), rows), []);
    assert.deepEqual(faultsOf(testsOf(`${text("'D1, D2, D3: a'")} test('D2: c', () => startAzurite());`), rows), []);
    // A range is no test of a row's name, and neither is one that is skipped, or has the row in its middle.
    assert.equal(faults("'D1 to D3: a'").length, 4);
    assert.equal(faults("'a D1: a'", "'D1 a'").length, 4);
    assert.equal(faultsOf(testsOf("test.skip('D1, D2, D3: a', () => startSimulator());"), rows).length, 4);
    assert.match(faults("'D9: a'").join(), /"D9: a" names the row D9, which there is not/);
    assert.match(faults("'D1 and D2: a'").join(), /does not name its rows/);
  });
});
