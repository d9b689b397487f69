// `npm run check:types`: the scripts of __test__/types/ compile against this package with every TypeScript from 5.0 on, strictly, with the
// typings themselves checked, and in every way of resolving modules. Each version is installed once, below target/. Not part of
// `npm test`: the first run takes minutes, the next ones about a second for each version and way. Arguments choose versions.

import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';

import { inRoot } from './lib/paths.mjs';
import { main, npm, ToolError } from './lib/run.mjs';

const OLDEST = [5, 0];
/** These cannot read the newest types of Node.js. */
const OLD = ['5.0', '5.1', '5.2', '5.3', '5.4', '5.5'];
/** Those beyond the last of the list are found at the registry, by this tag. */
const NEWEST = 'latest';
const MINORS = ['5.0', '5.1', '5.2', '5.3', '5.4', '5.5', '5.6', '5.7', '5.8', '5.9', '6.0'];

const SCRIPTS = ['document.ts', 'usage.ts', 'operations.ts', 'own.ts'];
const WAYS = [
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
  { module: 'nodenext', moduleResolution: 'nodenext', esm: true },
];

await main(async () => {
  const requested = process.argv.slice(2);
  const failed = [];
  let checked = 0;
  for (const version of requested.length > 0 ? requested : [...MINORS, NEWEST]) {
    const folder = await install(version);
    if (!folder) {
      console.log(`TypeScript ${version}: skipped, it could not be installed on this machine.`);
      continue;
    }
    const { version: exact } = readPackage(path.join(folder, 'node_modules', 'typescript'));
    if (compare(exact.split('.').map(Number), OLDEST) < 0) throw new ToolError(`TypeScript ${exact} is too old`);
    for (const way of WAYS) {
      const problems = compile(folder, way);
      const name = `TypeScript ${exact}, ${way.module}${way.esm ? ' (ES modules)' : ''}, ${way.moduleResolution}`;
      console.log(`${problems === '' ? 'compiles' : 'FAILS'}: ${name}`);
      checked += 1;
      if (problems !== '') failed.push(`${name}\n${problems}`);
    }
  }
  if (failed.length > 0) throw new ToolError(`what scripts write does not compile:\n${failed.join('\n')}`);
  console.log(`blobferry: the typings hold in ${checked} ways.`);
});

/** Installs a version with the types of Node.js that it can read. They are found again the next time. */
async function install(version) {
  const folder = inRoot('target', 'typescript', version);
  if (!fs.existsSync(path.join(folder, 'node_modules', 'typescript', 'bin', 'tsc'))) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    const nodeTypes = OLD.includes(version) ? '@types/node@20.5.0' : '@types/node@20';
    try {
      await npm(['install', '--no-audit', '--no-fund', `typescript@${version}`, nodeTypes, '@azure/core-auth@1'], {
        cwd: folder,
      });
    } catch {
      return undefined;
    }
  }
  const here = path.join(folder, 'node_modules', 'storage-under-test');
  fs.rmSync(here, { recursive: true, force: true });
  fs.mkdirSync(here, { recursive: true });
  for (const file of ['index.d.ts', 'index.d.mts', 'package.json'])
    fs.copyFileSync(inRoot(file), path.join(here, file));
  return folder;
}

/** What the compiler says about the scripts; nothing when they compile. */
function compile(folder, { module, moduleResolution, esm = false }) {
  const project = path.join(folder, 'project');
  fs.rmSync(project, { recursive: true, force: true });
  fs.mkdirSync(project);
  for (const script of SCRIPTS) fs.copyFileSync(inRoot('__test__', 'types', script), path.join(project, script));
  const compilerOptions = {
    target: 'es2022',
    // The old types of Node.js have no streams of the web.
    lib: OLD.includes(path.basename(folder)) ? ['es2022', 'dom'] : ['es2022'],
    module,
    moduleResolution,
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
  };
  fs.writeFileSync(
    path.join(project, 'package.json'),
    JSON.stringify({ private: true, type: esm ? 'module' : 'commonjs' }),
  );
  fs.writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: SCRIPTS }));
  const compiler = path.join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', project], { encoding: 'utf8' });
  return status === 0 ? '' : stdout.split('\n').slice(0, 12).join('\n');
}

function readPackage(folder) {
  return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
}

function compare(left, right) {
  return left[0] - right[0] || left[1] - right[1];
}
