// docs/benchmarks.md: a section for each group of rows, with the machine and the commit of its last run.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { inRoot } from '../../tools/lib/paths.mjs';
import { table } from './table.mjs';

const DOCUMENT = inRoot('docs', 'benchmarks.md');

const INTRODUCTION = `# Benchmarks

What \`npm run bench\` printed. Each group of rows has the machine and the commit of its last run, because all of them take more than an hour.
\`npm run bench -- --only=GROUP --document\` measures a group and writes its section here. [bench/README.md](../bench/README.md) explains how each
is measured. "reference" is \`@azure/storage-blob\`, unless the row names another program. The speed of a machine differs from day to day:
compare the ratios.
`;

/** Writes the sections of the groups that were measured, whose rows `measured` has by name. `names` is the order of all groups. */
export function writeDocument(machine, measured, names) {
  const sections = existsSync(DOCUMENT) ? sectionsOf(readFileSync(DOCUMENT, 'utf8')) : new Map();
  for (const [name, rows] of measured) sections.set(name, `${machine}\n\n${table(rows)}`);
  const written = names.filter((name) => sections.has(name)).map((name) => `## ${name}\n\n${sections.get(name)}\n`);
  writeFileSync(DOCUMENT, [INTRODUCTION, ...written].join('\n'));
}

function sectionsOf(text) {
  const [, ...sections] = text.split(/^## /m);
  return new Map(
    sections.map((section) => {
      const end = section.indexOf('\n');
      return [section.slice(0, end), section.slice(end).trim()];
    }),
  );
}
