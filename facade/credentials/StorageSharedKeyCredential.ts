import { createHmac } from '../engine/lazyModules';
import { requireString } from '../validation/arguments';
import { Credential } from './Credential';
import { keep, type Kept } from '../engine/state';

const KEY = Symbol('accountKey');

/**
 * A storage account's name and key. The key can be used, but not seen: it is in no output of `console.log`,
 * `util.inspect` or `JSON.stringify`.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
 *
 * @example
 * ```js
 * const credential = new StorageSharedKeyCredential('account', process.env.AZURE_STORAGE_KEY);
 * const client = new BlobServiceClient('https://account.blob.core.windows.net', credential);
 * ```
 */
export class StorageSharedKeyCredential extends Credential {
  /** The account's name. */
  readonly accountName: string;
  /** @internal */
  readonly [KEY]: Kept<Buffer>;

  /**
   * @param accountName - The account's name.
   * @param accountKey - The account's key, in base64 as the portal shows it.
   * @throws TypeError or RangeError when one of them is not a string, or is empty.
   */
  constructor(accountName: string, accountKey: string) {
    super();
    this.accountName = requireString(accountName, 'accountName');
    this[KEY] = keep(Buffer.from(requireString(accountKey, 'accountKey'), 'base64'));
  }

  /**
   * Signs a text with the account's key: HMAC-SHA256, in base64.
   *
   * @param stringToSign - The text.
   */
  computeHMACSHA256(stringToSign: string): string {
    return createHmac('sha256', this.accountKey).update(stringToSign, 'utf8').digest('base64');
  }

  // A getter on the prototype: code that reads the field still finds it, but nothing prints it.
  private get accountKey(): Buffer {
    return this[KEY]();
  }

  /** @internal What `console.log` shows: the name alone. */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return `${this.constructor.name} ${inspect({ accountName: this.accountName }, options)}`;
  }
}

/** An account's name and key, of whatever class: the package may be loaded twice, and tests have their own. */
export interface SharedKey {
  accountName: string;
  accountKey: Uint8Array;
}

/** Whether a value is a shared key, which the members tell that every such class has. */
export function isSharedKey(value: unknown): value is StorageSharedKeyCredential {
  if (typeof value !== 'object' || value === null) return false;
  const { accountName, accountKey, computeHMACSHA256 } = value as Partial<SharedKey> & { computeHMACSHA256?: unknown };
  return typeof accountName === 'string' && ArrayBuffer.isView(accountKey) && typeof computeHMACSHA256 === 'function';
}

/** The key in base64, for the engine. */
export function keyOf(credential: StorageSharedKeyCredential): string {
  const { accountKey } = credential as unknown as SharedKey;
  return Buffer.from(accountKey.buffer, accountKey.byteOffset, accountKey.byteLength).toString('base64');
}
