// The public surface of a package, read from its typings with the TypeScript compiler.

import ts from 'typescript';

/**
 * @param {string} file a declaration file
 * @returns classes: the members that each exported class adds to those it extends; all: the same with the inherited ones;
 *   values: the names of exported functions, constants and enums; types: those of types, classes among them
 */
export function readSurface(file) {
  const program = ts.createProgram([file], { skipLibCheck: true, target: ts.ScriptTarget.ES2022, types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} exports nothing`);

  const surface = { classes: new Map(), all: new Map(), values: [], types: [] };
  const values = (symbol) =>
    !(symbol.declarations ?? []).some((declaration) => ts.isTypeOnlyExportDeclaration(declaration));
  const all = checker.getExportsOfModule(module);
  const types = all.filter((symbol) => resolve(checker, symbol).flags & ts.SymbolFlags.Type);
  surface.types = types.map(({ name }) => name).sort((a, b) => a.localeCompare(b));
  const exported = all.filter(values).map((symbol) => ({ name: symbol.name, symbol: resolve(checker, symbol) }));
  const classes = new Set(exported.map(({ symbol }) => symbol).filter(({ flags }) => flags & ts.SymbolFlags.Class));
  for (const { name, symbol } of exported) {
    if (classes.has(symbol)) {
      const own = members(checker, symbol);
      const inherited = new Set(
        exportedAncestors(checker, symbol, classes).flatMap((ancestor) => members(checker, ancestor)),
      );
      surface.all.set(name, new Set(own));
      surface.classes.set(
        name,
        own.filter((member) => !inherited.has(member)),
      );
    } else if (symbol.flags & ts.SymbolFlags.Value) {
      surface.values.push(name);
    }
  }
  surface.values.sort((a, b) => a.localeCompare(b));
  return surface;
}

function resolve(checker, symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

// Users do not see a base class that is not exported: its members count for the class that extends it.
function exportedAncestors(checker, symbol, classes) {
  const bases = checker.getBaseTypes(checker.getDeclaredTypeOfSymbol(symbol)).map((type) => type.symbol);
  return bases.flatMap((base) => [...(classes.has(base) ? [base] : []), ...exportedAncestors(checker, base, classes)]);
}

function members(checker, symbol) {
  const statics = [...(symbol.exports?.values() ?? [])].filter((member) => member.name !== 'prototype');
  const instance = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
  const names = [
    ...statics.filter(isPublic).map((member) => `static ${shownName(member)}`),
    ...instance.filter(isPublic).map(shownName),
  ];
  return names.sort((a, b) => a.localeCompare(b));
}

function isPublic(member) {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  if (member.name.startsWith('_')) return false;
  return (member.declarations ?? []).every((declaration) => !(ts.getCombinedModifierFlags(declaration) & hidden));
}

function shownName(member) {
  return member.flags & ts.SymbolFlags.Method ? `${member.name}()` : member.name;
}
