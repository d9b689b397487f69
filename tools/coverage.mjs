// Writes docs/coverage.md: every public class, method, function, constant and type of the newest @azure/storage-blob, whether blobferry has
// it, and where a test called it. What is there is read from the typings of both packages, so the table cannot claim what is not there;
// what was called is read from docs/tested.json, which a run of the tests writes (tools/record-tested.mjs). Below it: what of the types
// of options and results is not there, and why.
//
// docs/coverage.json has the counts. They may rise, but a run that finds less than it says fails.

import fs from 'node:fs';

import { compareTypes } from './lib/compare-types.mjs';
import { methodsByOperation } from './lib/operations.mjs';
import { readSurface } from './lib/surface.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, ToolError } from './lib/run.mjs';
import { explain } from './lib/type-gaps.mjs';

const REFERENCE = '@azure/storage-blob';
/** The newest version, as package.json names it. */
const NEWEST = 'storage-blob-latest';

/** Where a member can have been called by a test, in the order of the columns. */
const PLACES = ['parity', 'azurite', 'simulator'];

/** Explanations for entries where yes or no is not enough, by name. */
const NOTES = {
  'AppendBlobClient.appendBlock()': 'repeated only under a condition that refuses the second block',
  'BlobClient.beginCopyFromURL()': 'polls at its own pace when no `intervalInMs` is given',
  'BlockBlobClient.upload()': 'one request; a stream that is its body is sent as it is read',
};

await main(async () => {
  const files = [inRoot('node_modules', NEWEST, 'dist', 'commonjs', 'index.d.ts'), inRoot('index.d.ts')];
  const [reference, ours] = files.map(readSurface);
  const { version } = readJson('node_modules', NEWEST, 'package.json');
  const gaps = explained(compareTypes(...files));
  const tested = readJson('docs', 'tested.json');
  const counts = count(reference, ours, gaps, tested);
  const text = [...page(reference, ours, version, gaps, tested, counts), ...operations(ours), ...typeGaps(gaps)];
  fs.writeFileSync(inRoot('docs', 'coverage.md'), text.join('\n'));
  raise(counts);
  console.log('Wrote docs/coverage.md.');
});

function readJson(...parts) {
  return JSON.parse(fs.readFileSync(inRoot(...parts), 'utf8'));
}

/** Every name of the reference: classes and their members, functions and constants, types. */
function names(reference) {
  const members = [...reference.classes].flatMap(([name, own]) => own.map((member) => `${name}.${member}`));
  return { members, values: [...reference.classes.keys(), ...reference.values], types: reference.types };
}

function count(reference, ours, { gaps }, tested) {
  const { members, values, types } = names(reference);
  const called = (place) =>
    members.filter((member) => isThere(ours, member) && wasCalled(tested, member, place)).length;
  return {
    members: members.filter((member) => isThere(ours, member)).length,
    values: values.filter((name) => hasValue(ours, name)).length,
    types: types.filter((name) => ours.types.includes(name)).length,
    typesWithoutGap: types.filter((name) => ours.types.includes(name) && !hasGap(gaps, name)).length,
    ...Object.fromEntries(PLACES.map((place) => [place, called(place)])),
  };
}

/** Writes the counts, where none has fallen. */
function raise(counts) {
  const before = readJson('docs', 'coverage.json');
  const fallen = Object.entries(before).filter(([name, number]) => (counts[name] ?? 0) < number);
  if (fallen.length > 0) {
    const shown = fallen.map(([name, number]) => `${name}: ${counts[name] ?? 0}, was ${number}`);
    throw new ToolError(
      `docs/coverage.md covers less than before; if that is meant, change docs/coverage.json:\n${shown.join('\n')}`,
    );
  }
  fs.writeFileSync(inRoot('docs', 'coverage.json'), `${JSON.stringify(counts, null, 2)}\n`);
}

