'use strict';

// Every example in the documentation comments compiles as a script of a user, with the typings of the package.

const assert = require('node:assert/strict');
const path = require('node:path');
const { describe, test } = require('node:test');
const ts = require('typescript');

const { blobferry } = require('../support/blobferry');
const { examplesOf, readExamples } = require('./examples');

const ROOT = path.join(__dirname, '..', '..');

/** The classes whose clients the examples call `blob`. Elsewhere it is a block blob. */
const BLOB_CLIENTS = ['AppendBlobClient', 'BlobClient', 'BlockBlobClient', 'PageBlobClient'];
/** What the examples of `BlobServiceClient` call another service, and those of `ContainerClient` and of shards another container. */
const backupOf = ({ owner }) => (owner === 'BlobServiceClient' ? 'BlobServiceClient' : 'ContainerClient');

const OPTIONS = {
  allowJs: true,
  checkJs: true,
  // Scripts in JavaScript: what may be undefined is not checked, and parameters have no types.
  strict: false,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  types: ['node'],
  typeRoots: [path.join(ROOT, 'node_modules', '@types')],
  paths: { blobferry: [path.join(ROOT, 'index.d.ts')] },
};

/** What an example is as a file: a module, with the example in a function. @param {{ owner: string, code: string }} example */
function asFile(example) {
  const blob = BLOB_CLIENTS.includes(example.owner) ? example.owner : 'BlockBlobClient';
  const declarations = [
    `/** @type {import('blobferry').${blob}} */ let blob;`,
    `/** @type {import('blobferry').${backupOf(example)}} */ let backup;`,
    'module.exports = async () => {',
  ];
  return `${declarations.join('\n')}\n${example.code}\n};\n`;
}

/** What the compiler says, by place: the examples are files beside this one that exist only in memory. */
function compile(examples) {
  const files = new Map(examples.map((example, index) => [path.join(__dirname, `example-${index}.js`), example]));
  const texts = new Map([...files].map(([name, example]) => [name, asFile(example)]));
  const exported = Object.keys(blobferry).filter((name) => /^[A-Za-z]\w*$/.test(name));
  const declared = exported.map((name) => `  const ${name}: typeof import('blobferry').${name};`);
  // Classes are types as well, but examples have none.
  texts.set(path.join(__dirname, 'exports.d.ts'), `export {};\ndeclare global {\n${declared.join('\n')}\n}\n`);

  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => texts.has(path.normalize(name)) || fileExists.call(host, name);
  host.readFile = (name) => texts.get(path.normalize(name)) ?? readFile.call(host, name);
  host.getSourceFile = (name, version, ...rest) => {
    const text = texts.get(path.normalize(name));
    return text === undefined
      ? getSourceFile.call(host, name, version, ...rest)
      : ts.createSourceFile(name, text, version, true);
  };
  const program = ts.createProgram([path.join(__dirname, 'surroundings.d.ts'), ...texts.keys()], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const example = file && files.get(path.normalize(file.fileName));
    const where = example ? `${example.place} (${example.name})` : file?.fileName;
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

describe('the examples in documentation comments', () => {
  const examples = readExamples();

  test('are found', () => {
    assert.ok(examples.length >= 58, `${examples.length} examples`);
    const nameless = examples.filter(({ name, code }) => name === '' || code.trim() === '');
    assert.deepEqual(nameless, []);
  });

  test('compile with the typings of the package', () => {
    assert.deepEqual(compile(examples), []);
  });

  test('that use what is not there do not compile', () => {
    const wrong = [
      ['await blob.uploads("x", 1);', /Property 'uploads' does not exist/],
      ['await blob.upload("x", 1, { tiers: "Cool" });', /'tiers' does not exist/],
      ['const { copied } = await blob.getProperties();', /Property 'copied' does not exist/],
      ['new BlobServiceClients("https://account.blob.core.windows.net");', /Cannot find name 'BlobServiceClients'/],
      ['const text = "Hello;', /Unterminated string literal/],
    ];
    const found = compile(wrong.map(([code]) => ({ name: 'wrong', owner: 'BlockBlobClient', place: 'here', code })));
    for (const [code, message] of wrong) {
      assert.ok(
        found.some((text) => message.test(text)),
        `${code}\n${found.join('\n')}`,
      );
    }
  });

  test('that are no blocks of JavaScript are an error', () => {
    const comment = '/**\n * @example\n * blob.upload()\n */\nexport class A {}';
    assert.throws(() => examplesOf('a.ts', comment), /facade\/a.ts:1: an @example has no block of JavaScript/);
  });
});
