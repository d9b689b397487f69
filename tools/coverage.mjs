// Writes docs/coverage.md: every public class, method and function of @azure/storage-blob, and whether blobferry has it.
// Both sides are read from the typings, so the table cannot claim what is not there. Below it: what of the types of options and
// results is not there, and why.

import fs from 'node:fs';

import { compareTypes } from './lib/compare-types.mjs';
import { methodsByOperation } from './lib/operations.mjs';
import { readSurface } from './lib/surface.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, ToolError } from './lib/run.mjs';
import { explain } from './lib/type-gaps.mjs';

const REFERENCE = '@azure/storage-blob';

/** Explanations for entries where yes or no is not enough, by name. */
const NOTES = {
  'AppendBlobClient.appendBlock()': 'repeated only under a condition that refuses the second block',
  'BlobClient.beginCopyFromURL()': 'polls at its own pace when no `intervalInMs` is given',
  'BlockBlobClient.upload()': 'one request; a stream is read into memory first',
};

await main(async () => {
  const files = [inRoot('node_modules', REFERENCE, 'dist', 'commonjs', 'index.d.ts'), inRoot('index.d.ts')];
  const [reference, ours] = files.map(readSurface);
  const { version } = JSON.parse(fs.readFileSync(inRoot('node_modules', REFERENCE, 'package.json'), 'utf8'));
  fs.writeFileSync(
    inRoot('docs', 'coverage.md'),
    [...page(reference, ours, version), ...operations(ours), ...typeGaps(compareTypes(...files))].join('\n'),
  );
  console.log('Wrote docs/coverage.md.');
});

function page(reference, ours, version) {
  const classes = [...reference.classes].sort(([a], [b]) => a.localeCompare(b));
  const parts = [
    '<!-- Written by `npm run generate` from the typings of both packages. Do not edit. -->',
    '',
    '# What is covered',
    '',
    `Every public member of \`${REFERENCE}\` ${version}, and whether blobferry has it (✓) or not yet (–). Inherited members`,
    'are listed with the class that first has them.',
    '',
    '| class | exported | members there | of |',
    '|---|---|--:|--:|',
    ...classes.map((entry) => summaryRow(entry, ours)),
    '',
    ...classes.flatMap(([name, members]) => classTable(name, members, ours)),
    '## Functions and constants',
    '',
    '| name | status |',
    '|---|---|',
    ...reference.values.map((name) => `| \`${name}\` | ${mark(ours.values.includes(name) || ours.all.has(name))} |`),
    '',
  ];
  return parts;
}

/** The operations of the engine's registry. A name begins with the resource of the operation. */
function operations(ours) {
  const pages = JSON.parse(fs.readFileSync(inRoot('facade', 'generated', 'operations.json'), 'utf8'));
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

function typeGaps({ gaps, names, places }) {
  const { explained, unexplained, idle } = explain(gaps);
  const problems = [
    ...unexplained.map(({ path, problem }) => `${path}: ${problem}`),
    ...idle.map(({ what }) => `nothing is missing any more of: ${what}`),
  ];
  if (problems.length > 0) throw new ToolError(`tools/lib/type-gaps.mjs is out of date:\n${problems.join('\n')}`);
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
  const there = members.filter((member) => has(ours, name, member)).length;
  const title = members.length > 0 ? `[${name}](#${name.toLowerCase()})` : name;
  return `| ${title} | ${mark(ours.all.has(name))} | ${there} | ${members.length} |`;
}

function classTable(name, members, ours) {
  if (members.length === 0) return [];
  const rows = members.map((member) => {
    const isThere = has(ours, name, member);
    const note = isThere ? NOTES[`${name}.${member}`] : undefined;
    return `| \`${member}\` | ${mark(isThere)}${note ? ` ${note}` : ''} |`;
  });
  return [`## ${name}`, '', '| member | status |', '|---|---|', ...rows, ''];
}

function has(ours, name, member) {
  return ours.all.get(name)?.has(member) ?? false;
}

function mark(isThere) {
  return isThere ? '✓' : '–';
}
