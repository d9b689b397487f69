// `npm run record:tested`: runs the JavaScript tests, and writes docs/tested.json: each public member that they call, and where.
// `npm run generate` makes columns of docs/coverage.md of it.
//
//   npm run record:tested                          all tests
//   npm run record:tested -- sas parity            some folders or files, which adds to what is known
//   npm run record:tested -- --from=FOLDER         what a run noted that had BLOBFERRY_RECORD=FOLDER
//   npm run record:tested -- --check --from=FOLDER  fails if the run called less than docs/tested.json says, and writes nothing

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { inRoot } from './lib/paths.mjs';
import { main, node, ToolError } from './lib/run.mjs';
import { readSurface } from './lib/surface.mjs';
import { calledSomewhere, fallen, membersByPlace, PLACES, publicNames, risen } from './lib/tested.mjs';

await main(async () => {
  const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
  const suites = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const from = flags.map((flag) => /^--from=(.+)$/.exec(flag)?.[1]).find(Boolean);
  const found = from ? read(path.resolve(from)) : await runTests(suites);
  if (flags.includes('--check')) check(found);
  else write(found, suites.length > 0);
});

async function runTests(suites) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'blobferry-tested-'));
  try {
    process.env.BLOBFERRY_RECORD = folder;
    const places = suites.length > 0 ? suites : ['.'];
    await node(['--test', ...places.flatMap((suite) => testFiles(inRoot('__test__', suite)))]);
    return read(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function testFiles(place) {
  if (!fs.existsSync(place)) throw new ToolError(`there is no ${place}`);
  if (fs.statSync(place).isFile()) return [place];
  const files = fs.readdirSync(place, { recursive: true }).filter((file) => file.endsWith('.test.js'));
  return files.sort().map((file) => path.join(place, file));
}

/** What the processes of a run noted of the package's public names. */
function read(folder) {
  const files = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  if (files.length === 0) throw new ToolError(`${folder} has nothing that a run with BLOBFERRY_RECORD has noted`);
  const found = membersByPlace(files.map((file) => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'))));
  const names = publicNames(readSurface(inRoot('index.d.ts')));
  return new Map([...found].filter(([member]) => names.has(member)));
}

function known() {
  return JSON.parse(fs.readFileSync(inRoot('docs', 'tested.json'), 'utf8'));
}

/** A run of some suites adds to what is known. */
function write(found, adds) {
  for (const [member, places] of Object.entries(adds ? known() : {})) {
    found.set(member, new Set([...(found.get(member) ?? []), ...places.split(' ')]));
  }
  const entries = calledSomewhere(found).sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = entries.map(([member, places]) => [member, PLACES.filter((place) => places.has(place)).join(' ')]);
  fs.writeFileSync(inRoot('docs', 'tested.json'), `${JSON.stringify(Object.fromEntries(shown), null, 2)}\n`);
  console.log(`Wrote docs/tested.json: ${shown.length} names.`);
}

function check(found) {
  const less = fallen(known(), found);
  if (less.length > 0) {
    throw new ToolError(
      `tests call less than docs/tested.json says. If that is meant, record it anew (npm run record:tested):\n  ${less.join('\n  ')}`,
    );
  }
  console.log('blobferry: the tests call all that docs/tested.json says.');
  const more = risen(known(), found);
  if (more.length > 0) console.log(`They call more; npm run record:tested keeps it:\n  ${more.join('\n  ')}`);
}
