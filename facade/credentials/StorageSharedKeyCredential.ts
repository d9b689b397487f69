import { types } from 'node:util';

import { INSPECT, inspectAs, type InspectArguments } from '../engine/inspect';
import { createHmac } from '../engine/lazyModules';
import { requireString } from '../validation/arguments';
import { Credential, standForOnceLoaded } from './Credential';
import { ifInitialized, privateState, type PrivateState } from '../engine/state';
import { CredentialPolicy } from '../policies/CredentialPolicy';
import { stringToSign } from '../policies/sharedKeyText';
import type { WebResource } from '../types/common';
import type { RequestPolicy, RequestPolicyOptions } from '../types/policies';

const KEY = Symbol('accountKey');
/** The members of credentials of this class, and of stubs of it. */
const IS_SHARED_KEY = Symbol('isSharedKey');

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
   * @param accountKey - The account key in base64, as the Azure portal shows it. Without it, or without a name, requests and signatures
   * fail.
   * @throws TypeError when the key is neither a string nor its bytes.
   */
  constructor(accountName: string, accountKey: string) {
    super();
    // As in the reference, both may be missing until they are used: programs are built and tested without the variables of the
    // environment that they come from.
    this.accountName = accountName;
    const key: unknown = accountKey;
    const bytes = types.isUint8Array(key)
      ? Buffer.from(key)
      : Buffer.from(key === '' ? '' : requireString(key, 'accountKey'), 'base64');
    this[KEY] = privateState(bytes);
  }

  /** Creates a policy that signs requests with the key. Pipelines sign by themselves; this is for custom chains of policies. */
  override create(nextPolicy: RequestPolicy, options: RequestPolicyOptions): StorageSharedKeyCredentialPolicy {
    return new StorageSharedKeyCredentialPolicy(nextPolicy, options, this);
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
    return ifInitialized(this[KEY], (key) => key);
  }

  /** @internal The output of `console.log`: only the account name. */
  [INSPECT](...call: InspectArguments): string {
    return inspectAs(this, { accountName: this.accountName }, call);
  }
}

Object.defineProperty(StorageSharedKeyCredential.prototype, IS_SHARED_KEY, { value: true });
// In the reference, this is the class of that package, and the clients of queues and of file shares, which have it too, sign with no other.
standForOnceLoaded(StorageSharedKeyCredential, 'StorageSharedKeyCredential');

/**
 * Signs requests with the key of an account. Pipelines sign by themselves; this class is for policies that extend it, and for
 * custom chains of policies.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
 */
export class StorageSharedKeyCredentialPolicy extends CredentialPolicy {
  private readonly factory: StorageSharedKeyCredential;

  /**
   * Creates a policy.
   *
   * @param nextPolicy - The policy that requests are passed on to.
   * @param options - The logger.
   * @param factory - The credential.
   */
  constructor(nextPolicy: RequestPolicy, options: RequestPolicyOptions, factory: StorageSharedKeyCredential) {
    super(nextPolicy, options);
    this.factory = factory;
  }

  /** Sets `x-ms-date`, `Content-Length` and `Authorization`. */
  protected override signRequest(request: WebResource): WebResource {
    const { headers } = request;
    headers.set('x-ms-date', new Date().toUTCString());
    const body: unknown = request.body;
    if ((typeof body === 'string' || Buffer.isBuffer(body)) && body.length > 0) {
      headers.set('Content-Length', Buffer.byteLength(body));
    }
    const text = stringToSign(request, this.factory.accountName);
    headers.set('Authorization', `SharedKey ${this.factory.accountName}:${this.factory.computeHMACSHA256(text)}`);
    return request;
  }
}

/** An account name and key of any class. The package may be loaded twice, and tests may define their own class. */
export interface SharedKey {
  accountName: string;
  accountKey: Uint8Array;
}

/** Returns whether a value is a shared key credential, by the members that every such class has. A stub of our class counts, too. */
export function isSharedKey(value: unknown): value is StorageSharedKeyCredential {
  if (typeof value !== 'object' || value === null) return false;
  // Not `instanceof`, which would look for the class of another package.
  if (IS_SHARED_KEY in value) return true;
  const { accountName, accountKey, computeHMACSHA256 } = value as Partial<SharedKey> & { computeHMACSHA256?: unknown };
  return typeof accountName === 'string' && ArrayBuffer.isView(accountKey) && typeof computeHMACSHA256 === 'function';
}

// eslint-disable-next-line @typescript-eslint/unbound-method -- it is compared, not called
const { computeHMACSHA256: OWN_SIGNER } = StorageSharedKeyCredential.prototype;

/**
 * Returns what signs shared access signatures in place of the engine: `computeHMACSHA256` of a subclass, which may ask a key vault, or of a
 * test. As in the reference, requests do not use it.
 */
export function replacedSigner(credential: StorageSharedKeyCredential): ((stringToSign: string) => string) | undefined {
  if (credential.computeHMACSHA256 === OWN_SIGNER) return undefined;
  return (stringToSign) => credential.computeHMACSHA256(stringToSign);
}

/** Returns the name and the key in base64, for the engine, which needs both. */
export function nameAndKeyOf(credential: StorageSharedKeyCredential): { accountName: string; accountKey: string } {
  const owner = 'of the StorageSharedKeyCredential';
  return {
    accountName: requireString(credential.accountName, `accountName ${owner}`),
    accountKey: requireString(keyOf(credential), `accountKey ${owner}`),
  };
}

/** Returns the account key in base64. */
export function keyOf(credential: StorageSharedKeyCredential): string {
  const { accountKey } = credential as unknown as Partial<SharedKey>;
  if (!ArrayBuffer.isView(accountKey))
    throw new TypeError('The StorageSharedKeyCredential has no account key: it is a stub');
  return Buffer.from(accountKey.buffer, accountKey.byteOffset, accountKey.byteLength).toString('base64');
}
