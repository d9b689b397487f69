/** The format of a list by the name of its file. */

import type { ManifestFormat } from '../types/manifest';

const BY_EXTENSION: readonly (readonly [RegExp, ManifestFormat])[] = [
  [/\.(nd)?jsonl?$/i, 'ndjson'],
  [/\.csv$/i, 'csv'],
];

/** The format that the name of a file says. */
export function formatOf(path: string): ManifestFormat {
  return BY_EXTENSION.find(([pattern]) => pattern.test(path))?.[1] ?? 'lines';
}
