import { setFields, setLetters, writeLetters, type Letters } from './letters';

/** What {@link AccountSASPermissions.from} takes: the fields that are true are permitted. */
export interface AccountSASPermissionsLike {
  /** To read. */
  read?: boolean;
  /** To write: content, properties, metadata, leases. */
  write?: boolean;
  /** To delete. */
  delete?: boolean;
  /** To delete versions. */
  deleteVersion?: boolean;
  /** To list. */
  list?: boolean;
  /** To add: a block to an append blob. */
  add?: boolean;
  /** To create: a blob, a snapshot, a copy. */
  create?: boolean;
  /** To change messages and table entities. */
  update?: boolean;
  /** To take messages from a queue. */
  process?: boolean;
  /** To read and write tags. */
  tag?: boolean;
  /** To find blobs by their tags. */
  filter?: boolean;
  /** To set an immutability policy or a legal hold. */
  setImmutabilityPolicy?: boolean;
  /** To delete for good what is soft-deleted. */
  permanentDelete?: boolean;
}

const LETTERS: Letters<keyof AccountSASPermissionsLike> = {
  read: 'r',
  write: 'w',
  delete: 'd',
  deleteVersion: 'x',
  filter: 'f',
  tag: 't',
  list: 'l',
  add: 'a',
  create: 'c',
  update: 'u',
  process: 'p',
  setImmutabilityPolicy: 'i',
  permanentDelete: 'y',
};

/**
 * What a shared access signature for an account permits.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-account-sas
 *
 * @example
 * ```js
 * const url = service.generateAccountSasUrl(expiresOn, AccountSASPermissions.parse('rl'));
 * ```
 */
export class AccountSASPermissions {
  /**
   * From letters, in any order.
   *
   * @param permissions - Such as `rl`.
   * @throws RangeError for a letter that is no permission.
   */
  static parse(permissions: string): AccountSASPermissions {
    return setLetters(
      new AccountSASPermissions(),
      LETTERS,
      permissions,
      'permissions',
      'Invalid permission character: ',
    );
  }

  /**
   * From an object with the same fields.
   *
   * @param permissionLike - Such as `{ read: true }`.
   */
  static from(permissionLike: AccountSASPermissionsLike): AccountSASPermissions {
    return setFields(new AccountSASPermissions(), LETTERS, permissionLike);
  }

  /** To read. */
  read = false;
  /** To write: content, properties, metadata, leases. */
  write = false;
  /** To delete. */
  delete = false;
  /** To delete versions. */
  deleteVersion = false;
  /** To list. */
  list = false;
  /** To add: a block to an append blob. */
  add = false;
  /** To create: a blob, a snapshot, a copy. */
  create = false;
  /** To change messages and table entities. */
  update = false;
  /** To take messages from a queue. */
  process = false;
  /** To read and write tags. */
  tag = false;
  /** To find blobs by their tags. */
  filter = false;
  /** To set an immutability policy or a legal hold. */
  setImmutabilityPolicy = false;
  /** To delete for good what is soft-deleted. */
  permanentDelete = false;

  /** The letters, in the order in which the service wants them. */
  toString(): string {
    return writeLetters(this, LETTERS);
  }
}
