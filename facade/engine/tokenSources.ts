/**
 * Token sources. The engine requests tokens by the number of a source. The addon never holds a credential, because a
 * credential may refer to the clients that use it. Its pipeline and the pending calls hold it.
 */

import type { AsyncResource } from 'node:async_hooks';

import { captureContext } from './asyncContext';
import type { CallHints, LayerSource, NativePassage } from './nativeModule';

/** Gets a token: JSON in, JSON out, and the place in a trace of the call that needs it. It never rejects. */
export type GetToken = (request: string, tracingOptions?: unknown) => Promise<string>;

/** The source of the tokens of one pipeline. */
export interface TokenSource {
  readonly number: number;
  readonly getToken: GetToken;
}

/** A source that the engine identifies by its number. */
interface Source {
  readonly number: number;
}

/** The call for which the engine makes a request. It holds its sources, and the async context in which it was made. */
export interface Caller {
  readonly sources: readonly Source[];
  readonly context: AsyncResource;
  /** The part of the call that policies see. */
  readonly hints?: CallHints;
}

/** A token request of the engine, or the passage of a request through policies. */
export interface TokenRequest {
  readonly number: number;
  readonly request: string;
  readonly source: TokenSource | LayerSource | undefined;
  readonly caller: Caller | undefined;
  readonly passage: NativePassage | undefined;
}

/** Calls of pipelines without tokens and policies need no caller. */
export function callerOf(...sources: (Source | undefined)[]): Caller | undefined {
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

/** Requests a token from a source, in the async context of the call. */
export function requestToken(tokenRequest: TokenRequest, respond: (number: number, token?: string) => void): void {
  const { number, request, source, caller, passage } = tokenRequest;
  if (passage && (!source || !('pass' in source))) {
    passage.respond(POLICIES_GONE);
    return;
  }
  if (!source) {
    respond(number);
    return;
  }
  const run = (): void => {
    if ('getToken' in source) {
      void source.getToken(request, caller?.hints?.tracingOptions).then((token) => {
        respond(number, token);
      });
    } else if (passage) {
      void source.pass(passage, caller?.hints ?? {});
    }
  };
  if (caller) caller.context.runInAsyncScope(run);
  else run();
}

/** The end of a passage whose policies no longer exist. */
const POLICIES_GONE = JSON.stringify({
  request: {},
  message: 'The request policies are gone: no client that uses them is held by the script any more.',
});
