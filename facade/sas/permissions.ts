/** The permissions, services and resource types of a shared access signature. */

import { Flags } from './flags';

const ACCOUNT = new Flags(
  () => new AccountSASPermissions(),
  'rwdxftlacupiy',
  'permissions',
  'Invalid permission character: ',
);

/** The argument of {@link AccountSASPermissions.from}: a field that is true grants its permission. */
export type AccountSASPermissionsLike = Partial<Omit<AccountSASPermissions, 'toString'>>;

/**
 * The permissions of a shared access signature for an account.
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
   * Parses letters, in any order.
   *
   * @param permissions - For example `rl`.
   * @throws RangeError for an unknown letter.
   */
  static parse(permissions: string): AccountSASPermissions {
    return ACCOUNT.parse(permissions);
  }

  /**
   * Creates permissions from an object with the same fields.
   *
   * @param permissionLike - For example `{ read: true }`.
   */
  static from(permissionLike: AccountSASPermissionsLike): AccountSASPermissions {
    return ACCOUNT.from(permissionLike);
  }

  /** Grants reading. */
  read = false;
  /** Grants writing content, properties, metadata and leases. */
  write = false;
  /** Grants deleting. */
  delete = false;
  /** Grants deleting versions. */
  deleteVersion = false;
  /** Grants listing. */
  list = false;
  /** Grants adding blocks to an append blob. */
  add = false;
  /** Grants creating blobs and snapshots, and copying to a new blob. */
  create = false;
  /** Grants updating messages and table entities. */
  update = false;
  /** Grants processing messages of a queue. */
  process = false;
  /** Grants reading and writing tags. */
  tag = false;
  /** Grants finding blobs by tags. */
  filter = false;
  /** Grants setting immutability policies and legal holds. */
  setImmutabilityPolicy = false;
  /** Grants permanent deletion of soft-deleted blobs. */
  permanentDelete = false;

  /** The letters, in the order of the service. */
  toString(): string {
    return ACCOUNT.write(this);
  }
}

const BLOB = new Flags(() => new BlobSASPermissions(), 'racwdxtmeiy', 'permissions', 'Invalid permission: ');

/** The argument of {@link BlobSASPermissions.from}: a field that is true grants its permission. */
export type BlobSASPermissionsLike = Partial<Omit<BlobSASPermissions, 'toString'>>;

/**
 * The permissions of a shared access signature for a blob.
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
   * Parses letters, in any order.
   *
   * @param permissions - For example `r`.
   * @throws RangeError for an unknown letter.
   */
  static parse(permissions: string): BlobSASPermissions {
    return BLOB.parse(permissions);
  }

  /**
   * Creates permissions from an object with the same fields.
   *
   * @param permissionLike - For example `{ read: true }`.
   */
  static from(permissionLike: BlobSASPermissionsLike): BlobSASPermissions {
    return BLOB.from(permissionLike);
  }

  /** Grants reading. */
  read = false;
  /** Grants adding blocks to an append blob. */
  add = false;
  /** Grants creating blobs and snapshots, and copying to a new blob. */
  create = false;
  /** Grants writing content, properties, metadata and leases. */
  write = false;
  /** Grants deleting. */
  delete = false;
  /** Grants deleting versions. */
  deleteVersion = false;
  /** Grants reading and writing tags. */
  tag = false;
  /** Grants moving. */
  move = false;
  /** Grants reading system properties and, with a hierarchical namespace, the POSIX ACL. */
  execute = false;
  /** Grants setting immutability policies and legal holds. */
  setImmutabilityPolicy = false;
  /** Grants permanent deletion of soft-deleted blobs. */
  permanentDelete = false;

  /** The letters, in the order of the service. */
  toString(): string {
    return BLOB.write(this);
  }
}

const CONTAINER = new Flags(() => new ContainerSASPermissions(), 'racwdxltmeiyf', 'permissions', 'Invalid permission ');

/** The argument of {@link ContainerSASPermissions.from}: a field that is true grants its permission. */
export type ContainerSASPermissionsLike = Partial<Omit<ContainerSASPermissions, 'toString'>>;

/**
 * The permissions of a shared access signature for a container.
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
   * Parses letters, in any order.
   *
   * @param permissions - For example `rl`.
   * @throws RangeError for an unknown letter.
   */
  static parse(permissions: string): ContainerSASPermissions {
    return CONTAINER.parse(permissions);
  }

  /**
   * Creates permissions from an object with the same fields.
   *
   * @param permissionLike - For example `{ read: true }`.
   */
  static from(permissionLike: ContainerSASPermissionsLike): ContainerSASPermissions {
    return CONTAINER.from(permissionLike);
  }

  /** Grants reading. */
  read = false;
  /** Grants adding blocks to an append blob. */
  add = false;
  /** Grants creating blobs and snapshots, and copying to a new blob. */
  create = false;
  /** Grants writing content, properties, metadata and leases. */
  write = false;
  /** Grants deleting. */
  delete = false;
  /** Grants deleting versions. */
  deleteVersion = false;
  /** Grants listing. */
  list = false;
  /** Grants reading and writing tags. */
  tag = false;
  /** Grants moving. */
  move = false;
  /** Grants reading system properties and, with a hierarchical namespace, the POSIX ACL. */
  execute = false;
  /** Grants setting immutability policies and legal holds. */
  setImmutabilityPolicy = false;
  /** Grants permanent deletion of soft-deleted blobs. */
  permanentDelete = false;
  /** Grants finding blobs by tags. */
  filterByTags = false;

  /** The letters, in the order of the service. */
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
 * The resource types of a shared access signature for an account.
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
   * Parses letters, in any order.
   *
   * @param resourceTypes - For example `sco`.
   * @throws RangeError for an unknown letter.
   */
  static parse(resourceTypes: string): AccountSASResourceTypes {
    return RESOURCE_TYPES.parse(resourceTypes);
  }

  /** The service itself: its properties and its list of containers. */
  service = false;
  /** Containers and their lists of blobs. */
  container = false;
  /** Blobs and the objects of other services. */
  object = false;

  /** The letters, in the order of the service. */
  toString(): string {
    return RESOURCE_TYPES.write(this);
  }
}

const SERVICES = new Flags(() => new AccountSASServices(), 'btqf', 'services', 'Invalid service character: ');

/**
 * The services of a shared access signature for an account.
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
   * Parses letters, in any order.
   *
   * @param services - For example `b`.
   * @throws RangeError for an unknown letter.
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

  /** The letters, in the order of the service. */
  toString(): string {
    return SERVICES.write(this);
  }
}
