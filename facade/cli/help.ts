/** The text of `--help`. */

import type { CommandOption } from './CommandOption';
import { COMMAND_OPTIONS, OPTION_GROUPS } from './commandOptions';
import { EXIT_CODES } from '../bulk/exitCodes';

const HEAD = `Copies the blobs of a container to another one, or all containers of an account. The service copies the bytes.

  blobferry copy <source> <destination> [options]

Both are URLs of containers, or both of accounts, with or without a shared access signature, or names of containers if
there is a connection string. Put URLs in quotes: a shell cuts them at "&".
`;

const EXAMPLES = `Examples:
  blobferry copy inbox archive --prefix 2026/ --dry-run
  blobferry copy "https://one.blob.core.windows.net/photos?sv=…" "https://two.blob.core.windows.net/photos?sv=…" --journal photos.job
  blobferry copy photos backup --overwrite ifDifferent --delete-extraneous --keep-replaced-container replaced
`;

const CREDENTIALS = `Credentials, the first that fits:
  a shared access signature in the URL
  BLOBFERRY_SOURCE_CONNECTION_STRING, or BLOBFERRY_SOURCE_KEY (and _ACCOUNT), or BLOBFERRY_SOURCE_SAS
  BLOBFERRY_DESTINATION_CONNECTION_STRING and so on, for the other side
  AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT with AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN,
    for the side that is in their account
  DefaultAzureCredential, if @azure/identity is installed; otherwise none, as public containers need none
`;

const KEYS = `Customer-provided keys, as base64, are in the environment alone:
  BLOBFERRY_SOURCE_ENCRYPTION_KEY for the blobs that are encrypted with it, BLOBFERRY_DESTINATION_ENCRYPTION_KEY for all copies
`;

/** The width of the help, in characters. A terminal breaks longer lines within words. */
const WIDTH = 110;

/** The help. */
export function helpText(): string {
  const width = Math.max(...COMMAND_OPTIONS.map((option) => shown(option).length));
  const groups = OPTION_GROUPS.map(({ heading, options }) => {
    const rows = options.map((option): [string, string] => [shown(option), option.help]);
    return `${heading}:\n${table(rows, width)}`;
  });
  const codes = Object.entries(EXIT_CODES).map(([code, meaning]): [string, string] => [code, meaning]);
  return [HEAD, EXAMPLES, ...groups, CREDENTIALS, KEYS, `Exit codes:\n${table(codes, 3)}`].join('\n');
}

function shown({ name, value }: CommandOption): string {
  return `--${name}${value === undefined ? '' : ` ${value}`}`;
}

/** Two columns; the first has this width. */
function table(rows: readonly [string, string][], width: number): string {
  return rows
    .map(
      ([name, text]) =>
        `  ${name.padEnd(width)}  ${wrapped(text, WIDTH - width - 4).join(`\n${' '.repeat(width + 4)}`)}\n`,
    )
    .join('');
}

/** A text as lines of this length, unless a word is longer. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
