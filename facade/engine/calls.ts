/**
 * Calls of the engine. Each call has a number, and the addon returns results in batches: one wake-up of this thread for
 * many results is much cheaper than one for each. This file turns numbers into promises.
 */

import type { Addon, AddonCalls, AddonExchange, Receive } from './addon';
import { withoutContext } from './asyncContext';
import { forgetCredentialError, holdCredentialError } from './credentialErrors';
import { RunningCopies } from './handles/RunningCopies';
import type { LayerSource, NativeResult } from './nativeModule';
import { passageOf } from './passages';
import {
  requestToken,
  WeakNumbers,
  type Caller,
  type GetToken,
  type TokenRequest,
  type TokenSource,
} from './tokenSources';

/** The result of one call. `attachment` is a handle or bytes. */
export interface CallResult extends NativeResult {
  attachment: unknown;
}

/** A pending call. */
interface PendingCall {
  settle: (result: CallResult) => void;
  caller: Caller | undefined;
}

/** The number of batch elements per result: number, ok, head, failure, attachment. */
const RESULT_LENGTH = 5;

/** The number of batch elements per request: number, source, the call that caused it, JSON, and a passage if it is one. */
const TOKEN_REQUEST_LENGTH = 5;

/** The number of microtask turns without a new call before the engine is woken. */
export const QUIET_TURNS = 3;

/** The largest call number: the addon uses 32 bits. */
const LARGEST_NUMBER = 0xffffffff;

/** The pending calls of this thread, and the token sources that the engine uses for them. */
export class Calls {
  /** The addon's side. */
  readonly native: AddonCalls;
  /** The copies that are held while they run. */
  readonly running = new RunningCopies();
  readonly #waiting = new Map<number, PendingCall>();
  readonly #sources = new WeakNumbers<TokenSource | LayerSource>();
  /** Copies that continue after the call that started them has its result. */
  readonly #copying = new WeakNumbers<Caller>();
  /** Pipelines of one credential have one source, so that the engine requests a token once for all of them. */
  readonly #sourcesByGetToken = new WeakMap<GetToken, TokenSource>();
  #lastCall = 0;
  #lastSource = 0;
  #callCount = 0;
  #flushes = false;
  #hasFlushed = false;

  constructor(addon: Addon) {
    this.native = new addon.NativeCalls(this.#receive);
  }

  /** Makes a call. Calls reach the engine in this order. `caller` is needed if the requests carry tokens. */
  begin<T = CallResult>(
    start: (call: number) => void,
    caller?: Caller,
    complete?: (result: CallResult, call: number) => T,
  ): Promise<T> {
    return new Promise((resolve) => {
      const call = this.#nextNumber();
      start(call);
      const settle = complete
        ? (result: CallResult): void => {
            resolve(complete(result, call));
          }
        : (resolve as (result: CallResult) => void);
      this.#waiting.set(call, { settle, caller });
      if (this.#waiting.size === 1) this.native.hold(this.#receive);
      this.#callCount += 1;
      if (!this.#flushes) void this.#flush();
    });
  }

  /** The source of a credential's tokens. */
  sourceOf(getToken: GetToken): TokenSource {
    const known = this.#sourcesByGetToken.get(getToken);
    if (known) return known;
    const source = this.#numbered({ getToken });
    this.#sourcesByGetToken.set(getToken, source);
    return source;
  }

  /** The source that runs the layers of a pipeline. */
  layerSource(layers: Omit<LayerSource, 'number'>): LayerSource {
    return this.#numbered(layers);
  }

  /** Records that the copy that `call` started continues for `caller`. */
  continues(call: number, caller: Caller | undefined): void {
    if (caller) this.#copying.set(call, caller);
  }

  #numbered<T extends Omit<TokenSource, 'number'> | Omit<LayerSource, 'number'>>(source: T): T & { number: number } {
    this.#lastSource += 1;
    const numbered = { ...source, number: this.#lastSource };
    this.#sources.set(this.#lastSource, numbered);
    return numbered;
  }

  #nextNumber(): number {
    do this.#lastCall = this.#lastCall === LARGEST_NUMBER ? 1 : this.#lastCall + 1;
    while (this.#waiting.has(this.#lastCall));
    return this.#lastCall;
  }

  /** An arrow function, because the engine calls it. */
  readonly #receive: Receive = (results, tokenRequests, forgotten) => {
    const requests: TokenRequest[] = [];
    // Read first, because a call that needs a token may have its result in the same batch.
    for (let at = 0; tokenRequests && at < tokenRequests.length; at += TOKEN_REQUEST_LENGTH)
      requests.push(this.#readTokenRequest(tokenRequests, at));
    for (let at = 0; at < results.length; at += RESULT_LENGTH) {
      const call = results[at] as number;
      const waits = this.#waiting.get(call);
      this.#waiting.delete(call);
      waits?.settle(readResult(results, at));
    }
    forgotten?.forEach(forgetCredentialError);
    if (results.length > 0 && this.#waiting.size === 0) this.native.release();
    for (const request of requests) {
      requestToken(request, (number, token) => {
        this.native.returnToken(number, token);
      });
    }
  };

  #readTokenRequest(batch: unknown[], at: number): TokenRequest {
    const call = (batch[at + 2] as number | null) ?? 0;
    const exchange = batch[at + 4] as AddonExchange | null;
    return {
      number: batch[at] as number,
      passage: exchange ? passageOf(exchange, batch[at + 3] as string, this) : undefined,
      source: this.#sources.get(batch[at + 1] as number),
      caller: this.#waiting.get(call)?.caller ?? this.#copying.get(call),
      request: batch[at + 3] as string,
    };
  }

  /**
   * Calls made in the same turn, such as those of many awaits that resume together, wake the engine once. This waits with
   * native promises, because tests replace the timers and queues of Node.js, and calls must not depend on them.
   */
  async #flush(): Promise<void> {
    this.#flushes = true;
    for (let quiet = 0, seen = this.#callCount; quiet < QUIET_TURNS; quiet += 1) {
      // eslint-disable-next-line @typescript-eslint/await-thenable -- a promise to wait for would be of a class that can be replaced
      await undefined;
      if (seen !== this.#callCount) quiet = 0;
      seen = this.#callCount;
    }
    this.#flushes = false;
    // On the first flush the addon creates the function that it calls back with. It would keep the current context.
    if (this.#hasFlushed) this.native.flush();
    else withoutContext(this.#wakeEngine);
    this.#hasFlushed = true;
  }

  readonly #wakeEngine = (): void => {
    this.native.flush();
  };
}

function readResult(batch: unknown[], at: number): CallResult {
  const result = {
    ok: (batch[at + 1] as string | null) ?? undefined,
    head: (batch[at + 2] as string | null) ?? undefined,
    failure: (batch[at + 3] as string | null) ?? undefined,
    attachment: batch[at + 4] ?? undefined,
  } as CallResult;
  if (typeof result.attachment === 'number') {
    holdCredentialError(result.attachment, result);
    result.attachment = undefined;
  }
  return result;
}
