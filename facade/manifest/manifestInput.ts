/** The input of a list: a file, or a stream. */

import type { Stats } from 'node:fs';
import type { Readable } from 'node:stream';

import { fileSystem } from '../engine/lazyModules';

/** An input that is open. */
export interface ManifestInput {
  /** Its name in errors. */
  readonly place: string;
  readonly chunks: AsyncIterable<unknown>;
  /** Throws if the list has changed since it was opened. */
  check(): void;
  /** Ends the reading, also one that waits. */
  close(): void;
}

/** The number of bytes that are read from a file at once. */
const CHUNK = 64 * 1024;

/**
 * Opens a file at once: a job that replaces the file, because it is one of its own, must not empty the list.
 */
export function openFile(path: string): ManifestInput {
  const fs = fileSystem();
  const descriptor = fs.openSync(path, 'r');
  let before: Stats;
  try {
    before = fs.fstatSync(descriptor);
    if (before.isDirectory())
      throw Object.assign(new Error(`EISDIR: ${path} is a directory`), { code: 'EISDIR', path });
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
  let isReading = false;
  let isClosed = false;
  const end = () => {
    fs.close(descriptor, () => undefined);
  };
  // A stream of Node.js would close the descriptor before the file is checked.
  const read = (buffer: Uint8Array) =>
    new Promise<number>((resolve, reject) => {
      isReading = true;
      fs.read(descriptor, buffer, 0, buffer.length, null, (error, count) => {
        isReading = false;
        if (isClosed) end();
        if (error) reject(error);
        else resolve(count);
      });
    });
  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    const buffer = new Uint8Array(CHUNK);
    // A file that grows would be read for ever. Files of the system have no size.
    let rest = before.isFile() && before.size > 0 ? before.size : Infinity;
    while (!isClosed && rest > 0) {
      const count = await read(buffer.subarray(0, Math.min(CHUNK, rest)));
      if (count === 0) return;
      rest -= count;
      yield buffer.subarray(0, count);
    }
  }
  return {
    place: path,
    chunks: chunks(),
    check: () => {
      const after = fs.fstatSync(descriptor);
      const isSame = after.size === before.size && after.mtimeMs === before.mtimeMs;
      if (!before.isFile() || isSame) return;
      const message = `${path} has changed while it was read. Copy its list again.`;
      throw Object.assign(new RangeError(message), { code: 'InvalidManifest' });
    },
    close: () => {
      if (isClosed) return;
      isClosed = true;
      if (!isReading) end();
    },
  };
}

/** Takes a stream, or another iterable of chunks. */
export function openStream(stream: AsyncIterable<unknown>): ManifestInput {
  const { destroy, destroyed } = stream as Partial<Readable>;
  if (destroyed === true) throw new TypeError('the stream of the list has ended or was destroyed: it can be read once');
  const iterator = stream[Symbol.asyncIterator]();
  return {
    place: 'the list',
    chunks: { [Symbol.asyncIterator]: () => iterator },
    check: () => undefined,
    close: () => {
      if (typeof destroy === 'function') Reflect.apply(destroy, stream, []);
      else void Promise.resolve(iterator.return?.()).catch(() => undefined);
    },
  };
}
