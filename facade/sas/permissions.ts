/** The classes of what a shared access signature permits, and of what it is for. */

import { Flags } from './flags';

const ACCOUNT = new Flags(
  () => new AccountSASPermissions(),
  'rwdxftlacupiy',
  'permissions',
  'Invalid permission character: ',
);

/** What {@link AccountSASPermissions.from} takes: the fields that are true are permitted. */
export type AccountSASPermissionsLike = Partial<Omit<AccountSASPermissions, 'toString'>>;

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
    return ACCOUNT.parse(permissions);
  }

  /**
   * From an object with the same fields.
   *
   * @param permissionLike - Such as `{ read: true }`.
   */
  static from(permissionLike: AccountSASPermissionsLike): AccountSASPermissions {
    return ACCOUNT.from(permissionLike);
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
    return ACCOUNT.write(this);
  }
}

const BLOB = new Flags(() => new BlobSASPermissions(), 'racwdxtmeiy', 'permissions', 'Invalid permission: ');

/** What {@link BlobSASPermissions.from} takes: the fields that are true are permitted. */
export type BlobSASPermissionsLike = Partial<Omit<BlobSASPermissions, 'toString'>>;

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
    return BLOB.parse(permissions);
  }

  /**
   * From an object with the same fields.
   *
   * @param permissionLike - Such as `{ read: true }`.
   */
  static from(permissionLike: BlobSASPermissionsLike): BlobSASPermissions {
    return BLOB.from(permissionLike);
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
    return BLOB.write(this);
  }
}

const CONTAINER = new Flags(() => new ContainerSASPermissions(), 'racwdxltmeiyf', 'permissions', 'Invalid permission ');

/** What {@link ContainerSASPermissions.from} takes: the fields that are true are permitted. */
export type ContainerSASPermissionsLike = Partial<Omit<ContainerSASPermissions, 'toString'>>;

/**
 * What a shared access signature for a container permits.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas#permissions-for-a-directory-container-or-blob
 *
 * @example
 * ```js
 * const url = await container.generateSasUrl({ permissions: ContainerSASPermissions.parse('rl'), expiresOn });
 * ```
 */
export class ContainerSASPermissions {
  /**
   * From letters, in any order.
   *
   * @param permissions - Such as `rl`.
   * @throws RangeError for a letter that is no permission.
   */
  static parse(permissions: string): ContainerSASPermissions {
    return CONTAINER.parse(permissions);
  }

  /**
   * From an object with the same fields.
   *
   * @param permissionLike - Such as `{ read: true }`.
   */
  static from(permissionLike: ContainerSASPermissionsLike): ContainerSASPermissions {
    return CONTAINER.from(permissionLike);
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
  /** To list. */
  list = false;
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
  /** To find blobs by their tags. */
  filterByTags = false;

  /** The letters, in the order in which the service wants them. */
  toString(): string {
    return CONTAINER.write(this);
  }
}

const RESOURCE_TYPES = new Flags(
  () => new AccountSASResourceTypes(),
  'sco',
  'resourceTypes',
  'Invalid resource type: ',
);

/**
 * The kinds of resources that a shared access signature for an account is for.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-account-sas
 *
 * @example
 * ```js
 * const resourceTypes = AccountSASResourceTypes.parse('sco').toString();
 * ```
 */
export class AccountSASResourceTypes {
  /**
   * From letters, in any order.
   *
   * @param resourceTypes - Such as `sco`.
   * @throws RangeError for a letter that is none of them.
   */
  static parse(resourceTypes: string): AccountSASResourceTypes {
    return RESOURCE_TYPES.parse(resourceTypes);
  }

  /** The service itself: its properties, the list of its containers. */
  service = false;
  /** Containers, and the lists of what is in them. */
  container = false;
  /** Blobs, and the objects of other services. */
  object = false;

  /** The letters, in the order in which the service wants them. */
  toString(): string {
    return RESOURCE_TYPES.write(this);
  }
}

const SERVICES = new Flags(() => new AccountSASServices(), 'btqf', 'services', 'Invalid service character: ');

/**
 * The services that a shared access signature for an account is for.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-account-sas
 *
 * @example
 * ```js
 * const services = AccountSASServices.parse('b').toString();
 * ```
 */
export class AccountSASServices {
  /**
   * From letters, in any order.
   *
   * @param services - Such as `b`.
   * @throws RangeError for a letter that is none of them.
   */
  static parse(services: string): AccountSASServices {
    return SERVICES.parse(services);
  }

  /** Blobs. */
  blob = false;
  /** Files. */
  file = false;
  /** Queues. */
  queue = false;
  /** Tables. */
  table = false;

  /** The letters, in the order in which the service wants them. */
  toString(): string {
    return SERVICES.write(this);
  }
}
