// The options of every method of a package, read from its typings: every member that a script can pass.

import ts from 'typescript';

/**
 * @param {string} file a declaration file
 * @returns {Map<string, Record<string, string[]>>} for each `Class.method`, by the names of its object parameters, the paths of the
 *   members that these have, such as `conditions.ifMatch`; a method is listed with the class that first has it
 */
export function readOptionPaths(file) {
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2022,
    types: ['node'],
    strict: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  const resolve = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const classes = checker
    .getExportsOfModule(module)
    .map(resolve)
    .filter(({ flags }) => flags & ts.SymbolFlags.Class);
  const found = new Map();
  for (const symbol of classes) {
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    const bases = checker.getBaseTypes(type).filter((base) => classes.includes(base.symbol));
    for (const member of checker.getPropertiesOfType(type)) {
      if (!(member.flags & ts.SymbolFlags.Method) || !isPublic(member)) continue;
      if (bases.some((base) => checker.getPropertyOfType(base, member.name))) continue;
      const parameters = {};
      for (const signature of checker.getTypeOfSymbol(member).getCallSignatures()) {
        for (const parameter of signature.parameters) {
          const type = checker.getNonNullableType(checker.getTypeOfSymbol(parameter));
          if (isPlain(checker, type)) parameters[parameter.name] = collect(checker, type);
        }
      }
      found.set(`${symbol.name}.${member.name}`, parameters);
    }
  }
  return found;
}

function collect(checker, type, prefix = '') {
  return checker.getPropertiesOfType(type).flatMap((property) => {
    const path = `${prefix}${property.name}`;
    const inner = checker.getNonNullableType(checker.getTypeOfSymbol(property));
    return isPlain(checker, inner) ? collect(checker, inner, `${path}.`) : [path];
  });
}

/** An object of options, and not a date, bytes, a signal, a client, a list or a map of names. */
function isPlain(checker, type) {
  const parts = type.isIntersection() ? type.types : [type];
  return parts.every((part) => {
    if (!(part.flags & ts.TypeFlags.Object) || part.getCallSignatures().length > 0) return false;
    if (checker.getIndexTypeOfType(part, ts.IndexKind.String)) return false;
    const { symbol } = part;
    if (!symbol || symbol.flags & ts.SymbolFlags.Class) return false;
    if (['AbortSignalLike', 'UserDelegationKey', 'TracingContext'].includes(symbol.name)) return false;
    return !(symbol.declarations ?? []).some((node) =>
      /\/(typescript\/lib|@types)\//.test(node.getSourceFile().fileName),
    );
  });
}

function isPublic(symbol) {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (symbol.declarations ?? []).every((node) => !(ts.getCombinedModifierFlags(node) & hidden));
}
