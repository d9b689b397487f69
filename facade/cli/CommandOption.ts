import type { BeginCopyFromAccountOptions } from '../types/accountCopy';

/** How the text of an option is read. */
export type OptionKind = 'text' | 'texts' | 'number' | 'bytes' | 'time' | 'flag' | 'regexes' | 'json file';

/** One option of the command line. */
export interface CommandOption {
  /** Its name after `--`. */
  readonly name: string;
  readonly kind: OptionKind;
  /** The name of its value in the help. */
  readonly value?: string;
  readonly help: string;
  /** The option of `beginCopyFromContainer` or `beginCopyFromAccount` that it sets. Others are for the command line itself. */
  readonly option?: keyof BeginCopyFromAccountOptions;
  /** The member that it sets, of an option that is an object. */
  readonly member?: string;
}
