/** Reads the arguments of a process. */

import { readFileSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';

import { messageOf } from '../errors/messageOf';
import { formatOf } from '../manifest/formatOf';
import type { BeginCopyFromAccountOptions } from '../types/accountCopy';
import type { ManifestFormat } from '../types/manifest';
import { hasNoSuchDay } from '../validation/calendar';
import { nearestName } from '../validation/nearestName';
import type { CommandOption } from './CommandOption';
import { COMMAND_OPTIONS } from './commandOptions';

import { UsageError } from './UsageError';

/** A command line, checked. */
export interface Command {
  /** The action. `copy` needs both sides. */
  readonly action: 'copy' | 'help' | 'version';
  readonly source: string;
  readonly destination: string;
  /** The options for the API. */
  readonly options: BeginCopyFromAccountOptions;
  /** The list of the blobs to copy, instead of a listing. */
  readonly list?: CommandList;
  readonly allowEmpty: boolean;
  readonly noIdentity: boolean;
}

/** A list of blobs. */
export interface CommandList {
  /** The path of a file, or `-` for standard input. */
  readonly file: string;
  readonly format: ManifestFormat;
}

type Value = string | boolean | (string | boolean)[] | undefined;

/** A time with a zone. Without one, it would mean a different moment on every machine. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

const SIZE = /^(\d+)(B|KiB|MiB|GiB|TiB)?$/;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Reads a command line. */
export function parseCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  const [verb, source, destination, ...more] = positionals;
  const command: Command = {
    action: 'copy',
    source: source ?? '',
    destination: destination ?? '',
    options: apiOptions(values),
    allowEmpty: values['allow-empty'] === true,
    noIdentity: values['no-identity'] === true,
    ...listOf(values),
  };
  if (values.help === true || argv.length === 0 || verb === 'help') return { ...command, action: 'help' };
  if (values.version === true) return { ...command, action: 'version' };
  if (verb !== 'copy') {
    throw new UsageError(`The command must be "copy", not "${verb ?? ''}": blobferry copy <source> <destination>.`);
  }
  if (source === undefined || destination === undefined) {
    throw new UsageError('A copy needs two containers: blobferry copy <source> <destination>.');
  }
  if (more.length > 0) {
    throw new UsageError(
      `A copy has two containers, and there are ${2 + more.length} arguments. The shell splits what is not in quotes, at spaces and at "&".`,
    );
  }
  return command;
}

/** The list to read, under the name that rclone has for the option, or that of AzCopy. */
function listOf(values: Record<string, Value>): { list?: CommandList } {
  const [file, other] = [values['files-from'], values['list-of-files']].filter((value) => typeof value === 'string');
  const format = values['files-format'];
  if (other !== undefined)
    throw new UsageError('--files-from and --list-of-files are the same option. Pass one of them.');
  if (file === undefined) {
    if (format !== undefined) throw new UsageError('--files-format is about the file of --files-from.');
    return {};
  }
  if (file === '') throw new UsageError('The option --files-from must be the path of a file, or - for standard input.');
  if (format !== undefined && format !== 'lines' && format !== 'csv' && format !== 'ndjson') {
    throw new UsageError(`The option --files-format must be lines, csv or ndjson, not "${String(format)}".`);
  }
  return { list: { file, format: format ?? formatOf(file) } };
}

/** Whether JSON is requested. This is read before the command line is validated, because usage errors are printed as JSON too. */
export function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? undefined : end).includes('--json');
}

function parse(argv: readonly string[]): { values: Record<string, Value>; positionals: string[] } {
  const options = Object.fromEntries(
    COMMAND_OPTIONS.map(({ name, kind }) => [
      name,
      {
        type: kind === 'flag' ? ('boolean' as const) : ('string' as const),
        multiple: kind === 'texts' || kind === 'regexes',
      },
    ]),
  );
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(unknownOption(argv, options) ?? messageOf(error));
  }
}

/** Says that there is no such option, and which one was probably meant. */
function unknownOption(argv: readonly string[], options: NonNullable<ParseArgsConfig['options']>): string | undefined {
  const { tokens } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: false, tokens: true });
  const unknown = tokens.find((token) => token.kind === 'option' && !Object.hasOwn(options, token.name));
  if (unknown?.kind !== 'option') return undefined;
  const nearest = nearestName(unknown.name, Object.keys(options));
  return `There is no option ${unknown.rawName}.${nearest === undefined ? '' : ` Did you mean --${nearest}?`}`;
}

function apiOptions(values: Record<string, Value>): BeginCopyFromAccountOptions {
  const options: Record<string, unknown> = {};
  for (const option of COMMAND_OPTIONS) {
    const value = values[option.name];
    if (option.option === undefined || value === undefined) continue;
    if (option.kind === 'regexes') {
      const others = (options[option.option] ?? []) as unknown[];
      options[option.option] = [...others, ...(value as string[]).map((text) => expression(option.name, text))];
      continue;
    }
    const given = typeof value === 'string' ? read(option, value) : value;
    options[option.option] =
      option.member === undefined
        ? given
        : { ...(options[option.option] as object | undefined), [option.member]: given };
  }
  return options;
}

/** Written before a regular expression, as in other tools: it ignores case. */
const IGNORES_CASE = '(?i)';

function expression(name: string, text: string): RegExp {
  const ignoresCase = text.startsWith(IGNORES_CASE);
  try {
    return new RegExp(ignoresCase ? text.slice(IGNORES_CASE.length) : text, ignoresCase ? 'iu' : 'u');
  } catch (error) {
    throw new UsageError(
      `The option --${name} must be a regular expression of JavaScript, not "${text}": ${messageOf(error)}`,
    );
  }
}

function read({ name, kind }: CommandOption, text: string): unknown {
  switch (kind) {
    case 'number': {
      // An empty text would be 0.
      const number = text.trim() === '' ? Number.NaN : Number(text);
      if (Number.isFinite(number)) return number;
      throw new UsageError(`The option --${name} must be a number, not "${text}".`);
    }
    case 'bytes': {
      const [, digits, unit = 'B'] = SIZE.exec(text) ?? [];
      if (digits !== undefined) return Number(digits) * 1024 ** UNITS.indexOf(unit);
      throw new UsageError(`The option --${name} must be a size such as 4096, 10KiB or 2GiB, not "${text}".`);
    }
    case 'time': {
      const time = new Date(text);
      if (TIME.test(text) && !Number.isNaN(time.getTime()) && !hasNoSuchDay(text)) return time;
      throw new UsageError(
        `The option --${name} must be a time with its zone, such as 2026-01-31T00:00:00Z, not "${text}".`,
      );
    }
    case 'json file':
      return readJson(name, text);
    default:
      return text;
  }
}

/** Every user of a machine can see arguments, so confidential values are in a file. */
function readJson(name: string, file: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    // An error of JSON repeats what it reads.
    const why = error instanceof SyntaxError ? 'It is no JSON.' : messageOf(error);
    throw new UsageError(`The option --${name} must be the path of a JSON file, and "${file}" cannot be read. ${why}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new UsageError(`The file "${file}" of --${name} must have a JSON object, such as {"a/b.txt": "…"}.`);
}
