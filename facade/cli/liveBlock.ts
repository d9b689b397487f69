/** The display of a running job on a terminal: at most ten lines, none wider than the terminal. Pure. */

import type { ContainerCopySummary } from '../types/containerCopySummary';
import { bytes, elapsed, grouped } from './numbers';
import type { JobStart } from './Reporter';
import type { RecentRates } from './RecentRates';
import { counted, handledBy, total } from './summaryText';
import { cutEnd, cutMiddle, harmless } from './terminalText';

/** How long a job must run before its end is estimated, in milliseconds. */
const GUESSED_AFTER = 30_000;

/** How many codes of failures are shown. */
const CODES = 3;

/** The minimum number of columns of a name. */
const LEAST_NAME = 8;

/** The values that are shown. */
export interface Live {
  readonly job: JobStart | undefined;
  readonly summary: ContainerCopySummary;
  readonly rates: RecentRates;
  readonly milliseconds: number;
  readonly columns: number;
}

/** The lines. */
export function liveBlock(live: Live): string[] {
  const { job, summary, milliseconds, columns } = live;
  // The last column stays free: some terminals wrap after it.
  const width = Math.max(1, columns - 1);
  const where = job ? `${job.source} → ${job.destination}, ` : '';
  const time = elapsed(milliseconds);
  const lines = [
    cutMiddle(harmless(where), width - time.length) + time,
    doneLine(summary),
    speedLine(live),
    troubleLine(summary),
    throttlingLine(live),
    workLine(summary),
  ];
  const oldest = (summary.oldest ?? []).map((blob) => oldestLine(blob, width));
  return [...lines.filter((line) => line !== ''), ...oldest].map((line) => cutEnd(harmless(line), width));
}

/** The total, if it is known: not as long as further pages may come. */
function whole({
  listed,
  filtered,
  copiedBytes,
  current,
}: ContainerCopySummary): { blobs: number; bytes: number } | undefined {
  if (!current?.isLastPage) return undefined;
  return {
    blobs: listed - filtered + current.waiting,
    bytes: copiedBytes + current.inFlightBytes + current.waitingBytes,
  };
}

function doneLine(summary: ContainerCopySummary): string {
  const { listed, filtered, copied, copiedBytes, dryRun, current } = summary;
  const verb = dryRun ? 'would copy' : 'copied';
  const all = whole(summary);
  if (all === undefined) {
    const so = grouped(listed - filtered + (current?.waiting ?? 0));
    return `${verb} ${grouped(copied)} of ≥ ${so} blobs, ${bytes(copiedBytes)}; listing …`;
  }
  return `${verb} ${grouped(copied)} of ${grouped(all.blobs)} blobs, ${bytes(copiedBytes)} of ${bytes(all.bytes)}, ${percent(summary, all)} %`;
}

/** The smaller percentage of blobs and bytes, because a large blob may be left. It is 100 when the job has ended, and not before. */
function percent(summary: ContainerCopySummary, all: { blobs: number; bytes: number }): number {
  const ofBlobs = all.blobs > 0 ? (handledBy(summary) - summary.filtered) / all.blobs : 0;
  const ofBytes = all.bytes > 0 ? summary.copiedBytes / all.bytes : 1;
  return Math.max(0, Math.min(99, Math.floor(Math.min(ofBlobs, ofBytes) * 100)));
}

function speedLine({ summary, rates, milliseconds }: Live): string {
  const seconds = Math.max(milliseconds / 1000, 0.001);
  const recent = rates.of;
  const mean = `mean ${grouped(summary.copied / seconds)} blobs/s, ${bytes(summary.copiedBytes / seconds)}/s`;
  const now = recent
    ? `${grouped(recent.blobs)} blobs/s, ${bytes(recent.bytes)}/s, ${grouped(recent.requests)} requests/s; `
    : '';
  return `${now}${mean}; left ${timeLeft(summary, recent, milliseconds)}`;
}

function timeLeft(summary: ContainerCopySummary, recent: RecentRates['of'], milliseconds: number): string {
  const all = whole(summary);
  if (all === undefined || recent === undefined || milliseconds < GUESSED_AFTER) return '–';
  const blobs = all.blobs - (handledBy(summary) - summary.filtered);
  const left = Math.max(
    blobs > 0 ? blobs / recent.blobs : 0,
    all.bytes > summary.copiedBytes ? (all.bytes - summary.copiedBytes) / recent.bytes : 0,
  );
  return Number.isFinite(left) ? `about ${elapsed(left * 1000)}` : '–';
}

function troubleLine({ skipped, failed, failedByCode, conflicts, stragglers, deletes }: ContainerCopySummary): string {
  const codes = Object.entries(failedByCode).sort(([, one], [, other]) => other - one);
  const parts = [
    `skipped ${counted(total(skipped), skipped)}`,
    `failed ${counted(failed, Object.fromEntries(codes.slice(0, CODES)))}`,
  ];
  if (conflicts > 0) parts.push(`conflicts ${grouped(conflicts)}`);
  if (stragglers > 0) parts.push(`given up and sent again ${grouped(stragglers)}`);
  if (deletes.wanted > 0) parts.push(`deleted ${grouped(deletes.done)} of ${grouped(deletes.wanted)}`);
  return parts.join(', ');
}

function throttlingLine({ rates, summary }: Live): string {
  const of = total(summary.throttled);
  if (of === 0) return '';
  const recent = rates.of?.throttled ?? [];
  const parts = recent.map(([kind, part]) => `${kind} ${Math.ceil(part * 100)} %`);
  return `throttled ${grouped(of)} attempts; of late ${parts.length > 0 ? parts.join(', ') : 'none'}`;
}

function workLine({ current, pendingCopies }: ContainerCopySummary): string {
  if (current === undefined) return '';
  const { inFlight, inFlightBytes, concurrency } = current;
  const pending = pendingCopies > 0 ? `, ${grouped(pendingCopies)} copied by the service` : '';
  return `in flight ${grouped(inFlight)} of at most ${grouped(concurrency)}, ${bytes(inFlightBytes)}${pending}`;
}

/** What the job waits for. */
function oldestLine(
  { source, container, bytes: size, milliseconds }: NonNullable<ContainerCopySummary['oldest']>[number],
  width: number,
): string {
  const name = container === undefined ? source : `${container}/${source}`;
  const rest = `, ${size === undefined ? '' : `${bytes(size)}, `}${elapsed(milliseconds)}`;
  return `  ${cutMiddle(harmless(name), Math.max(LEAST_NAME, width - 2 - rest.length))}${rest}`;
}
