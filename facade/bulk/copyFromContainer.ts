/** `beginCopyFromContainer`: reads the options, calls the engine, and creates the poller. The engine validates the options. */

import type { CallExtras, NativeContainerCopy, NativeResult } from '../engine/nativeModule';
import type { CopyFrom } from '../copy/copyFrom';
import { CopyWatch } from '../copy/CopyWatch';
import type { StateReader } from '../copy/CurrentState';
import { SHAPES } from '../generated/shapes';
import { cancelOnAbort, throwIfAborted } from '../pipeline/abort';
import { provideRoots } from '../pipeline/certificates';
import { observed, observedCopy } from '../pipeline/observe';
import { requireOk, type Target } from '../pipeline/run';
import { currentTracing } from '../pipeline/tracing';
import type { BeginCopyFromContainerOptions } from '../types/containerCopy';
import type { ContainerCopyState } from '../types/containerCopyPoller';
import type { ContainerCopySummary } from '../types/containerCopySummary';
import { optionalString, requireCallback } from '../validation/arguments';
import { hasNoSuchDay } from '../validation/calendar';
import { pickKnown, rejectMisspelled } from '../validation/knownOptions';
import { readShape, signalOf, toJson, type Values } from '../validation/serialize';
import { ContainerCopyPoller } from './ContainerCopyPoller';
import { closeUnread, feedEntries, iteratorOf, type AnyIterator, type Entries } from './entries';
import { readPatterns } from './namePatterns';
import { renewCredentials } from './renewCredentials';
import { testNames } from './testNames';

/** Starts to copy the blobs of a container, or resumes a saved job, and returns its poller. */
export function beginCopyFromContainer(
  target: Target,
  source: CopyFrom,
  options: BeginCopyFromContainerOptions | undefined,
  more: MoreOptions = NO_MORE,
): Promise<ContainerCopyPoller> {
  return beginJob(source.url, options, more, ({ json, resumeFrom, extras, tracingOptions }) => {
    const { pipeline, reader } = observedCopy(target, source, tracingOptions, OBSERVING);
    return pipeline.beginContainerCopy(target.url, json, resumeFrom, reader, source.url, extras);
  });
}

/** Starts to copy the entries of an iterable to a container, or resumes a saved job, and returns its poller. */
export function beginCopyFromEntries(
  target: Target,
  source: Entries,
  options: BeginCopyFromContainerOptions | undefined,
): Promise<ContainerCopyPoller> {
  let feed: ((copy: NativeContainerCopy) => Promise<void>) | undefined;
  let iterator: AnyIterator | undefined;
  const begun = beginJob(
    target.url,
    options,
    NO_MORE,
    ({ json, resumeFrom, extras, tracingOptions }) => {
      const pipeline = observed(target, tracingOptions, OBSERVING);
      const isTraced = currentTracing(tracingOptions) !== undefined;
      // The iterable is not read before the options have been validated.
      const opened = (iterator = iteratorOf(source));
      feed = (copy) => feedEntries(copy, opened, { ...OBSERVING, isTraced });
      return pipeline.beginEntriesCopy(target.url, json, resumeFrom, extras);
    },
    (copy) => void feed?.(copy),
  );
  // An iterable that has opened a file closes it.
  return begun.catch(async (error: unknown) => {
    await closeUnread(iterator);
    throw error;
  });
}

/** Each request has the span of the method that would normally send it. */
export const OBSERVING = { hasParts: true };

/** The arguments that a job is started with. */
interface Beginning {
  json: string;
  resumeFrom: string | undefined;
  extras: CallExtras | undefined;
  tracingOptions: unknown;
}

/** The result of a call that started a copy. */
type StartedCopy = NativeResult & { copy?: NativeContainerCopy };

/** Options beyond those of a container's copy. */
export interface MoreOptions {
  names: readonly string[];
  read: (picked: object) => Values;
}

const NO_MORE: MoreOptions = { names: [], read: () => ({}) };

