/** Requests on their way through policies of JavaScript, as the addon hands them over. */

import type { AddonByteFeed, AddonByteStream, AddonExchange } from './addon';
import type { CallHints, NativeByteFeed, NativeByteStream, NativeResult, NativePassage } from './nativeModule';

/** Hints by the handles that a call has anyway: those of a signal and of a body. */
const hintsByHandle = new WeakMap<object, CallHints>();

/** Adds hints to a handle. */
export function addHints(handle: object, hints: CallHints): void {
  hintsByHandle.set(handle, { ...hintsByHandle.get(handle), ...hints });
}

/** The hints of the handles of a call. */
export function hintsOf(...handles: (object | undefined)[]): CallHints {
  return Object.assign({}, ...handles.map((handle) => handle && hintsByHandle.get(handle))) as CallHints;
}

type Begin = (start: (call: number) => void) => Promise<NativeResult>;

/** Bytes that come piece by piece. */
export class ByteStream implements NativeByteStream {
  readonly #stream: AddonByteStream;
  readonly #begin: Begin;

  constructor(stream: AddonByteStream, begin: Begin) {
    this.#stream = stream;
    this.#begin = begin;
  }

  next(): Promise<NativeResult> {
    return this.#begin((call) => {
      this.#stream.next(call);
    });
  }

  close(): void {
    this.#stream.close();
  }
}

/** Bytes that are supplied piece by piece. */
export class ByteFeed implements NativeByteFeed {
  readonly feed: AddonByteFeed;
  readonly #begin: Begin;

  constructor(feed: AddonByteFeed, begin: Begin) {
    this.feed = feed;
    this.#begin = begin;
  }

  async give(piece: Uint8Array): Promise<boolean> {
    const { ok } = await this.#begin((call) => {
      this.feed.give(call, piece);
    });
    return ok !== undefined;
  }

  async end(failure?: string): Promise<void> {
    await this.#begin((call) => {
      this.feed.end(call, failure);
    });
  }
}

/** The passage of an exchange of the addon. */
export function passageOf(
  exchange: AddonExchange,
  shown: string,
  begin: Begin,
  withStream: (outcome: NativeResult) => NativeResult,
  createFeed: () => AddonByteFeed,
): NativePassage {
  return {
    shown,
    body: () => exchange.body() ?? undefined,
    readBody: () => new ByteStream(exchange.readBody(), begin),
    next: async (change, body) => {
      const outcome = await begin((call) => {
        exchange.next(call, change, body);
      });
      return withStream(outcome);
    },
    respond(ending, requestBody, body, feed) {
      exchange.respond(ending, requestBody, body, feed instanceof ByteFeed ? feed.feed : undefined);
    },
    feed: () => new ByteFeed(createFeed(), begin),
  };
}
