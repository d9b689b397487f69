/** The content of a file, for uploads through the methods of a client. The engine reads files itself otherwise. */

import type { FileHandle } from 'node:fs/promises';

import { fileSystemPromises, stream } from '../engine/lazyModules';
import type { HttpRequestBody } from '../types/common';
import type { Parts } from './uploadByMethods';

/** The number of bytes that are read at once. */
const PIECE_LENGTH = 256 * 1024;

/** Whether a path is that of a regular file. Only such a file may be opened: opening a pipe waits for the process that writes to it. */
export async function isRegularFile(path: Buffer): Promise<boolean> {
  return (await fileSystemPromises().stat(path)).isFile();
}

/** Opens a file, and closes it after its content was uploaded. */
export async function withFileParts<T>(path: Buffer, use: (parts: Parts) => Promise<T>): Promise<T> {
  const handle = await fileSystemPromises().open(path);
  try {
    return await use(await partsOf(handle, path));
  } finally {
    await handle.close();
  }
}

async function partsOf(handle: FileHandle, path: Buffer): Promise<Parts> {
  const before = await handle.stat({ bigint: true });
  const size = Number(before.size);
  const changed = (what: string): Error =>
    Object.assign(
      new Error(
        `The file "${path.toString()}" changed while it was uploaded: ${what}. Nothing was stored. Upload it when nobody writes to it, or pass what has been read of it to uploadStream.`,
      ),
      { code: 'FileChanged' },
    );
  const requireUnchanged = async (): Promise<void> => {
    const now = await handle.stat({ bigint: true });
    if (now.size !== before.size) throw changed(`it had ${String(size)} bytes, and has ${String(now.size)}`);
    if (now.mtimeNs !== before.mtimeNs) throw changed('it was written to');
    const { bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, size);
    if (bytesRead > 0) throw changed(`it is larger than the ${String(size)} bytes that the system reported`);
    // A file that was deleted or moved can still be read.
    const named = await fileSystemPromises()
      .stat(path, { bigint: true })
      .catch(() => before);
    if (named.ino !== before.ino || named.dev !== before.dev) throw changed('another file was put in its place');
  };
  async function* read(offset: number, length: number): AsyncGenerator<Buffer> {
    let left = length;
    for (;;) {
      const piece = Buffer.allocUnsafeSlow(Math.min(PIECE_LENGTH, left));
      const { bytesRead } = await handle.read(piece, 0, piece.length, offset + length - left);
      if (bytesRead === 0 && left > 0) await requireUnchanged();
      if (bytesRead === 0 && left > 0) throw changed('it ended early');
      left -= bytesRead;
      // The last bytes of a request are held back, because it stores nothing without them.
      if (left === 0 && length === size) await requireUnchanged();
      if (bytesRead > 0) yield piece.subarray(0, bytesRead);
      if (left === 0) return;
    }
  }
  const body = (offset: number, length: number): HttpRequestBody => {
    const { Readable } = stream();
    return () => Readable.from(read(offset, length), { objectMode: false });
  };
  return { size, body, requireUnchanged };
}
