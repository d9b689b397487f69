'use strict';

// Compiles examples as scripts of a user, with the typings of the package.

const path = require('node:path');
const ts = require('typescript');

const { blobferry } = require('../support/blobferry');

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

/** Scripts in JavaScript declare no types, neither of parameters nor of what they catch. */
const STRICT = { strict: true, noImplicitAny: false, useUnknownInCatchVariables: false };

/** The declaration of a variable. @param {string} name @param {string} type */
const declared = (name, type) => `/** @type {${type}} */ let ${name} = /** @type {any} */ (undefined);`;

/** What an example is as a file: a module, with the example in a function. @param {{ owner: string, code: string, types?: Record<string, string> }} example */
function asFile(example) {
  const blob = BLOB_CLIENTS.includes(example.owner) ? example.owner : 'BlockBlobClient';
  const declarations = [
    declared('blob', `import('blobferry').${blob}`),
    declared('backup', `import('blobferry').${backupOf(example)}`),
    ...Object.entries(example.types ?? {}).map(([name, type]) => declared(name, type)),
    'module.exports = async () => {',
  ];
  return `${declarations.join('\n')}\n${example.code}\n};\n`;
}

/**
 * What the compiler says, by place: the examples are files beside this one that exist only in memory. `names` are files that declare what
 * examples use.
 */
function compile(examples, { strict = false, names = ['surroundings.d.ts'] } = {}) {
  const options = { ...OPTIONS, ...(strict ? STRICT : {}) };
  const files = new Map(examples.map((example, index) => [path.join(__dirname, `example-${index}.js`), example]));
  const texts = new Map([...files].map(([name, example]) => [name, asFile(example)]));
  const exported = Object.keys(blobferry).filter((name) => /^[A-Za-z]\w*$/.test(name));
  const constants = exported.map((name) => `  const ${name}: typeof import('blobferry').${name};`);
  // Classes are types as well, but examples have none.
  texts.set(path.join(__dirname, 'exports.d.ts'), `export {};\ndeclare global {\n${constants.join('\n')}\n}\n`);

  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => texts.has(path.normalize(name)) || fileExists.call(host, name);
  host.readFile = (name) => texts.get(path.normalize(name)) ?? readFile.call(host, name);
  host.getSourceFile = (name, version, ...rest) => {
    const text = texts.get(path.normalize(name));
    return text === undefined
      ? getSourceFile.call(host, name, version, ...rest)
      : ts.createSourceFile(name, text, version, true);
  };
  const surroundings = names.map((name) => path.join(__dirname, name));
  const program = ts.createProgram([...surroundings, ...texts.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const example = file && files.get(path.normalize(file.fileName));
    const where = example ? `${example.place} (${example.name})` : file?.fileName;
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

module.exports = { compile };
