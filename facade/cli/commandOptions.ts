/**
 * The options of `blobferry copy`, as data: they are parsed, passed to the API and shown by `--help` from these tables alone. A new option
 * of the API is one entry in `selectionOptions.ts`, `copyOptions.ts` or `accountOptions.ts`.
 */

import { ACCOUNT_OPTIONS } from './accountOptions';
import type { CommandOption } from './CommandOption';
import { COPY_OPTIONS } from './copyOptions';
import { SELECTION_OPTIONS } from './selectionOptions';

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

/** All options, in the order of the help. */
export const COMMAND_OPTIONS: readonly CommandOption[] = [
  ...SELECTION_OPTIONS,
  ...COPY_OPTIONS,
  ...ACCOUNT_OPTIONS,
  ...OWN_OPTIONS,
];
