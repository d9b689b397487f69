/** File system errors, as Node.js has them. */

import { getSystemErrorMap } from 'node:util';

import { os } from '../engine/lazyModules';

/** The report of the engine about a failed file operation. */
export interface FileFailure {
  /** The system's number of the error, if Node.js has the same. */
  errno?: number | null;
  syscall: string;
  path?: string | null;
}

/** Creates the error that `node:fs` has for the same failure. */
export function fileError(code: string | undefined, message: string, file: FileFailure | undefined): Error {
  const number = file?.errno ?? (os().constants.errno as Record<string, number>)[code ?? ''];
  const known = number === undefined ? undefined : getSystemErrorMap().get(-number);
  if (file === undefined || number === undefined || known === undefined) {
    return Object.assign(new Error(message), code === undefined ? {} : { code });
  }
  const [name, description] = known;
  const path = file.path ?? undefined;
  const text = `${name}: ${description}, ${file.syscall}${path === undefined ? '' : ` '${path}'`}`;
  const members = { errno: -number, code: name, syscall: file.syscall };
  return Object.assign(new Error(text), members, path === undefined ? {} : { path });
}
