// `npm run record:tested`: runs the suites that meet a server, and writes docs/tested.json: each public member that they call, and where.
// `npm run generate` makes columns of docs/coverage.md of it.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { inRoot } from './lib/paths.mjs';
import { main, node, ToolError } from './lib/run.mjs';

/** What runs, in this order. */
const SUITES = ['parity', 'sas', 'transfer', 'facade', 'simulator', 'clients', 'forms.test.js'];
/** How the places are written. */
const PLACES = ['parity', 'azurite', 'simulator'];

await main(async () => {
  const asked = process.argv.slice(2);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'blobferry-tested-'));
  try {
    process.env.BLOBFERRY_RECORD = folder;
    const suites = (asked.length > 0 ? asked : SUITES).flatMap((suite) => testFiles(inRoot('__test__', suite)));
    await node(['--test', ...suites]);
    write(read(folder), asked.length > 0);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

function testFiles(place) {
  if (!fs.existsSync(place)) throw new ToolError(`there is no ${place}`);
  if (fs.statSync(place).isFile()) return [place];
  const files = fs.readdirSync(place, { recursive: true }).filter((file) => file.endsWith('.test.js'));
  return files.map((file) => path.join(place, file));
}

/** The places by member. */
function read(folder) {
  const found = new Map();
  for (const file of fs.readdirSync(folder)) {
    const { places, members } = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
    for (const member of members) {
      if (!found.has(member)) found.set(member, new Set());
      for (const place of places) found.get(member).add(place);
    }
  }
  return found;
}

/** A run of some suites adds to what is known. */
function write(found, adds) {
  const file = inRoot('docs', 'tested.json');
  const before = adds ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  for (const [member, places] of Object.entries(before)) {
    found.set(member, new Set([...(found.get(member) ?? []), ...places.split(' ')]));
  }
  const entries = [...found].filter(([, places]) => places.size > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = entries.map(([member, places]) => [member, PLACES.filter((place) => places.has(place)).join(' ')]);
  fs.writeFileSync(file, `${JSON.stringify(Object.fromEntries(shown), null, 2)}\n`);
  console.log(`Wrote docs/tested.json: ${shown.length} names.`);
}
