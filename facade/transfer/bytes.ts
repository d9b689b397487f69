/** Bytes in memory, whatever holds them, and from whatever realm they come. */

import { types } from 'node:util';

/** Where bytes are. */
export interface Memory {
  buffer: ArrayBufferLike;
  offset: number;
  length: number;
}

/** Where the bytes are that the value holds, and how many there are now; nothing when it holds none. */
export function memoryOf(value: unknown): Memory | undefined {
  if (types.isAnyArrayBuffer(value)) return { buffer: value, offset: 0, length: value.byteLength };
  if (!ArrayBuffer.isView(value)) return undefined;
  return { buffer: value.buffer, offset: value.byteOffset, length: value.byteLength };
}

/** A view of the bytes. Its length is fixed: it has no bytes once they are not all there any more. */
export function viewOf({ buffer, offset, length }: Memory): Uint8Array {
  return new Uint8Array(buffer, offset, length);
}

/** Whether the memory was transferred elsewhere. Node.js 20 has no better question. */
export function isDetached(buffer: ArrayBufferLike): boolean {
  if (buffer.byteLength !== 0) return false;
  try {
    return new Uint8Array(buffer).byteLength !== 0;
  } catch {
    return true;
  }
}

/** Whether the memory can change its length. */
export function isResizable(buffer: ArrayBufferLike): boolean {
  const { resizable, growable } = buffer as { resizable?: boolean; growable?: boolean };
  return resizable === true || growable === true;
}
