/**
 * Tells a run to a person: progress and failures on standard error, the summary on standard output. On a terminal, one line is drawn again
 * and again; in a pipe there is a line now and then.
 */

import type { WriteStream } from 'node:tty';

import type { ContainerCopySummary } from '../types/containerCopy';
import type { ExitCode } from '../bulk/exitCodes';
import type { Output } from './Output';
import type { Redaction } from './redaction';
import type { JobStart, Reporter } from './Reporter';
import { progressLine, summaryText } from './summaryText';

/** How often the line of a terminal is drawn, and how often a line is printed elsewhere, in milliseconds. */
const INTERVAL = { terminal: 500, pipe: 30_000 };

/** Goes to the begin of the line and clears it. */
const CLEAR = '\r\u001B[K';

const FALLBACK_COLUMNS = 80;

/** Writes for people. */
export class TextReporter implements Reporter {
  readonly wantsEvents = false;
  readonly #out: Output;
  readonly #log: Output;
  readonly #terminal: WriteStream | undefined;
  readonly #redaction: Redaction;
  readonly #begun = Date.now();
  readonly #codes = new Set<string>();
  #told = Date.now();
  #hasLine = false;

  /** `terminal` is where `log` goes, if it is one. */
  constructor(out: Output, log: Output, terminal: WriteStream | undefined, redaction: Redaction) {
    this.#out = out;
    this.#log = log;
    this.#terminal = terminal;
    this.#redaction = redaction;
  }

  started({ source, destination, dryRun }: JobStart): Promise<void> {
    return this.note(`${dryRun ? 'Dry run: nothing is written. ' : ''}${source} → ${destination}`);
  }

  blob(): Promise<void> {
    return Promise.resolve();
  }

  async progress(summary: ContainerCopySummary): Promise<void> {
    await this.#tellFailures(summary);
    const now = Date.now();
    if (now - this.#told < (this.#terminal ? INTERVAL.terminal : INTERVAL.pipe)) return;
    this.#told = now;
    const line = progressLine(summary, now - this.#begun);
    if (!this.#terminal) return this.note(line);
    const columns = this.#terminal.columns || FALLBACK_COLUMNS;
    this.#hasLine = true;
    await this.#log.write(CLEAR + line.slice(0, columns - 1));
  }

  note(message: string): Promise<void> {
    const clear = this.#hasLine ? CLEAR : '';
    this.#hasLine = false;
    return this.#log.write(`${clear}${this.#redaction.of(message)}\n`);
  }

  error(message: string): Promise<void> {
    return this.note(`blobferry: ${message}`);
  }

  async ended(summary: ContainerCopySummary, exitCode: ExitCode): Promise<void> {
    await this.#tellFailures(summary);
    if (this.#hasLine) await this.#log.write(CLEAR);
    await this.#out.write(summaryText(summary, Date.now() - this.#begun, exitCode));
  }

  /** The first failure of each kind is told at once; the others are counted. */
  async #tellFailures({ failures }: ContainerCopySummary): Promise<void> {
    for (const { source, code = 'Unknown', message, requestId } of failures) {
      if (this.#codes.has(code)) continue;
      this.#codes.add(code);
      const id = requestId === undefined ? '' : ` (request ${requestId})`;
      await this.note(`failed: ${JSON.stringify(source)}: ${code}: ${message}${id}`);
    }
  }
}
