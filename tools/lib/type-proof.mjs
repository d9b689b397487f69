// Proves with the compiler that each exported type is assignable to that of the same name in another package, and back. Private and
// protected members are taken out of the declarations of both first: they tie a class to its package, and no script can see them.

import path from 'node:path';

import ts from 'typescript';

/** How scripts compile. */
const OPTIONS = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

/**
 * @param {string} referenceFile a declaration file
 * @param {string} ourFile another one
 * @returns {{ proved: string[], failed: { name: string, direction: 'ours' | 'theirs' | 'missing', message: string }[] }} `ours`: ours is not
 *   assignable to the reference's, so what a script gets cannot be used as before; `theirs`: what it passes is not accepted
 */
export function proveTypes(referenceFile, ourFile) {
  const [theirs, ours] = [referenceFile, ourFile].map(exportedTypes);
  const shared = [...theirs.keys()].filter((name) => ours.has(name));
  const failed = [...theirs.keys()]
    .filter((name) => !ours.has(name))
    .map((name) => ({ name, direction: 'missing', message: 'not exported' }));
  const proof = path.join(path.dirname(ourFile), '__proof__.ts');
  const { lines, text } = proofText(referenceFile, ourFile, theirs, shared);
  const program = ts.createProgram([proof], OPTIONS, hostWith(proof, text));
  const source = program.getSourceFile(proof);
  for (const diagnostic of program.getSemanticDiagnostics(source)) {
    const { line } = source.getLineAndCharacterOfPosition(diagnostic.start);
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
    failed.push({ ...(lines.get(line) ?? { name: '?', direction: 'ours' }), message });
  }
  const failing = new Set(failed.map(({ name }) => name));
  return { proved: shared.filter((name) => !failing.has(name)), failed };
}

/** One line for each name and direction. */
function proofText(referenceFile, ourFile, theirs, names) {
  const text = [
    `import * as Theirs from ${JSON.stringify(referenceFile.replace(/\.d\.ts$/, '.js'))};`,
    `import * as Ours from ${JSON.stringify(ourFile.replace(/\.d\.ts$/, '.js'))};`,
    'declare function assign<To>(value: To): void;',
  ];
  const lines = new Map();
  const add = (name, direction, line) => {
    lines.set(text.length, { name, direction });
    text.push(line);
  };
  for (const name of names) {
    const { parameters, isType, isValue } = theirs.get(name);
    const type = parameters === 0 ? name : `${name}<${Array.from({ length: parameters }, () => 'any').join(', ')}>`;
    if (isType) {
      add(name, 'ours', `assign<Theirs.${type}>(null! as Ours.${type});`);
      add(name, 'theirs', `assign<Ours.${type}>(null! as Theirs.${type});`);
    }
    if (isValue) add(name, 'ours', `assign<typeof Theirs.${name}>(null! as typeof Ours.${name});`);
  }
  return { lines, text: text.join('\n') };
}

/** The exported names: how many type parameters each has, and whether it is a type, a function or constant, or both. */
function exportedTypes(file) {
  const program = ts.createProgram([file], OPTIONS);
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  if (!module) throw new Error(`${file} exports nothing`);
  const found = new Map();
  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declaration = (symbol.declarations ?? []).find((node) => node.typeParameters !== undefined);
    const isClassOrEnum = (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Enum)) !== 0;
    found.set(exported.name, {
      parameters: ts.isFunctionDeclaration(declaration ?? module.declarations[0])
        ? 0
        : (declaration?.typeParameters.length ?? 0),
      isType: (symbol.flags & ts.SymbolFlags.Type) !== 0,
      // The constructors of classes take each other's classes, whose parts are compared by compare-types.mjs.
      isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0 && !isClassOrEnum && !isTypeOnly(exported),
    });
  }
  return new Map([...found].sort(([a], [b]) => a.localeCompare(b)));
}

function isTypeOnly(symbol) {
  return (symbol.declarations ?? []).some((declaration) => ts.isTypeOnlyExportDeclaration(declaration));
}

/** A compiler's host with a file of its own, that sees classes without what is private. */
function hostWith(proof, text) {
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => file === proof || fileExists.call(host, file);
  host.readFile = (file) => (file === proof ? text : readFile.call(host, file));
  host.getSourceFile = (file, version, ...more) => {
    if (file === proof) return ts.createSourceFile(file, text, version, true);
    const source = getSourceFile.call(host, file, version, ...more);
    return source && /\.d\.[cm]?ts$/.test(file) && !/\/(typescript|@types)\//.test(file)
      ? withoutPrivateMembers(source, version)
      : source;
  };
  return host;
}

function withoutPrivateMembers(source, version) {
  const hidden = [];
  const visit = (node) => {
    if (ts.isClassDeclaration(node)) {
      for (const member of node.members) {
        const flags = ts.getCombinedModifierFlags(member);
        const isHidden = flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
        if (!ts.isConstructorDeclaration(member) && (isHidden || ts.isPrivateIdentifier(member.name ?? member))) {
          hidden.push([member.getFullStart(), member.end]);
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (hidden.length === 0) return source;
  let text = source.text;
  for (const [start, end] of hidden) {
    text = text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + text.slice(end);
  }
  const changed = ts.createSourceFile(source.fileName, text, version, true);
  changed.version = source.version;
  if (source.impliedNodeFormat !== undefined) changed.impliedNodeFormat = source.impliedNodeFormat;
  return changed;
}
