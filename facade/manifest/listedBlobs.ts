/** Parses the lines of a list into blobs, in each of the formats. */

import type { ManifestFormat } from '../types/manifest';
import { csvRecordsOf } from './csvRecords';
import { linesOf, type Line } from './lines';
import { manifestError } from './manifestError';

/** The content of a line. */
export interface ListedBlob {
  readonly line: number;
  readonly source: string;
  readonly destination?: string;
  readonly length?: number;
  readonly etag?: string;
  /** The container of the source, in the files of the copy of an account. */
  readonly container?: string;
}

/** The names under which lines have the members, in lower case; the first that is there counts. */
const NAMES = {
  source: ['source', 'name'],
  destination: ['destination'],
  length: ['length', 'bytes', 'size'],
  etag: ['sourceetag', 'etag'],
  container: ['container'],
} as const;

type Values = Readonly<Record<string, unknown>>;

/** Reads the blobs of a list. */
export function listedBlobsOf(
  chunks: AsyncIterable<unknown>,
  format: ManifestFormat,
  place: string,
): AsyncGenerator<ListedBlob, void, undefined> {
  const lines = linesOf(chunks, place);
  if (format === 'csv') return ofCsv(lines, place);
  return format === 'ndjson' ? ofJson(lines, place) : ofNames(lines, place);
}

async function* ofNames(lines: AsyncIterable<Line>, place: string): AsyncGenerator<ListedBlob, void, undefined> {
  for await (const { number, text } of lines) {
    const source = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (source !== '') yield blobOf({ source }, number, place);
  }
}

async function* ofJson(lines: AsyncIterable<Line>, place: string): AsyncGenerator<ListedBlob, void, undefined> {
  for await (const { number, text } of lines) {
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // The message of JSON.parse quotes the text, which may have a signature.
      throw manifestError(place, number, 'is not JSON');
    }
    if (typeof value === 'string') value = { source: value };
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw manifestError(place, number, 'is not an object');
    }
    const values = Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
    const isOfJob = typeof values.event === 'string';
    // What a job deleted has no source.
    if (isOfJob && values.source === undefined) continue;
    // The ETag of a job's line is that of its copy.
    yield blobOf(isOfJob ? { ...values, etag: undefined } : values, number, place);
  }
}

async function* ofCsv(lines: AsyncIterable<Line>, place: string): AsyncGenerator<ListedBlob, void, undefined> {
  let columns: readonly string[] | undefined;
  for await (const { number, fields } of csvRecordsOf(lines, place)) {
    if (columns === undefined) {
      columns = fields.map((name) => name.trim().toLowerCase());
      if (!NAMES.source.some((name) => columns?.includes(name))) {
        throw manifestError(place, number, 'must have the names of the columns, and "source" among them');
      }
      continue;
    }
    if (fields.length > columns.length) {
      throw manifestError(
        place,
        number,
        `has ${String(fields.length)} fields, and there are ${String(columns.length)} columns`,
      );
    }
    const given = columns.flatMap((name, index) => (fields[index] ? [[name, fields[index]] as const] : []));
    yield blobOf(Object.fromEntries(given), number, place);
  }
}

function blobOf(values: Values, line: number, place: string): ListedBlob {
  const wrong = (why: string) => manifestError(place, line, why);
  const value = (names: readonly string[]) =>
    names.map((name) => values[name]).find((one) => one !== undefined && one !== null);
  const text = (member: keyof typeof NAMES): string | undefined => {
    const found = value(NAMES[member]);
    if (found === undefined) return undefined;
    if (typeof found !== 'string') throw wrong(`has the member "${member}", which is not text`);
    if (!found.isWellFormed()) throw wrong(`has half of a surrogate pair in "${member}", which no name has`);
    return found;
  };
  const source = text('source');
  if (source === undefined || source === '') throw wrong('has no "source"');
  const length = lengthOf(value(NAMES.length), wrong);
  const [destination, etag, container] = [text('destination'), text('etag'), text('container')];
  if (destination === '') throw wrong('has an empty "destination"');
  return {
    line,
    source,
    ...(destination !== undefined && { destination }),
    ...(length !== undefined && { length }),
    ...(etag !== undefined && { etag }),
    ...(container !== undefined && { container }),
  };
}

function lengthOf(value: unknown, wrong: (why: string) => RangeError): number | undefined {
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
  throw wrong('has a "length" that is not a number of bytes');
}
