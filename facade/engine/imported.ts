/**
 * Whether the package was loaded by `import`. A program that imports it mostly imports Microsoft's packages too, and those have
 * another copy of their classes for `import`. `dist/index.mjs` reports that it was loaded.
 */

import { existsSync } from 'node:fs';
import path from 'node:path';

/** The member of the logger by which `dist/index.mjs` reports that. */
export const IMPORTED = Symbol.for('blobferry.imported');

let isImported = false;

/** Notes that the package was loaded by `import`. */
export function markImported(): void {
  isImported = true;
}

/** Whether it was. */
export function hasImported(): boolean {
  return isImported;
}

const COMMONJS = path.join(path.sep, 'dist', 'commonjs', path.sep);
const ES_MODULES = path.join(path.sep, 'dist', 'esm', path.sep);

/**
 * Whether a file of a stack was loaded by `import`. Node.js and Deno name such a file by its URL. Bun names every file by its path, so there
 * the path decides.
 */
export function isModuleFile(file: string): boolean {
  return file.startsWith('file:') || file.endsWith('.mjs') || file.includes(ES_MODULES);
}

/**
 * The file that the program gets by `import`, in place of the one that it gets by `require`. Undefined if it uses `require` (`isWanted` is
 * false), or if this version of Node.js cannot load ES modules synchronously.
 */
export function importedFile(file: string, isWanted = isImported): string | undefined {
  const { require_module: canRequire } = process.features as { require_module?: boolean };
  if (!isWanted || canRequire !== true) return undefined;
  const beside = file.replace(COMMONJS, ES_MODULES);
  return beside !== file && existsSync(beside) ? beside : undefined;
}
