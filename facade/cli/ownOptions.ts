import type { CommandOption } from './CommandOption';

/** The options of the command line itself. */
export const OWN_OPTIONS: readonly CommandOption[] = [
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
