/** The text of `--help`. */

import { COMMAND_OPTIONS } from './commandOptions';
import { EXIT_CODES } from '../bulk/exitCodes';

const HEAD = `Copies the blobs of a container to another one, or all containers of an account. The service copies the bytes.

  blobferry copy <source> <destination> [options]

Both are URLs of containers, or both of accounts, with or without a shared access signature, or names of containers if
there is a connection string. Put URLs in quotes: a shell cuts them at "&".
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

/** The help. */
export function helpText(): string {
  const options: [string, string][] = COMMAND_OPTIONS.map(({ name, value, help }) => [
    `--${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  ]);
  const codes = Object.entries(EXIT_CODES).map(([code, meaning]): [string, string] => [code, meaning]);
  return [HEAD, 'Options:', table(options), CREDENTIALS, KEYS, 'Exit codes:', table(codes)].join('\n');
}

function table(rows: readonly [string, string][]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}\n`).join('');
}
