'use strict';

// The typings are what users read in their editors: every public declaration is documented.

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const ts = require('typescript');

const FILE = path.join(__dirname, '..', '..', 'index.d.ts');

const isDocumented = (node) => ts.getJSDocCommentsAndTags(node).length > 0;
const isPublic = (member) =>
  (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0 &&
  !(member.name !== undefined && ts.isPrivateIdentifier(member.name));
const nameOf = (node) => node.name?.getText() ?? node.declarationList?.declarations[0].name.getText() ?? 'constructor';

/** The declarations of a file of typings, and their members, as pairs of name and node. */
function* declarationsIn(text) {
  const file = ts.createSourceFile('index.d.ts', text, ts.ScriptTarget.Latest, true);
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement) || ts.isImportDeclaration(statement)) continue;
    yield [nameOf(statement), statement];
    for (const member of statement.members ?? []) {
      if (isPublic(member)) yield [`${nameOf(statement)}.${nameOf(member)}`, member];
    }
  }
}

const undocumentedIn = (text) =>
  [...declarationsIn(text)].filter(([, node]) => !isDocumented(node)).map(([name]) => name);

test('everything public in index.d.ts is documented', () => {
  const text = readFileSync(FILE, 'utf8');
  assert.ok([...declarationsIn(text)].length > 500, 'the typings are there');
  assert.deepEqual(undocumentedIn(text), []);
});

test('what is not documented is found', () => {
  const text = '/** A. */\nexport interface A {\n/** B. */\nb: string;\nc: number;\n}\nexport declare const d: string;';
  assert.deepEqual(undocumentedIn(text), ['A.c', 'd']);
});

/** The members that an exported type of a file has, wherever they are declared, without documentation. */
function undocumentedMembersOf(file, name) {
  const program = ts.createProgram([file], { skipLibCheck: true, target: ts.ScriptTarget.ES2022, types: [] });
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  const members = checker.getPropertiesOfType(
    checker.getDeclaredTypeOfSymbol(exported.find((symbol) => symbol.name === name)),
  );
  assert.ok(members.length > 5, `${name} has members`);
  return members.filter((member) => member.getDocumentationComment(checker).length === 0).map((member) => member.name);
}

for (const name of ['AccountSASPermissionsLike', 'BlobSASPermissionsLike', 'ContainerSASPermissionsLike']) {
  test(`the members of ${name}, which is made from a class, are documented`, () => {
    assert.deepEqual(undocumentedMembersOf(FILE, name), []);
  });
}
