/** Tests names for a job, a page at a time, until the job has ended. No test holds the event loop for longer than a slice. */

import { keepCredentialError } from '../engine/credentialErrors';
import type { NativeContainerCopy } from '../engine/nativeModule';
import { turn } from '../engine/turns';
import type { NameTest } from './namePatterns';

/** The number of names that are tested between two checks of the clock. */
const STEP = 8;

/** The maximum number of names that are tested in one turn of the event loop, even if the clock stands still. */
const MOST_IN_A_SLICE = 1024;

/** How long a slice takes, in milliseconds. */
const SLICE = 4;

// Tests may replace it by a clock that stands still. `performance` would load a Node.js module whenever this package is imported.
const { hrtime } = process;

function now(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Runs as long as the job does. It never rejects: what a test throws is the error of the job. */
export async function testNames(copy: NativeContainerCopy, test: NameTest): Promise<void> {
  for (;;) {
    const { ok } = await copy.namesToTest();
    if (ok === undefined) return;
    try {
      copy.resolveNameTests(await testAll(JSON.parse(ok) as string[], test));
    } catch (error) {
      copy.failNameTests(keepCredentialError(error));
    }
  }
}

async function testAll(names: readonly string[], test: NameTest): Promise<string> {
  let matches = '';
  let began = now();
  let tested = 0;
  for (const name of names) {
    if (tested === MOST_IN_A_SLICE || (tested % STEP === 0 && now() - began > SLICE)) {
      await turn();
      began = now();
      tested = 0;
    }
    matches += String(test(name));
    tested += 1;
  }
  return matches;
}
