/** Paths of files, in every form that `node:fs` takes. */

import { fileURLToPath } from 'node:url';
import { types } from 'node:util';

import { requireString } from '../validation/arguments';
import { memoryOf, viewOf } from './bytes';

/** Returns the bytes of a path, which may be everything that `fs.open` accepts. */
export function pathBytes(path: unknown): Uint8Array {
  const memory = types.isArrayBuffer(path) ? undefined : memoryOf(path);
  const { href, protocol } = (path ?? {}) as Partial<URL>;
  const text = (): string =>
    typeof href === 'string' && protocol === 'file:' ? fileURLToPath(href) : requireString(path, 'filePath');
  const bytes = memory ? viewOf(memory) : Buffer.from(text(), 'utf8');
  if (!bytes.includes(0)) return bytes;
  // The code of Node.js for it.
  throw Object.assign(new TypeError('filePath must not have null bytes'), { code: 'ERR_INVALID_ARG_VALUE' });
}
