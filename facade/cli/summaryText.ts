/** The state of a job as text: one line while it runs, and the summary at its end. */

import type { ContainerCopySummary } from '../types/containerCopySummary';
import type { FailedBlobCopy } from '../types/containerCopyFailures';
import { EXIT_CODES, type ExitCode } from '../bulk/exitCodes';
import { bytes, elapsed, grouped } from './numbers';
import { harmless } from './terminalText';

/** The members that have their own line. Others are printed as they are. */
const SHOWN: readonly string[] = [
  ...['listed', 'filtered', 'copied', 'copiedBytes', 'skipped', 'failed', 'failedByCode', 'failures'],
  ...['listingComplete', 'dryRun', 'deletes', 'current', 'leftSnapshots', 'slowest', 'examples', 'requests', 'notes'],
  ...['refusedDeletes', 'obstacles', 'earlyDeletion', 'containers'],
];

/** The text for zero. */
const NOTHING = '0';

/** The number of blobs that have ended, with any result. */
export function handledBy(summary: ContainerCopySummary): number {
  return summary.filtered + summary.copied + summary.failed + summary.conflicts + total(summary.skipped);
}

/** One line about a job that runs. There is no percentage while the listing continues, because the total is unknown. */
export function progressLine(summary: ContainerCopySummary, milliseconds: number): string {
  const { listed, copied, copiedBytes, failed, dryRun } = summary;
  const parts = [
    `${dryRun ? 'would copy' : 'copied'} ${grouped(copied)} of ${summary.listingComplete ? '' : '≥ '}${grouped(listed - summary.filtered)} blobs`,
    bytes(copiedBytes),
    rate(summary, milliseconds),
  ];
  const skipped = total(summary.skipped);
  if (skipped > 0) parts.push(`skipped ${grouped(skipped)}`);
  if (failed > 0) parts.push(`failed ${grouped(failed)}`);
  return `${parts.join(', ')}, ${elapsed(milliseconds)}`;
}

/** The summary of a job that has ended. */
export function summaryText(summary: ContainerCopySummary, milliseconds: number, exitCode: ExitCode): string {
  const lines: [string, string][] = [
    ['elapsed', elapsed(milliseconds)],
    ['listed', `${grouped(summary.listed)} blobs, ${grouped(summary.filtered)} of them left out by filters`],
    copiedLine(summary, milliseconds),
    ['skipped', counted(total(summary.skipped), summary.skipped)],
    ['failed', counted(summary.failed, summary.failedByCode)],
    ...failureLines(summary.failures, ({ container, source }) => within(container, source)),
    ['deletes', deletesLine(summary)],
    ...failureLines(summary.refusedDeletes ?? [], ({ container, destination }) => within(container, destination)),
    ...containerLines(summary),
  ];
  for (const [name, value] of Object.entries(summary) as [string, unknown][]) {
    // Zeros for features that were not used are left out.
    const text = SHOWN.includes(name) ? NOTHING : other(value);
    if (text !== NOTHING) lines.push([words(name), text]);
  }
  lines.push(...plannedLines(summary), ...forecastLines(summary), ...slowestLine(summary));
  lines.push(...(summary.notes ?? []).map((note): [string, string] => ['note', note]));
  if (summary.leftSnapshots > 0) lines.push(['left snapshots', leftSnapshots(summary.leftSnapshots)]);
  lines.push(['exit code', `${exitCode}: ${EXIT_CODES[exitCode]}`]);
  const width = Math.max(...lines.map(([name]) => name.length));
  // Names of blobs are among them.
  return lines.map(([name, text]) => `${name.padEnd(width)}  ${harmless(text)}\n`).join('');
}

/** What was copied. A dry run copies nothing, so it has no rate. */
function copiedLine(summary: ContainerCopySummary, milliseconds: number): [string, string] {
  const copied = `${grouped(summary.copied)} blobs, ${bytes(summary.copiedBytes)} (${grouped(summary.copiedBytes)} bytes)`;
  return summary.dryRun ? ['would copy', copied] : ['copied', `${copied}, ${rate(summary, milliseconds)}`];
}

/** What a dry run reports about the real run. */
function plannedLines({ requests, examples = [] }: ContainerCopySummary): [string, string][] {
  const lines = examples.map(({ source, destination }): [string, string] => ['example', `${source} → ${destination}`]);
  if (requests) lines.push(['requests', `about ${counted(total({ ...requests }), { ...requests })}`]);
  return lines;
}

