'use strict';

/**
 * The facade's folders depend on each other in one direction, and no file needs itself. Imports of types count as well: who reads
 * a file has to read what it names.
 */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe, it } = require('node:test');
const ts = require('typescript');
const { FACADE_LAYERS } = require('../support/facade-layers.js');

const FACADE = path.join(__dirname, '..', '..', 'facade');

/** The files of the facade, and what each imports. */
function importsOfFiles() {
  const files = fs.readdirSync(FACADE, { recursive: true }).filter((file) => file.endsWith('.ts'));
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(fs.readFileSync(path.join(FACADE, file), 'utf8'));
      const imported = importedFiles
        .map(({ fileName }) => fileName)
        .filter((name) => name.startsWith('.'))
        .map((name) => `${path.join(path.dirname(file), name)}.ts`);
      return [file, imported];
    }),
  );
}

const folderOf = (file) => (file.includes(path.sep) ? file.split(path.sep)[0] : path.basename(file, '.ts'));
const layerOf = (file) => FACADE_LAYERS.findIndex((layer) => layer.includes(folderOf(file)));

/** The files on a way from a file back to itself, or nothing. */
function circleFrom(start, imports) {
  const seen = new Set();
  const ways = [[start]];
  for (let way = ways.pop(); way; way = ways.pop()) {
    for (const next of imports.get(way.at(-1)) ?? []) {
      if (next === start) return [...way, next];
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return undefined;
}

/** Whether a file may import another: of its own folder, or of a layer below. */
function mayImport(file, name) {
  const folders = [folderOf(file), folderOf(name)];
  if (folders[0] === folders[1] || folders.sort().join() === 'generated,types') return true;
  return layerOf(name) > layerOf(file);
}

describe('the imports of the facade', () => {
  const imports = importsOfFiles();

  it('are read from all files', () => {
    assert.ok(imports.size > 50, `${imports.size} files`);
    for (const [file, imported] of imports) {
      for (const name of imported) assert.ok(imports.has(name), `${file} imports ${name}`);
      if (folderOf(file) !== 'generated') assert.notEqual(layerOf(file), -1, `${file} is in no layer`);
    }
  });

  it('have no circle', () => {
    const circles = [...imports.keys()].map((file) => circleFrom(file, imports)).filter(Boolean);
    assert.deepEqual(
      circles.map((circle) => circle.join(' -> ')),
      [],
    );
  });

  it('go down the layers', () => {
    const upward = [...imports].flatMap(([file, imported]) =>
      imported.filter((name) => !mayImport(file, name)).map((name) => `${file} -> ${name}`),
    );
    assert.deepEqual(upward, []);
  });
});
