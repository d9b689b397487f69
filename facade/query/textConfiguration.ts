/** The formats of queries, read as the reference reads them. */

import { requireString } from '../validation/arguments';
import { optionsOf, pick, type Values } from '../validation/serialize';
import { listOf, readOptionalText, readText } from '../validation/values';

/** The columns of the Arrow format. */
const COLUMN = ['type', 'name', 'precision', 'scale'];

/** Reads a configuration of an input or output. Undefined if there is none. */
export function readTextConfiguration(value: unknown, argument: string): Values | undefined {
  if (value === undefined || value === null) return undefined;
  const bag = optionsOf(value, argument);
  const { kind } = bag;
  switch (kind) {
    case 'csv':
      return {
        kind,
        recordSeparator: readText(bag.recordSeparator, `${argument}.recordSeparator`),
        columnSeparator: textOr(bag.columnSeparator, ',', `${argument}.columnSeparator`),
        fieldQuote: textOr(bag.fieldQuote, '', `${argument}.fieldQuote`),
        escapeCharacter: textOr(bag.escapeCharacter, '', `${argument}.escapeCharacter`),
        hasHeaders: Boolean(bag.hasHeaders),
      };
    case 'json':
      return { kind, recordSeparator: readText(bag.recordSeparator, `${argument}.recordSeparator`) };
    case 'arrow':
      return {
        kind,
        schema: listOf(bag.schema, `${argument}.schema`, 'objects').map((field, index) => {
          const place = `${argument}.schema[${String(index)}]`;
          const column = pick(optionsOf(field, place), COLUMN);
          requireString(column.type, `${place}.type`);
          return column;
        }),
      };
    case 'parquet':
      return { kind };
    default:
      throw new RangeError(`Invalid BlobQueryTextConfiguration. ${argument}.kind must be csv, json, arrow or parquet.`);
  }
}

/** As in the reference, a falsy value counts as undefined. */
function textOr(value: unknown, otherwise: string, argument: string): unknown {
  return value ? readOptionalText(value, argument) : otherwise;
}
