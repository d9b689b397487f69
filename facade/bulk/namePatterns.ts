/**
 * What names match: globs, which the engine tests, and regular expressions, which JavaScript tests, so that they mean what they mean in
 * the caller's script. They are passed to the engine as text too, to check that a resumed job has the same filter.
 */

import { types } from 'node:util';

import { messageOf } from '../errors/messageOf';
import type { BlobNameExpression } from '../types/containerCopyEntries';
import { shown } from '../validation/arguments';
import { readText } from '../validation/values';

/** The patterns of one call. */
export interface Patterns {
  /** The globs, in place of the options of the same names. */
  readonly globs: Partial<Record<'include' | 'exclude', unknown[]>>;
  /** The regular expressions, under the engine's names for them: the text of each, and its flags. */
  readonly expressions: Partial<Record<'includeExpressions' | 'excludeExpressions', string[]>>;
  /** Both in the order in which they were given, as plain JSON, where there are regular expressions. */
  readonly inOrder: Partial<Record<'include' | 'exclude', unknown[]>>;
  /** Tests names, if there are regular expressions. */
  readonly tests: NameTest | undefined;
}

/** Returns what a name matches: 1 for the included patterns, 2 for the excluded ones, or both. */
export type NameTest = (name: string) => number;

/** Takes the regular expressions out of the options. Each is taken as it is now. */
export function readPatterns(picked: { include?: unknown; exclude?: unknown }, path: string): Patterns {
  const include = split(picked.include, `${path}.include`);
  const exclude = split(picked.exclude, `${path}.exclude`);
  if (!include && !exclude) return { globs: {}, expressions: {}, inOrder: {}, tests: undefined };
  const [included, excluded] = [include?.compiled ?? [], exclude?.compiled ?? []];
  return {
    globs: { ...(include && { include: include.globs }), ...(exclude && { exclude: exclude.globs }) },
    expressions: {
      ...(include && { includeExpressions: include.expressions.flatMap(textAndFlags) }),
      ...(exclude && { excludeExpressions: exclude.expressions.flatMap(textAndFlags) }),
    },
    inOrder: { ...(include && { include: include.inOrder }), ...(exclude && { exclude: exclude.inOrder }) },
    tests: (name) => (matchesAny(included, name) ? 1 : 0) | (matchesAny(excluded, name) ? 2 : 0),
  };
}

function textAndFlags({ regex, flags = '' }: BlobNameExpression): string[] {
  return [regex, flags];
}

interface Split {
  globs: unknown[];
  expressions: BlobNameExpression[];
  compiled: RegExp[];
  inOrder: unknown[];
}

/** The patterns of one option. Undefined if there are only globs, or if it is not a list, which is reported where globs are read. */
function split(given: unknown, path: string): Split | undefined {
  if (!Array.isArray(given)) return undefined;
  const found: Split = { globs: [], expressions: [], compiled: [], inOrder: [] };
  // Each entry is read once.
  [...(given as unknown[])].forEach((entry, index) => {
    const place = `${path}[${String(index)}]`;
    if (typeof entry !== 'object' || entry === null || types.isStringObject(entry)) {
      const glob = readText(entry, place);
      found.globs.push(glob);
      found.inOrder.push(glob);
      return;
    }
    const expression = isRegExp(entry) ? expressionOf(entry, place) : plainExpression(entry, place);
    found.compiled.push(compile(expression, place));
    found.expressions.push(expression);
    found.inOrder.push(expression);
  });
  if (found.expressions.length === 0) return undefined;
  const wrong = found.inOrder.findIndex((entry) => typeof entry !== 'string' && typeof entry !== 'object');
  if (wrong >= 0) throw new TypeError(`${path}[${String(wrong)}] must be a string, not ${shown(found.inOrder[wrong])}`);
  return found;
}

function isRegExp(entry: object): entry is RegExp {
  // `instanceof` fails for one of another realm, and `isRegExp` for a Proxy of one.
  return types.isRegExp(entry) || entry instanceof RegExp;
}

/** The text of a built-in method, of any realm. */
const OF_THE_LANGUAGE = /^function (exec|test)\(\) \{\s*\[native code\]\s*\}$/;

/** The text and flags of a `RegExp`. A copy has its own position, which no other code moves. */
function expressionOf(expression: RegExp, place: string): BlobNameExpression {
  let read: { regex: unknown; flags: unknown };
  try {
    // A class with its own matching code cannot be saved, nor passed to another process.
    const { exec, test } = expression as unknown as Record<'exec' | 'test', unknown>;
    for (const method of [exec, test]) {
      if (typeof method === 'function' && OF_THE_LANGUAGE.test(Function.prototype.toString.call(method))) continue;
      throw new TypeError('it has an exec() or test() of its own, and only the text and the flags are used');
    }
    read = { regex: expression.source, flags: expression.flags };
  } catch (error) {
    throw new TypeError(`${place} is a RegExp that cannot be read: ${messageOf(error)}`);
  }
  return textsOf(read, place);
}

function plainExpression(entry: object, place: string): BlobNameExpression {
  const { regex, flags } = entry as Partial<Record<keyof BlobNameExpression, unknown>>;
  if (regex === undefined) {
    throw new TypeError(`${place} must be a glob, a RegExp, or { regex, flags }, not ${shown(entry)}`);
  }
  return textsOf({ regex, flags: flags ?? '' }, place);
}

function textsOf({ regex, flags }: { regex: unknown; flags: unknown }, place: string): BlobNameExpression {
  const [text, letters] = [readText(regex, `${place}.regex`), readText(flags, `${place}.flags`)];
  if (typeof text !== 'string') throw new TypeError(`${place}.regex must be a string, not ${shown(text)}`);
  if (typeof letters !== 'string') throw new TypeError(`${place}.flags must be a string, not ${shown(letters)}`);
  return { regex: text, flags: letters };
}

function compile({ regex, flags }: BlobNameExpression, place: string): RegExp {
  try {
    return new RegExp(regex, flags);
  } catch (error) {
    throw new RangeError(`${place} is no regular expression of JavaScript: ${messageOf(error)}`);
  }
}

function matchesAny(expressions: readonly RegExp[], name: string): boolean {
  return expressions.some((expression) => {
    // With g or y, a match leaves the position from which the next name would be searched.
    expression.lastIndex = 0;
    return expression.test(name);
  });
}
