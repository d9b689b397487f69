/** Options of `beginCopyFromContainer`. */

import type { BlobType, CpkInfo, RehydratePriority } from '../generated/models';
import type { AbortSignalLike, CommonOptions } from './common';
import type { NeededCredentials, RenewedCredentials } from './containerCopyCredentials';
import type { BlobNamePattern } from './containerCopyEntries';
import type { ContainerCopyState } from './containerCopyPoller';
import type { BlobCopyOverwrite, BlobCopyStrategy, BlobCopyVerify } from './copyFrom';

/**
 * How each of many copies is verified, beyond the checks of the service itself.
 *
 * - `none`, `length`, `md5`, `crc64`: as for a single copy. A blob without an MD5 hash is `unproven` with `md5`.
 * - `properties`: what a copy keeps is compared: length, type, content properties, metadata, tags, tier, and the stored MD5
 *   hashes. One request, or two for a blob with tags. Without a hash on both sides, a copy is `unproven`.
 * - `content`: the same, and both sides are read and compared by CRC-64.
 */
export type ContainerCopyVerify = BlobCopyVerify | 'properties' | 'content';

/** Options of {@link ContainerClient.beginCopyFromContainer}. */
export interface BeginCopyFromContainerOptions extends CommonOptions {
  /** Copies only blobs whose names begin with this text. It is plain text: a slash has no meaning. */
  prefix?: string;
  /**
   * The prefix of the names at the destination, in place of `prefix`. The rest of each name stays the same. Default:
   * `prefix`, so that all names stay the same.
   */
  destinationPrefix?: string;
  /**
   * Copies only blobs whose full name matches one of these globs. `*` matches any characters but `/`, `**` as a full
   * part of the name matches any number of parts, `?` matches one character, `[a-c]` one of a set, `{a,b}` one of
   * several. Globs are case-sensitive.
   *
   * A `RegExp` is tested in this process, a page of names at a time. It may match anywhere in the name: use `^` and `$` to
   * match the full name. Pattern and flags are read when the copy begins. `g` has no effect, and with `y` the match must
   * begin at the first character. `{ regex, flags }` is the same in plain JSON.
   */
  include?: BlobNamePattern[];
  /** Excludes blobs whose full name matches one of these globs, or whose name matches one of these `RegExp`s. */
  exclude?: BlobNamePattern[];
  /** Copies only blobs that were modified at this time or later. */
  modifiedSince?: Date;
  /** Copies only blobs that were modified before this time. */
  modifiedBefore?: Date;
  /** Copies only blobs of at least this size, in bytes. */
  minSize?: number;
  /** Copies only blobs of at most this size, in bytes. */
  maxSize?: number;
  /** Copies only blobs in these access tiers. */
  accessTiers?: string[];
  /** Copies only blobs of these types. */
  blobTypes?: BlobType[];
  /**
   * Whether existing blobs are overwritten. Default: `always`. With another value, the destination is listed along with the
   * source, and the write is conditional on what was listed. A blob that is not overwritten counts as skipped. With
   * `ifSourceNewer` and `ifDifferent`, the metadata of each copy records the `ETag` of its source (`blobferry_source`), so
   * that a later run misses no change.
   */
  overwrite?: BlobCopyOverwrite;
  /** How each blob is copied. Default: `auto`. */
  strategy?: BlobCopyStrategy;
  /**
   * How each copy is verified. Default: `length` for blocks and relay, otherwise `none`. `verified` in the summary has the
   * results. A copy that differs from its source is a failure with the code `VerifyFailed`.
   */
  verify?: ContainerCopyVerify;
  /**
   * What to do about archived blobs, which cannot be read: skip them (`skip`, the default), count them as failed (`fail`), or
   * copy them to an online tier (`rehydrate`). Such a copy is offline until the service has rehydrated it, which takes up to 15 hours
   * and costs a fee. Both accounts must be in one region. `verify` can then only be `length`. It cannot be combined with `move`,
   * `snapshots` and `versions`. A blob that is being rehydrated itself is skipped.
   *
   * @see https://learn.microsoft.com/azure/storage/blobs/archive-rehydrate-to-online-tier
   */
  archived?: 'skip' | 'fail' | 'rehydrate';
  /** With `archived: 'rehydrate'`, the tier of the copies of archived blobs. Default: `Hot`. */
  rehydrateTo?: 'Hot' | 'Cool' | 'Cold';
  /** With `archived: 'rehydrate'`, how urgent these copies are. `High` costs more. Default: `Standard`. */
  rehydratePriority?: RehydratePriority;
  /**
   * The number of blobs copied at the same time, from 1 to 4096. Default: adaptive. It grows as long as that makes the
   * copy faster, and shrinks when the service throttles. A blob that is copied in blocks counts as several, but at
   * most as half of an explicit number.
   */
  concurrency?: number;
  /** Stops the job after more than this many failures. Default: no limit. */
  maxErrors?: number;
  /**
   * Makes all decisions of a real run, and writes nothing. The requests go through a pipeline that only reads. The summary
   * has the approximate number of requests of a real run.
   */
  dryRun?: boolean;
  /** The number of blobs per page of the listing, from 1 to 5000. Default: 5000. Pages are smaller if the blobs have much metadata. */
  pageSize?: number;
  /**
   * Deletes each source once its copy is known to be complete. By default, no existing blob is overwritten (`overwrite` is
   * `never`), and each copy is verified by its length at least. A blob that cannot be moved without loss stays at the
   * source, and is a `conflict`. Default: false.
   */
  move?: boolean;
  /**
   * What to do about an asynchronous copy of the same source that an earlier run left pending at the destination: wait for
   * it and adopt the result (`adopt`, the default), or abort it and copy again (`abort`).
   */
  leftovers?: 'adopt' | 'abort';
  /**
   * The path of a file that records the job's progress, so that the job survives its process. If the file exists and is of
   * the same job, the job is resumed. The file contains no secret, stays small, and is removed when everything is done. Only
   * one job at a time can use it.
   */
  journal?: string;
  /** The path of a file that gets one line of JSON for each blob that is done. An existing file is replaced. */
  manifest?: string;
  /**
   * The path of a file that gets one line of JSON for each blob that failed. An existing file is replaced, also when a
   * job is resumed, because failed blobs are copied again.
   */
  failed?: string;
  /**
   * Deletes the blobs of the destination that the source does not have, after everything was copied. Default: false. Neither
   * blobs that the filters exclude nor blobs that are newer than the job are deleted. Nothing is deleted if the source was not
   * listed to its end, or if a blob could not be copied; then the job ends with an error. In the copy of an account, blobs are
   * deleted in the containers that were copied; containers that only the destination has stay as they are.
   */
  deleteExtraneous?: boolean;
  /** With `deleteExtraneous`, also deletes the blobs of the destination that the filters exclude, below the prefix. */
  deleteExcluded?: boolean;
  /**
   * With `deleteExtraneous`, the largest number of blobs that may be deleted: an integer, or a fraction of
   * the destination's blobs between 0 and 1. If there are more, none is deleted.
   */
  maxDeletes?: number;
  /**
   * With `deleteExtraneous`, allows deleting more than half of the destination's blobs if there are more than 100, and
   * deleting anything if the source has no blob within the filters. Default: false.
   */
  allowMassDeletes?: boolean;
  /**
   * With `deleteExtraneous`, what to do about a blob that has snapshots: `refuse` keeps the blob and counts it, `include`
   * deletes the snapshots as well. Default: `refuse`.
   */
  deleteSnapshots?: 'refuse' | 'include';
  /**
   * What to do about a blob that an earlier run copied, and that has since been deleted at the destination: copy it again
   * (`copy`), or skip it (`skip`, counted as `deletedAtDestination`). Either value needs a `journal`. The job then records
   * what it copied in a second file next to it, with the suffix `.known`, which is kept. Copies from before that file existed are unknown.
   * Default: the blob is copied, and nothing is recorded.
   */
  onDeletedAtDestination?: 'copy' | 'skip';
  /** Where the old state of each blob is copied before the blob is replaced or deleted. */
  keepReplaced?: KeepReplacedOptions;
  /**
   * The number of requests per second that all jobs of this process to the same account send together. Every attempt
   * counts. If jobs to one account have different limits, the smallest one applies to all. Default: no limit, but a slower
   * pace as soon as the account throttles.
   */
  maxRequestsPerSecond?: number;
  /**
   * The number of bytes per second that all jobs of this process copy to the same account together, whether the service
   * or this process moves them. A single request may be for more; the next one waits accordingly.
   */
  maxBytesPerSecond?: number;
  /**
   * Ends the job within this time, in milliseconds: it stops early enough for the copies in flight to end.
   * `pollUntilDone` then rejects with the code `MaxDurationReached`, and the job can be resumed.
   */
  maxDuration?: number;
  /**
   * Called if a credential that had worked before is rejected, or a shared access signature that has expired. The
   * job waits, with `needsCredentials` in its state, for a client or URL of the same container with another credential,
   * or of the same account in the copy of an account. If the function returns nothing, or without this function, the job ends with the code
   * `NeedsCredentials`, and can be resumed. The function keeps the process alive until the job ends.
   *
   * If the source is an iterable, each entry has its own credential: the function is called for the container of an entry
   * whose client had worked before, or whose signature had worked before or has expired by its own `se`. Any other
   * rejected entry is a failure.
   */
  onNeedsCredentials?: (
    needed: NeededCredentials,
  ) => RenewedCredentials | undefined | Promise<RenewedCredentials | undefined>;
  /**
   * What to do about a blob of the destination that is archived and would be overwritten: it fails (`fail`, the default), is
   * skipped (`skip`), or is deleted right before the write (`replace`).
   */
  archivedDestination?: 'fail' | 'skip' | 'replace';
  /**
   * What to do about a blob of the destination that is leased: it fails (`fail`, the default), is skipped (`skip`), or its
   * lease is broken (`break`). A blob whose lease id is in `leaseIds` is written with it.
   */
  leased?: 'fail' | 'skip' | 'break';
  /**
   * The lease ids of blobs of the destination, by their names there; in the copy of an account, by container and name, as in
   * `photos/2026/a.jpg`. A leased blob is written, or deleted by a mirror, with its
   * lease id. The names must be own properties of the object. The ids are neither in the saved state nor in a file:
   * pass them again when the job is resumed.
   */
  leaseIds?: Record<string, string>;
  /**
   * What to do about a blob of the destination that has another type: it fails (`fail`, the default), or is deleted right
   * before the write (`replace`).
   */
  typeConflict?: 'fail' | 'replace';
  /**
   * The type of the copies: the type of the source (`same`, the default), or always block blobs (`block`).
   */
  blobType?: 'same' | 'block';
  /**
   * What to do about metadata names that are not identifiers, as other servers may allow: the blob fails before anything is
   * written (`fail`, the default), they are omitted (`drop`), or written with codes for invalid characters
   * (`rename`): `x_x002D_y` for `x-y`.
   */
  invalidMetadata?: 'fail' | 'drop' | 'rename';
  /**
   * What to do without the permission to read or write tags: blobs with tags fail (`fail`, the default), or are copied
   * without tags (`skip`).
   */
  onTagsForbidden?: 'fail' | 'skip';
  /**
   * What to do about a source that changes after it was listed: its new state is copied (`retry`, the default), it is skipped
   * (`skip`), or it fails (`fail`).
   */
  changed?: 'retry' | 'skip' | 'fail';
  /** Whether empty blobs that stand for directories (metadata `hdi_isfolder`) are copied or skipped. Default: `copy`. */
  markers?: 'copy' | 'skip';
  /**
   * Stores the last-modified time of the source as the metadata `mtime`, unless the source has such metadata already.
   * Default: false.
   */
  keepTimes?: boolean;
  /**
   * The customer-provided key that encrypts the copies. HTTPS only. It is never saved: pass it again when the job is resumed.
   * Only block blobs can be written with it.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The customer-provided key of the sources whose listing has its hash, and of no others. HTTPS only. It is never saved. A
   * blob that is encrypted with another key fails with the code `KeyNeeded`. Without this option, every
   * blob that is encrypted with a customer-provided key fails.
   */
  sourceCustomerProvidedKey?: CpkInfo;
  /**
   * The encryption scope of the copies. Default: that of the destination container. Not supported for asynchronous copies,
   * so that page and append blobs fail with it unless `blobType` is `block`.
   */
  encryptionScope?: string;
  /**
   * Gives each copy the immutability policy and the legal hold of its source, which the listing then includes. An
   * expired policy is not copied. Nobody can delete such a copy, or overwrite it, before the policy ends or the hold is lifted; a locked policy
   * cannot be shortened. The destination container needs version-level immutability: if the service rejects the request, the blob fails.
   * Cannot be combined with `snapshots` and `versions`. Default: false.
   *
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-immutability-policy
   */
  keepImmutability?: boolean;
  /**
   * Copies only blobs whose tags satisfy these comparisons, in the grammar of `findBlobsByTags`, without `@container`:
   * `"project" = 'north' AND "year" >= '2024'`. The listing then includes tags, which requires the permission to read tags.
   */
  tagFilter?: string;
  /**
   * A template for the part after `destinationPrefix` in the new names. `{name}` is the part after `prefix` in the name of
   * the source. `{path}` is the part of that up to the last slash, `{base}` the next part up to the last dot, and
   * `{extension}` the rest with its dot. Write literal braces twice. Without `{name}`, two blobs may get the same name: the
   * second one fails, and the job cannot be resumed.
   */
  rename?: string;
  /**
   * Copies the version of each blob that was the current one at this time. A blob that did not exist yet is skipped. The
   * service does not record when a blob was deleted, so a deleted blob is copied as its last version of that time.
   */
  asOf?: Date;
  /**
   * Copies the snapshots of each blob too, oldest first: each is written to the destination, which then takes a snapshot.
   * `keepTimes` is then on, unless it is `false`. Default: false.
   */
  snapshots?: boolean;
  /**
   * Copies the earlier versions of each blob too, oldest first, so that the destination's account, which must have
   * versioning, has them in that order. `keepTimes` is then on, unless it is `false`. Default: false.
   */
  versions?: boolean;
  /** Called when the job has progressed, at most ten times a second. */
  onProgress?: (state: ContainerCopyState) => void;
  /** Aborts the job, also after `beginCopyFromContainer` has resolved. Blobs that were copied stay. */
  abortSignal?: AbortSignalLike;
  /**
   * The saved state of an earlier job, from `poller.toString()`. Blobs that it copied are not copied again; those that it
   * was copying, and those that failed, are. Pass the same containers, and the same options for names and filters.
   */
  resumeFrom?: string;
}

/**
 * Where the old states of blobs are copied. These copies are never overwritten: if a name already exists, the `ETag` of the state
 * is appended to it.
 */
export interface KeepReplacedOptions {
  /**
   * The name of a container in the destination's account. Default: the destination container. In the copy of an account, the
   * names there have their container before them, as in `photos/2026/a.jpg`, and by default each container keeps its own.
   */
  container?: string;
  /** The prefix of the names there. A mirror ignores blobs with this prefix. Default: no prefix. */
  prefix?: string;
}
