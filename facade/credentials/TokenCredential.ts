/**
 * Microsoft Entra credentials: any object with `getToken`, such as those of `@azure/identity`. The engine decides when
 * it needs a token, and caches it. This file calls the credential, and keeps what it throws for the caller.
 */

import type { AbortSignalLike, TracingContext } from '../types/common';
import { keepCredentialError } from '../engine/credentialErrors';

/** An access token and its expiry. */
export interface AccessToken {
  /** The token. */
  token: string;
  /** When the token expires, in milliseconds since 1970. */
  expiresOnTimestamp: number;
  /** When the token should be refreshed, in milliseconds since 1970. */
  refreshAfterTimestamp?: number;
  /** The token type. Storage accepts `Bearer` only. */
  tokenType?: 'Bearer' | 'pop';
}

/** Options of {@link TokenCredential.getToken}. */
export interface GetTokenOptions {
  /** Aborts the request. */
  abortSignal?: AbortSignalLike;
  /** Options of the request. */
  requestOptions?: {
    /** The maximum duration of the request, in milliseconds. */
    timeout?: number;
  };
  /** Tracing options. */
  tracingOptions?: {
    /** The parent context of spans. */
    tracingContext?: TracingContext;
  };
  /** Claims from a continuous access evaluation challenge. */
  claims?: string;
  /** Whether the token may support continuous access evaluation. */
  enableCae?: boolean;
  /** The tenant id from the challenge of the service. */
  tenantId?: string;
}

/** An object that provides access tokens. */
export interface TokenCredential {
  /**
   * Returns an access token.
   *
   * @param scopes - The scopes of the token.
   * @param options - Further parameters of the request.
   */
  getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null>;
}

/**
 * Returns whether a value is a token credential. Policy factories of old versions also have a `getToken`, but without
 * parameters.
 */
export function isTokenCredential(value: unknown): value is TokenCredential {
  if (typeof value !== 'object' || value === null) return false;
  const { getToken, signRequest } = value as { getToken?: unknown; signRequest?: unknown };
  return typeof getToken === 'function' && (signRequest === undefined || getToken.length > 0);
}

type TokenCallback = (request: string, tracingOptions?: unknown) => Promise<string>;

const callbacks = new WeakMap<TokenCredential, TokenCallback>();

/**
 * The callback that the engine calls for tokens. It never rejects: a thrown error is kept here, and its number is returned. A credential
 * has one callback, however many clients use it: so the engine knows that they share their tokens.
 */
export function tokenCallback(credential: TokenCredential): TokenCallback {
  let callback = callbacks.get(credential);
  if (!callback) callbacks.set(credential, (callback = makeCallback(credential)));
  return callback;
}

function makeCallback(credential: TokenCredential): TokenCallback {
  return async (request, tracingOptions) => {
    try {
      const { scopes, ...options } = JSON.parse(request) as { scopes: string[] } & GetTokenOptions;
      // The spans of the credential belong to the call that needs the token.
      if (tracingOptions) options.tracingOptions = tracingOptions;
      return JSON.stringify(checkToken(await credential.getToken(scopes, options)));
    } catch (thrown) {
      return JSON.stringify({ error: keepCredentialError(thrown) });
    }
  };
}

function checkToken(token: AccessToken | null | undefined): AccessToken {
  if (token === null || token === undefined) {
    throw new Error('The credential returned no token: its getToken() resolved to null');
  }
  if (typeof token.token !== 'string' || typeof token.expiresOnTimestamp !== 'number') {
    throw new TypeError("The credential's getToken() must resolve to { token: string, expiresOnTimestamp: number }");
  }
  if (Number.isNaN(token.expiresOnTimestamp)) {
    throw new TypeError(
      "The credential's getToken() returned a token whose expiresOnTimestamp is NaN: it must be milliseconds since 1970",
    );
  }
  if (token.tokenType !== undefined && token.tokenType !== 'Bearer') {
    throw new TypeError(`The credential returned a "${token.tokenType}" token; storage accepts "Bearer" tokens only`);
  }
  const { refreshAfterTimestamp } = token;
  const checked: AccessToken = { token: token.token, expiresOnTimestamp: withinTime(token.expiresOnTimestamp) };
  // As in the reference, 0 and NaN mean that no time is set.
  if (typeof refreshAfterTimestamp === 'number' && refreshAfterTimestamp) {
    checked.refreshAfterTimestamp = withinTime(refreshAfterTimestamp);
  }
  return checked;
}

/** Limits a time to the range of a Date. JSON has no infinity, and a token may never expire. */
function withinTime(milliseconds: number): number {
  const furthest = 8.64e15;
  return Math.min(Math.max(milliseconds, -furthest), furthest);
}
