import { setFields, setLetters, writeLetters, type Letters } from './letters';

/** What {@link BlobSASPermissions.from} takes: the fields that are true are permitted. */
export interface BlobSASPermissionsLike {
  /** To read. */
  read?: boolean;
  /** To add: a block to an append blob. */
  add?: boolean;
  /** To create: a blob, a snapshot, a copy. */
  create?: boolean;
  /** To write: content, properties, metadata, leases. */
  write?: boolean;
  /** To delete. */
  delete?: boolean;
  /** To delete versions. */
  deleteVersion?: boolean;
  /** To read and write tags. */
  tag?: boolean;
  /** To move. */
  move?: boolean;
  /** To read system properties, and to run what is executable. */
  execute?: boolean;
  /** To set an immutability policy or a legal hold. */
  setImmutabilityPolicy?: boolean;
  /** To delete for good what is soft-deleted. */
  permanentDelete?: boolean;
}

const LETTERS: Letters<keyof BlobSASPermissionsLike> = {
  read: 'r',
  add: 'a',
  create: 'c',
  write: 'w',
  delete: 'd',
  deleteVersion: 'x',
  tag: 't',
  move: 'm',
  execute: 'e',
  setImmutabilityPolicy: 'i',
  permanentDelete: 'y',
};

/**
 * What a shared access signature for a blob permits.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas#permissions-for-a-directory-container-or-blob
 *
 * @example
 * ```js
 * const url = await blob.generateSasUrl({ permissions: BlobSASPermissions.parse('r'), expiresOn });
 * ```
 */
export class BlobSASPermissions {
  /**
   * From letters, in any order.
   *
   * @param permissions - Such as `r`.
   * @throws RangeError for a letter that is no permission.
   */
  static parse(permissions: string): BlobSASPermissions {
    return setLetters(new BlobSASPermissions(), LETTERS, permissions, 'permissions', 'Invalid permission: ');
  }

  /**
   * From an object with the same fields.
   *
   * @param permissionLike - Such as `{ read: true }`.
   */
  static from(permissionLike: BlobSASPermissionsLike): BlobSASPermissions {
    return setFields(new BlobSASPermissions(), LETTERS, permissionLike);
  }

  /** To read. */
  read = false;
  /** To add: a block to an append blob. */
  add = false;
  /** To create: a blob, a snapshot, a copy. */
  create = false;
  /** To write: content, properties, metadata, leases. */
  write = false;
  /** To delete. */
  delete = false;
  /** To delete versions. */
  deleteVersion = false;
  /** To read and write tags. */
  tag = false;
  /** To move. */
  move = false;
  /** To read system properties, and to run what is executable. */
  execute = false;
  /** To set an immutability policy or a legal hold. */
  setImmutabilityPolicy = false;
  /** To delete for good what is soft-deleted. */
  permanentDelete = false;

  /** The letters, in the order in which the service wants them. */
  toString(): string {
    return writeLetters(this, LETTERS);
  }
}
