/**
 * Modules of Microsoft's packages that the process has loaded itself. Nothing is ever loaded that nobody uses: what is
 * not in the cache of `require` does not exist. ES modules of these packages keep their state in CommonJS modules where
 * it must be shared, so those are found, too.
 */

import path from 'node:path';

/** The cache of `require`. Bundlers and test runners may have none, or one of their own. */
type Cache = Partial<Record<string, { exports?: unknown; loaded?: boolean }>>;

/** Finds one file of a package. */
export class ForeignModule {
  readonly #package: string;
  readonly #file: string;
  #known: string | undefined;
  #places: string[] | undefined;

  /**
   * @param packageName - The package, such as `@azure/logger`.
   * @param file - The file beside the CommonJS entry of the package.
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
    // A package manager may keep the package where only its own dependents find it.
    if (this.#known === undefined && (isFirst || thorough)) this.#known = this.#search(cache);
    return this.#known === undefined ? undefined : cache[this.#known]?.exports;
  }

  /** Another file of the same package. It is loaded if it is not, which the package itself would do. */
  sibling(file: string): unknown {
    if (this.#known === undefined) return undefined;
    const place = path.join(path.dirname(this.#known), file);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the place is known only now
    return require(place);
  }

  #resolve(): string[] {
    const places = new Set<string>();
    for (const from of [__dirname, path.dirname(process.argv[1] ?? '.'), process.cwd()]) {
      try {
        // Not as a literal, because bundlers would look for the package.
        const name = this.#package;
        places.add(path.join(path.dirname(require.resolve(name, { paths: [from] })), this.#file));
      } catch {
        // It is not installed there.
      }
    }
    return [...places];
  }

  #search(cache: Cache): string | undefined {
    const ending = path.join('node_modules', ...this.#package.split('/'), 'dist', 'commonjs', this.#file);
    return Object.keys(cache).find((place) => place.endsWith(ending));
  }
}

function cacheOf(): Cache | undefined {
  try {
    return require.cache;
  } catch {
    // In a bundle of ES modules there is no `require`.
    return undefined;
  }
}
