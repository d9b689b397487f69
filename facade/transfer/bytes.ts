/** Bytes in memory, in any kind of object and from any realm. */

import { types } from 'node:util';

/** The location of bytes. */
export interface Memory {
  buffer: ArrayBufferLike;
  offset: number;
  length: number;
}

/** Locates the bytes of a value, with their current length. Undefined if the value has none. */
export function memoryOf(value: unknown): Memory | undefined {
  if (types.isAnyArrayBuffer(value)) return { buffer: value, offset: 0, length: value.byteLength };
  if (!ArrayBuffer.isView(value)) return undefined;
  return { buffer: value.buffer, offset: value.byteOffset, length: value.byteLength };
}

/** Creates a view of fixed length. Its length becomes 0 if some of the bytes are lost. */
export function viewOf({ buffer, offset, length }: Memory): Uint8Array {
  return new Uint8Array(buffer, offset, length);
}

/** Returns whether the memory was transferred. Node.js 20 has no direct test. */
export function isDetached(buffer: ArrayBufferLike): boolean {
  if (buffer.byteLength !== 0) return false;
  try {
    return new Uint8Array(buffer).byteLength !== 0;
  } catch {
    return true;
  }
}

/** Returns whether the memory can be resized. */
export function isResizable(buffer: ArrayBufferLike): boolean {
  const { resizable, growable } = buffer as { resizable?: boolean; growable?: boolean };
  return resizable === true || growable === true;
}
