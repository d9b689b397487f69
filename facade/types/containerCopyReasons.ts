// Why a container copy left a blob, lost something of it, or was slow.

/**
 * Why the service throttled an attempt.
 *
 * - `operationsPerSecond`: "Operations per second is over the account limit."
 * - `ingress`, `egress`: "Ingress is over the account limit." and "Egress is over the account limit."
 * - `serverBusy`: "The server is busy." This may concern only a range of names.
 * - `operationTimedOut`: the status is 500, with the code `OperationTimedOut`.
 * - `copySourceBusy`: the source's service was too busy when the destination's service read it.
 */
export type ThrottleKind =
  'operationsPerSecond' | 'ingress' | 'egress' | 'serverBusy' | 'operationTimedOut' | 'copySourceBusy';

/**
 * Why a blob was not copied although nothing failed.
 *
 * - `exists`: the destination has it, and `overwrite` is `never`.
 * - `same`: the destination is as new as the source, or has the same content.
 * - `archived`: it is archived, and cannot be read.
 * - `rehydrating`: it is being rehydrated from the archive, and cannot be read yet.
 * - `vanished`: it was deleted after it was listed.
 * - `directory`: it is a directory of a hierarchical namespace.
 * - `archivedDestination`: the destination is archived, and `archivedDestination` is `skip`.
 * - `leased`: the destination is leased, and `leased` is `skip`.
 * - `changed`: it changed after it was listed, and `changed` is `skip`.
 * - `marker`: it stands for a directory, and `markers` is `skip`.
 * - `deletedAtDestination`: an earlier run copied it, it has since been deleted at the destination, and
 *   `onDeletedAtDestination` is `skip`.
 */
export type BlobCopySkipReason =
  | 'exists'
  | 'same'
  | 'archived'
  | 'rehydrating'
  | 'vanished'
  | 'directory'
  | 'archivedDestination'
  | 'leased'
  | 'changed'
  | 'marker'
  | 'deletedAtDestination';

/** What a copy can lose from its source. */
export type BlobCopyNotKept =
  | 'tags'
  | 'accessTier'
  | 'encryptionScope'
  | 'accessControlList'
  | 'contentMd5'
  | 'metadata'
  | 'immutabilityPolicy'
  | 'legalHold';

/**
 * Why a blob of the destination was not deleted after all.
 *
 * - `newer`: it is newer than the job.
 * - `changed`: it changed after it was listed.
 * - `gone`: it no longer existed.
 * - `atSource`: the source has it.
 */
export type BlobDeleteSkipReason = 'newer' | 'changed' | 'gone' | 'atSource';
