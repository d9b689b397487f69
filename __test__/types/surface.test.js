'use strict';

// Every name, parameter, option and field of the reference's typings is in ours, or its absence has a reason.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const ROOT = path.join(__dirname, '..', '..');
/** The version for Node 20, and the newest. */
const REFERENCES = ['@azure/storage-blob', 'storage-blob-latest'].map((name) =>
  path.join(ROOT, 'node_modules', name, 'dist', 'commonjs', 'index.d.ts'),
);
const OURS = path.join(ROOT, 'index.d.ts');

const load = async () => ({
  ...(await import('../../tools/lib/compare-types.mjs')),
  ...(await import('../../tools/lib/type-gaps.mjs')),
});

for (const exactOptionalPropertyTypes of [false, true]) {
  test(`what the types lack has a reason (exact optional properties: ${exactOptionalPropertyTypes})`, async () => {
    const { compareTypes, explain, GAPS_OF_OLDER_REFERENCES, TYPE_GAPS } = await load();
    let idle;
    for (const reference of REFERENCES) {
      const { gaps, names, places } = compareTypes(reference, OURS, { exactOptionalPropertyTypes });
      assert.ok(names > 300 && places > 1_000, 'the typings were read');
      const isNewest = reference === REFERENCES.at(-1);
      const found = explain(gaps, isNewest ? TYPE_GAPS : [...TYPE_GAPS, ...GAPS_OF_OLDER_REFERENCES]);
      assert.deepEqual(found.unexplained, [], 'a gap is filled, or listed in tools/lib/type-gaps.mjs');
      const ofAll = found.idle.filter((entry) => TYPE_GAPS.includes(entry));
      idle = ofAll.filter((entry) => idle === undefined || idle.includes(entry));
    }
    assert.deepEqual(idle, [], 'what is there needs no reason any more');
  });
}

/** What the comparison says about two small packages. */
async function gapsBetween(t, reference, ours) {
  const { compareTypes } = await load();
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-types-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = Object.entries({ reference, ours }).map(([name, text]) => {
    const file = path.join(folder, `${name}.d.ts`);
    writeFileSync(file, text);
    return file;
  });
  return compareTypes(files[0], files[1], { types: [] }).gaps.map(({ path, problem }) => `${path}: ${problem}`);
}

const TABLE = [
  ['the same', 'export interface A { a: string }', 'export interface A { a: string }', []],
  ['a name', 'export interface A { a: string }', 'export {}', ['A: not exported']],
  [
    'an option',
    'export interface AOptions { a?: string; b?: number }',
    'export interface AOptions { a?: string }',
    ['AOptions.b: missing'],
  ],
  [
    'an option that takes less',
    'export interface AOptions { a?: string }',
    "export interface AOptions { a?: 'x' }",
    ['AOptions.a: takes "x" | undefined, not string | undefined'],
  ],
  [
    'an option that takes more',
    "export interface AOptions { a?: 'x' }",
    'export interface AOptions { a?: string }',
    [],
  ],
  [
    'an option that must be given',
    'export interface AOptions { a?: string }',
    'export interface AOptions { a: string }',
    ['AOptions.a: required here', 'AOptions.a: takes string, not string | undefined'],
  ],
  [
    'a field that may be absent',
    'export interface AResponse { a: string }',
    'export interface AResponse { a?: string }',
    ['AResponse.a: optional here', 'AResponse.a: is string | undefined, not string'],
  ],
  [
    'a field of another type',
    'export interface AResponse { a: Date }',
    'export interface AResponse { a: string }',
    ['AResponse.a: is string, not Date'],
  ],
  [
    'a method',
    'export declare class A { a(): void; b(): void }',
    'export declare class A { a(): void }',
    ['A.b: missing'],
  ],
  [
    'a result inside a promise',
    'export declare class A { a(): Promise<{ x: number }> }',
    'export declare class A { a(): Promise<{ y: number }> }',
    ['A.a()<0>.x: missing'],
  ],
  [
    'a parameter',
    'export declare class A { a(x?: string, y?: number): void }',
    'export declare class A { a(x: string): void }',
    ['A.a(x): required here', 'A.a(x): takes string, not string | undefined', 'A.a(y): missing'],
  ],
  [
    'what a callback is given',
    'export interface AOptions { on?: (state: { a: string; b: string }) => void }',
    'export interface AOptions { on?: (state: { a: string }) => void }',
    ['AOptions.on(state).b: missing'],
  ],
  [
    'an overload',
    'export declare class A { a(x: string): void; a(x: number): void }',
    'export declare class A { a(x: string): void }',
    ['A.a#2(x): takes string, not number'],
  ],
];

for (const [what, reference, ours, expected] of TABLE) {
  test(`the comparison finds: ${what}`, async (t) => assert.deepEqual(await gapsBetween(t, reference, ours), expected));
}
