import type { CommandOption } from './CommandOption';

/** The options that say what is deleted at the destination. */
export const MIRROR_OPTIONS: readonly CommandOption[] = [
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
    help: 'Delete even more than half of the blobs, or all if the source is empty.',
  },
  {
    name: 'delete-snapshots',
    kind: 'text',
    value: 'WHAT',
    option: 'deleteSnapshots',
    help: 'What to do about snapshots of deleted blobs: refuse (default) or include.',
  },
];
