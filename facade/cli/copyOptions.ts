import type { CommandOption } from './CommandOption';

/** The options that say how blobs are copied, and what of them is kept. */
export const COPY_OPTIONS: readonly CommandOption[] = [
  { name: 'dry-run', kind: 'flag', option: 'dryRun', help: 'Say what would be copied, and write nothing.' },
  { name: 'move', kind: 'flag', option: 'move', help: 'Delete each source once its copy is whole.' },
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
    name: 'changed',
    kind: 'text',
    value: 'WHAT',
    option: 'changed',
    help: 'What to do about blobs that change after they were listed: retry (default), skip or fail.',
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
    name: 'keep-times',
    kind: 'flag',
    option: 'keepTimes',
    help: 'Store the time of the last change as metadata mtime.',
  },
  {
    name: 'keep-immutability',
    kind: 'flag',
    option: 'keepImmutability',
    help: 'Give copies the immutability policies and legal holds of their sources.',
  },
  {
    name: 'encryption-scope',
    kind: 'text',
    value: 'NAME',
    option: 'encryptionScope',
    help: "The encryption scope of the copies. Default: the container's.",
  },
];
