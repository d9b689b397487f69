/** Reads a list of blobs as entries of a copy. */

import type { BlobCopyEntry } from '../types/containerCopyEntries';
import type { ManifestContainer, ManifestFormat, ReadManifestOptions } from '../types/manifest';
import { shown } from '../validation/arguments';
import { pickKnown } from '../validation/knownOptions';
import { formatOf } from './formatOf';
import { listedBlobsOf, type ListedBlob } from './listedBlobs';
import { manifestError } from './manifestError';
import { openFile, openStream, type ManifestInput } from './manifestInput';

const FORMATS: readonly ManifestFormat[] = ['ndjson', 'csv', 'lines'];

/**
 * Reads a list of blobs from a file or a stream, for {@link ContainerClient.beginCopyFromContainer}. One line is in memory at a time.
 *
 * Objects and columns have these members: `source` (or `name`), and, if they are known, `destination`, `length` in bytes (or `bytes`,
 * `size`) and the source's `sourceEtag` (or `etag`). With the last two, the copy of a blob needs no HEAD request. Other members are
 * ignored. The `manifest` and the `failed` file of a copy are lists, too.
 *
 * A file is opened when the iteration begins, so a missing one is an error before anything is copied. Each iteration reads it again; a
 * stream can be read once.
 *
 * The iteration throws a `RangeError` with the code `InvalidManifest` and the number of the `line` for a line that cannot be read,
 * also if it has more than 1 MiB; and without a line if the file changed in the meantime. Errors of the stream are thrown as they are.
 *
 * @example
 * ```js
 * const entries = readManifest('failed.ndjson', { source: photos });
 * const poller = await backup.beginCopyFromContainer(entries);
 * await poller.pollUntilDone();
 * ```
 *
 * @param input - The path of a file, or a stream of bytes or text, such as `process.stdin`.
 * @param options - Where the blobs are, and the format.
 */
export function readManifest(
  input: string | AsyncIterable<Uint8Array | string>,
  options: ReadManifestOptions = {},
): AsyncIterable<BlobCopyEntry> {
  const isPath = typeof input === 'string';
  if (!isPath && !isAsyncIterable(input)) {
    throw new TypeError(`input must be the path of a file or a stream, not ${shown(input)}`);
  }
  const given = pickKnown(options, ['source', 'destination', 'format']) as ReadManifestOptions;
  const { source, destination, format = isPath ? formatOf(input) : 'lines' } = given;
  if (!FORMATS.includes(format)) {
    throw new RangeError(`options.format must be ndjson, csv or lines, not ${shown(format)}`);
  }
  const open = () => (isPath ? openFile(input) : openStream(input));
  const read = { source, destination };
  return { [Symbol.asyncIterator]: () => iterate(open(), format, read) };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

interface Places {
  readonly source: ReadManifestOptions['source'] | undefined;
  readonly destination: ReadManifestOptions['destination'] | undefined;
}

function iterate(
  input: ManifestInput,
  format: ManifestFormat,
  places: Places,
): AsyncIterator<BlobCopyEntry, undefined> {
  const entries = entriesOf(input, format, places);
  return {
    next: () => entries.next() as Promise<IteratorResult<BlobCopyEntry, undefined>>,
    // A generator that waits for its input would return only when that comes.
    return: () => {
      input.close();
      void entries.return().catch(() => undefined);
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}

async function* entriesOf(
  input: ManifestInput,
  format: ManifestFormat,
  places: Places,
): AsyncGenerator<BlobCopyEntry, void, undefined> {
  try {
    for await (const blob of listedBlobsOf(input.chunks, format, input.place)) {
      yield entryOf(blob, places, (why) => manifestError(input.place, blob.line, why));
    }
    input.check();
  } finally {
    input.close();
  }
}

function entryOf(blob: ListedBlob, { source, destination }: Places, wrong: (why: string) => RangeError): BlobCopyEntry {
  const { length, etag } = blob;
  const known = { ...(length !== undefined && { length }), ...(etag !== undefined && { etag }) };
  if (typeof source === 'function') {
    return { source: source(blob.source), destination: blob.destination ?? named(blob.source, destination), ...known };
  }
  if (source === undefined) {
    if (!URL.canParse(blob.source))
      throw wrong('has a source that is no URL. Names take the option "source", their container');
    if (blob.destination === undefined && destination === undefined) throw wrong('has no "destination"');
    return { source: blob.source, destination: blob.destination ?? named(blob.source, destination), ...known };
  }
  if (blob.container !== undefined && blob.container !== source.containerName) {
    throw wrong(`is of the container "${blob.container}", and the source is "${source.containerName}"`);
  }
  const name = nameWithin(source, blob.source);
  return { source: source.getBlobClient(name), destination: blob.destination ?? named(name, destination), ...known };
}

function named(name: string, destination: Places['destination']): string {
  return destination === undefined ? name : destination(name);
}

/** The name of a blob. A copy of entries writes the URLs of its sources to its files. */
function nameWithin(container: ManifestContainer, text: string): string {
  const root = `${container.url.replace(/\?.*$/s, '').replace(/\/$/, '')}/`;
  if (!text.startsWith(root)) return text;
  try {
    return decodeURIComponent(text.slice(root.length).replace(/\?.*$/s, ''));
  } catch {
    return text;
  }
}
