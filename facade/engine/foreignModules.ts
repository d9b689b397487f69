/**
 * Modules of Microsoft's packages that the process has loaded itself. Nothing is loaded that the process does not use: what is
 * not in the cache of `require` does not exist. ES modules of these packages keep their state in CommonJS modules where
 * it must be shared, so those are found, too.
 */

import path from 'node:path';

import { hasImported, importedFile } from './imported';
import { createRequire } from './lazyModules';

/** The cache of `require`. Bundlers and test runners may have none, or one of their own. */
type Cache = Partial<Record<string, { exports?: unknown; loaded?: boolean }>>;

/** Finds one file of a package. */
export class ForeignModule {
  readonly #package: string;
  readonly #file: string;
  #known: string | undefined;
  #places: string[] | undefined;
  #import: { exports: unknown } | undefined;

  /**
   * @param packageName - The package, such as `@azure/logger`.
   * @param file - The file next to the CommonJS entry of the package.
   */
  constructor(packageName: string, file: string) {
    this.#package = packageName;
    this.#file = file;
  }

  /** The exports of the file, if it is loaded. `thorough` also looks where the package cannot be resolved from here. */
  loaded(thorough = false): unknown {
    const cache = cacheOf();
    if (cache === undefined) return undefined;
    if (this.#known !== undefined) return cache[this.#known]?.exports;
    const isFirst = this.#places === undefined;
    this.#places ??= this.#resolve();
    this.#known = this.#places.find((place) => cache[place] !== undefined);
    // A package manager may install the package where only its dependents find it.
    if (this.#known === undefined && (isFirst || thorough)) this.#known = this.#search(cache);
    return this.#known === undefined ? undefined : cache[this.#known]?.exports;
  }

  /** Another file of the same package. It is loaded if it is not, which the package itself would do. */
  sibling(file: string): unknown {
    if (this.#known === undefined) return undefined;
    const place = path.join(path.dirname(this.#known), file);
    return nodeRequire()?.(place);
  }

  /**
   * Loads the package, if it is installed where the program or a package that the program has can find it. It is loaded by its name, so that
   * instrumentation sees it.
   */
  load(dependent: string): void {
    for (const place of places()) {
      for (const from of [place, resolvedFrom(place, dependent)]) {
        if (from === undefined || resolvedFrom(from, this.#package) === undefined) continue;
        createRequire(from)(this.#package);
        return;
      }
    }
  }

  /**
   * The exports of the copy for `import`, if the program uses `import` and has the package. What was imported cannot be seen, so the file
   * is loaded if it is not.
   */
  imported(): unknown {
    if (!hasImported()) return undefined;
    this.#places ??= this.#resolve();
    this.#import ??= { exports: this.#places.map(importFile).find((found) => found !== undefined) };
    return this.#import.exports;
  }

  #resolve(): string[] {
    const found = new Set<string>();
    for (const from of places()) {
      const entry = resolvedFrom(from, this.#package);
      if (entry !== undefined) found.add(path.join(path.dirname(entry), this.#file));
    }
    return [...found];
  }

  #search(cache: Cache): string | undefined {
    const ending = path.join('node_modules', ...this.#package.split('/'), 'dist', 'commonjs', this.#file);
    return Object.keys(cache).find((place) => place.endsWith(ending));
  }
}

function importFile(place: string): unknown {
  const file = importedFile(place);
  try {
    return file === undefined ? undefined : (createRequire(place)(file) as unknown);
  } catch {
    // Another version, which cannot be loaded in this way.
    return undefined;
  }
}

/** The entry of a package that a file finds. Undefined if it finds none. */
export function resolvedFrom(file: string, packageName: string): string | undefined {
  try {
    return createRequire(file).resolve(packageName);
  } catch {
    return undefined;
  }
}

/** A file in each place from which packages are looked for: ours, that of the program, and the working directory. */
export function places(): string[] {
  return [directory(), path.dirname(process.argv[1] ?? '.'), process.cwd()].map((from) => path.join(from, 'x.js'));
}

/** Our own folder. A bundle of ES modules has none. */
function directory(): string {
  return typeof __dirname === 'string' ? __dirname : process.cwd();
}

let cachedRequire: NodeJS.Require | undefined;

/** The `require` of Node.js, and not that of a bundler, which knows only what is in the bundle. */
function nodeRequire(): NodeJS.Require | undefined {
  try {
    return (cachedRequire ??= createRequire(path.join(directory(), 'x.js')));
  } catch {
    // A runtime without CommonJS.
    return undefined;
  }
}

/** The modules that `require` has loaded. */
export function cacheOf(): Cache | undefined {
  return nodeRequire()?.cache;
}
