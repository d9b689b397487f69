/** Runs one copy of a container or an account from the command line to its exit code. */

import type { BlobServiceClient } from '../index';
import type { BeginCopyFromAccountOptions } from '../types/accountCopy';
import type { ContainerCopyPoller } from '../types/containerCopyPoller';
import type { ContainerCopySummary } from '../types/containerCopySummary';
import { ACCOUNT_OPTIONS } from './accountOptions';
import { encryptionKeys } from './encryptionKeys';
import { clientOfSide, isAccount, type SideClient } from './sides';
import { exitCodeOf, exitCodeOfSummary, RESUMABLE, type ExitCode } from '../bulk/exitCodes';
import type { Interrupts } from './Interrupts';
import { messageOf } from '../errors/messageOf';
import { readManifest } from '../index';
import type { Command } from './parseCommand';
import { displayUrl, type Redaction } from './redaction';
import type { Reporter } from './Reporter';
import { handledBy } from './summaryText';
import { UsageError } from './UsageError';
import { watchSilence } from './watchSilence';

/** The parts of a run. */
export interface Run {
  readonly command: Command;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly reporter: Reporter;
  readonly redaction: Redaction;
  readonly interrupts: Interrupts;
}

/** Copies, reports, and returns the exit code. */
export async function runCopy(run: Run): Promise<ExitCode> {
  const { command, environment, reporter, redaction, interrupts } = run;
  // The signal applies to the job until its end, so that the second interrupt ends it at any time.
  const stop = new AbortController();
  let poller: ContainerCopyPoller | undefined;
  interrupts.onInterrupt((isFirst) => {
    if (poller && isFirst) void drain(poller, reporter, stop);
    else stop.abort();
  });
  let endSilence: (() => void) | undefined;
  try {
    const surroundings = { environment, noIdentity: command.noIdentity, redaction };
    const source = clientOfSide('source', command.source, surroundings);
    const destination = clientOfSide('destination', command.destination, surroundings);
    requireOneKind(source, destination, command);
    const shown = { source: displayUrl(source.url), destination: displayUrl(destination.url) };
    const started = { ...shown, dryRun: command.options.dryRun === true };
    await reporter.started({ ...started, isOfAccount: isAccount(source) });
    endSilence = watchSilence({
      job: shown,
      environment,
      summary: () => poller?.getOperationState().summary,
      note: (message) => reporter.note(message),
    });
    poller = await begin(source, destination, command, {
      ...command.options,
      ...encryptionKeys(environment, redaction),
      abortSignal: stop.signal,
      onProgress: ({ summary }) => void reporter.progress(summary),
    });
  } catch (error) {
    endSilence?.();
    return await fail(reporter, error, interrupts.any ? 130 : exitCodeOf(error, false));
  }
  return await watch(poller, run).finally(endSilence);
}

function begin(
  source: SideClient,
  destination: SideClient,
  { list }: Command,
  options: BeginCopyFromAccountOptions,
): Promise<ContainerCopyPoller> {
  if (isAccount(source) || isAccount(destination)) {
    return (destination as BlobServiceClient).beginCopyFromAccount(source as BlobServiceClient, options);
  }
  const input = list?.file === '-' ? process.stdin : list?.file;
  const listed = list && input ? readManifest(input, { source, format: list.format }) : undefined;
  return destination.beginCopyFromContainer(listed ?? source, options);
}

/** Both sides are containers, or both are accounts, and the options fit them. */
function requireOneKind(source: SideClient, destination: SideClient, { list, options }: Command): void {
  const kindOf = (client: SideClient): string => (isAccount(client) ? 'an account' : 'a container');
  if (isAccount(source) !== isAccount(destination)) {
    throw new UsageError(
      `The source is the URL of ${kindOf(source)}, and the destination that of ${kindOf(destination)}. Pass two containers or two accounts.`,
    );
  }
  if (isAccount(source)) {
    if (list) throw new UsageError('--files-from lists the blobs of one container. Pass the URLs of two containers.');
    return;
  }
  const given = ACCOUNT_OPTIONS.find(({ option }) => option !== undefined && options[option] !== undefined);
  if (given) {
    throw new UsageError(`The option --${given.name} is for the copy of an account. Pass the URLs of two accounts.`);
  }
}

/** Watches a job to its end. */
async function watch(poller: ContainerCopyPoller, { command, reporter, interrupts }: Run): Promise<ExitCode> {
  let exitCode: ExitCode;
  const timer =
    reporter.redrawsEvery === undefined
      ? undefined
      : setInterval(() => void reporter.progress(poller.getOperationState().summary), reporter.redrawsEvery);
  try {
    const done = poller.pollUntilDone();
    // The events may end with an error before this promise is awaited.
    done.catch(() => undefined);
    if (reporter.wantsEvents) for await (const event of poller) await reporter.blob(event);
    exitCode = exitCodeOfSummary(await done, command.allowEmpty);
    if (exitCode === 7) await reporter.note('No blob matched. If that is right, say --allow-empty.');
  } catch (error) {
    exitCode = interrupts.any ? 130 : await fail(reporter, error, exitCodeOf(error, true));
  } finally {
    clearInterval(timer);
  }
  if (RESUMABLE.includes(exitCode) && command.options.dryRun !== true)
    await reporter.note(howToResume(command, exitCode));
  await reporter.ended(poller.getOperationState().summary, exitCode);
  return exitCode;
}

function howToResume({ options }: Command, exitCode: ExitCode): string {
  const needed = exitCode === 3 ? ', with a credential that is valid' : '';
  return options.journal === undefined
    ? `What was copied stays. With --journal FILE, the same command would continue where it was${needed}.`
    : `The same command continues where it was${needed}.`;
}

/** Starts no further copy, waits for those in flight, and ends the job. */
async function drain(poller: ContainerCopyPoller, reporter: Reporter, stop: AbortController): Promise<void> {
  poller.pause();
  try {
    await reporter.note('Interrupted: what is in flight is finished. Interrupt again to stop at once.');
    do await poller.poll();
    while (!poller.isDone() && inFlight(poller.getOperationState().summary) > 0);
  } catch {
    // The job has ended by itself; `watch` reports how.
  }
  stop.abort();
}

function inFlight(summary: ContainerCopySummary): number {
  return summary.listed - handledBy(summary);
}

async function fail(reporter: Reporter, error: unknown, exitCode: ExitCode): Promise<ExitCode> {
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  await reporter.error(messageOf(error), {
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof statusCode === 'number' ? { statusCode } : {}),
    exitCode,
  });
  return exitCode;
}
