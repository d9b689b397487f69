import type { CommandOption } from './CommandOption';

/** The options of the API that only the copy of an account has. */
export const ACCOUNT_OPTIONS: readonly CommandOption[] = [
  {
    name: 'container-prefix',
    kind: 'text',
    value: 'TEXT',
    option: 'containerPrefix',
    help: 'Of an account: copy containers whose names begin with TEXT.',
  },
  {
    name: 'include-container',
    kind: 'texts',
    value: 'GLOB',
    option: 'includeContainers',
    help: 'Of an account: copy containers whose whole name matches. Repeatable.',
  },
  {
    name: 'exclude-container',
    kind: 'texts',
    value: 'GLOB',
    option: 'excludeContainers',
    help: 'Of an account: leave out containers that match. Repeatable.',
  },
  {
    name: 'include-system',
    kind: 'flag',
    option: 'includeSystem',
    help: 'Of an account: copy $web and $root too.',
  },
  {
    name: 'copy-public-access',
    kind: 'flag',
    option: 'copyPublicAccess',
    help: 'Of an account: give containers that are created the public access of the source.',
  },
];
