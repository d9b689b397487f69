/**
 * Classes of Microsoft's packages that ours stand for. In the reference, `RestError` is that of `@azure/core-rest-pipeline`, and scripts
 * that import it from there compare errors with it. Each class is in a small file, which is loaded by itself: so it does not matter
 * whether the script loads the package before or after the first error. If no package is installed, there is nothing to compare with.
 */

import { existsSync } from 'node:fs';
import path from 'node:path';

import { cacheOf, ForeignModule, places, resolvedFrom } from './foreignModules';
import { importedFile } from './imported';
import { createRequire } from './lazyModules';

/** Where a class is. */
export interface ForeignClass {
  /** The package that scripts import, and those that it has the class from. */
  packages: readonly [string, ...string[]];
  /** The file next to the entry of the last package. */
  file: string;
  name: string;
}

type AnyClass = abstract new (...parameters: never[]) => object;

/** Lets objects of our class be instances of the other one, too. Does nothing if that class cannot be found. */
export function standFor(own: AnyClass, foreign: ForeignClass, from: readonly string[] = places()): boolean {
  const found = from.some((place) => {
    const other = classFrom(place, foreign);
    return other !== undefined && inherit(own, other);
  });
  if (found) return true;
  // A package manager may install the package where only its dependents find it.
  const other = loadedClass(foreign);
  return other !== undefined && inherit(own, other);
}

/** A class of another package, and our class that extends it. */
const standing: { own: AnyClass; base: object }[] = [];

/**
 * As {@link standFor}, for a class that extends one of ours and whose package is large. Its class is looked up when code checks what an
 * object of ours is an instance of. Nothing is loaded for that: whoever checks for a class has loaded it.
 */
export function standForWhenAsked(own: AnyClass, packageName: string, file: string, name: string): void {
  const { prototype } = own as { prototype: object };
  const base = Object.getPrototypeOf(prototype) as object;
  const module = new ForeignModule(packageName, file);
  let known: AnyClass | undefined;
  const find = () => (known ??= classOf(module.imported() ?? module.loaded(true), name));
  // Members are inherited from the target of a Proxy, whatever it calls its prototype.
  const between = new Proxy(base, {
    getPrototypeOf: () => (find() as { prototype: object } | undefined)?.prototype ?? base,
  });
  Object.setPrototypeOf(prototype, between);
  standing.push({ own, base });
}

/** Whether a value is an instance of a class of ours that something which stands for another class extends. */
export function isStandingInstance(value: unknown, base: AnyClass): boolean {
  const { prototype: wanted } = base as { prototype: object };
  return standing.some((each) => each.base === wanted && Function.prototype[Symbol.hasInstance].call(each.own, value));
}

function inherit(own: AnyClass, other: AnyClass): boolean {
  const { prototype: known } = own as { prototype: object };
  const { prototype: added } = other as { prototype: object };
  if (known === added || Object.prototype.isPrototypeOf.call(known, added)) return false;
  Object.setPrototypeOf(known, added);
  return true;
}

function classFrom(place: string, { packages, file, name }: ForeignClass): AnyClass | undefined {
  try {
    let entry = place;
    for (const each of packages) entry = resolvedFrom(entry, each) ?? entry;
    if (entry === place) return undefined;
    const inFile = path.join(path.dirname(entry), file);
    // Old versions are one file. Loading it would load all of the package.
    if (!existsSync(inFile)) return classOf(cacheOf()?.[entry]?.exports, name);
    const load = createRequire(entry);
    return classOf(load(importedFile(inFile) ?? inFile), name);
  } catch {
    return undefined;
  }
}

/** The class of a file that the process has loaded, wherever it is. */
function loadedClass({ packages, file, name }: ForeignClass): AnyClass | undefined {
  const cache = cacheOf() ?? {};
  for (const each of [...packages].reverse()) {
    const ending = path.join('node_modules', ...each.split('/'), 'dist', 'commonjs', file);
    const known = Object.keys(cache).find((place) => place.endsWith(ending));
    if (known !== undefined) return classOf(cache[known]?.exports, name);
  }
  return undefined;
}

function classOf(exports: unknown, name: string): AnyClass | undefined {
  const found = ((exports ?? {}) as Readonly<Record<string, unknown>>)[name];
  return typeof found === 'function' ? (found as unknown as AnyClass) : undefined;
}