/** The first failure of each error code, with what the support of the service needs. */
function failureLines<T extends Omit<FailedBlobCopy, 'source' | 'container'>>(
  failures: readonly T[],
  nameOf: (failure: T) => string,
): [string, string][] {
  const firsts = new Map<string, T>();
  for (const failure of failures) {
    const code = failure.code ?? 'Unknown';
    if (!firsts.has(code)) firsts.set(code, failure);
  }
  return [...firsts].map(([code, failure]) => {
    const request = failure.requestId === undefined ? '' : `, request id ${failure.requestId}`;
    return ['for instance', `${code}: ${nameOf(failure)}${request}`];
  });
}

/** The containers of an account. */
function containerLines({ containers, dryRun }: ContainerCopySummary): [string, string][] {
  if (!containers) return [];
  const { begun, created, skipped, failed, failures } = containers;
  const numbers = `begun ${grouped(begun)}, ${dryRun ? 'would create' : 'created'} ${grouped(created)}, skipped ${grouped(skipped)}, failed ${grouped(failed)}`;
  return [['containers', numbers], ...failureLines(failures, ({ container }) => container)];
}

/** A name with its container, in a copy of an account. */
function within(container: string | undefined, name: string): string {
  return container === undefined ? name : `${container}/${name}`;
}

/** The obstacles, and the blobs that cost a fee. */
function forecastLines({ obstacles, earlyDeletion = {} }: ContainerCopySummary): [string, string][] {
  const lines = (['archived', 'leased', 'otherType'] as const).flatMap((kind): [string, string][] => {
    const numbers = { ...obstacles?.[kind] };
    return total(numbers) > 0 ? [[words(kind), counted(total(numbers), numbers)]] : [];
  });
  for (const [tier, early] of Object.entries(earlyDeletion)) {
    lines.push(['early deletion', `${tier}: ${grouped(early.blobs)} blobs, ${bytes(early.bytes)}`]);
  }
  return lines;
}

function slowestLine({ slowest, dryRun }: ContainerCopySummary): [string, string][] {
  if (!slowest || dryRun) return [];
  const size = slowest.bytes === undefined ? '' : `, ${bytes(slowest.bytes)}`;
  return [['slowest', `${elapsed(slowest.milliseconds)}${size}, source ${slowest.source}`]];
}

/** The deletes that were wanted and those that were done. They differ if something prevented some of them. */
function deletesLine({ deletes }: ContainerCopySummary): string {
  const { wanted, done, refused, withheld, newer, refusedByCode, withheldBecause, meaning } = deletes;
  const numbers = `wanted ${grouped(wanted)}, done ${grouped(done)}, refused ${counted(refused, refusedByCode)}, withheld ${grouped(withheld)}`;
  const kept = newer === undefined ? undefined : `kept as newer than the job ${grouped(newer)}`;
  const reasons = [kept, withheldBecause, wanted > 0 ? meaning : undefined].filter((reason) => reason !== undefined);
  return [numbers, ...reasons].join('; ');
}

function leftSnapshots(count: number): string {
  return (
    `${grouped(count)}, which kept replaced blobs safe and could not be deleted: that takes the permission to delete blobs ` +
    '("d" in a shared access signature). --json has their names; delete them with another credential'
  );
}

function rate({ copied, copiedBytes }: ContainerCopySummary, milliseconds: number): string {
  const seconds = Math.max(milliseconds / 1000, 0.001);
  return `${grouped(copied / seconds)} blobs/s, ${bytes(copiedBytes / seconds)}/s`;
}

/** A number with its parts. */
export function counted(number: number, parts: Readonly<Record<string, number>>): string {
  const listed = Object.entries(parts).map(([name, count]) => `${name} ${grouped(count)}`);
  return listed.length === 0 ? grouped(number) : `${grouped(number)} (${listed.join(', ')})`;
}

/** The sum of parts. */
export function total(parts: Readonly<Record<string, number>>): number {
  return Object.values(parts).reduce((sum, count) => sum + count, 0);
}

/** A member that a later version added. */
function other(value: unknown): string {
  if (typeof value === 'number') return grouped(value);
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return '–';
  const parts = Object.entries(value as Record<string, unknown>);
  if (parts.length === 0) return NOTHING;
  return parts
    .map(
      ([name, part]) =>
        `${words(name)} ${typeof part === 'object' && part !== null ? `(${other(part)})` : other(part)}`,
    )
    .join(', ');
}

function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
