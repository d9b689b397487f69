import { createHmac } from './lazyModules';
import { requireString } from './arguments';
import { Credential } from './Credential';

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
  readonly #accountKey: Buffer;

  /**
   * @param accountName - The account's name.
   * @param accountKey - The account's key, in base64 as the portal shows it.
   * @throws TypeError or RangeError when one of them is not a string, or is empty.
   */
  constructor(accountName: string, accountKey: string) {
    super();
    this.accountName = requireString(accountName, 'accountName');
    this.#accountKey = Buffer.from(requireString(accountKey, 'accountKey'), 'base64');
  }

  /**
   * Signs a text with the account's key: HMAC-SHA256, in base64.
   *
   * @param stringToSign - The text.
   */
  computeHMACSHA256(stringToSign: string): string {
    return createHmac('sha256', this.#accountKey).update(stringToSign, 'utf8').digest('base64');
  }

  // A getter on the prototype: code that reads the field still finds it, but nothing prints it.
  private get accountKey(): Buffer {
    return this.#accountKey;
  }

  /** @internal The key in base64, for the engine. */
  static keyOf(credential: StorageSharedKeyCredential): string {
    return credential.accountKey.toString('base64');
  }
}
