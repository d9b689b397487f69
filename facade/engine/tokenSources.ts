/**
 * Who gives tokens, as the engine asks for them: by a number. Nothing of the addon's holds a credential, which may well
 * reach the clients that use it; its pipeline holds it, and so do the calls that are under way.
 */

import type { AsyncResource } from 'node:async_hooks';

import { captureContext } from './asyncContext';

/** Gets a token: JSON in, JSON out. It never rejects. */
export type GetToken = (request: string) => Promise<string>;

/** Who gives the tokens of one pipeline. */
export interface TokenSource {
  readonly number: number;
  readonly getToken: GetToken;
}

/** On whose behalf tokens are asked for: a call keeps those who give its tokens, and the context in which it was made. */
export interface Caller {
  readonly sources: readonly TokenSource[];
  readonly context: AsyncResource;
}

/** A question of the engine's, with those whom it concerns. */
export interface Question {
  readonly number: number;
  readonly request: string;
  readonly source: TokenSource | undefined;
  readonly caller: Caller | undefined;
}

/** The calls of pipelines without tokens need none of this. */
export function callerOf(...sources: (TokenSource | undefined)[]): Caller | undefined {
  const known = sources.filter((source) => source !== undefined);
  return known.length === 0 ? undefined : { sources: known, context: captureContext() };
}

/** Values that can be found by a number for as long as somebody else holds them. */
export class WeakNumbers<Value extends object> {
  readonly #values = new Map<number, WeakRef<Value>>();
  readonly #gone = new FinalizationRegistry((number: number) => {
    // The number may have been given anew.
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

/** Has a question answered by whoever gives the tokens, in the context of the call. */
export function ask(question: Question, answer: (number: number, token?: string) => void): void {
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
