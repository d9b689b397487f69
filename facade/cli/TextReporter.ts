/**
 * Reports a run to a person: progress and failures on standard error, the summary on standard output. On a terminal, a block of lines is redrawn
 * regularly, and other lines scroll by above it. In a pipe, a line is written now and then.
 */

import type { WriteStream } from 'node:tty';

import type { ContainerCopySummary } from '../types/containerCopySummary';
import type { ExitCode } from '../bulk/exitCodes';
import type { Output } from './Output';
import type { Redaction } from './redaction';
import type { JobStart, Reporter } from './Reporter';
import { liveBlock } from './liveBlock';
import { RecentRates } from './RecentRates';
import { progressLine, summaryText } from './summaryText';
import { harmlessLines } from './terminalText';

/** How often the block of a terminal is drawn, in milliseconds. */
const REDRAWS_EVERY = 500;

/** The minimum time between two redraws, and the interval between two lines elsewhere, in milliseconds. */
const INTERVAL = { terminal: 400, pipe: 30_000 };

const FALLBACK = { columns: 80, rows: 24 };

/** Writes for people. */
export class TextReporter implements Reporter {
  readonly wantsEvents = false;
  readonly redrawsEvery: number | undefined;
  readonly #out: Output;
  readonly #log: Output;
  readonly #terminal: WriteStream | undefined;
  readonly #redaction: Redaction;
  readonly #startedAt = Date.now();
  readonly #codes = new Set<string>();
  #reportedAt = Date.now();
  readonly #rates = new RecentRates();
  #job: JobStart | undefined;
  /** The number of lines of the block on the screen. */
  #drawn = 0;

  /** `terminal` is where `log` goes, if it is one. */
  constructor(out: Output, log: Output, terminal: WriteStream | undefined, redaction: Redaction) {
    this.#out = out;
    this.#log = log;
    this.#terminal = terminal;
    this.redrawsEvery = terminal && REDRAWS_EVERY;
    this.#redaction = redaction;
  }

  started(job: JobStart): Promise<void> {
    this.#job = job;
    const { source, destination, dryRun } = job;
    return this.note(`${dryRun ? 'Dry run: nothing is written. ' : ''}${source} → ${destination}`);
  }

  blob(): Promise<void> {
    return Promise.resolve();
  }

  async progress(summary: ContainerCopySummary): Promise<void> {
    await this.#reportFailures(summary);
    const now = Date.now();
    if (now - this.#reportedAt < (this.#terminal ? INTERVAL.terminal : INTERVAL.pipe)) return;
    this.#reportedAt = now;
    if (!this.#terminal) {
      await this.note(progressLine(summary, now - this.#startedAt));
      return;
    }
    this.#rates.add(now - this.#startedAt, summary);
    const { columns, rows } = this.#terminal;
    const width = columns || FALLBACK.columns;
    const block = liveBlock({
      job: this.#job,
      summary,
      rates: this.#rates,
      milliseconds: now - this.#startedAt,
      columns: width,
    });
    // Lines that have scrolled off the top cannot be redrawn.
    await this.#draw(block.slice(0, Math.max(1, (rows || FALLBACK.rows) - 1)));
  }

  note(message: string): Promise<void> {
    return this.#log.write(`${this.#clear()}${harmlessLines(this.#redaction.of(message))}\n`);
  }

  error(message: string): Promise<void> {
    return this.note(`blobferry: ${message}`);
  }

  async ended(summary: ContainerCopySummary, exitCode: ExitCode): Promise<void> {
    await this.#reportFailures(summary);
    if (this.#drawn > 0) await this.#log.write(this.#clear());
    await this.#out.write(harmlessLines(summaryText(summary, Date.now() - this.#startedAt, exitCode)));
  }

  /** Draws over the last block, in one piece so that nothing flickers. */
  #draw(block: readonly string[]): Promise<void> {
    const up = this.#drawn > 0 ? `\r\u001B[${this.#drawn}A` : '\r';
    const lines = block.map((line) => `${this.#redaction.of(line)}\u001B[K\n`).join('');
    this.#drawn = block.length;
    return this.#log.write(`${up}${lines}\u001B[J`);
  }

  /** The control sequence that removes the block from the screen. */
  #clear(): string {
    const up = this.#drawn > 0 ? `\r\u001B[${this.#drawn}A\u001B[J` : '';
    this.#drawn = 0;
    return up;
  }

  /** The first failure of each kind is reported at once; the others are counted. */
  async #reportFailures({ failures }: ContainerCopySummary): Promise<void> {
    for (const { container, source, code = 'Unknown', message, requestId } of failures) {
      if (this.#codes.has(code)) continue;
      this.#codes.add(code);
      const id = requestId === undefined ? '' : ` (request ${requestId})`;
      const within = container === undefined ? '' : `${JSON.stringify(container)} `;
      await this.note(`failed: ${within}${JSON.stringify(source)}: ${code}: ${message}${id}`);
    }
  }
}
