// `npm run check:package`: installs the package that `npm pack` creates into an empty project, and uses it as a user
// would: with require, with import, from TypeScript, by its command, and without its addon, where the error must say what to do.
// publint and "Are the types wrong?" check its declarations.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';

import { installDependencies } from './lib/dependencies.mjs';
import { inRoot } from './lib/paths.mjs';
import { lintPackage } from './lib/package-linters.mjs';
import { addonFileName } from './lib/platform.mjs';
import { checkPrerequisites } from './lib/prerequisites.mjs';
import { main, node, npm, ToolError } from './lib/run.mjs';

// Uses the engine: Rust parses a connection string.
const USE = `
const service = BlobServiceClient.fromConnectionString('UseDevelopmentStorage=true');
if (service.accountName !== 'devstoreaccount1') throw new Error('got ' + service.accountName);
`;

const SCRIPTS = {
  'require.cjs': `const { BlobServiceClient } = require('blobferry');\n${USE}`,
  'import.mjs': `
import { createRequire } from 'node:module';
import { BlobServiceClient, RestError } from 'blobferry';
import * as everything from 'blobferry';
${USE}
const required = createRequire(import.meta.url)('blobferry');
if (required.RestError !== RestError) throw new Error('import and require give different classes');
for (const name of Object.keys(required)) if (!(name in everything)) throw new Error('import lacks ' + name);
`,
  'typed.ts': `
import { BlobServiceClient, type BlobBeginCopyFromURLResponse } from 'blobferry';
export async function copy(service: BlobServiceClient): Promise<BlobBeginCopyFromURLResponse> {
  const container = service.getContainerClient('a');
  const poller = await container.getBlobClient('to').beginCopyFromURL(container.getBlobClient('from').url);
  return poller.pollUntilDone();
}
`,
};

await main(async () => {
  checkPrerequisites();
  await installDependencies();
  const project = fs.mkdtempSync(path.join(os.tmpdir(), 'blobferry-package-'));
  try {
    await npm(['pack', '--pack-destination', project]);
    await lintPackage(tarballIn(project));
    await installInto(project);
    await node(['require.cjs'], { cwd: project });
    await node(['import.mjs'], { cwd: project });
    await npm(['exec', '--no', '--', 'blobferry', '--version'], { cwd: project });
    await compile(project, 'nodenext', 'es2023');
    await compile(project, 'preserve', 'es2023');
    checkWithoutAddon(project);
  } finally {
    fs.rmSync(project, { recursive: true, force: true });
  }
  console.log(
    'blobferry: the package works by require, by import, by its command and from TypeScript; without its addon it says what to do.',
  );
});

function tarballIn(project) {
  return path.join(
    project,
    fs.readdirSync(project).find((name) => name.endsWith('.tgz')),
  );
}

async function installInto(project) {
  const tarball = path.basename(tarballIn(project));
  fs.writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true }));
  for (const [name, text] of Object.entries(SCRIPTS)) fs.writeFileSync(path.join(project, name), text);
  await npm(['install', '--no-audit', '--no-fund', `./${tarball}`], { cwd: project });
  const installed = fs.readdirSync(path.join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
  if (installed.join() !== 'blobferry')
    throw new ToolError(`the package brings dependencies along: ${installed.join(', ')}`);
}

// The typings use Node's types (Buffer, streams), as the reference's do. Projects that use either have them.
async function compile(project, module, target) {
  const types = path.relative(project, inRoot('node_modules', '@types'));
  const moduleResolution = module === 'preserve' ? 'bundler' : module;
  const compilerOptions = {
    module,
    moduleResolution,
    target,
    strict: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [types],
  };
  fs.writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['typed.ts'] }));
  await node([inRoot('node_modules', 'typescript', 'bin', 'tsc'), '--project', project]);
}

function checkWithoutAddon(project) {
  fs.rmSync(path.join(project, 'node_modules', 'blobferry', addonFileName()));
  const env = { ...process.env };
  delete env.BLOBFERRY_NATIVE_LIBRARY_PATH;
  const result = spawnSync(process.execPath, ['require.cjs'], { cwd: project, env, encoding: 'utf8' });
  if (result.status === 0) throw new ToolError('the package works without its addon: which one did it load?');
  for (const expected of [process.platform, process.arch, addonFileName(), 'npm run build']) {
    if (result.stderr.includes(expected)) continue;
    throw new ToolError(`without the addon the error does not say "${expected}":\n${result.stderr}`);
  }
}
