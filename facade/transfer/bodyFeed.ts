/** Who gives the bytes of an upload while it is sent, and how they are handed to the engine. */

import type { NativeUploadSource } from '../engine/nativeModule';

/** How many bytes are handed over in one go. */
export const PIECE_LENGTH = 256 * 1024;

/** Hands over a copy of a piece. False = it is not wanted any more. */
export type Give = (offset: number, piece: Uint8Array) => boolean;

/** Has the bytes of a body. */
export interface BodyFeed {
  /** Whether the engine keeps what it was given, because it cannot be given again. */
  readonly keep: boolean;
  /** The whole of it, where the engine may read it in place; the last piece is asked for nevertheless. */
  readonly inPlace?: Uint8Array;
  /** Gives pieces from `offset` on, until `room` is used up. Another try may begin at the start again. */
  give(offset: number, room: number, give: Give): void | Promise<void>;
  /** The request is over: nothing is asked for any more. */
  stop(): void;
  /** Why a request may have failed that the engine cannot know. */
  reason?(): Error | undefined;
}

/** Gives the bytes from `start` to `end` of a piece, in parts that copy quickly. False = they are not wanted any more. */
export function giveParts(give: Give, offset: number, piece: Uint8Array): boolean {
  for (let at = 0; at < piece.byteLength; at += PIECE_LENGTH) {
    if (!give(offset + at, piece.subarray(at, at + PIECE_LENGTH))) return false;
  }
  return true;
}

/**
 * Answers the engine's questions until the request is over. A body that cannot go on breaks the request off. Returns what tells why;
 * nothing when that did not happen.
 */
export function feedBody(source: NativeUploadSource, feed: BodyFeed): () => { error: unknown } | undefined {
  let broken: { error: unknown } | undefined;
  const give: Give = (offset, piece) => source.give(offset, piece);
  const answer = async (): Promise<void> => {
    for (let wanted = await source.next(); wanted !== undefined; wanted = await source.next()) {
      await feed.give(wanted.offset, wanted.room, give);
    }
  };
  answer().catch((error: unknown) => {
    broken = { error };
    source.breakOff();
  });
  return () => broken;
}
