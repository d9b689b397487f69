/** Reports a run as one JSON object per line. Nothing else goes to standard output. */

import type { BlobCopyEvent } from '../types/containerCopyEvents';
import type { ContainerCopySummary } from '../types/containerCopySummary';
import { EXIT_CODES, type ExitCode } from '../bulk/exitCodes';
import type { Output } from './Output';
import type { Redaction } from './redaction';
import type { JobStart, Reporter } from './Reporter';

/** The version of the lines. Members are only added to it. */
const SCHEMA = 1;

/** The minimum interval between two progress lines, in milliseconds. */
const PROGRESS_INTERVAL = 1000;

/** The members that events of any kind may have. */
interface EventMembers {
  readonly event: string;
  readonly source?: string;
  readonly destination?: string;
  readonly message?: string;
  readonly reason?: string;
}

/** Writes the lines. */
export class JsonReporter implements Reporter {
  readonly wantsEvents = true;
  readonly #output: Output;
  readonly #redaction: Redaction;
  readonly #startedAt = Date.now();
  #reportedAt = 0;
  #listingFinished = false;

  constructor(output: Output, redaction: Redaction) {
    this.#output = output;
    this.#redaction = redaction;
  }

  started({ source, destination, dryRun, isOfAccount }: JobStart): Promise<void> {
    const kind = isOfAccount ? 'account' : 'container';
    return this.#line('job-started', { source: { [kind]: source }, destination: { [kind]: destination }, dryRun });
  }

  blob(event: BlobCopyEvent): Promise<void> {
    // It is written with the summary, even if a dry run ends early.
    return event.event === 'plan' ? Promise.resolve() : this.#blob(event);
  }

  #blob({ event, source, destination, message, ...others }: EventMembers): Promise<void> {
    return this.#line(others.reason === 'vanished' ? 'vanished' : dashed(event), {
      ...(source === undefined ? {} : { source: { name: source } }),
      ...(destination === undefined ? {} : { destination: { name: destination } }),
      ...others,
      ...(message === undefined ? {} : { message: this.#redaction.of(message) }),
    });
  }

  async progress(summary: ContainerCopySummary): Promise<void> {
    await this.#reportListing(summary);
    const now = Date.now();
    if (now - this.#reportedAt < PROGRESS_INTERVAL) return;
    this.#reportedAt = now;
    const { failures: _, refusedDeletes: __, ...counts } = summary;
    await this.#line('progress', { elapsedMilliseconds: now - this.#startedAt, ...counts });
  }

  note(message: string): Promise<void> {
    return this.#line('note', { message: this.#redaction.of(message) });
  }

  error(message: string, details: { code?: string; statusCode?: number; exitCode: ExitCode }): Promise<void> {
    return this.#line('error', { ...details, message: this.#redaction.of(message) });
  }

  async ended(summary: ContainerCopySummary, exitCode: ExitCode): Promise<void> {
    await this.#reportListing(summary);
    if (summary.dryRun) await this.#line('plan', planOf(summary));
    const redacted = <T extends { message: string }>(failure: T): T => ({
      ...failure,
      message: this.#redaction.of(failure.message),
    });
    const failures = summary.failures.map(redacted);
    const refusedDeletes = summary.refusedDeletes?.map(redacted);
    await this.#line('summary', {
      elapsedMilliseconds: Date.now() - this.#startedAt,
      ...summary,
      failures,
      ...(refusedDeletes && { refusedDeletes }),
      exitCode,
      meaning: EXIT_CODES[exitCode],
    });
  }

  async #reportListing({ listingComplete, listed, filtered }: ContainerCopySummary): Promise<void> {
    if (!listingComplete || this.#listingFinished) return;
    this.#listingFinished = true;
    await this.#line('listing-finished', { listed, filtered });
  }

  #line(event: string, members: object): Promise<void> {
    const line = { schema: SCHEMA, time: new Date().toISOString(), event, ...members };
    return this.#output.write(`${JSON.stringify(line)}\n`);
  }
}

/** The plan of a run, under the names of `planContainerCopy`. */
function planOf({
  listed,
  filtered,
  copied,
  copiedBytes,
  rehydrations,
  skipped,
  failed,
  conflicts,
  failedByCode,
  deletes,
  obstacles,
  earlyDeletion = {},
  notes = [],
  requests,
  examples,
}: ContainerCopySummary): object {
  const failures = { failed, conflicts, failedByCode };
  const copies = { listed, filtered, copies: copied, bytes: copiedBytes, rehydrations, skipped };
  return { ...copies, ...failures, deletes, obstacles, earlyDeletion, notes, requests, examples: examples ?? [] };
}

/** The kinds of events are written with dashes, as in the output of other tools. */
function dashed(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
