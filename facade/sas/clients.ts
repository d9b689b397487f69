/** What clients need to make shared access signatures for what they point to. */

import type { AnyCredential } from '../pipeline/Pipeline';
import { isSharedKey, type StorageSharedKeyCredential } from '../credentials/StorageSharedKeyCredential';
import type { SASQueryParameters } from './SASQueryParameters';

/** The account's key, which only a client that has it can sign with. `what` it would sign. */
export function requireSharedKey(credential: AnyCredential, what = 'the SAS'): StorageSharedKeyCredential {
  if (isSharedKey(credential)) return credential;
  throw new RangeError(`Can only generate ${what} when the client is initialized with a shared key credential`);
}

/** A URL with a signature after whatever query it has. */
export function withSas(url: string, { sasQueryParameters }: { sasQueryParameters: SASQueryParameters }): string {
  const signed = new URL(url);
  const sas = sasQueryParameters.toString();
  signed.search = signed.search ? `${signed.search}&${sas}` : sas;
  return signed.toString();
}

/** A promise of what is made at once; what that throws is what the promise rejects with. */
export function promiseOf<T>(make: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(make());
  });
}
