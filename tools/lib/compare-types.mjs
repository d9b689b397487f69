// Compares the public types of two packages, as a script that switches from one to the other sees them: every exported
// name, every parameter of every method, and every property of every options interface and result.
//
// What a script passes must be accepted: a type of the reference is assignable to ours, and ours declares each
// property, because otherwise an object literal would not compile. What a script gets must be usable: our type is
// assignable to that of the reference.

import ts from 'typescript';

/** Values go one way: from the script into the library, or out of it. A callback's parameters go the other way. */
const OPPOSITE = { in: 'out', out: 'in' };

/**
 * @param {string} referenceFile a declaration file
 * @param {string} ourFile another one
 * @param {ts.CompilerOptions} options how scripts compile, where that is not the usual way
 * @returns {{ gaps: { path: string, problem: string }[], names: number, places: number }} `path` is a name, and below it parameters,
 *   properties and results; `names` counts what was compared by name, `places` every type that was compared
 */
export function compareTypes(referenceFile, ourFile, options = {}) {
  const program = ts.createProgram([referenceFile, ourFile], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    ...options,
  });
  const comparison = new Comparison(program.getTypeChecker());
  const ours = comparison.exportsOf(program.getSourceFile(ourFile));
  const reference = comparison.exportsOf(program.getSourceFile(referenceFile));
  for (const [name, symbol] of reference) comparison.name(name, symbol, ours.get(name));
  return { gaps: comparison.gaps, names: reference.size, places: comparison.places };
}

class Comparison {
  gaps = [];
  places = 0;
  #checker;
  #seen = new Set();

  constructor(checker) {
    this.#checker = checker;
  }

  exportsOf(file) {
    const module = this.#checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${file.fileName} exports nothing`);
    const symbols = this.#checker.getExportsOfModule(module).map((symbol) => [symbol.name, this.#resolved(symbol)]);
    return new Map(symbols.sort(([a], [b]) => a.localeCompare(b)));
  }

  name(name, reference, ours) {
    if (!ours) {
      this.#gap(name, 'not exported');
      return;
    }
    if (reference.flags & ts.SymbolFlags.Value) this.#value(name, reference, ours);
    if (!(reference.flags & ts.SymbolFlags.Type)) return;
    const [theirType, ourType] = [reference, ours].map((symbol) => this.#checker.getDeclaredTypeOfSymbol(symbol));
    if (reference.flags & ts.SymbolFlags.Class) this.#members(name, theirType, ourType, 'out');
    else for (const direction of directionsOf(name)) this.#compare(name, theirType, ourType, direction);
  }

  #value(name, reference, ours) {
    if (!(ours.flags & ts.SymbolFlags.Value)) {
      this.#gap(name, 'exported as a type only');
      return;
    }
    const [theirType, ourType] = [reference, ours].map((symbol) => this.#checker.getTypeOfSymbol(symbol));
    if (reference.flags & ts.SymbolFlags.Class) this.#class(name, theirType, ourType);
    else if (reference.flags & ts.SymbolFlags.Enum) this.#members(name, theirType, ourType, 'out');
    else this.#compare(name, theirType, ourType, 'out');
  }

  #class(name, theirs, ours) {
    this.#signatures(`new ${name}`, theirs.getConstructSignatures(), ours.getConstructSignatures(), 'parameters');
    this.#members(`${name}.static`, theirs, ours, 'out', ['prototype']);
  }

