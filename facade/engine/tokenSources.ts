/**
 * Token sources. The engine requests tokens by the number of a source. The addon never holds a credential, because a
 * credential may refer to the clients that use it. Its pipeline and the pending calls hold it.
 */

import type { AsyncResource } from 'node:async_hooks';

import { captureContext } from './asyncContext';

/** Gets a token: JSON in, JSON out. It never rejects. */
export type GetToken = (request: string) => Promise<string>;

/** The source of the tokens of one pipeline. */
export interface TokenSource {
  readonly number: number;
  readonly getToken: GetToken;
}

/** The call that needs a token. It holds its token sources, and the async context in which it was made. */
export interface Caller {
  readonly sources: readonly TokenSource[];
  readonly context: AsyncResource;
}

/** A token request of the engine. */
export interface TokenRequest {
  readonly number: number;
  readonly request: string;
  readonly source: TokenSource | undefined;
  readonly caller: Caller | undefined;
}

/** Calls of pipelines without tokens need no caller. */
export function callerOf(...sources: (TokenSource | undefined)[]): Caller | undefined {
  const known = sources.filter((source) => source !== undefined);
  return known.length === 0 ? undefined : { sources: known, context: captureContext() };
}

/** A map from numbers to values that it holds weakly. */
export class WeakNumbers<Value extends object> {
  readonly #values = new Map<number, WeakRef<Value>>();
  readonly #gone = new FinalizationRegistry((number: number) => {
    // The number may have been reused.
    if (this.#values.get(number)?.deref() === undefined) this.#values.delete(number);
  });

  set(number: number, value: Value): void {
    this.#values.set(number, new WeakRef(value));
    this.#gone.register(value, number);
  }

  get(number: number): Value | undefined {
    return this.#values.get(number)?.deref();
  }
}

/** Requests a token from its source, in the async context of the call. */
export function requestToken(question: TokenRequest, answer: (number: number, token?: string) => void): void {
  const { number, request, source, caller } = question;
  if (!source) {
    answer(number);
    return;
  }
  const getToken = (): void => {
    void source.getToken(request).then((token) => {
      answer(number, token);
    });
  };
  if (caller) caller.context.runInAsyncScope(getToken);
  else getToken();
}
