'use strict';

// The blocks of JavaScript in the guides and in the README: `{ name, owner, code, place }`, as examples of documentation comments have them.

const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..', '..');
const GUIDES = path.join(ROOT, 'docs', 'guides');

/** A block of JavaScript. One with a name of a file is not about this package. */
const BLOCK = /^```js\n(?<code>[\s\S]*?)\n```$/gm;

/** Every block, in the order of the files. */
function readGuides() {
  const files = [
    path.join(ROOT, 'README.md'),
    ...fs
      .readdirSync(GUIDES)
      .sort()
      .map((name) => path.join(GUIDES, name)),
  ];
  return files.flatMap((file) => {
    const text = fs.readFileSync(file, 'utf8');
    const guide = path.basename(file, '.md');
    return [...text.matchAll(BLOCK)].map(({ groups, index }, number) => {
      const line = text.slice(0, index).split('\n').length;
      return {
        name: `${guide} ${number + 1}`,
        owner: '',
        code: groups.code,
        place: `${path.relative(ROOT, file)}:${line}`,
      };
    });
  });
}

module.exports = { readGuides };
