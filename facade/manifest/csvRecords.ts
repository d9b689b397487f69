/** Reads comma-separated values: https://www.rfc-editor.org/rfc/rfc4180. */

import type { Line } from './lines';
import { manifestError } from './manifestError';

/** The longest record, in characters: quoted fields may have many lines. */
const MAX_RECORD = 1024 * 1024;

/** A record, and the line that it begins in. */
export interface CsvRecord {
  readonly number: number;
  readonly fields: readonly string[];
}

/** The records of lines. Empty lines have none. */
export async function* csvRecordsOf(
  lines: AsyncIterable<Line>,
  place: string,
): AsyncGenerator<CsvRecord, void, undefined> {
  let record: { number: number; text: string; isOpen: boolean } | undefined;
  for await (const { number, text } of lines) {
    record = record
      ? { ...record, text: `${record.text}\n${text}`, isOpen: record.isOpen !== hasOddQuotes(text) }
      : { number, text, isOpen: hasOddQuotes(text) };
    if (record.text.length > MAX_RECORD) {
      throw manifestError(place, record.number, 'begins a record that is too long. Is a quote missing at its end');
    }
    if (record.isOpen) continue;
    const { number: first, text: whole } = record;
    record = undefined;
    const ended = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    if (ended !== '') yield { number: first, fields: fieldsOf(ended, (why) => manifestError(place, first, why)) };
  }
  if (record) throw manifestError(place, record.number, 'begins a quoted field that does not end');
}

function hasOddQuotes(text: string): boolean {
  let isOdd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}

function fieldsOf(record: string, wrong: (why: string) => RangeError): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field;
    if (record[at] === '"') {
      let end = record.indexOf('"', at + 1);
      while (record[end + 1] === '"') end = record.indexOf('"', end + 2);
      field = record.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
      if (at < record.length && record[at] !== ',') throw wrong('has a quoted field that no comma follows');
    } else {
      const end = record.indexOf(',', at);
      field = record.slice(at, end < 0 ? undefined : end);
      at = end < 0 ? record.length : end;
      if (field.includes('"')) throw wrong('has a quote within a field that does not begin with one');
    }
    fields.push(field);
    if (at >= record.length) return fields;
    at += 1;
  }
}
