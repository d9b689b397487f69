'use strict';

/**
 * What the documents and the comments at the head of modules name exists: files, folders, and in the architecture also types
 * and functions. The architecture's picture has the layers and folders that the tests of layers hold.
 */

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { describe, it } = require('node:test');
const { FACADE_LAYERS } = require('../support/facade-layers.js');

const ROOT = path.join(__dirname, '..', '..');
const EXTENSIONS = 'rs|ts|mts|js|mjs|json|md|toml|yml';

/** Names that look like files of this repository, but are not. */
const OTHER_FILES = new Set([
  // Built, or installed by tests.
  'dist/cli.js',
  'dist/index.js',
  'target/checks/',
  // A file of the reference's.
  'Pipeline.js',
]);

/** Names in the architecture that are not in our sources: of the reference, of crates and of the service. */
const OTHER_NAMES = new Set([
  'addPolicy',
  'afterPhase',
  // A command of napi-rs.
  'artifacts',
  'InjectorPolicyFactory',
  'redirectPolicy',
  'storageRetryPolicy',
]);

const read = (file) => fs.readFileSync(path.join(ROOT, file), 'utf8');

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file && fs.existsSync(path.join(ROOT, file)));

/** Every end of every path: a document in `src/copy` may say `plan.rs` or `copy/plan.rs`. Files of Rust may lack the `.rs`. */
const known = new Set(
  files.flatMap((file) => {
    const parts = file.split('/');
    const folders = parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1));
    return [parts, ...folders]
      .flatMap((whole) => whole.map((_, at) => whole.slice(at).join('/')))
      .flatMap((end) => (end.endsWith('.rs') ? [end, end.slice(0, -'.rs'.length)] : [end]));
  }),
);

/** Texts in backquotes, with their lines; blocks of code are left out. */
function quoted(text) {
  let inBlock = false;
  return text.split('\n').flatMap((line, at) => {
    if (/^\s*(\/\/[!/] )?```/.test(line)) inBlock = !inBlock;
    if (inBlock) return [];
    return [...line.matchAll(/`([^`]+)`/g)].map(([, name]) => ({ name, line: at + 1 }));
  });
}

/** Whether a quoted name means a file or a folder of this repository. */
function isPath(name) {
  if (/[\s*{}<>()=:…@]/.test(name)) return false;
  const top = /^(src|facade|simulator|tests|__test__|tools|bench|docs|examples)\//;
  return top.test(name) || new RegExp(`^[\\w./-]*\\w\\.(${EXTENSIONS})$`).test(name);
}

const isThere = (name) => OTHER_FILES.has(name) || known.has(name.replace(/^\.\//, '').replace(/\/$/, ''));

/** The names of files in a text that are not there. */
const lacking = (file, text) =>
  quoted(text)
    .filter(({ name }) => isPath(name) && !isThere(name))
    .map(({ name, line }) => `${file}:${line}: ${name}`);

/** The words of all sources, without comments and documents. */
function wordsOfSources() {
  const sources = files.filter((file) => /\.(rs|ts|js|mjs|json|toml)$/.test(file) && !file.startsWith('docs/'));
  const own = path.relative(ROOT, __filename);
  return new Set(sources.filter((file) => file !== own).flatMap((file) => read(file).match(/\w+/g) ?? []));
}

describe('what documents name', () => {
  const documents = files.filter((file) => file.endsWith('.md') && file !== 'docs/coverage.md');

  it('is there: files in documents', () => {
    assert.ok(documents.length > 10, `${documents.length} documents`);
    assert.deepEqual(
      documents.flatMap((file) => lacking(file, read(file))),
      [],
    );
  });

  it('is there: files in the comments at the head of modules', () => {
    const modules = files.filter((file) => file.endsWith('.rs'));
    const heads = modules.map((file) => [file, /^(?:\/\/!.*\n)*/.exec(read(file))[0]]);
    assert.ok(heads.filter(([, head]) => head).length > 200);
    assert.deepEqual(
      heads.flatMap(([file, head]) => lacking(file, head)),
      [],
    );
  });

  it('is there: links to files', () => {
    const wrong = documents.flatMap((file) =>
      [...read(file).matchAll(/\]\((?!\w+:|#)([^)\s#]+)[^)]*\)/g)]
        .filter(([, target]) => !fs.existsSync(path.join(ROOT, path.dirname(file), target)))
        .map(([, target]) => `${file}: ${target}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('is there: types and functions in the architecture', () => {
    const words = wordsOfSources();
    const identifiers = quoted(read('docs/architecture.md')).filter(
      ({ name }) => /^_?[A-Za-z]\w*((::|\.)\w+)*(\(.*\))?$/.test(name) && !isPath(name),
    );
    assert.ok(identifiers.length > 100, `${identifiers.length} identifiers`);
    const wrong = identifiers.filter(({ name }) =>
      name
        .replace(/\(.*\)$/, '')
        .split(/::|\./)
        .some((word) => !words.has(word) && !OTHER_NAMES.has(word)),
    );
    assert.deepEqual(
      wrong.map(({ name, line }) => `docs/architecture.md:${line}: ${name}`),
      [],
    );
  });
});

describe("the architecture's picture", () => {
  const picture = /```\n(facade\/[^]*?)```/.exec(read('docs/architecture.md'))[1];

  it('has the layers that tests/layers.rs holds, in their order', () => {
    const [, layers] = /const LAYERS: \[&str; \d+\] = \[([^\]]*)\]/.exec(read('tests/layers/rules.rs'));
    const drawn = [...picture.matchAll(/^src\/(\w+)\//gm)].map(([, layer]) => layer);
    assert.deepEqual(drawn, layers.match(/\w+/g));
    const folders = fs
      .readdirSync(path.join(ROOT, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory());
    assert.deepEqual([...drawn].sort(), folders.map((entry) => entry.name).sort());
  });

  it('has the layers that the head of src/lib.rs describes', () => {
    const drawn = [...picture.matchAll(/^src\/(\w+)\//gm)].map(([, layer]) => layer);
    const described = [...read('src/lib.rs').matchAll(/^\/\/! - \[?`(\w+)`\]? /gm)].map(([, layer]) => layer);
    assert.deepEqual(described, drawn);
  });

  it('has the folders of the facade, in the order of imports.test.js', () => {
    const drawn = [...picture.matchAll(/^ {2}│ {2}(\w[\w, ]*?)(?: {2,}|$)/gm)].map(([, names]) => names.split(', '));
    const layers = FACADE_LAYERS.filter((layer) => layer[0] !== 'index');
    assert.deepEqual(drawn, layers);
    const folders = fs
      .readdirSync(path.join(ROOT, 'facade'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory());
    assert.deepEqual(drawn.flat().sort(), folders.map((entry) => entry.name).sort());
  });
});
