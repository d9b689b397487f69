// `npm test`: every test there is. It installs and builds what they need first, so that it works on a fresh clone.
//
//   npm test                      everything
//   npm run test:rust             the engine's tests alone; arguments after `--` go to cargo test
//   npm run test:js               the JavaScript tests alone
//   npm run test:js -- FILES …    arguments after `--` go to node --test: files, or flags such as --test-name-pattern=copy
//
// The tests use an addon of cargo's dev profile: it shares its dependencies' build with `cargo test`, it is ready in a
// fraction of the time of a release build, and it checks arithmetic overflow and debug assertions.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { buildAddon } from './lib/addon.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { checkPrerequisites } from './lib/prerequisites.mjs';
import { cargo, main, mustRun, node, run, ToolError } from './lib/run.mjs';

/** For each file, in milliseconds. The longest takes less than a minute: one that hangs is named, and the others are still run. */
const TIME_LIMIT = `--test-timeout=${10 * 60_000}`;

const SUITES = { rust: { title: 'Rust', run: testRust }, js: { title: 'JavaScript', run: testJavaScript } };

await main(async () => {
  const { suites, passedOn } = readArguments(process.argv.slice(2));
  const startedAt = performance.now();
  checkPrerequisites();
  await installDependencies();

  const failed = [];
  for (const suite of suites) {
    console.log(`\n── ${suite.title} tests ──`);
    if ((await suite.run(passedOn)) !== 0) failed.push(suite.title);
  }

  const titles = suites.map((suite) => suite.title).join(' and ');
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  if (failed.length > 0) throw new ToolError(`tests FAILED: ${failed.join(' and ')} (after ${seconds} s)`);
  console.log(`\nblobferry: all ${titles} tests passed in ${seconds} s.`);
});

function readArguments(args) {
  const [flag, ...rest] = args;
  const chosen = SUITES[/^--only=(\w+)$/.exec(flag ?? '')?.[1]];
  return chosen ? { suites: [chosen], passedOn: rest } : { suites: Object.values(SUITES), passedOn: args };
}

function testRust(args) {
  // With all tests, the arguments are for the JavaScript tests; with the Rust tests alone, cargo gets them.
  const passedOn = process.argv[2] === '--only=rust' ? args : [];
  // The engine's benchmark has no tests, and the engine that it links leaves out the binding, which the others need.
  return run(cargo(), ['test', '--locked', '--workspace', '--exclude', 'blobferry-bench-engine', ...passedOn]);
}

async function testJavaScript(args) {
  await buildAddon('dev');
  await mustRun(cargo(), ['build', '--locked', '-p', 'blobferry-simulator']);
  await node([inRoot('tools', 'build-facade.mjs')]);
  const namesFiles = args.some((argument) => !argument.startsWith('-'));
  // Node 20 does not expand patterns itself, so the files are found here.
  const files = namesFiles ? [] : testFiles();
  // Left to itself, Node leaves a core alone. But every file waits much for servers and for processes that it starts.
  const concurrency = knowsConcurrency() ? [`--test-concurrency=${os.availableParallelism()}`] : [];
  return run(process.execPath, ['--test', '--test-reporter=spec', TIME_LIMIT, ...concurrency, ...args, ...files]);
}

// https://nodejs.org/docs/latest-v20.x/api/cli.html#--test-concurrency
function knowsConcurrency() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 20 || minor >= 10;
}

function testFiles() {
  const names = fs.readdirSync(inRoot('__test__'), { recursive: true });
  const files = names.filter((name) => name.endsWith('.test.js')).map((name) => path.join('__test__', name));
  if (files.length === 0) throw new ToolError(`no tests were found below ${path.join(root, '__test__')}`);
  return files.sort();
}
