'use strict';

// A project as users have one, in a folder of its own: scripts that import '@azure/storage-blob', which is the reference, or
// blobferry under an alias. It is compiled in every way in which TypeScript finds a package.

const { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const ts = require('typescript');

const ROOT = path.join(__dirname, '..', '..');
const SOURCES = path.join(__dirname, 'sources');

/** Ways to compile: what comes out runs, or is only checked. */
const WAYS = {
  'CommonJS, node16': { type: 'commonjs', module: 'node16', emits: 'commonjs' },
  'ESM, nodenext': { type: 'module', module: 'nodenext', emits: 'esm' },
  'CommonJS, node10': { type: 'commonjs', module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' },
  'ESM, bundler': { type: 'module', module: 'esnext', moduleResolution: 'bundler' },
};

/** The names of the scripts. */
const SCRIPTS = readdirSync(SOURCES)
  .map((file) => path.basename(file, '.ts'))
  .filter((name) => name !== 'context')
  .sort();

/** Makes a project in which '@azure/storage-blob' is the package in this folder. */
function makeProject(packageFolder) {
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-scripts-'));
  const scope = path.join(folder, 'node_modules', '@azure');
  mkdirSync(scope, { recursive: true });
  const installed = path.join(ROOT, 'node_modules');
  symlinkSync(packageFolder, path.join(scope, 'storage-blob'));
  symlinkSync(path.join(installed, '@azure', 'core-auth'), path.join(scope, 'core-auth'));
  symlinkSync(path.join(installed, '@types'), path.join(folder, 'node_modules', '@types'));
  return {
    folder,
    /** Compiles in one way; gives what the compiler complains about, and where the programs are. */
    compile(way, { skipLibCheck }) {
      const { type, emits, ...options } = WAYS[way];
      const place = path.join(folder, way.replace(/\W+/g, '-'));
      cpSync(SOURCES, place, { recursive: true });
      writeFileSync(path.join(place, 'package.json'), JSON.stringify({ type }));
      const { options: parsed, errors } = ts.convertCompilerOptionsFromJson(
        {
          target: 'es2022',
          lib: ['es2022'],
          types: ['node'],
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck,
          noEmit: emits === undefined,
          ...options,
        },
        place,
      );
      const files = [...SCRIPTS, 'context'].map((name) => path.join(place, `${name}.ts`));
      const program = ts.createProgram(files, parsed);
      const diagnostics = [...errors, ...ts.getPreEmitDiagnostics(program)];
      if (emits !== undefined) program.emit();
      const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => place, getNewLine: () => '\n' };
      return { problems: ts.formatDiagnostics(diagnostics, host), place };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

module.exports = { makeProject, SCRIPTS, WAYS };
