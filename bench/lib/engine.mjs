// Measures the cost of a small copy in the engine alone, from Rust, against the same requests sent with reqwest and nothing else.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Runs the program of `bench/engine/`, which measures both in one process. In the table the column of the reference has reqwest.
 */
export async function measureEngine({ program, connectionString, copies, rounds }) {
  console.error('bench: the engine alone, against reqwest …');
  const flags = [connectionString, copies, 32, rounds].map(String);
  const { stdout } = await promisify(execFile)(program, flags);
  const { engine, reqwest } = JSON.parse(stdout);
  const what = `copy, 32 at a time, the engine alone (Rust) against reqwest, simulator`;
  return [
    { what, unit: 'µs CPU', ours: engine.cpuMicroseconds, theirs: reqwest.cpuMicroseconds },
    { what, unit: 'µs wall', ours: engine.wallMicroseconds, theirs: reqwest.wallMicroseconds },
  ];
}
