import { createHmac } from '../engine/lazyModules';
import { requireString } from '../validation/arguments';
import { Credential } from './Credential';
import { privateState, type PrivateState } from '../engine/state';

const KEY = Symbol('accountKey');

/**
 * The name and key of a storage account. The key never appears in the output of `console.log`, `util.inspect` or
 * `JSON.stringify`.
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
  /** The name of the account. */
  readonly accountName: string;
  /** @internal */
  readonly [KEY]: PrivateState<Buffer>;

  /**
   * Creates a credential.
   *
   * @param accountName - The name of the account.
   * @param accountKey - The account key in base64, as the Azure portal shows it.
   * @throws TypeError when an argument is not a string. RangeError when it is empty.
   */
  constructor(accountName: string, accountKey: string) {
    super();
    this.accountName = requireString(accountName, 'accountName');
    this[KEY] = privateState(Buffer.from(requireString(accountKey, 'accountKey'), 'base64'));
  }

  /**
   * Signs a string with the account key. Returns the HMAC-SHA256 in base64.
   *
   * @param stringToSign - The string.
   */
  computeHMACSHA256(stringToSign: string): string {
    return createHmac('sha256', this.accountKey).update(stringToSign, 'utf8').digest('base64');
  }

  // A getter on the prototype: code that reads the member finds it, but nothing prints it.
  private get accountKey(): Buffer {
    return this[KEY]();
  }

  /** @internal The output of `console.log`: only the account name. */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return `${this.constructor.name} ${inspect({ accountName: this.accountName }, options)}`;
  }
}

/** An account name and key of any class. The package may be loaded twice, and tests may define their own class. */
export interface SharedKey {
  accountName: string;
  accountKey: Uint8Array;
}

/** Returns whether a value is a shared key credential, by the members that every such class has. */
export function isSharedKey(value: unknown): value is StorageSharedKeyCredential {
  if (typeof value !== 'object' || value === null) return false;
  const { accountName, accountKey, computeHMACSHA256 } = value as Partial<SharedKey> & { computeHMACSHA256?: unknown };
  return typeof accountName === 'string' && ArrayBuffer.isView(accountKey) && typeof computeHMACSHA256 === 'function';
}

/** Returns the account key in base64, for the engine. */
export function keyOf(credential: StorageSharedKeyCredential): string {
  const { accountKey } = credential as unknown as SharedKey;
  return Buffer.from(accountKey.buffer, accountKey.byteOffset, accountKey.byteLength).toString('base64');
}
