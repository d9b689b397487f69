import type { CommandOption } from './CommandOption';

/** The options of the API that say which blobs are copied, and the names of the copies. */
export const SELECTION_OPTIONS: readonly CommandOption[] = [
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
];
