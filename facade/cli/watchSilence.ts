/** Reports what a run is waiting for, whenever it has made no progress for a minute. */

import type { ContainerCopySummary } from '../types/containerCopySummary';
import type { JobStart } from './Reporter';

/** The time without progress after which it is reported, in milliseconds. */
const INTERVAL = 60_000;

/** The number of names in a report. */
const NAMES = 3;

/** The variables that name a proxy. Their values may contain a password. */
const PROXIES = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'];

/** The watched job. */
export interface Watched {
  readonly job: Pick<JobStart, 'source' | 'destination'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The numbers so far; undefined until the job has started. */
  readonly summary: () => ContainerCopySummary | undefined;
  /** Shows a message to the user. */
  readonly note: (message: string) => unknown;
}

/** Watches until the returned function is called. It does not keep the process alive. */
export function watchSilence({ job, environment, summary, note }: Watched): () => void {
  let before = progressOf(summary());
  const timer = setInterval(() => {
    const now = progressOf(summary());
    if (now === before) {
      const proxy = PROXIES.find((name) =>
        [name, name.toLowerCase()].some((known) => (environment[known] ?? '') !== ''),
      );
      const through = proxy === undefined ? '' : ` The environment names a proxy (${proxy}).`;
      note(`No progress for ${String(INTERVAL / 1000)} s. Waiting for ${waitsFor(job, summary())}.${through}`);
    }
    before = now;
  }, INTERVAL);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

function progressOf(summary: ContainerCopySummary | undefined): string {
  if (summary === undefined) return '';
  const { listed, filtered, copied, moved, failed, conflicts, skipped, deletes, throttled, listingComplete } = summary;
  return JSON.stringify([
    listed,
    filtered,
    copied,
    moved,
    failed,
    conflicts,
    skipped,
    deletes,
    throttled,
    listingComplete,
  ]);
}

function waitsFor(job: Watched['job'], summary: ContainerCopySummary | undefined): string {
  if (summary === undefined) return `the first responses of ${job.source} and ${job.destination}`;
  const names = (summary.oldest ?? []).slice(0, NAMES).map(({ source }) => JSON.stringify(source));
  if (names.length > 0) return `the copies of ${names.join(', ')}`;
  return summary.listingComplete ? 'the last requests' : `the next page of the listing of ${job.source}`;
}
