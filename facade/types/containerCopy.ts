/** Options of `beginCopyFromContainer` and `beginCopyFromAccount`. */

import type { BlobType, CpkInfo } from '../generated/models';
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
   * What the names at the destination begin with, in place of `prefix`. What follows the prefix stays as it is. Default:
   * `prefix`, so that all names stay the same.
   */
  destinationPrefix?: string;
  /**
   * Copies only blobs whose whole name matches one of these globs. `*` matches any characters but `/`, `**` as a whole
   * part of the name matches any number of parts, `?` matches one character, `[a-c]` one of a set, `{a,b}` one of
   * several. Globs are case-sensitive.
   *
   * A `RegExp` is tested as JavaScript does, here in this process, a page of names at a time. It may match anywhere in the
   * name: say `^` and `$` for the whole. It is taken as it is when the copy begins, with its flags. `g` has no effect, and
   * `y` means that the match begins at the first character. `{ regex, flags }` is the same as plain JSON.
   */
  include?: BlobNamePattern[];
  /** Copies no blob whose whole name matches one of these globs, or in whose name one of these `RegExp`s matches. */
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
   * Whether existing blobs are overwritten. Default: `always`. With another value, the destination is listed beside the
   * source, and the write is conditional on what was listed. A blob that is not overwritten counts as skipped. With
   * `ifSourceNewer` and `ifDifferent`, the metadata of each copy records the `ETag` of its source (`blobferry_source`), so
   * that a later run misses no change.
   */
  overwrite?: BlobCopyOverwrite;
  /** How each blob is copied. Default: `auto`. */
  strategy?: BlobCopyStrategy;
  /**
   * How each copy is verified. Default: `length` for blocks and relay, otherwise `none`. `verified` in the summary has what
   * was found. A copy that differs from its source is a failure with the code `VerifyFailed`.
   */
  verify?: ContainerCopyVerify;
  /** Whether archived blobs are left out (`skip`, the default) or count as failed (`fail`). */
  archived?: 'skip' | 'fail';
  /**
   * The number of blobs copied at the same time, from 1 to 4096. Default: adaptive. It grows as long as that makes the
   * copy faster, and shrinks when the service throttles. A blob that is copied in blocks counts as several, and as half of
   * a number that is said at most.
   */
  concurrency?: number;
  /** Stops the job after more than this many failures. Default: it goes on to the end, whatever fails. */
  maxErrors?: number;
  /**
   * Decides about every blob as a real run would, and writes nothing. The requests go through a pipeline that only reads.
   * The summary has the number of requests that a real run would send.
   */
  dryRun?: boolean;
  /** The number of blobs per page of the listing, from 1 to 5000. Default: 5000. */
  pageSize?: number;
  /**
   * Deletes each source once its copy was seen to be whole. By default, no existing blob is overwritten (`overwrite` is
   * `never`), and each copy is verified by its length at least. A blob that cannot be moved without a loss stays at the
   * source, and is a `conflict`. Default: false.
   */
  move?: boolean;
  /**
   * What to do about an asynchronous copy of the same source that an earlier run left pending at the destination: wait for
   * it and adopt what it made (`adopt`, the default), or abort it and copy anew (`abort`).
   */
  leftovers?: 'adopt' | 'abort';
  /**
   * The path of a file that says how far the job is, whatever ends the process. If it is there and of the same job, the
   * job is resumed. It has no secret, stays small, and is removed when everything is done. Only one job at a time can use
   * it.
   */
  journal?: string;
  /** The path of a file that gets one line of JSON for each blob that is done. A file that is there is replaced. */
  manifest?: string;
  /**
   * The path of a file that gets one line of JSON for each blob that failed. A file that is there is replaced, also when a
   * job is resumed, because what failed is tried again.
   */
  failed?: string;
  /**
   * Deletes the blobs of the destination that the source does not have, after everything was copied. Default: false. Blobs
   * that the filters hide are not deleted, nor blobs that are newer than the job. Nothing is deleted if the source was not
   * listed to its end, or if a blob could not be copied; then the job ends with an error.
   */
  deleteExtraneous?: boolean;
  /** With `deleteExtraneous`, also deletes the blobs of the destination that the filters hide, below the prefix. */
  deleteExcluded?: boolean;
  /**
   * With `deleteExtraneous`, the largest number of blobs that may be deleted: a whole number, or a part of the
   * destination's blobs between 0 and 1. If there are more, none is deleted.
   */
  maxDeletes?: number;
  /**
   * With `deleteExtraneous`, allows to delete more than half of the destination's blobs if there are more than 100, and to
   * delete anything if the source has no blob within the filters. Default: false.
   */
  allowMassDeletes?: boolean;
  /**
   * With `deleteExtraneous`, what to do about a blob that has snapshots: `refuse` leaves it there and counts it, `include`
   * deletes the snapshots as well. Default: `refuse`.
   */
  deleteSnapshots?: 'refuse' | 'include';
  /**
   * What to do about a blob that an earlier run copied, and that somebody deleted at the destination since: copy it again
   * (`copy`), or leave it out (`skip`, counted as `deletedAtDestination`). Either value needs a `journal`, and has the job
   * note what it copied in a file beside it, with the suffix `.known`, which stays. What was copied before that is not known.
   * Default: it is copied, and nothing is noted.
   */
  onDeletedAtDestination?: 'copy' | 'skip';
  /** Copies the old state of each blob there before the blob is replaced or deleted. */
  keepReplaced?: KeepReplacedOptions;
  /**
   * The number of requests per second that all jobs of this process to the same account send together. Every attempt
   * counts. If jobs to one account have different limits, the smallest one holds for all. Default: no limit, but a slower
   * pace as soon as the account throttles.
   */
  maxRequestsPerSecond?: number;
  /**
   * The number of bytes per second that all jobs of this process copy to the same account together, whoever moves them:
   * the service or this process. A single request may be for more; the next one waits accordingly.
   */
  maxBytesPerSecond?: number;
  /**
   * Ends the job within this time, in milliseconds: it stops early enough for the copies that are under way.
   * `pollUntilDone` then rejects with the code `MaxDurationReached`, and the job can be resumed.
   */
  maxDuration?: number;
  /**
   * Called if a credential is rejected that has worked before, such as a shared access signature that has expired. The
   * job waits, with `needsCredentials` in its state, for a client or URL of the same container with another credential.
   * If there is none, or without this function, the job ends with the code `NeedsCredentials`, and can be resumed.
   * The function keeps the process alive until the job ends.
   */
  onNeedsCredentials?: (
    needed: NeededCredentials,
  ) => RenewedCredentials | undefined | Promise<RenewedCredentials | undefined>;
  /**
   * What to do about a blob of the destination that is archived and would be overwritten: it fails (`fail`, the default), is
   * left out (`skip`), or is deleted right before the write (`replace`).
   */
  archivedDestination?: 'fail' | 'skip' | 'replace';
  /**
   * What to do about a blob of the destination that is leased: it fails (`fail`, the default), is left out (`skip`), or its
   * lease is broken (`break`).
   */
  leased?: 'fail' | 'skip' | 'break';
  /**
   * What to do about a blob of the destination that has another type: it fails (`fail`, the default), or is deleted right
   * before the write (`replace`).
   */
  typeConflict?: 'fail' | 'replace';
  /**
   * The type of the copies: that of each blob (`same`, the default), or a block blob (`block`), also of append and page blobs.
   */
  blobType?: 'same' | 'block';
  /**
   * What to do about names of metadata that are no identifiers, as other servers have them: the blob fails before anything is
   * written (`fail`, the default), they are left out (`drop`), or written with codes for the characters that are not permitted
   * (`rename`): `x_x002D_y` for `x-y`.
   */
  invalidMetadata?: 'fail' | 'drop' | 'rename';
  /**
   * What to do if tags may not be read or written: blobs with tags fail (`fail`, the default), or are copied without
   * (`skip`).
   */
  onTagsForbidden?: 'fail' | 'skip';
  /**
   * What to do about a source that changes after it was listed: it is copied as it is then (`retry`, the default), is left
   * out (`skip`), or fails (`fail`).
   */
  changed?: 'retry' | 'skip' | 'fail';
  /** Whether empty blobs that stand for directories (metadata `hdi_isfolder`) are copied or left out. Default: `copy`. */
  markers?: 'copy' | 'skip';
  /**
   * Stores when the source was last changed as the metadata `mtime`, unless it has such metadata already. Default: false.
   */
  keepTimes?: boolean;
  /**
   * The customer-provided key that encrypts the copies. HTTPS only. It is never saved: give it again when the job is resumed.
   * Only block blobs can be written with it.
   */
  customerProvidedKey?: CpkInfo;
  /**
   * The customer-provided key of the sources whose listing has its hash, and of no others. HTTPS only. It is never saved. A
   * blob under another key fails with the code `KeyNeeded`, as do all that have one if this is not given.
   */
  sourceCustomerProvidedKey?: CpkInfo;
  /**
   * The encryption scope of the copies. Default: that of the destination container. Not supported for asynchronous copies,
   * so that page and append blobs fail with it unless `blobType` is `block`.
   */
  encryptionScope?: string;
  /**
   * Gives each copy the immutability policy and the legal hold of its source, which the listing then includes. A policy that is
   * over is not set. Nobody can delete such a copy, or overwrite it, before the policy ends or the hold is lifted; a locked policy
   * cannot be shortened. The destination container needs version-level immutability: where the service refuses, the blob fails.
   * Cannot be combined with `snapshots` and `versions`. Default: false.
   *
   * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-immutability-policy
   */
  keepImmutability?: boolean;
  /**
   * Copies only blobs whose tags fit these comparisons, in the grammar of `findBlobsByTags`, without `@container`:
   * `"project" = 'north' AND "year" >= '2024'`. The listing then includes tags, which needs the permission for them.
   */
  tagFilter?: string;
  /**
   * A template for what follows `destinationPrefix` in the new names. `{name}` is all that follows `prefix` in the name of
   * the source; `{path}` is its part up to the last slash, `{base}` what follows that up to the last dot, `{extension}` the
   * rest with its dot. Braces are written twice. Without `{name}`, two blobs may get one name: the second one fails, and the
   * job cannot be resumed.
   */
  rename?: string;
  /**
   * Copies the version of each blob that was the current one at this time. A blob that did not exist yet is left out. The
   * service does not record when a blob was deleted, so a blob that was is copied as its last version of that time.
   */
  asOf?: Date;
  /**
   * Copies the snapshots of each blob too, oldest first: each is written to the destination, which then takes a snapshot.
   * `keepTimes` is on then, unless it is false. Default: false.
   */
  snapshots?: boolean;
  /**
   * Copies the earlier versions of each blob too, oldest first, so that the destination's account, which has to keep
   * versions, has them in that order. `keepTimes` is on then, unless it is false. Default: false.
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
 * Where the old states of blobs are kept. What was kept is never replaced: if the name is taken, the `ETag` of the state is
 * appended to it.
 */
export interface KeepReplacedOptions {
  /** The name of a container in the destination's account. Default: the destination container. */
  container?: string;
  /** What the names there begin with. Blobs below this prefix are no part of a mirror. Default: nothing. */
  prefix?: string;
}

/** Options of {@link BlobServiceClient.beginCopyFromAccount}. Those of a container's copy hold for each container. */
export interface BeginCopyFromAccountOptions extends BeginCopyFromContainerOptions {
  /** Copies only containers whose names begin with this text. */
  containerPrefix?: string;
  /** Copies only containers whose names match one of these globs. */
  includeContainers?: string[];
  /** Copies no container whose name matches one of these globs. */
  excludeContainers?: string[];
  /**
   * Copies `$web` and `$root` too. Without it, they are copied only if `includeContainers` has their exact name. `$logs` and
   * `$blobchangefeed` are never copied: the service writes them.
   */
  includeSystem?: boolean;
  /** Gives the containers that are created the public access of those at the source. Default: they have none. */
  copyPublicAccess?: boolean;
}
