/**
 * Bodies of uploads, checked when their call is made. Small bodies are copied; for others it is determined how their
 * bytes will be supplied. A body of known but wrong length fails before anything is sent.
 */

import { MAX_UPLOAD_BYTES } from '../types/constants';
import { requireInteger } from '../validation/arguments';
import type { BodyFeed } from './bodyFeed';
import { BlobFeed } from './blobFeed';
import { isDetached, isResizable, memoryOf, viewOf, type Memory } from './bytes';
import { MemoryFeed } from './memoryFeed';
import { isStream, StreamFeed } from './streamFeed';

const FORMS =
  'a string, a Buffer, an ArrayBuffer or a view of one, a Blob, a readable stream or a function that returns one';

/** Bodies up to this length are copied when the call is made. The addon has the same number. */
export const COPIED_LENGTH = 256 * 1024;

/** A checked body. */
export interface UploadBody {
  length: number;
  /** Bytes that are sent as they are, because they are few or not shared. */
  bytes?: Uint8Array;
  /** The source of the bytes while they are sent. */
  feed?: BodyFeed;
}

/** Requires any form of body, without reading it. `null` is an empty body. */
export function requireBody(body: unknown, argument: string): void {
  const known =
    body === null ||
    ['string', 'function'].includes(typeof body) ||
    isBlob(body) ||
    memoryOf(body) !== undefined ||
    isStream(body);
  if (!known) throw new TypeError(`${argument} must be ${FORMS}`);
}

/** Requires a length that one request can carry. */
export function requireUploadSize(size: number, argument: string): void {
  if (size > MAX_UPLOAD_BYTES) {
    throw new RangeError(
      `${argument} is ${String(size)}, but one request carries ${String(MAX_UPLOAD_BYTES)} bytes at most`,
    );
  }
}

/**
 * Checks a body, and copies it if it is small. As in the reference, a string and a Buffer define their own length, and
 * `contentLength` is ignored. Every other body, and every empty one, must have that length, because it would be
 * truncated or awaited forever. With `isPassedOn`, the caller's policies or HTTP client get it before it is read.
 */
export function prepareBody(body: unknown, contentLength: number, isPassedOn = false): UploadBody {
  const isFactory = typeof body === 'function';
  const source: unknown = isFactory ? (body as () => unknown)() : body;
  if (typeof source === 'string') {
    const bytes = Buffer.from(source, 'utf8');
    if (isFactory || source === '') requireLength(bytes.byteLength, contentLength);
    return { length: bytes.byteLength, bytes };
  }
  if (source === null || source === undefined) {
    requireLength(0, contentLength);
    return { length: 0, bytes: new Uint8Array(0) };
  }
  const memory = memoryOf(source);
  if (memory) return takeMemory(memory, contentLength, Buffer.isBuffer(source) && !isFactory);
  if (isBlob(source)) {
    requireLength(source.size, contentLength);
    return { length: source.size, feed: new BlobFeed(source) };
  }
  if (!isStream(source)) throw new TypeError(`body must be ${FORMS}`);
  const length = requireInteger(contentLength, 'contentLength', 0);
  return { length, feed: new StreamFeed(source, length, isFactory ? (body as () => unknown) : undefined, isPassedOn) };
}

function takeMemory(memory: Memory, contentLength: number, knowsItsLength: boolean): UploadBody {
  const { buffer, length } = memory;
  if (contentLength !== 0 && isDetached(buffer)) {
    throw new TypeError('body has no bytes any more: its ArrayBuffer was transferred elsewhere (it is detached)');
  }
  // Resizable memory may already have shrunk.
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

/** Accepts a Blob of another realm as well. */
export function isBlob(value: unknown): value is Blob {
  if (value instanceof Blob) return true;
  const tag = Object.prototype.toString.call(value);
  return (tag === '[object Blob]' || tag === '[object File]') && typeof (value as Blob).slice === 'function';
}
