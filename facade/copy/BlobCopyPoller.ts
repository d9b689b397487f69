import { throwIfAborted, untilAborted, withCancel } from '../pipeline/abort';
import { optionalString, requireCallback } from '../validation/arguments';
import { CopyByMethods } from './CopyByMethods';
import { CopyWatch, type PollOptions } from './CopyWatch';
import type { StateReader } from './CurrentState';
import { decodeParsedResult, type Plain } from '../pipeline/decode';
import { native } from '../engine/native';
import type { NativeCopyPoller, NativePipeline, NativeResult } from '../engine/nativeModule';
import type { AbortSignalLike } from '../types/common';
import type { BlobBeginCopyFromURLOptions } from '../types/options';
import { observed } from '../pipeline/observe';
import type {
  BlobBeginCopyFromURLResponse,
  BlobBeginCopyFromUrlPollState,
  CancelOnProgress,
  CopyPollerBlobClient,
  PollerLikeWithCancellation,
} from '../types/poller';
import { checked, requireOk, type Target } from '../pipeline/run';
import { pickOptions, readOptions, readShape, toJson, type Values } from '../validation/serialize';

/** The options that only the poller takes, besides those of Copy Blob. */
const POLLER_OPTIONS = ['intervalInMs', 'onProgress', 'resumeFrom'];

interface PollerValues {
  intervalInMs?: number;
}

/** The destination of a copy. */
export interface CopyDestination {
  target: Target;
  client: CopyPollerBlobClient;
  /** Whether the copy has to go through the methods of the client. */
  byMethods: boolean;
}

/** Starts a copy, or resumes a saved one, and returns its poller. */
export async function beginCopy(
  destination: CopyDestination,
  copySource: string,
  options: BlobBeginCopyFromURLOptions | undefined,
): Promise<BlobCopyPoller> {
  const wanted = readCopyOptions(destination.target, options);
  if (destination.byMethods) return await beginByMethods(destination, copySource, wanted);
  // Thousands of copies may wait here at once, so little is kept for each.
  return pollerOf(await start(destination.target, copySource, wanted), destination.client, wanted);
}

/** The options of a copy. */
interface CopyOptions {
  /** As the caller passed them. */
  given: BlobBeginCopyFromURLOptions | undefined;
  /** Each was read once. The poller uses some of them later. */
  picked: BlobBeginCopyFromURLOptions;
  values: Values;
  abortSignal: AbortSignalLike | undefined;
  intervalInMs: number | undefined;
  resumeFrom: string | undefined;
}

function readCopyOptions(target: Target, given: BlobBeginCopyFromURLOptions | undefined): CopyOptions {
  const picked: BlobBeginCopyFromURLOptions = pickOptions('BlobStartCopyFromURL', given, ...POLLER_OPTIONS);
  requireCallback(picked.onProgress, 'options.onProgress');
  const resumeFrom = optionalString(picked.resumeFrom, 'options.resumeFrom');
  const { values, abortSignal } = readOptions('BlobStartCopyFromURL', picked);
  const { intervalInMs } = readShape('BeginCopyOptions', picked, 'options') as PollerValues;
  return { given, picked, values: checked(target, values), abortSignal, intervalInMs, resumeFrom };
}

/** The options as JSON, for the saved state. */
function savedOptions({ values, intervalInMs }: CopyOptions): string {
  return toJson({ ...values, intervalInMs });
}

async function beginByMethods(
  { client }: CopyDestination,
  copySource: string,
  wanted: CopyOptions,
): Promise<BlobCopyPoller> {
  const { given, picked, abortSignal, intervalInMs, resumeFrom } = wanted;
  throwIfAborted(abortSignal);
  const optionsJson = savedOptions(wanted);
  const copy = new CopyByMethods({ client, copySource, options: picked, optionsJson, intervalInMs, resumeFrom });
  const reader = { ...stateReader(client, given), result: () => copy.result() };
  const watch = new CopyWatch(copy, reader, picked);
  const { ok = '' } = await untilAborted(abortSignal, copy.poll());
  watch.begin(ok, undefined);
  return new BlobCopyPoller(watch);
}

