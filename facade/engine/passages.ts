/** Requests that pass through JavaScript policies, as the addon delivers them. */

import type { AddonByteFeed, AddonByteStream, AddonCalls, AddonExchange } from './addon';
import type { NativeByteFeed, NativeByteStream, NativeResult, NativePassage } from './nativeModule';

/** The members of the pending calls that are needed here. */
interface PassageCalls {
  readonly native: AddonCalls;
  begin(start: (call: number) => void): Promise<NativeResult>;
}

/** Bytes that arrive piece by piece. */
export class ByteStream implements NativeByteStream {
  readonly #stream: AddonByteStream;
  readonly #calls: PassageCalls;

  constructor(stream: AddonByteStream, calls: PassageCalls) {
    this.#stream = stream;
    this.#calls = calls;
  }

  next(): Promise<NativeResult> {
    return this.#calls.begin((call) => {
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
  readonly #calls: PassageCalls;

  constructor(feed: AddonByteFeed, calls: PassageCalls) {
    this.feed = feed;
    this.#calls = calls;
  }

  async give(piece: Uint8Array): Promise<boolean> {
    const { ok } = await this.#calls.begin((call) => {
      this.feed.give(call, piece);
    });
    return ok !== undefined;
  }

  async end(failure?: string): Promise<void> {
    await this.#calls.begin((call) => {
      this.feed.end(call, failure);
    });
  }
}

/** Adds the handle to a response whose body is streamed. */
export const withStream =
  (calls: PassageCalls) =>
  (outcome: NativeResult): NativeResult => {
    const { attachment } = outcome;
    if (attachment === undefined || Buffer.isBuffer(attachment)) return outcome;
    return { ...outcome, attachment: new ByteStream(attachment as AddonByteStream, calls) };
  };

/** The passage of an exchange of the addon. */
export function passageOf(exchange: AddonExchange, shown: string, calls: PassageCalls): NativePassage {
  return {
    shown,
    body: () => exchange.body() ?? undefined,
    readBody: () => new ByteStream(exchange.readBody(), calls),
    parse: (headers, body) => exchange.parse(headers, body) ?? undefined,
    parseLists: (headers, body) => exchange.parseLists(headers, body) ?? undefined,
    next: async (change, body) => {
      const outcome = await calls.begin((call) => {
        exchange.next(call, change, body);
      });
      return withStream(calls)(outcome);
    },
    respond(ending, requestBody, body, feed) {
      exchange.respond(ending, requestBody, body, feed instanceof ByteFeed ? feed.feed : undefined);
    },
    feed: () => new ByteFeed(calls.native.byteFeed(), calls),
  };
}
