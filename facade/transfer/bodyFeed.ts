/** Supplies the bytes of an upload while they are sent. */

import type { NativeUploadSource } from '../engine/nativeModule';

/** The number of bytes that are passed to the engine at once. */
export const PIECE_LENGTH = 256 * 1024;

/** Passes a copy of a piece to the engine. Returns false if it is no longer wanted. */
export type PassPiece = (offset: number, piece: Uint8Array) => boolean;

/** The source of a body's bytes. */
export interface BodyFeed {
  /** Whether the engine keeps the bytes, because they cannot be supplied again. */
  readonly keep: boolean;
  /** The whole body, if the engine may read it in place. The last piece is requested nevertheless. */
  readonly inPlace?: Uint8Array;
  /** Supplies pieces from `offset` on, until `room` is used up. Another attempt may start from 0 again. */
  give(offset: number, room: number, give: PassPiece): void | Promise<void>;
  /**
   * Stops supplying bytes to an attempt that is over, no matter how long the next bytes take. Defined if another attempt
   * does not need the same source.
   */
  abandon?: (() => void) | undefined;
  /** Called when the request is over. Nothing is requested after that. */
  stop(): void;
  /** An explanation of a failed request that the engine cannot know. */
  reason?(): Error | undefined;
}

/** Passes on a piece in parts that copy quickly. Returns false if they are no longer wanted. */
export function giveInParts(give: PassPiece, offset: number, piece: Uint8Array): boolean {
  for (let at = 0; at < piece.byteLength; at += PIECE_LENGTH) {
    if (!give(offset + at, piece.subarray(at, at + PIECE_LENGTH))) return false;
  }
  return true;
}

/**
 * Supplies bytes until the request is over. If the body fails, the request is aborted. The returned function returns
 * the error of the body, if there is one.
 */
export function feedBody(source: NativeUploadSource, feed: BodyFeed): () => { error: unknown } | undefined {
  let broken: { error: unknown } | undefined;
  const give: PassPiece = (offset, piece) => source.give(offset, piece);
  const supplyAll = async (): Promise<void> => {
    let over: { attempt: number; another: Promise<boolean> } | undefined;
    for (let wanted = await source.next(); wanted !== undefined; wanted = await source.next()) {
      const { attempt } = wanted;
      const giving = feed.give(wanted.offset, wanted.room, give);
      if (giving === undefined || feed.abandon === undefined) {
        await giving;
        continue;
      }
      if (over?.attempt !== attempt) over = { attempt, another: source.another(attempt).then(() => true) };
      const isOver = await Promise.race([giving.then(() => false), over.another]);
      if (!isOver) continue;
      giving.catch(() => undefined);
      feed.abandon();
    }
  };
  supplyAll().catch((error: unknown) => {
    broken = { error };
    source.breakOff();
  });
  return () => broken;
}
