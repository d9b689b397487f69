/** Options, states and results of `beginCopyFromContainer`. */

import type { AbortSignalLike, CommonOptions } from './common';
import type { BlobCopyOverwrite, BlobCopyStrategy, BlobCopyVerify } from './copyFrom';
import type { BlobType } from '../generated/models';
import type { PipelineLike } from './pipeline';
import type { PollerLikeWithCancellation, PollOperationState } from './poller';

/**
 * How each of many copies is verified, beyond the checks of the service itself.
 *
 * - `none`, `length`, `md5`, `crc64`: as for a single copy. A blob without an MD5 hash is `unproven` with `md5`.
 * - `properties`: what a copy keeps is compared: length, type, content properties, metadata, tags, tier, and the stored MD5
 *   hashes. One request, or two for a blob with tags. Without a hash on both sides, a copy is `unproven`.
 * - `content`: the same, and both sides are read and compared by CRC-64.
 */
export type ContainerCopyVerify = BlobCopyVerify | 'properties' | 'content';

/** A regular expression of JavaScript as plain JSON. */
export interface BlobNameExpression {
  /** The text of the expression, as `source` of a `RegExp`. */
  regex: string;
  /** Its flags, such as `iu`. Default: none. */
  flags?: string;
}

/** What names of blobs match: a glob over the whole name, or a regular expression. */
export type BlobNamePattern = string | RegExp | BlobNameExpression;

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

/** What was deleted at the destination. */
export interface ContainerCopyDeletes {
  /** The number of blobs that were to be deleted. */
  wanted: number;
  /** The number of blobs that were deleted. */
  done: number;
  /** The number of blobs that could not be deleted. */
  refused: number;
  /** The number of blobs that were left because something stopped all deletes. */
  withheld: number;
  /** The number of blobs that were left because they had changed, were gone, were newer than the job, or were at the source. */
  changed: number;
  /** The number of blobs of the destination that the filters hide. */
  excluded: number;
  /** The refused ones, by error code. */
  refusedByCode: Record<string, number>;
  /** Why deletes were withheld. */
  withheldBecause?: string;
  /** What a delete means at this account, such as "recoverable for 7 days". */
  meaning?: string;
}

/** A number of requests by the classes in which the service bills them. */
export interface RequestsByClass {
  /** Requests that write content, properties or tags. */
  write: number;
  /** Requests that list. */
  list: number;
  /** Requests that read content, properties or tags. */
  read: number;
  /** Requests that delete. */
  delete: number;
}

/** A credential that a job needs to continue. */
export interface NeededCredentials {
  /** Whether it is the credential of the source or that of the destination. */
  side: 'source' | 'destination';
  /** The error code of the rejection. */
  code?: string;
  /** What the service said, or how the credential failed. */
  message: string;
}

/** Other credentials for a job: clients of the same containers, or their URLs with a shared access signature. */
export interface RenewedCredentials {
  /** The client of the source container, or its URL. */
  source?: string | URL | ContainerOfCredential;
  /** The client of the destination container, or its URL. */
  destination?: string | URL | ContainerOfCredential;
}

/** What of a container's client matters here. */
export interface ContainerOfCredential {
  /** The URL of the container. */
  readonly url: string;
}

