import type { CommandOption } from './CommandOption';

/** The options of a job as a whole: its files, its pace, and when it stops. */
export const JOB_OPTIONS: readonly CommandOption[] = [
  {
    name: 'journal',
    kind: 'text',
    value: 'FILE',
    option: 'journal',
    help: 'Record in FILE how far the job is. The same command continues it.',
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
    name: 'concurrency',
    kind: 'number',
    value: 'N',
    option: 'concurrency',
    help: 'How many blobs at once. Default: adaptive.',
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
    name: 'max-errors',
    kind: 'number',
    value: 'N',
    option: 'maxErrors',
    help: 'Stop after more than N failures. Default: go on to the end.',
  },
  {
    name: 'max-duration',
    kind: 'number',
    value: 'MILLISECONDS',
    option: 'maxDuration',
    help: 'End within this time; the job can be resumed.',
  },
  { name: 'page-size', kind: 'number', value: 'N', option: 'pageSize', help: 'Blobs per page of the listing.' },
];
