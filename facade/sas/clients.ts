/** Helpers of clients for shared access signatures. */

import type { AnyCredential } from '../credentials/anyCredential';
import { isSharedKey, type StorageSharedKeyCredential } from '../credentials/StorageSharedKeyCredential';
import type { SASQueryParameters } from './SASQueryParameters';

/** Returns the account key, or throws if the client has none. `what` is what it should sign, for the error. */
export function requireSharedKey(credential: AnyCredential, what = 'the SAS'): StorageSharedKeyCredential {
  if (isSharedKey(credential)) return credential;
  throw new RangeError(`Can only generate ${what} when the client is initialized with a shared key credential`);
}

/** Appends a signature to a URL, after any query. */
export function withSas(url: string, { sasQueryParameters }: { sasQueryParameters: SASQueryParameters }): string {
  const signed = new URL(url);
  const sas = sasQueryParameters.toString();
  signed.search = signed.search ? `${signed.search}&${sas}` : sas;
  return signed.toString();
}

/** Runs a function synchronously, and returns a promise of its result or its error. */
export function promiseOf<T>(make: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(make());
  });
}
