// `npm run test:runtimes`: the JavaScript tests on Bun and Deno, which run Node's API. Prints how many of each folder pass. Arguments choose
// runtimes, folders and files: `npm run test:runtimes -- bun sas poller/endings.test.js`. What is known not to work there is listed
// in `__test__/runtimes.json` with its reason; anything else that fails is a failure.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { inRoot, root } from './lib/paths.mjs';
import { main, ToolError } from './lib/run.mjs';
import { installTool } from './lib/tool-packages.mjs';

const RUNTIMES = {
  bun: {
    packages: ['bun@1.4.5'],
    command: (file) => ['test', '--timeout=120000', `./${file}`],
    count: (text) => ({ passed: sum(text, /^ *(\d+) pass$/gm), failed: sum(text, /^ *(\d+) fail$/gm) }),
  },
  deno: {
    packages: ['deno@2.9.6'],
    command: (file) => ['test', '--allow-all', '--no-check', '--no-lock', file],
    // A suite counts as a test, and each test in it as a step.
    count: (text) => ({
      passed: sum(text, /\| (\d+) passed(?! \()/g) + sum(text, /passed \((\d+) steps?\)/g),
      failed: sum(text, /\| (\d+) failed(?! \()/g) + sum(text, /failed \((\d+) steps?\)/g),
    }),
  },
};

// A file that hangs is ended after this time, and counts as failed.
const LIMIT = 180_000;

await main(async () => {
  const asked = process.argv.slice(2);
  const names = Object.keys(RUNTIMES).filter((name) => !asked.some((each) => each in RUNTIMES) || asked.includes(name));
  const places = asked.filter((each) => !(each in RUNTIMES));
  const known = JSON.parse(fs.readFileSync(inRoot('__test__', 'runtimes.json'), 'utf8'));
  const surprises = [];
  for (const name of names) surprises.push(...(await testOn(name, files(places), known[name])));
  if (surprises.length > 0)
    throw new ToolError(`failed, and not listed in __test__/runtimes.json:\n  ${surprises.join('\n  ')}`);
});

/** Returns the files that failed without being known to. */
async function testOn(name, chosen, known) {
  const runtime = RUNTIMES[name];
  const folder = await installTool(name, runtime.packages, { scripts: true });
  const program = path.join(folder, 'node_modules', '.bin', name);
  const table = new Map();
  const surprises = [];
  for (const file of chosen) {
    const { passed, failed, ended, text } = await runFile(program, runtime, path.join('__test__', file));
    const works = ended && failed === 0 && passed > 0;
    const reason = known[file] ?? known[path.dirname(file)];
    const row = table.get(path.dirname(file)) ?? { files: 0, 'that pass': 0, passed: 0, failed: 0 };
    table.set(path.dirname(file), row);
    row.files += 1;
    row['that pass'] += works ? 1 : 0;
    row.passed += passed;
    row.failed += failed;
    console.log(
      `${name} ${file}: ${passed} passed, ${failed} failed${ended ? '' : ', did not end'}${reason ? ` (${reason})` : ''}`,
    );
    if (works || reason !== undefined) continue;
    surprises.push(`${name}: ${file}`);
    fs.mkdirSync(inRoot('target', 'runtimes'), { recursive: true });
    fs.writeFileSync(inRoot('target', 'runtimes', `${name}-${file.replaceAll(/[\\/]/g, '-')}.log`), text);
  }
  console.table(Object.fromEntries(table));
  return surprises;
}

function runFile(program, { command, count }, file) {
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
      resolve({ ...counts, failed: Math.max(counts.failed, code === 0 ? 0 : 1), ended, text });
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

function sum(text, pattern) {
  return [...text.matchAll(pattern)].reduce((total, [, number]) => total + Number(number), 0);
}
