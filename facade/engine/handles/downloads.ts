/** Handles of content that the engine receives. */

import type { AddonBody, AddonQuery } from '../addon';
import type { Calls } from '../calls';
import type { CallHints, NativeBody, NativeQuery, NativeResult, NativeTransferProgress } from '../nativeModule';
import { callerOf, type Caller } from '../tokenSources';
import { counterOf } from './uploads';

/** The content of a blob. */
export class Body implements NativeBody {
  readonly #body: AddonBody;
  /** The caller of the download, held until the body has ended, because resuming an interrupted read needs a token. */
  readonly #caller: Pick<Caller, 'sources' | 'hints'> | undefined;
  readonly #calls: Calls;

  constructor(calls: Calls, body: AddonBody, caller: Caller | undefined) {
    this.#calls = calls;
    this.#body = body;
    this.#caller = caller && { sources: caller.sources, hints: caller.hints ?? {} };
  }

  /** A call in the current async context. Its requests continue the download, or are separate parts. */
  #now(areParts = false): Caller | undefined {
    const { sources, hints } = this.#caller ?? {};
    const caller = sources && callerOf(...sources);
    return caller && hints ? { ...caller, hints: areParts ? partsOf(hints) : hints } : caller;
  }

  async wait(wanted: number): Promise<{ length: number; isEnd?: boolean; failure?: string }> {
    const { ok, head, failure } = await this.#calls.begin((call) => {
      this.#body.wait(call, wanted);
    }, this.#now());
    return failure === undefined ? { length: Number(ok), isEnd: head === 'end' } : { length: 0, failure };
  }

  take(target: Uint8Array): number {
    return this.#body.take(target);
  }

  read(blockSize: number, concurrency: number, received?: NativeTransferProgress): Promise<NativeResult> {
    return this.#calls.begin((call) => {
      this.#body.read(call, blockSize, concurrency, counterOf(received));
    }, this.#now(true));
  }

  handOver(blockSize: number, concurrency: number): Promise<NativeResult> {
    return this.#calls.begin((call) => {
      this.#body.handOver(call, blockSize, concurrency);
    }, this.#now(true));
  }

  async handedOver(): Promise<number> {
    const { ok } = await this.#calls.begin((call) => {
      this.#body.handedOver(call);
    });
    return Number(ok ?? 0);
  }

  place(target: Uint8Array): number {
    return this.#body.place(target);
  }

  save(path: string, blockSize: number, concurrency: number, received?: NativeTransferProgress): Promise<NativeResult> {
    return this.#calls.begin((call) => {
      this.#body.save(call, path, blockSize, concurrency, counterOf(received));
    }, this.#now(true));
  }

  close(): void {
    this.#body.close();
  }
}

/** The hints for ranges that are read in parallel with the first. */
function partsOf(hints: CallHints): CallHints {
  return 'parts' in hints ? { ...hints, tracingOptions: hints.parts, isPart: true } : hints;
}

/** The records of a query. */
export class Query implements NativeQuery {
  readonly #query: AddonQuery;
  readonly #calls: Calls;

  constructor(calls: Calls, query: AddonQuery) {
    this.#calls = calls;
    this.#query = query;
  }

  async wait(): Promise<{ length: number; event?: string; failure?: string }> {
    const { ok, head, failure } = await this.#calls.begin((call) => {
      this.#query.wait(call);
    });
    if (failure !== undefined) return { length: 0, failure };
    return head === undefined ? { length: Number(ok) } : { length: 0, event: head };
  }

  take(target: Uint8Array): number {
    return this.#query.take(target);
  }

  close(): void {
    this.#query.close();
  }
}
