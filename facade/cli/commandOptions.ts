/**
 * The options of `blobferry copy`, as data: they are parsed, passed to the API and shown by `--help` from these tables alone. A new option
 * of the API is one entry in the table of its group.
 */

import { ACCOUNT_OPTIONS } from './accountOptions';
import type { CommandOption } from './CommandOption';
import { COPY_OPTIONS } from './copyOptions';
import { DESTINATION_OPTIONS } from './destinationOptions';
import { JOB_OPTIONS } from './jobOptions';
import { MIRROR_OPTIONS } from './mirrorOptions';
import { OWN_OPTIONS } from './ownOptions';
import { SELECTION_OPTIONS } from './selectionOptions';

/** Options under one heading of the help. */
export interface OptionGroup {
  readonly heading: string;
  readonly options: readonly CommandOption[];
}

/** All options, in the order of the help. */
export const OPTION_GROUPS: readonly OptionGroup[] = [
  { heading: 'Blobs and names', options: SELECTION_OPTIONS },
  { heading: 'Copies', options: COPY_OPTIONS },
  { heading: 'Blobs of the destination', options: DESTINATION_OPTIONS },
  { heading: 'Mirrors', options: MIRROR_OPTIONS },
  { heading: 'Files and limits', options: JOB_OPTIONS },
  { heading: 'Accounts', options: ACCOUNT_OPTIONS },
  { heading: 'The command', options: OWN_OPTIONS },
];

/** All options. */
export const COMMAND_OPTIONS: readonly CommandOption[] = OPTION_GROUPS.flatMap(({ options }) => options);
