/** Handles of content that the engine receives. */

import type { AddonBody, AddonQuery } from '../addon';
import type { Calls } from '../calls';
import type { LayerSource, NativeBody, NativeQuery, NativeResult, NativeTransferProgress } from '../nativeModule';
import { callerOf, type TokenSource } from '../tokenSources';
import { counterOf } from './uploads';

/** The content of a blob. */
export class Body implements NativeBody {
  readonly #body: AddonBody;
  /** Held until the body has ended, because an interrupted read is resumed, and needs a token. */
  readonly #source: TokenSource | undefined;
  /** Held likewise. */
  readonly #layers: LayerSource | undefined;
  readonly #calls: Calls;

  constructor(calls: Calls, body: AddonBody, source: TokenSource | undefined, layers: LayerSource | undefined) {
    this.#calls = calls;
    this.#body = body;
    this.#source = source;
    this.#layers = layers;
  }

  async wait(wanted: number): Promise<{ length: number; failure?: string }> {
    const { ok, failure } = await this.#calls.begin(
      (call) => {
        this.#body.wait(call, wanted);
      },
      callerOf(this.#source, this.#layers),
    );
    return failure === undefined ? { length: Number(ok) } : { length: 0, failure };
  }

  take(target: Uint8Array): number {
    return this.#body.take(target);
  }

  read(blockSize: number, concurrency: number, received?: NativeTransferProgress): Promise<NativeResult> {
    return this.#calls.begin(
      (call) => {
        this.#body.read(call, blockSize, concurrency, counterOf(received));
      },
      callerOf(this.#source, this.#layers),
    );
  }

  handOver(blockSize: number, concurrency: number): Promise<NativeResult> {
    return this.#calls.begin(
      (call) => {
        this.#body.handOver(call, blockSize, concurrency);
      },
      callerOf(this.#source, this.#layers),
    );
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
    return this.#calls.begin(
      (call) => {
        this.#body.save(call, path, blockSize, concurrency, counterOf(received));
      },
      callerOf(this.#source, this.#layers),
    );
  }

  close(): void {
    this.#body.close();
  }
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
