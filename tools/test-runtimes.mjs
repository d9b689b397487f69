// `npm run test:runtimes`: the JavaScript tests on Bun and Deno, which run Node's API. Prints how many of each folder pass. Arguments choose
// runtimes, folders and files: `npm run test:runtimes -- bun sas poller/endings.test.js`. What is known not to work there is listed
// in `__test__/runtimes.json` with its reason, file by file; anything else that fails is a failure, and so is what stands there and passes.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { inRoot, root } from './lib/paths.mjs';
import { main, ToolError } from './lib/run.mjs';
import { installTool } from './lib/tool-packages.mjs';

const RUNTIMES = {
  bun: {
    packages: ['bun@1.4.5'],
    command: (file) => ['test', '--timeout=300000', `./${file}`],
    count: (text) => ({ passed: sum(text, /^ *(\d+) pass$/gm), failed: sum(text, /^ *(\d+) fail$/gm) }),
    failures: (text) => endsOf(text, /^\(fail\) (.+?)(?: \[[\d.]+m?s\])?$/gm, ' > '),
  },
  deno: {
    packages: ['deno@2.9.6'],
    command: (file) => ['test', '--allow-all', '--no-check', '--no-lock', file],
    // A suite counts as a test, and each test in it as a step.
    count: (text) => ({
      passed: sum(text, /\| (\d+) passed(?! \()/g) + sum(text, /passed \((\d+) steps?\)/g),
      failed: sum(text, /\| (\d+) failed(?! \()/g) + sum(text, /failed \((\d+) steps?\)/g),
    }),
    failures: (text) => endsOf(text.split(/^ FAILURES $/m)[1] ?? '', /^(.+) => \S+$/gm, ' ... '),
  },
};

// A file that hangs is ended after this time, and counts as failed. The slowest sends fifty thousand blocks.
const LIMIT = 600_000;

await main(async () => {
  const requested = process.argv.slice(2);
  const names = Object.keys(RUNTIMES).filter(
    (name) => !requested.some((each) => each in RUNTIMES) || requested.includes(name),
  );
  const places = requested.filter((each) => !(each in RUNTIMES));
  const known = JSON.parse(fs.readFileSync(inRoot('__test__', 'runtimes.json'), 'utf8'));
  const surprises = [];
  for (const name of names) surprises.push(...(await testOn(name, files(places), known[name])));
  if (surprises.length > 0) throw new ToolError(`not as in __test__/runtimes.json:\n  ${surprises.join('\n  ')}`);
});

/** Returns what is not as it is known to be. */
async function testOn(name, chosen, known) {
  const runtime = RUNTIMES[name];
  const folder = await installTool(name, runtime.packages, { scripts: true });
  const program = path.join(folder, 'node_modules', '.bin', name);
  const table = new Map();
  const surprises = [];
  for (const file of chosen) {
    const run = await runFile(program, runtime, path.join('__test__', file));
    const row = table.get(path.dirname(file)) ?? { files: 0, 'that pass': 0, passed: 0, failed: 0 };
    table.set(path.dirname(file), row);
    row.files += 1;
    row['that pass'] += works(run) ? 1 : 0;
    row.passed += run.passed;
    row.failed += run.failed;
    const entry = known[file];
    const reason = entry ? ` (${entry.reason})` : '';
    console.log(
      `${name} ${file}: ${run.passed} passed, ${run.failed} failed${run.ended ? '' : ', did not end'}${reason}`,
    );
    const surprise = surpriseOf(run, entry);
    if (surprise === undefined) continue;
    surprises.push(`${name} ${file}: ${surprise}`);
    fs.mkdirSync(inRoot('target', 'runtimes'), { recursive: true });
    fs.writeFileSync(inRoot('target', 'runtimes', `${name}-${file.replaceAll(/[\\/]/g, '-')}.log`), run.text);
  }
  console.table(Object.fromEntries(table));
  return surprises;
}

function works({ ended, passed, failed }) {
  return ended && failed === 0 && passed > 0;
}

/**
 * Returns how a run differs from the known results of its file, if it does. An entry has the names of the tests that fail, or none where the
 * file as a whole does. One that is `sometimes` so may pass.
 */
function surpriseOf(run, entry) {
  if (works(run)) return entry === undefined || entry.sometimes ? undefined : 'is listed, and passes';
  if (entry !== undefined && entry.tests === undefined) return undefined;
  if (!run.ended) return 'did not end';
  const others = run.failures.filter((test) => !entry?.tests.includes(test));
  if (others.length > 0) return others.join(', ');
  return run.failures.length === 0 ? 'failed outside of a test' : undefined;
}

function runFile(program, { command, count, failures }, file) {
  return new Promise((resolve, reject) => {
    const environment = { ...process.env, NO_COLOR: '1' };
    // A group of its own, so that what the tests started ends with them.
    const child = spawn(program, command(file), {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const end = () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    process.once('exit', end);
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    let ended = true;
    const timer = setTimeout(() => {
      ended = false;
      end();
    }, LIMIT);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      process.off('exit', end);
      end();
      const counts = count(text);
      resolve({
        ...counts,
        failed: Math.max(counts.failed, code === 0 ? 0 : 1),
        ended,
        failures: failures(text),
        text,
      });
    });
  });
}

function files(places) {
  const all = fs
    .readdirSync(inRoot('__test__'), { recursive: true })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.test.js'))
    .sort();
  if (places.length === 0) return all;
  return all.filter((file) => places.some((place) => file === place || file.startsWith(`${place}/`)));
}

/** The names of tests, without those of the suites that they are in. */
function endsOf(text, pattern, separator) {
  return [...new Set([...text.matchAll(pattern)].map(([, name]) => name.split(separator).at(-1)))];
}

function sum(text, pattern) {
  return [...text.matchAll(pattern)].reduce((total, [, number]) => total + Number(number), 0);
}
