import type { CommandOption } from './CommandOption';

/** The options that say what happens to blobs that the destination has. */
export const DESTINATION_OPTIONS: readonly CommandOption[] = [
  {
    name: 'overwrite',
    kind: 'text',
    value: 'WHEN',
    option: 'overwrite',
    help: 'always (default), never, ifSourceNewer or ifDifferent.',
  },
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
    name: 'leftovers',
    kind: 'text',
    value: 'WHAT',
    option: 'leftovers',
    help: 'What to do about pending copies of an earlier run: adopt (default) or abort.',
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
];