  #compare(path, theirs, ours, direction) {
    const key = `${theirs.id} ${ours.id} ${direction}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.places += 1;
    const their = this.#checker.getNonNullableType(theirs);
    const our = this.#checker.getNonNullableType(ours);
    if (this.#isOpaque(their)) {
      if (!this.#fits(theirs, ours, direction)) this.#mismatch(path, theirs, ours, direction);
      return;
    }
    if (isClass(their) && isClass(our) && their.symbol.name === our.symbol.name) return;
    const [theirCalls, ourCalls] = [their.getCallSignatures(), our.getCallSignatures()];
    const before = this.gaps.length;
    if (theirCalls.length > 0 && ourCalls.length > 0) {
      this.#signatures(path, theirCalls, ourCalls, 'all', direction);
    } else {
      this.#members(path, their, our, direction);
      this.#index(path, their, our, direction);
      this.#nullability(path, theirs, ours, direction);
      return;
    }
    if (this.gaps.length === before) this.#nullability(path, theirs, ours, direction);
  }

  /** Types without properties to compare: primitives, unions, and types of the language or Node.js. */
  #isOpaque(type) {
    if (type.isUnion() || !(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return true;
    const files = (type.symbol?.declarations ?? []).map((declaration) => declaration.getSourceFile());
    const isForeign = (file) => /\/(typescript\/lib|@types)\//.test(file.fileName);
    return files.length > 0 && files.every(isForeign) && !this.#arguments(type).some((type) => !this.#isOpaque(type));
  }

  #members(path, theirs, ours, direction, ignored = []) {
    if (this.#container(path, theirs, ours, direction)) return;
    // Compared by the displayed names. Those of symbols contain numbers that differ.
    const own = new Map(this.#checker.getPropertiesOfType(ours).map((property) => [shownName(property), property]));
    for (const property of this.#checker.getPropertiesOfType(theirs)) {
      if (ignored.includes(property.name) || !isPublic(property)) continue;
      const at = `${path}.${shownName(property)}`;
      const our = own.get(shownName(property));
      if (!our) {
        this.#gap(at, 'missing');
        continue;
      }
      if (!isPublic(our)) this.#gap(at, 'not public');
      this.#optionality(at, property, our, direction);
      this.#compare(at, this.#checker.getTypeOfSymbol(property), this.#checker.getTypeOfSymbol(our), direction);
    }
  }

  /** Promises, arrays and iterators are compared by their content. */
  #container(path, theirs, ours, direction) {
    const name = theirs.symbol?.name;
    if (name === undefined || name !== ours.symbol?.name) return false;
    const [their, our] = [this.#arguments(theirs), this.#arguments(ours)];
    const isForeign = (theirs.symbol.declarations ?? []).every((node) =>
      /\/(typescript\/lib|@types)\//.test(node.getSourceFile().fileName),
    );
    if (!isForeign || their.length === 0 || their.length !== our.length) return false;
    their.forEach((type, index) => this.#compare(`${path}<${index}>`, type, our[index], direction));
    return true;
  }

  #arguments(type) {
    return type.flags & ts.TypeFlags.Object && type.objectFlags & ts.ObjectFlags.Reference
      ? this.#checker.getTypeArguments(type)
      : [];
  }

  #optionality(path, theirs, ours, direction) {
    const [their, our] = [theirs, ours].map(({ flags }) => (flags & ts.SymbolFlags.Optional) !== 0);
    if (their && !our && direction === 'in') this.#gap(path, 'required here');
    if (!their && our && direction === 'out') this.#gap(path, 'optional here');
  }

  #index(path, theirs, ours, direction) {
    const [their, our] = [theirs, ours].map((type) => this.#checker.getIndexTypeOfType(type, ts.IndexKind.String));
    if (their && !our) this.#gap(path, 'no index signature');
    if (their && our) this.#compare(`${path}[]`, their, our, direction);
  }

  #nullability(path, theirs, ours, direction) {
    const nothing = (type) =>
      (type.isUnion() ? type.types : [type])
        .filter(({ flags }) => flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null))
        .map((type) => this.#checker.typeToString(type));
    const [from, to] = direction === 'in' ? [nothing(theirs), nothing(ours)] : [nothing(ours), nothing(theirs)];
    for (const missing of from.filter((name) => !to.includes(name))) {
      this.#gap(path, direction === 'in' ? `does not take ${missing}` : `may be ${missing} here`);
    }
  }

  /** Each overload of the reference must have a matching one of ours. Otherwise the closest one is reported. */
  #signatures(path, theirs, ours, what, direction = 'out') {
    for (const [index, their] of theirs.entries()) {
      const label = theirs.length > 1 ? `${path}#${index + 1}` : path;
      const attempts = ours.map((our) => this.#attempt(() => this.#signature(label, their, our, what, direction)));
      const best = attempts.sort((a, b) => a.length - b.length)[0];
      if (best === undefined) this.#gap(label, 'missing');
      else this.gaps.push(...best);
    }
  }

  #attempt(action) {
    const [gaps, seen] = [this.gaps, this.#seen];
    this.gaps = [];
    this.#seen = new Set(seen);
    action();
    const found = this.gaps;
    if (found.length > 0) this.#seen = seen;
    this.gaps = gaps;
    return found;
  }

  #signature(path, theirs, ours, what, direction) {
    const [from, to] = direction === 'out' ? [theirs, ours] : [ours, theirs];
    const required = (signature) => signature.parameters.filter((parameter) => !isOptionalParameter(parameter)).length;
    if (required(to) > from.parameters.length) this.#gap(path, `takes ${required(to)} parameters`);
    theirs.parameters.forEach((parameter, index) => {
      const our = ours.parameters[index];
      const at = `${path}(${parameter.name})`;
      if (!our) {
        // A callback may ignore arguments. A method that takes fewer than are passed does not compile.
        this.#gap(at, 'missing');
        return;
      }
      if (direction === 'out' && isOptionalParameter(parameter) && !isOptionalParameter(our))
        this.#gap(at, 'required here');
      this.#compare(
        at,
        this.#checker.getTypeOfSymbol(parameter),
        this.#checker.getTypeOfSymbol(our),
        OPPOSITE[direction],
      );
    });
    if (what === 'parameters') return;
    this.#compare(`${path}()`, theirs.getReturnType(), ours.getReturnType(), direction);
  }

  #fits(theirs, ours, direction) {
    const [from, to] = direction === 'in' ? [theirs, ours] : [ours, theirs];
    if (this.#checker.isTypeAssignableTo(from, to)) return true;
    // Classes of two packages have private members, so they are never assignable. Each is compared separately.
    const parts = (type) => (type.isUnion() ? type.types : [type]);
    const fitsOne = (part) =>
      parts(to).some(
        (other) =>
          this.#checker.isTypeAssignableTo(part, other) ||
          (part.symbol !== undefined && part.symbol.name === other.symbol?.name && part.symbol.name !== '__type'),
      );
    return parts(from).every(fitsOne);
  }

  #mismatch(path, theirs, ours, direction) {
    const [their, our] = [theirs, ours].map((type) => this.#checker.typeToString(type));
    this.#gap(path, direction === 'in' ? `takes ${our}, not ${their}` : `is ${our}, not ${their}`);
  }

  #gap(path, problem) {
    this.gaps.push({ path, problem });
  }

  #resolved(symbol) {
    return symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }
}

/** Types that are passed, and types that are returned. If the name does not say which, it may be either. */
function directionsOf(name) {
  if (/(Options|Options?Params)$/.test(name)) return ['in'];
  return /(Response|Headers|Model|Internal|State|Result|Error|Like|LikeWithCancellation|Parsed|PollerBlobClient|ResponseWith\w+|WebResource|HttpHeaders)$/.test(
    name,
  )
    ? ['out']
    : ['in', 'out'];
}

function isClass(type) {
  return type.symbol !== undefined && (type.symbol.flags & ts.SymbolFlags.Class) !== 0;
}

function isPublic(symbol) {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (symbol.declarations ?? []).every((node) => !(ts.getCombinedModifierFlags(node) & hidden));
}

function isOptionalParameter(symbol) {
  const node = symbol.valueDeclaration;
  return (
    node !== undefined &&
    (node.questionToken !== undefined || node.initializer !== undefined || node.dotDotDotToken !== undefined)
  );
}

// Names of symbols such as Symbol.asyncIterator carry a number that differs from program to program.
function shownName(symbol) {
  return symbol.name.replace(/^__@(\w+?)@\d+$/, '[Symbol.$1]');
}
