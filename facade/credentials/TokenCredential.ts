/**
 * Microsoft Entra credentials: anything with a `getToken`, such as those of `@azure/identity`. The engine decides when
 * a token is needed and keeps it; here the script's function is called, and whatever it throws is kept for the caller.
 */

import type { AbortSignalLike, TracingContext } from '../types/common';
import { keepCredentialError } from '../engine/credentialErrors';

/** A token and how long it is good for. */
export interface AccessToken {
  /** The token itself. */
  token: string;
  /** When it expires, in milliseconds since 1970. */
  expiresOnTimestamp: number;
  /** When it should be renewed, in milliseconds since 1970. */
  refreshAfterTimestamp?: number;
  /** The kind of token; only `Bearer` can be used with storage. */
  tokenType?: 'Bearer' | 'pop';
}

/** What a request for a token says. */
export interface GetTokenOptions {
  /** Stops the request. */
  abortSignal?: AbortSignalLike;
  /** How the request is made. */
  requestOptions?: {
    /** How long it may take, in milliseconds. */
    timeout?: number;
  };
  /** Where spans belong. */
  tracingOptions?: {
    /** The context in which spans would be made. */
    tracingContext?: TracingContext;
  };
  /** The claims that a continuous access evaluation challenge asks for. */
  claims?: string;
  /** Whether the token may be one with continuous access evaluation. */
  enableCae?: boolean;
  /** The tenant that the service named in its challenge. */
  tenantId?: string;
}

/** An object that can get tokens. */
export interface TokenCredential {
  /**
   * Gets a token.
   *
   * @param scopes - What the token is for.
   * @param options - More about the request.
   */
  getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null>;
}

/** Whether a value is a credential that gives tokens. A policy factory of old times also has a getToken, of no arguments. */
export function isTokenCredential(value: unknown): value is TokenCredential {
  if (typeof value !== 'object' || value === null) return false;
  const { getToken, signRequest } = value as { getToken?: unknown; signRequest?: unknown };
  return typeof getToken === 'function' && (signRequest === undefined || getToken.length > 0);
}

type TokenCallback = (request: string) => Promise<string>;

const callbacks = new WeakMap<TokenCredential, TokenCallback>();

/**
 * The callback that the engine asks for tokens. It never rejects: an error crosses as the number it is kept under. A credential has one,
 * whatever the number of clients that it is given to; by that the engine knows that their tokens are the same.
 */
export function tokenCallback(credential: TokenCredential): TokenCallback {
  let callback = callbacks.get(credential);
  if (!callback) callbacks.set(credential, (callback = makeCallback(credential)));
  return callback;
}

function makeCallback(credential: TokenCredential): TokenCallback {
  return async (request) => {
    try {
      const { scopes, ...options } = JSON.parse(request) as { scopes: string[] } & GetTokenOptions;
      return JSON.stringify(checkToken(await credential.getToken(scopes, options)));
    } catch (thrown) {
      return JSON.stringify({ error: keepCredentialError(thrown) });
    }
  };
}

function checkToken(token: AccessToken | null | undefined): AccessToken {
  if (token === null || token === undefined) {
    throw new Error('The credential gave no token: its getToken() resolved to null');
  }
  if (typeof token.token !== 'string' || typeof token.expiresOnTimestamp !== 'number') {
    throw new TypeError("The credential's getToken() must resolve to { token: string, expiresOnTimestamp: number }");
  }
  if (Number.isNaN(token.expiresOnTimestamp)) {
    throw new TypeError(
      "The credential's getToken() gave a token whose expiresOnTimestamp is NaN: it must be milliseconds since 1970",
    );
  }
  if (token.tokenType !== undefined && token.tokenType !== 'Bearer') {
    throw new TypeError(`The credential gave a "${token.tokenType}" token; storage takes "Bearer" tokens only`);
  }
  const { refreshAfterTimestamp } = token;
  const checked: AccessToken = { token: token.token, expiresOnTimestamp: withinTime(token.expiresOnTimestamp) };
  // As in the reference, 0 and NaN are no time at which to begin.
  if (typeof refreshAfterTimestamp === 'number' && refreshAfterTimestamp) {
    checked.refreshAfterTimestamp = withinTime(refreshAfterTimestamp);
  }
  return checked;
}

/** The times that a Date can have. JSON has no infinity, and a token may be good for ever. */
function withinTime(milliseconds: number): number {
  const furthest = 8.64e15;
  return Math.min(Math.max(milliseconds, -furthest), furthest);
}