/** A blob to copy, as an iterable gives it to {@link ContainerClient.beginCopyFromContainer}. */
export interface BlobCopyEntry {
  /**
   * The source: the client of a blob, or a URL. A URL may be outside of Azure. A URL of the destination's account without a
   * signature is read with the credential of the destination.
   */
  source: string | URL | { readonly url: string; readonly pipeline: PipelineLike };
  /** The name of the blob in the destination container. */
  destination: string;
  /** The size in bytes, if it is known. With an `etag` of Blob Storage, the source is not looked at before it is copied. */
  length?: number;
  /** The `ETag`, if it is known. */
  etag?: string;
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

/** A container that could not be created or listed. */
export interface FailedContainerCopy extends Omit<FailedBlobCopy, 'source' | 'container'> {
  /** The name of the container. */
  container: string;
}

/** What was done with the containers of an account. */
export interface CopiedContainers {
  /** The number of containers that were begun, also by the job that is resumed. */
  begun: number;
  /** The number of containers that were created at the destination. */
  created: number;
  /** The number of containers that were left out: system containers, and those that were deleted after they were listed. */
  skipped: number;
  /** The number of containers that could not be created or listed. */
  failed: number;
  /** The first 100 of them. */
  failures: FailedContainerCopy[];
}

/** A blob that could not be copied. */
export interface FailedBlobCopy {
  /** The name of the container, in a copy of an account. */
  container?: string;
  /** The name of the blob at the source. For an entry of an iterable: its URL, without the signature. */
  source: string;
  /** The error code. */
  code?: string;
  /** The HTTP status. */
  statusCode?: number;
  /** What happened, and what to do. */
  message: string;
  /** The id that the service gave the request. */
  requestId?: string;
}

/** A blob whose copy takes long, or took long. */
export interface SlowBlobCopy {
  /** The name at the source. */
  source: string;
  /** The name of the container, in a copy of an account. */
  container?: string;
  /** The size in bytes, if it is known. */
  bytes?: number;
  /** How long the copy has taken. */
  milliseconds: number;
}

/** What a job that runs is at. */
export interface CurrentContainerCopy {
  /** The number of blobs that are being copied. */
  inFlight: number;
  /** The size of those in bytes, as far as it is known. */
  inFlightBytes: number;
  /** The number of blobs that were read of the listing and wait. Those of further pages are not among them. */
  waiting: number;
  /** The size of those, in bytes. */
  waitingBytes: number;
  /** Whether the last page of the listing was read. */
  isLastPage: boolean;
  /** The number of blobs that are copied at the same time at most. It changes, unless `concurrency` says it. */
  concurrency: number;
  /** The number of attempts at requests since this process began or resumed the job. */
  attempts: number;
}

/** What a job has done so far. */
export interface ContainerCopySummary {
  /** The number of blobs that were listed. */
  listed: number;
  /** The number of listed blobs that the filters did not let through. */
  filtered: number;
  /** The number of blobs that were copied. */
  copied: number;
  /** The size of those, in bytes. */
  copiedBytes: number;
  /** The number of snapshots and versions that were copied before the current states. */
  earlierStates: number;
  /** The number of those that were deleted at the source, because of `move`. */
  moved: number;
  /** The number of blobs that were not to be copied, by reason. */
  skipped: Partial<Record<BlobCopySkipReason, number>>;
  /** The number of copied blobs that lost something, by kind. */
  notKept: Partial<Record<BlobCopyNotKept, number>>;
  /** The number of blobs that could not be copied. */
  failed: number;
  /** The same, by error code. */
  failedByCode: Record<string, number>;
  /** The number of blobs that were not moved, because the destination was taken or the source changed. */
  conflicts: number;
  /** The first 100 blobs that failed or conflicted. The events have all. */
  failures: FailedBlobCopy[];
  /** Whether the listing was read to its end. */
  listingComplete: boolean;
  /** Whether nothing was written, because of `dryRun`. */
  dryRun: boolean;
  /** What was deleted at the destination. */
  deletes: ContainerCopyDeletes;
  /** With `dryRun`, about how many requests a real run would send. */
  requests?: RequestsByClass;
  /** With `dryRun`, the first three names that would be copied, and what they would be called. */
  examples?: { source: string; destination: string }[];
  /**
   * What `verifyContainer` found, or `verify` since this process began or resumed the job. Blobs that differ are among the
   * failures, too.
   */
  verified?: Omit<ContainerVerification, 'listed' | 'filtered'>;
  /** The number of attempts that the service throttled, by what it said. They are no failures. */
  throttled: Partial<Record<ThrottleKind, number>>;
  /** The number of copies that the service is making in its own time. They are polled together, by listing the destination. */
  pendingCopies: number;
  /** The number of attempts that were given up and made again, because they took far longer than others of their size. */
  stragglers: number;
  /** The blob whose copy took longest. */
  slowest?: SlowBlobCopy;
  /** The blobs whose copies have taken longest so far: what the job waits for. At most four. */
  oldest?: SlowBlobCopy[];
  /** What was done with the containers, in a copy of an account. */
  containers?: CopiedContainers;
  /** What the job is at, while it copies. */
  current?: CurrentContainerCopy;
}

/**
 * Why the service throttled an attempt.
 *
 * - `operationsPerSecond`: "Operations per second is over the account limit."
 * - `ingress`, `egress`: "Ingress is over the account limit." and "Egress is over the account limit."
 * - `serverBusy`: "The server is busy." This may concern a range of names alone.
 * - `operationTimedOut`: the status is 500, with the code `OperationTimedOut`.
 * - `copySourceBusy`: the source's service was too busy when the destination's service read it.
 */
export type ThrottleKind =
  'operationsPerSecond' | 'ingress' | 'egress' | 'serverBusy' | 'operationTimedOut' | 'copySourceBusy';

/**
 * Why a blob was not copied although nothing failed.
 *
 * - `exists`: the destination has it, and `overwrite` is `never`.
 * - `same`: the destination is as new, or has the same content.
 * - `archived`: it is archived, and cannot be read.
 * - `rehydrating`: it is on its way out of the archive, and cannot be read yet.
 * - `vanished`: it was deleted after it was listed.
 * - `directory`: it is a directory of a hierarchical namespace.
 * - `archivedDestination`: the destination is archived, and `archivedDestination` is `skip`.
 * - `leased`: the destination is leased, and `leased` is `skip`.
 * - `changed`: it changed after it was listed, and `changed` is `skip`.
 * - `marker`: it stands for a directory, and `markers` is `skip`.
 * - `deletedAtDestination`: an earlier run copied it, somebody deleted it at the destination since, and
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

/** What a copy can lose of its source. */
export type BlobCopyNotKept =
  'tags' | 'accessTier' | 'encryptionScope' | 'accessControlList' | 'contentMd5' | 'metadata';

/**
 * Why a blob of the destination was not deleted after all.
 *
 * - `newer`: it is newer than the job.
 * - `changed`: it changed after it was listed.
 * - `gone`: it was not there any more.
 * - `atSource`: the source has it.
 */
export type BlobDeleteSkipReason = 'newer' | 'changed' | 'gone' | 'atSource';

/** Options of {@link ContainerClient.planContainerCopy}: those of the copy that is planned. */
export interface PlanContainerCopyOptions extends Omit<
  BeginCopyFromContainerOptions,
  'dryRun' | 'resumeFrom' | 'journal' | 'manifest' | 'failed'
> {
  /** Called with what would become of each blob. */
  onEvent?: (event: BlobCopyEvent) => void;
}

/** What a copy of a container would do. */
export interface ContainerCopyPlan {
  /** The number of blobs that were listed. */
  listed: number;
  /** The number of listed blobs that the filters do not let through. */
  filtered: number;
  /** The number of blobs that would be copied. */
  copies: number;
  /** The size of those, in bytes. */
  bytes: number;
  /** The number of blobs that would not be copied, by reason. */
  skipped: Partial<Record<BlobCopySkipReason, number>>;
  /** The number of blobs that could not be copied, because of their names for instance. */
  failed: number;
  /** The same, by error code. */
  failedByCode: Record<string, number>;
  /** The first 100 of them. */
  failures: FailedBlobCopy[];
  /** What would be deleted, in `done`; `withheld` if a brake would stop it. */
  deletes: ContainerCopyDeletes;
  /** About how many requests the copy would send, by class. */
  requests: RequestsByClass;
  /** The first three names that would be copied, and what they would be called. */
  examples: { source: string; destination: string }[];
}

/** Options of {@link ContainerClient.verifyContainer}. */
export interface VerifyContainerOptions extends Pick<
  BeginCopyFromContainerOptions,
  | 'prefix'
  | 'destinationPrefix'
  | 'include'
  | 'exclude'
  | 'modifiedSince'
  | 'modifiedBefore'
  | 'minSize'
  | 'maxSize'
  | 'accessTiers'
  | 'blobTypes'
  | 'concurrency'
  | 'pageSize'
  | 'onProgress'
  | 'abortSignal'
  | 'tracingOptions'
> {
  /**
   * What is compared: type and length (`length`), everything that a copy keeps (`properties`, the default), or the content as
   * well (`content`). Content is compared by the MD5 hashes that are stored with it. If one side has none, `content` reads
   * both sides through this process.
   */
  compare?: 'length' | 'properties' | 'content';
  /** Called with each result: `equal`, `different`, `missing`, `extra` or `unproven`. */
  onEvent?: (event: BlobCopyEvent) => void;
}

/** How two containers compare. */
export interface ContainerVerification {
  /** The number of blobs of the source that were listed. */
  listed: number;
  /** The number of listed blobs that the filters did not let through. */
  filtered: number;
  /** The number of blobs that are the same on both sides. */
  equal: number;
  /** The number of blobs that differ. */
  different: number;
  /** The number of blobs that only the source has. */
  missing: number;
  /** The number of blobs that only the destination has. */
  extra: number;
  /** The number of blobs of which nothing tells whether they are the same. */
  unproven: number;
  /** The first 100 events of blobs that are not equal. */
  differences: BlobCopyEvent[];
}

/**
 * What became of a container, in a copy of an account.
 *
 * - `system`: it is a system container that was not named.
 * - `vanished`: it was deleted after it was listed.
 */
export type ContainerCopyEvent = { container: string } & (
  | {
      event: 'containerBegun';
      /** Whether it was created at the destination. */
      created: boolean;
      /** What of the container itself is not copied. Access policies never are, and are not mentioned. */
      notCopied?: ('metadata' | 'publicAccess' | 'immutabilityPolicy' | 'legalHold')[];
    }
  | {
      event: 'containerSkipped';
      /** Why. */
      reason: 'system' | 'vanished';
    }
  | ({ event: 'containerFailed' } & Omit<FailedBlobCopy, 'source' | 'container'>)
);

/** What happened to a job, beside what became of its blobs. */
export type ContainerCopyJobEvent =
  | {
      /** The service throttled attempts. It is told twice a second at most for each kind, in sums. */
      event: 'throttled';
      /** What the service said. */
      kind: ThrottleKind;
      /** The number of attempts since this was last told. */
      attempts: number;
      /** The longest time that the service asked to wait since then, in milliseconds. */
      waitMilliseconds?: number;
    }
  | {
      /**
       * `paused`: the job starts no further copy or delete, because of `pause()`. `resumed`: it goes on, after that or with another
       * credential.
       */
      event: 'paused' | 'resumed';
    }
  | ({
      /** What a dry run found: its last event, once everything was listed. */
      event: 'plan';
    } & ContainerCopyPlan)
  | ({
      /** A credential does not work any more. The job waits for another one, or ends because nobody would give one. */
      event: 'needsCredentials';
    } & NeededCredentials);

/** What it took to copy a blob, or to fail to, if a request was sent for it. Dry runs do not tell it. */
export interface BlobCopyEffort {
  /** How long it took, with all waiting. */
  milliseconds?: number;
  /**
   * How often requests that move the content were sent: those in vain, throttled ones included, and one more if any
   * succeeded. It is 1 for a blob that was copied at once, however many blocks it has. Undefined if none was sent.
   */
  tries?: number;
  /** The operation of the last of those requests. */
  operation?: 'CopyBlob' | 'CopyBlobFromUrl' | 'PutBlob' | 'PutBlobFromUrl' | 'PutBlock' | 'PutBlockFromUrl';
}

/** What became of one blob, or in a copy of an account of a container, and what happened to the job. */
export type BlobCopyEvent =
  ContainerCopyEvent | ContainerCopyJobEvent | ({ container?: string } & BlobCopyEffort & BlobEvent);

/** What became of one blob. */
export type BlobEvent =
  | {
      event: 'copied';
      /** The name of the blob at the source. */
      source: string;
      /** The name of the blob at the destination. */
      destination: string;
      /** The size in bytes. */
      bytes: number;
      /** The `ETag` of the destination. */
      etag?: string;
      /** The number of snapshots or versions that were copied before it. */
      earlier?: number;
      /** True if nothing was written, because of `dryRun`. */
      dryRun?: boolean;
      /** What of the blob the copy does not have. */
      notKept?: BlobCopyNotKept[];
      /** What the verification found: all is the same, or something could not be compared. */
      verified?: 'equal' | 'unproven';
    }
  | {
      event: 'moved';
      /** The name that the blob had at the source. */
      source: string;
      /** The name of the blob at the destination. */
      destination: string;
      /** The size in bytes. */
      bytes: number;
      /** The `ETag` of the destination. */
      etag?: string;
      /** What of the blob the copy does not have. */
      notKept?: BlobCopyNotKept[];
      /** What the verification found: all is the same, or something could not be compared. */
      verified?: 'equal' | 'unproven';
    }
  | ({
      event: 'conflict';
      /** The name of the blob at the destination. */
      destination: string;
    } & FailedBlobCopy)
  | {
      event: 'skipped';
      /** The name of the blob at the source. */
      source: string;
      /** Why. */
      reason: BlobCopySkipReason;
    }
  | {
      event: 'deleted';
      /** The name of the blob at the destination. */
      destination: string;
      /** The size in bytes. */
      bytes: number;
      /** True if it was deleted because the filters hide it. */
      excluded?: boolean;
      /** True if nothing was deleted, because of `dryRun`. */
      dryRun?: boolean;
    }
  | {
      event: 'deleteSkipped';
      /** The name of the blob at the destination. */
      destination: string;
      /** Why. */
      reason: BlobDeleteSkipReason;
    }
  | ({
      event: 'deleteRefused';
      /** The name of the blob at the destination. */
      destination: string;
    } & Omit<FailedBlobCopy, 'source'>)
  | {
      event: 'equal' | 'missing';
      /** The name of the blob at the source. */
      source: string;
      /** The name of the blob at the destination. */
      destination: string;
    }
  | {
      event: 'different';
      /** The name of the blob at the source. */
      source: string;
      /** The name of the blob at the destination. */
      destination: string;
      /** What differs, by the names of properties; `content` for the bytes. */
      fields: string[];
    }
  | {
      event: 'extra';
      /** The name of the blob at the destination. */
      destination: string;
    }
  | ({
      event: 'unproven';
      /** The name of the blob at the destination. */
      destination: string;
    } & FailedBlobCopy)
  | {
      event: 'deletesWithheld';
      /** The number of blobs that were to be deleted and are not. */
      count: number;
      /** Why. */
      reason: string;
    }
  | ({
      event: 'failed';
      /** The name of the blob at the destination, if it has one. */
      destination?: string;
    } & FailedBlobCopy);

/** The state of a job. */
export interface ContainerCopyState extends PollOperationState<ContainerCopySummary> {
  /** The URL of the source, without its signature; empty for an iterable. */
  copySource: string;
  /** The progress: "blobs that are done/blobs that were listed". */
  copyProgress?: string;
  /** What the job has done so far. */
  summary: ContainerCopySummary;
  /** The credential that the job waits for. */
  needsCredentials?: NeededCredentials;
}

/**
 * Watches a copy of many blobs. It has the protocol of the poller of a single copy. Beyond that it can be paused, and it can be iterated
 * over once, for one event per blob.
 *
 * `pollUntilDone` resolves if everything that was to be copied was copied. Otherwise it rejects; the state has the summary.
 */
export interface ContainerCopyPoller
  extends PollerLikeWithCancellation<ContainerCopyState, ContainerCopySummary>, AsyncIterable<BlobCopyEvent> {
  /** Starts to copy no further blob until `resume()`. Copies that are under way are finished. */
  pause(): void;
  /** Continues after `pause()`. */
  resume(): void;
}
