'use strict';

// The examples in the documentation comments of the facade: `{ name, owner, title, code, place }`. `name` is what has the example, such as
// `BlobClient.upload`, and `owner` its class.

const fs = require('node:fs');
const path = require('node:path');
const ts = require('typescript');

const FACADE = path.join(__dirname, '..', '..', 'facade');

/** A fenced block of JavaScript after `@example` and a title. */
const EXAMPLE = /@example(?<title>[^\n]*)\n```js\n(?<code>[\s\S]*?)\n```/g;

/** Every example, in the order of the files. One that is no block of JavaScript is an error. */
function readExamples() {
  const files = fs.readdirSync(FACADE, { recursive: true }).filter((file) => file.endsWith('.ts'));
  return files.sort().flatMap((file) => examplesOf(file, fs.readFileSync(path.join(FACADE, file), 'utf8')));
}

/** The examples of one file. @param {string} file @param {string} text */
function examplesOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  /** @type {{ name: string, owner: string, title: string, code: string, place: string }[]} */
  const found = [];
  /** @param {import('typescript').Node} node @param {string} owner */
  const visit = (node, owner) => {
    const own = ts.isConstructorDeclaration(node) ? 'constructor' : (node.name?.getText() ?? '');
    const isClass = ts.isClassDeclaration(node);
    const name = owner === '' || isClass ? own : `${owner}.${own}`;
    for (const comment of node.jsDoc ?? []) {
      const plain = withoutStars(comment.getText());
      const place = `facade/${file}:${source.getLineAndCharacterOfPosition(comment.getStart()).line + 1}`;
      const examples = [...plain.matchAll(EXAMPLE)].map(({ groups }) => ({
        name,
        owner: isClass ? own : owner,
        title: groups.title.trim(),
        code: groups.code,
        place,
      }));
      if (examples.length !== plain.split('@example').length - 1) {
        throw new Error(`${place}: an @example has no block of JavaScript right after its title`);
      }
      found.push(...examples);
    }
    ts.forEachChild(node, (child) => visit(child, isClass ? own : owner));
  };
  visit(source, '');
  return found;
}

/** The text of a comment. In one, the end of a comment is written with a backslash. @param {string} comment */
function withoutStars(comment) {
  const lines = comment.slice('/**'.length, -'*/'.length).split('\n');
  return lines
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .replaceAll('*\\/', '*/');
}

module.exports = { examplesOf, readExamples };
