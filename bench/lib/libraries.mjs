// The two libraries that are compared, as a process of its own can require them.

import { inRoot } from '../../tools/lib/paths.mjs';

export const OURS = process.env.BENCH_PACKAGE ?? inRoot();
export const THEIRS = inRoot('node_modules', '@azure', 'storage-blob');
