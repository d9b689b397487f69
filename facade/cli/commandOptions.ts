/**
 * The options of `blobferry copy`, as data: they are parsed, passed to the API and shown by `--help` from this table alone. A new option
 * of the API is one line here.
 */

import type { BeginCopyFromContainerOptions } from '../types/containerCopy';

/** How the text of an option is read. */
export type OptionKind = 'text' | 'texts' | 'number' | 'bytes' | 'time' | 'flag' | 'regexes' | 'json file';

/** One option of the command line. */
export interface CommandOption {
  /** Its name after `--`. */
  readonly name: string;
  readonly kind: OptionKind;
  /** The name of its value in the help. */
  readonly value?: string;
  readonly help: string;
  /** The option of `beginCopyFromContainer` that it sets. Others are for the command line itself. */
  readonly option?: keyof BeginCopyFromContainerOptions;
  /** The member that it sets, of an option that is an object. */
  readonly member?: string;
}

/** The options that the API has. */
const API_OPTIONS: readonly CommandOption[] = [
  { name: 'prefix', kind: 'text', value: 'TEXT', option: 'prefix', help: 'Copy blobs whose names begin with TEXT.' },
  {
    name: 'destination-prefix',
    kind: 'text',
    value: 'TEXT',
    option: 'destinationPrefix',
    help: 'What the names begin with at the destination, in place of --prefix.',
  },
  {
    name: 'include',
    kind: 'texts',
    value: 'GLOB',
    option: 'include',
    help: 'Copy blobs whose whole name matches. * is anything but /, ** any number of parts. Repeatable.',
  },
  { name: 'exclude', kind: 'texts', value: 'GLOB', option: 'exclude', help: 'Leave out blobs that match. Repeatable.' },
  {
    name: 'include-regex',
    kind: 'regexes',
    value: 'REGEX',
    option: 'include',
    help: 'Copy blobs in whose name it matches, as in JavaScript with the flag u. (?i) before it ignores case. Repeatable.',
  },
  {
    name: 'exclude-regex',
    kind: 'regexes',
    value: 'REGEX',
    option: 'exclude',
    help: 'Leave out blobs in whose name it matches. Repeatable.',
  },
  {
    name: 'modified-since',
    kind: 'time',
    value: 'TIME',
    option: 'modifiedSince',
    help: 'Copy blobs modified at TIME or later, such as 2026-01-31T00:00:00Z.',
  },
  {
    name: 'modified-before',
    kind: 'time',
    value: 'TIME',
    option: 'modifiedBefore',
    help: 'Copy blobs modified before TIME.',
  },
  { name: 'min-size', kind: 'bytes', value: 'SIZE', option: 'minSize', help: 'The smallest size: 4096, 10KiB, 2GiB.' },
  { name: 'max-size', kind: 'bytes', value: 'SIZE', option: 'maxSize', help: 'The largest size.' },
  { name: 'tier', kind: 'texts', value: 'TIER', option: 'accessTiers', help: 'Copy blobs in this tier. Repeatable.' },
  {
    name: 'source-blob-type',
    kind: 'texts',
    value: 'TYPE',
    option: 'blobTypes',
    help: 'Copy blobs of this type: BlockBlob, AppendBlob, PageBlob. Repeatable.',
  },
  {
    name: 'tag-filter',
    kind: 'text',
    value: 'TEXT',
    option: 'tagFilter',
    help: `Copy blobs whose tags fit: "project" = 'north' AND "year" >= '2024'.`,
  },
  {
    name: 'rename',
    kind: 'text',
    value: 'TEMPLATE',
    option: 'rename',
    help: 'New names: {path}{base}-old{extension}, or x/{name}.',
  },
  {
    name: 'overwrite',
    kind: 'text',
    value: 'WHEN',
    option: 'overwrite',
    help: 'always (default), never, ifSourceNewer or ifDifferent.',
  },
  {
    name: 'strategy',
    kind: 'text',
    value: 'NAME',
    option: 'strategy',
    help: 'auto (default), synchronous, blocks, asynchronous or relay.',
  },
  {
    name: 'verify',
    kind: 'text',
    value: 'HOW',
    option: 'verify',
    help: 'none, length, properties, content, md5 or crc64.',
  },
  {
    name: 'archived',
    kind: 'text',
    value: 'WHAT',
    option: 'archived',
    help: 'What to do about archived blobs: skip (default), fail or rehydrate.',
  },
  {
    name: 'rehydrate-to',
    kind: 'text',
    value: 'TIER',
    option: 'rehydrateTo',
    help: 'The tier of copies of archived blobs: Hot (default), Cool or Cold.',
  },
  {
    name: 'rehydrate-priority',
    kind: 'text',
    value: 'PRIORITY',
    option: 'rehydratePriority',
    help: 'How urgent they are: Standard (default) or High.',
  },
  {
    name: 'concurrency',
    kind: 'number',
    value: 'N',
    option: 'concurrency',
    help: 'How many blobs at once. Default: adaptive.',
  },
  {
    name: 'max-errors',
    kind: 'number',
    value: 'N',
    option: 'maxErrors',
    help: 'Stop after more than N failures. Default: go on to the end.',
  },
  { name: 'page-size', kind: 'number', value: 'N', option: 'pageSize', help: 'Blobs per page of the listing.' },
  { name: 'move', kind: 'flag', option: 'move', help: 'Delete each source once its copy is whole.' },
  {
    name: 'leftovers',
    kind: 'text',
    value: 'WHAT',
    option: 'leftovers',
    help: 'What to do about pending copies of an earlier run: adopt (default) or abort.',
  },
  {
    name: 'journal',
    kind: 'text',
    value: 'FILE',
    option: 'journal',
    help: 'Note in FILE how far the job is. The same command continues it.',
  },
  {
    name: 'manifest',
    kind: 'text',
    value: 'FILE',
    option: 'manifest',
    help: 'Write a line for each blob that is done.',
  },
  { name: 'failed', kind: 'text', value: 'FILE', option: 'failed', help: 'Write a line for each blob that failed.' },
  {
    name: 'archived-destination',
    kind: 'text',
    value: 'WHAT',
    option: 'archivedDestination',
    help: 'What to do about archived blobs of the destination: fail (default), skip or replace.',
  },
  {
    name: 'leased',
    kind: 'text',
    value: 'WHAT',
    option: 'leased',
    help: 'What to do about leased blobs of the destination: fail (default), skip or break.',
  },
  {
    name: 'lease-ids',
    kind: 'json file',
    value: 'FILE',
    option: 'leaseIds',
    help: 'FILE has a JSON object with the lease ids of blobs of the destination, by name.',
  },
  {
    name: 'type-conflict',
    kind: 'text',
    value: 'WHAT',
    option: 'typeConflict',
    help: 'What to do about blobs of another type: fail (default) or replace.',
  },
  {
    name: 'blob-type',
    kind: 'text',
    value: 'TYPE',
    option: 'blobType',
    help: 'The type of the copies: same (default) or block.',
  },
  {
    name: 'invalid-metadata',
    kind: 'text',
    value: 'WHAT',
    option: 'invalidMetadata',
    help: 'What to do about names of metadata that the service does not take: fail (default), drop or rename.',
  },
  {
    name: 'on-tags-forbidden',
    kind: 'text',
    value: 'WHAT',
    option: 'onTagsForbidden',
    help: 'What to do if tags may not be read or written: fail (default) or skip them.',
  },
  {
    name: 'changed',
    kind: 'text',
    value: 'WHAT',
    option: 'changed',
    help: 'What to do about blobs that change meanwhile: retry (default), skip or fail.',
  },
  {
    name: 'markers',
    kind: 'text',
    value: 'WHAT',
    option: 'markers',
    help: 'Whether to copy (default) or skip empty blobs that stand for directories.',
  },
  {
    name: 'keep-times',
    kind: 'flag',
    option: 'keepTimes',
    help: 'Store the time of the last change as metadata mtime.',
  },
  {
    name: 'as-of',
    kind: 'time',
    value: 'TIME',
    option: 'asOf',
    help: 'Copy the versions that were current at TIME.',
  },
  { name: 'snapshots', kind: 'flag', option: 'snapshots', help: 'Copy the snapshots too, oldest first.' },
  { name: 'versions', kind: 'flag', option: 'versions', help: 'Copy the earlier versions too, oldest first.' },
  {
    name: 'delete-extraneous',
    kind: 'flag',
    option: 'deleteExtraneous',
    help: 'Delete blobs of the destination that the source does not have.',
  },
  {
    name: 'delete-excluded',
    kind: 'flag',
    option: 'deleteExcluded',
    help: 'With --delete-extraneous, delete those that the filters hide as well.',
  },
  {
    name: 'max-deletes',
    kind: 'number',
    value: 'N',
    option: 'maxDeletes',
    help: 'Delete nothing if there are more than N, or more than this part of the blobs (0.1).',
  },
  {
    name: 'allow-mass-deletes',
    kind: 'flag',
    option: 'allowMassDeletes',
    help: 'Allow to delete more than half, or everything if the source is empty.',
  },
  {
    name: 'delete-snapshots',
    kind: 'text',
    value: 'WHAT',
    option: 'deleteSnapshots',
    help: 'What to do about snapshots of deleted blobs: refuse (default) or include.',
  },
  {
    name: 'on-deleted-at-destination',
    kind: 'text',
    value: 'WHAT',
    option: 'onDeletedAtDestination',
    help: 'What to do about blobs that an earlier run copied and that were deleted since: copy or skip.',
  },
  {
    name: 'keep-replaced-container',
    kind: 'text',
    value: 'NAME',
    option: 'keepReplaced',
    member: 'container',
    help: 'Copy what is replaced or deleted to this container first.',
  },
  {
    name: 'keep-replaced-prefix',
    kind: 'text',
    value: 'TEXT',
    option: 'keepReplaced',
    member: 'prefix',
    help: 'The same, with names that begin with TEXT.',
  },
  {
    name: 'max-requests-per-second',
    kind: 'number',
    value: 'N',
    option: 'maxRequestsPerSecond',
    help: 'Send no more requests per second to an account.',
  },
  {
    name: 'max-bytes-per-second',
    kind: 'bytes',
    value: 'SIZE',
    option: 'maxBytesPerSecond',
    help: 'Copy no more bytes per second to an account.',
  },
  {
    name: 'max-duration',
    kind: 'number',
    value: 'MILLISECONDS',
    option: 'maxDuration',
    help: 'End within this time; the job can be resumed.',
  },
  {
    name: 'encryption-scope',
    kind: 'text',
    value: 'NAME',
    option: 'encryptionScope',
    help: "The encryption scope of the copies. Default: the container's.",
  },
  {
    name: 'keep-immutability',
    kind: 'flag',
    option: 'keepImmutability',
    help: 'Give copies the immutability policies and legal holds of their sources.',
  },
  { name: 'dry-run', kind: 'flag', option: 'dryRun', help: 'Say what would be copied, and write nothing.' },
];

/** The options of the command line itself. */
const OWN_OPTIONS: readonly CommandOption[] = [
  {
    name: 'files-from',
    kind: 'text',
    value: 'FILE',
    help: 'Copy the blobs that FILE lists, and list no container. - is standard input. Also --list-of-files.',
  },
  { name: 'list-of-files', kind: 'text', value: 'FILE', help: 'The same as --files-from.' },
  {
    name: 'files-format',
    kind: 'text',
    value: 'FORMAT',
    help: 'The format of FILE: lines, csv or ndjson. Default: by its name, and otherwise lines.',
  },
  {
    name: 'json',
    kind: 'flag',
    help: 'Print one JSON object per line and event, and nothing else, to standard output.',
  },
  { name: 'allow-empty', kind: 'flag', help: 'Exit with 0, not 7, if no blob matches.' },
  { name: 'no-identity', kind: 'flag', help: 'Do not use @azure/identity for a URL without other credentials.' },
  { name: 'help', kind: 'flag', help: 'Print this.' },
  { name: 'version', kind: 'flag', help: 'Print the version.' },
];

/** All options. */
export const COMMAND_OPTIONS: readonly CommandOption[] = [...API_OPTIONS, ...OWN_OPTIONS];
