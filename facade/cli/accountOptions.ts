import type { CommandOption } from './CommandOption';

/** The options that only the copy of an account has. */
export const ACCOUNT_OPTIONS: readonly CommandOption[] = [
  {
    name: 'container-prefix',
    kind: 'text',
    value: 'TEXT',
    option: 'containerPrefix',
    help: 'Copy containers whose names begin with TEXT.',
  },
  {
    name: 'include-container',
    kind: 'texts',
    value: 'GLOB',
    option: 'includeContainers',
    help: 'Copy containers whose whole name matches. Repeatable.',
  },
  {
    name: 'exclude-container',
    kind: 'texts',
    value: 'GLOB',
    option: 'excludeContainers',
    help: 'Leave out containers that match. Repeatable.',
  },
  {
    name: 'include-system',
    kind: 'flag',
    option: 'includeSystem',
    help: 'Copy $web and $root too.',
  },
  {
    name: 'copy-public-access',
    kind: 'flag',
    option: 'copyPublicAccess',
    help: 'Give containers that are created the public access of the source.',
  },
];