/** Reads the options, starts a copy of many blobs, and returns its poller. */
export async function beginJob(
  sourceUrl: string,
  options: BeginCopyFromContainerOptions | undefined,
  more: MoreOptions,
  begin: (beginning: Beginning) => Promise<StartedCopy>,
  onStarted: (copy: NativeContainerCopy) => void = () => undefined,
): Promise<ContainerCopyPoller> {
  // Each option is read once.
  const picked: BeginCopyFromContainerOptions = pickKnown(options, [...COPY_OPTIONS, ...more.names]);
  requireCallback(picked.onProgress, 'options.onProgress');
  requireCallback(picked.onNeedsCredentials, 'options.onNeedsCredentials');
  const resumeFrom = optionalString(picked.resumeFrom, 'options.resumeFrom');
  rejectMisspelled(picked.keepReplaced, KEEP_REPLACED_OPTIONS, 'options.keepReplaced');
  requireZones(picked, 'options');
  const patterns = readPatterns(picked, 'options');
  const read = {
    ...readShape('BeginCopyFromContainerOptions', { ...picked, ...patterns.globs }, 'options'),
    ...patterns.expressions,
    ...more.read(picked),
  };
  const json = toJson(picked.onNeedsCredentials ? { ...read, renewsCredentials: true } : read);
  const signal = signalOf(picked);
  throwIfAborted(signal);
  // The destination's pipeline may also read the source, and may have needed no certificates until now.
  if (sourceUrl.startsWith('https:')) provideRoots();
  const { extras, stopListening } = cancelOnAbort(signal);
  try {
    const outcome = await begin({ json, resumeFrom, extras, tracingOptions: picked.tracingOptions });
    const stateJson = requireOk(outcome);
    const native = outcome.copy;
    if (!native) throw new Error('blobferry: the engine began a copy without a handle');
    const watch = new CopyWatch(native, STATE_READER, picked, stopListening);
    watch.begin(stateJson, outcome.head);
    if (picked.onNeedsCredentials) void renewCredentials(native, picked.onNeedsCredentials);
    if (patterns.tests) void testNames(native, patterns.tests);
    onStarted(native);
    return new ContainerCopyPoller({ watch, native });
  } catch (error) {
    stopListening?.();
    throw error;
  }
}

/** A time without a zone would mean a different moment on every machine. */
export function requireZones(picked: object, path: string): void {
  for (const name of ['modifiedSince', 'modifiedBefore', 'asOf']) {
    requireZone((picked as Record<string, unknown>)[name], `${path}.${name}`);
  }
}

function requireZone(time: unknown, path: string): void {
  if (typeof time !== 'string') return;
  if (!ZONE.test(time.trim())) {
    throw new RangeError(`${path} must be a Date or have a zone, as in 2026-01-31T00:00:00Z, unlike "${time}"`);
  }
  if (hasNoSuchDay(time)) throw new RangeError(`${path} must be a day of its month, unlike "${time}"`);
}

const ZONE = /(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i;

/** The names of all options. A job that only compares is started elsewhere. */
export const COPY_OPTIONS = [
  ...Object.keys(SHAPES.BeginCopyFromContainerOptions).filter((name) => name !== 'compare'),
  'abortSignal',
  'onNeedsCredentials',
  'onProgress',
  'resumeFrom',
  'tracingOptions',
];

const KEEP_REPLACED_OPTIONS = Object.keys(SHAPES.KeepReplacedOptions);

const NOTHING: ContainerCopySummary = {
  listed: 0,
  filtered: 0,
  copied: 0,
  copiedBytes: 0,
  rehydrations: 0,
  earlierStates: 0,
  leftSnapshots: 0,
  moved: 0,
  skipped: {},
  notKept: {},
  failed: 0,
  failedByCode: {},
  conflicts: 0,
  failures: [],
  listingComplete: false,
  dryRun: false,
  deletes: { wanted: 0, done: 0, refused: 0, withheld: 0, changed: 0, excluded: 0, refusedByCode: {} },
  throttled: {},
  pendingCopies: 0,
  stragglers: 0,
};

const STATE_READER: StateReader<ContainerCopyState, ContainerCopySummary> = {
  initial: { copySource: '', summary: NOTHING },
  result: (saved) => saved as ContainerCopySummary,
  complete: () => undefined,
};