function page(reference, ours, version, { gaps }, tested, counts) {
  const classes = [...reference.classes].sort(([a], [b]) => a.localeCompare(b));
  const { members, values, types } = names(reference);
  return [
    '<!-- Written by `npm run generate` from the typings of both packages and docs/tested.json. Do not edit. -->',
    '',
    '# What is covered',
    '',
    `Every public name of \`${REFERENCE}\` ${version}, and whether blobferry has it (✓) or not yet (–). Inherited members`,
    'are listed with the class that first has them.',
    '',
    '| | there | of |',
    '|---|--:|--:|',
    `| classes, functions and constants | ${counts.values} | ${values.length} |`,
    `| members of classes | ${counts.members} | ${members.length} |`,
    `| types | ${counts.types} | ${types.length} |`,
    `| types without a difference that is listed [below](#types-of-options-and-results) | ${counts.typesWithoutGap} | ${types.length} |`,
    `| members that the parity tests call | ${counts.parity} | ${members.length} |`,
    `| members that tests call on Azurite | ${counts.azurite} | ${members.length} |`,
    `| members that tests call on the simulator | ${counts.simulator} | ${members.length} |`,
    '',
    'The columns: **there**; **typed**, without a difference of types; and called by a test, in the comparison with the reference',
    '(**parity**), on **Azurite**, or on the **simulator**. What is not a method or a function is not called.',
    '',
    '| class | exported | members there | of |',
    '|---|---|--:|--:|',
    ...classes.map((entry) => summaryRow(entry, ours)),
    '',
    ...classes.flatMap(([name, own]) => classTable(name, own, ours, gaps, tested)),
    '## Functions and constants',
    '',
    '| name | there | typed | parity | Azurite | simulator |',
    '|---|---|---|---|---|---|',
    ...reference.values.map((name) => row(name, name, hasValue(ours, name), gaps, tested)),
    '',
    '## Types',
    '',
    '| name | there | typed |',
    '|---|---|---|',
    ...types.map((name) => {
      const there = ours.types.includes(name);
      return `| \`${name}\` | ${mark(there)} | ${mark(there && !hasGap(gaps, name))} |`;
    }),
    '',
  ];
}

/** The operations of the engine's registry. A name begins with the resource of the operation. */
function operations(ours) {
  const pages = readJson('facade', 'generated', 'operations.json');
  const methods = methodsByOperation(Object.keys(pages), ours.classes);
  const row = ([name, url]) => {
    const found = methods.get(name);
    const shown = found.length > 0 ? found.map((method) => `\`${method}\``).join(', ') : 'not yet';
    return `| \`${name}\` | [${url.split('/').at(-1)}](${url}) | ${shown} |`;
  };
  return [
    '## REST operations',
    '',
    `The ${methods.size} operations that the engine has, each with its page, and the public methods that call it.`,
    '',
    '| operation | REST page | methods |',
    '|---|---|---|',
    ...Object.entries(pages).map(row),
    '',
  ];
}

function explained({ gaps, names, places }) {
  const { explained, unexplained, idle } = explain(gaps);
  const problems = [
    ...unexplained.map(({ path, problem }) => `${path}: ${problem}`),
    ...idle.map(({ what }) => `nothing is missing any more of: ${what}`),
  ];
  if (problems.length > 0) throw new ToolError(`tools/lib/type-gaps.mjs is out of date:\n${problems.join('\n')}`);
  return { explained, gaps, names, places };
}

function typeGaps({ explained, names, places }) {
  return [
    '## Types of options and results',
    '',
    `All ${names} names that the reference exports, with every parameter, option and field below them (${places} types), are compared`,
    'with ours: what a script passes must be accepted, what it gets must be usable as before. What differs:',
    '',
    '| what is not there | places | why |',
    '|---|--:|---|',
    ...[...explained].map(([{ what, reason }, found]) => `| ${what} | ${found.length} | ${reason} |`),
    '',
  ];
}

function summaryRow([name, members], ours) {
  const there = members.filter((member) => isThere(ours, `${name}.${member}`)).length;
  const title = members.length > 0 ? `[${name}](#${name.toLowerCase()})` : name;
  return `| ${title} | ${mark(ours.all.has(name))} | ${there} | ${members.length} |`;
}

function classTable(name, members, ours, gaps, tested) {
  if (members.length === 0) return [];
  const rows = members.map((member) => {
    const full = `${name}.${member}`;
    return row(member, full, isThere(ours, full), gaps, tested, NOTES[full]);
  });
  const head = ['| member | there | typed | parity | Azurite | simulator |', '|---|---|---|---|---|---|'];
  return [`## ${name}`, '', ...head, ...rows, ''];
}

function row(shown, name, there, gaps, tested, note) {
  const typed = there && !hasGap(gaps, name.replace(/\(\)$/, '').replace('.static ', '.static.'));
  const called = PLACES.map((place) => (wasCalled(tested, name, place) ? '✓' : ''));
  return `| \`${shown}\` | ${mark(there)}${there && note ? ` ${note}` : ''} | ${mark(typed)} | ${called.join(' | ')} |`;
}

function wasCalled(tested, name, place) {
  return tested[name]?.split(' ').includes(place) ?? false;
}

function isThere(ours, name) {
  const dot = name.indexOf('.');
  return ours.all.get(name.slice(0, dot))?.has(name.slice(dot + 1)) ?? false;
}

function hasValue(ours, name) {
  return ours.values.includes(name) || ours.all.has(name);
}

/** Whether something at or below a name differs. */
function hasGap(gaps, name) {
  return gaps.some(({ path }) => path === name || (path.startsWith(name) && /[^\w]/.test(path[name.length])));
}

function mark(isThere) {
  return isThere ? '✓' : '–';
}
