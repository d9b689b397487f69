/** Runs one copy of a container from the command line to its exit code. */

import type { ContainerCopyPoller } from '../types/containerCopyPoller';
import type { ContainerCopySummary } from '../types/containerCopySummary';
import { containerOf } from './containers';
import { encryptionKeys } from './encryptionKeys';
import { exitCodeOf, exitCodeOfSummary, RESUMABLE, type ExitCode } from '../bulk/exitCodes';
import type { Interrupts } from './Interrupts';
import { messageOf } from '../errors/messageOf';
import { readManifest } from '../index';
import type { Command } from './parseCommand';
import { withoutQuery, type Redaction } from './redaction';
import type { Reporter } from './Reporter';
import { handledBy } from './summaryText';
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
    const source = containerOf('source', command.source, surroundings);
    const destination = containerOf('destination', command.destination, surroundings);
    const shown = { source: withoutQuery(source.url), destination: withoutQuery(destination.url) };
    await reporter.started({ ...shown, dryRun: command.options.dryRun === true });
    endSilence = watchSilence({
      job: shown,
      environment,
      summary: () => poller?.getOperationState().summary,
      note: (message) => reporter.note(message),
    });
    const { list } = command;
    const input = list?.file === '-' ? process.stdin : list?.file;
    const listed = list && input ? readManifest(input, { source, format: list.format }) : undefined;
    poller = await destination.beginCopyFromContainer(listed ?? source, {
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
