/**
 * Bodies of uploads, judged in the moment in which their call is made: what is few is taken then, and of all else it is said how it will
 * be given. A body whose length is known and wrong is found before anything is sent.
 */

import { requireInteger } from '../validation/arguments';
import type { BodyFeed } from './bodyFeed';
import { BlobFeed } from './blobFeed';
import { isDetached, isResizable, memoryOf, viewOf, type Memory } from './bytes';
import { MemoryFeed } from './memoryFeed';
import { isStream, StreamFeed } from './streamFeed';

const FORMS =
  'a string, a Buffer, an ArrayBuffer or a view of one, a Blob, a readable stream or a function that makes one';

/** Bytes up to this number are copied when the call is made. The addon has the same number. */
export const COPIED_LENGTH = 256 * 1024;

/** A body that was judged. */
export interface UploadBody {
  length: number;
  /** What is sent as it is: bytes that are few, or nobody else's. */
  bytes?: Uint8Array;
  /** Who gives it while it is sent. */
  feed?: BodyFeed;
}

/** Any form of body there is, before anything of it is read. `null` is an empty one. */
export function requireBody(body: unknown, argument: string): void {
  const known =
    body === null ||
    ['string', 'function'].includes(typeof body) ||
    isBlob(body) ||
    memoryOf(body) !== undefined ||
    isStream(body);
  if (!known) throw new TypeError(`${argument} must be ${FORMS}`);
}

/**
 * Judges a body, and takes it if it is small. A string and a Buffer say themselves how long they are, whatever `contentLength` says, as in the
 * reference; every other body, and one of no bytes, must have the length that was promised, since it would be cut off or waited for.
 */
export function takeBody(body: unknown, contentLength: number): UploadBody {
  const isMade = typeof body === 'function';
  const source: unknown = isMade ? (body as () => unknown)() : body;
  if (typeof source === 'string') {
    const bytes = Buffer.from(source, 'utf8');
    if (isMade || source === '') requireLength(bytes.byteLength, contentLength);
    return { length: bytes.byteLength, bytes };
  }
  if (source === null || source === undefined) {
    requireLength(0, contentLength);
    return { length: 0, bytes: new Uint8Array(0) };
  }
  const memory = memoryOf(source);
  if (memory) return takeMemory(memory, contentLength, Buffer.isBuffer(source) && !isMade);
  if (isBlob(source)) {
    requireLength(source.size, contentLength);
    return { length: source.size, feed: new BlobFeed(source) };
  }
  if (!isStream(source)) throw new TypeError(`body must be ${FORMS}`);
  const length = requireInteger(contentLength, 'contentLength', 0);
  return { length, feed: new StreamFeed(source, length, isMade ? (body as () => unknown) : undefined) };
}

function takeMemory(memory: Memory, contentLength: number, knowsItsLength: boolean): UploadBody {
  const { buffer, length } = memory;
  if (contentLength !== 0 && isDetached(buffer)) {
    throw new TypeError('body has no bytes any more: its ArrayBuffer was transferred elsewhere (it is detached)');
  }
  // What can shrink may have done so.
  const mayBeLess = length === 0 || isResizable(buffer);
  if (!knowsItsLength || (mayBeLess && length !== contentLength)) requireLength(length, contentLength);
  if (length > COPIED_LENGTH) return { length, feed: new MemoryFeed(memory) };
  return { length, bytes: length === 0 ? new Uint8Array(0) : viewOf(memory) };
}

function requireLength(actual: number, contentLength: number): void {
  if (actual !== requireInteger(contentLength, 'contentLength', 0)) {
    throw new RangeError(`body has ${String(actual)} bytes, but contentLength is ${String(contentLength)}`);
  }
}

/** Also a Blob of another realm. */
function isBlob(value: unknown): value is Blob {
  if (value instanceof Blob) return true;
  const tag = Object.prototype.toString.call(value);
  return (tag === '[object Blob]' || tag === '[object File]') && typeof (value as Blob).slice === 'function';
}