function start(target: Target, copySource: string, wanted: CopyOptions): ReturnType<NativePipeline['beginCopy']> {
  const { picked, values, abortSignal, intervalInMs, resumeFrom } = wanted;
  const pipeline = (): NativePipeline => observed(target, picked.tracingOptions, { hasParts: true });
  return withCancel(abortSignal, (extras) =>
    pipeline().beginCopy(target.url, copySource, toJson(values), intervalInMs, resumeFrom, extras),
  );
}

function pollerOf(
  outcome: Awaited<ReturnType<NativePipeline['beginCopy']>>,
  client: CopyPollerBlobClient,
  wanted: CopyOptions,
): BlobCopyPoller {
  const stateJson = requireOk(outcome);
  const poller = outcome.poller ?? new EndedCopy(stateJson, () => savedOptions(wanted));
  const watch = new CopyWatch(poller, stateReader(client, wanted.given), wanted.picked);
  watch.begin(stateJson, outcome.head);
  return new BlobCopyPoller(watch);
}

/** Watches a copy to one blob. */
type BlobCopyWatch = CopyWatch<BlobBeginCopyFromUrlPollState, BlobBeginCopyFromURLResponse>;

/** How the state of a copy to one blob is read. `shown` are the options as the caller passed them. */
export function stateReader(
  client: CopyPollerBlobClient,
  shown: unknown,
): StateReader<BlobBeginCopyFromUrlPollState, BlobBeginCopyFromURLResponse> {
  return {
    initial: { copySource: '', blobClient: client },
    result: (saved, head) =>
      decodeParsedResult('BlobStartCopyFromURL', saved as Plain, head) as BlobBeginCopyFromURLResponse,
    complete(state) {
      Object.assign(state, { startCopyFromURLOptions: shown });
      Object.defineProperty(state, 'blobClient', { value: client });
    },
  };
}

/** The handle of a copy that had ended when the poller was created. Nothing more happens to it. */
export class EndedCopy implements NativeCopyPoller {
  readonly #state: string;
  readonly #options: () => string;

  /** `options` returns the options of the copy as JSON. Only the saved state needs them. */
  constructor(state: string, options: () => string) {
    this.#state = state;
    this.#options = options;
  }

  hasProgressed(): boolean {
    return false;
  }

  poll(): Promise<NativeResult> {
    return Promise.resolve({ ok: this.#state });
  }

  pollUntilChange(): Promise<NativeResult> {
    return this.poll();
  }

  cancelOperation(): Promise<NativeResult> {
    return this.poll();
  }

  stopPolling(): void {
    // There is nothing to poll.
  }

  toString(): string {
    return native().savePoller(this.#state, this.#options());
  }
}

const WATCH = Symbol('blobferry.watch');

/**
 * The poller of one copy.
 *
 * A function under a symbol holds its data. So a `Proxy` around the poller (Vue's `reactive`, a tracing wrapper) and a clone with its
 * prototype find it, and refer to the same copy. They could not reach a private field.
 */
export class BlobCopyPoller implements PollerLikeWithCancellation<
  BlobBeginCopyFromUrlPollState,
  BlobBeginCopyFromURLResponse
> {
  private readonly [WATCH]: () => BlobCopyWatch;

  /** @internal */
  constructor(watch: BlobCopyWatch) {
    this[WATCH] = () => watch;
  }

  /** The given interval between two polls, in milliseconds. */
  get intervalInMs(): number | undefined {
    return this[WATCH]().intervalInMs;
  }

  poll(options?: PollOptions): Promise<void> {
    return this[WATCH]().poll(options);
  }

  pollUntilDone(options?: PollOptions): Promise<BlobBeginCopyFromURLResponse> {
    return this[WATCH]().pollUntilDone(options);
  }

  onProgress(callback: (state: BlobBeginCopyFromUrlPollState) => void): CancelOnProgress {
    return this[WATCH]().onProgress(callback);
  }

  isDone(): boolean {
    return this[WATCH]().isDone();
  }

  stopPolling(): void {
    this[WATCH]().stopPolling();
  }

  isStopped(): boolean {
    return this[WATCH]().isStopped();
  }

  cancelOperation(options?: PollOptions): Promise<void> {
    return this[WATCH]().cancelOperation(options);
  }

  getOperationState(): BlobBeginCopyFromUrlPollState {
    return this[WATCH]().getOperationState();
  }

  getResult(): BlobBeginCopyFromURLResponse | undefined {
    return this[WATCH]().getResult();
  }

  toString(): string {
    return this[WATCH]().toString();
  }
}
