import { withAbort } from '../pipeline/abort';
import { requireCallback, requireString } from '../validation/arguments';
import { CopyWatch, type PollOptions } from './CopyWatch';
import { native } from '../engine/native';
import type { NativeCopyPoller, NativeOutcome } from '../engine/nativeModule';
import type { BlobBeginCopyFromURLOptions } from '../types/options';
import { nativePipelineOf } from '../pipeline/Pipeline';
import type {
  BlobBeginCopyFromURLResponse,
  BlobBeginCopyFromUrlPollState,
  CancelOnProgress,
  CopyPollerBlobClient,
  PollerLikeWithCancellation,
} from '../types/poller';
import { checked, requireOk, type Target } from '../pipeline/run';
import { pickOptions, readOptions, readShape, toJson } from '../validation/serialize';

/** What only the poller takes, besides the options of Copy Blob. */
const POLLER_OPTIONS = ['intervalInMs', 'onProgress', 'resumeFrom'];

interface PollerValues {
  intervalInMs?: number;
  resumeFrom?: string;
}

/** Starts a copy, or resumes a saved one, and returns its poller. */
export async function beginCopy(
  target: Target,
  client: CopyPollerBlobClient,
  copySource: string,
  options: BlobBeginCopyFromURLOptions | undefined,
): Promise<BlobCopyPoller> {
  // Read once: the poller looks at some of them again.
  const picked: BlobBeginCopyFromURLOptions = pickOptions('BlobStartCopyFromURL', options, ...POLLER_OPTIONS);
  requireCallback(picked.onProgress, 'options.onProgress');
  const savedProgress = progressIn(picked.resumeFrom);
  const { values, abortSignal } = readOptions('BlobStartCopyFromURL', picked);
  const { intervalInMs, resumeFrom } = readShape('BeginCopyOptions', picked, 'options') as PollerValues;
  const json = toJson(checked(target, values));
  const outcome = await withAbort(abortSignal, (cancel) =>
    nativePipelineOf(target.pipeline, target.url).beginCopy(
      target.url,
      copySource,
      json,
      intervalInMs,
      resumeFrom,
      cancel,
    ),
  );
  const stateJson = requireOk(outcome);
  const poller = outcome.poller ?? new EndedCopy(stateJson, () => toJson({ ...values, intervalInMs }));
  const watch = new CopyWatch(poller, client, picked, undefined, options);
  watch.begin(stateJson, outcome.head, savedProgress);
  return new BlobCopyPoller(watch);
}

/** The handle of a copy that had ended when the engine answered: nothing more happens to it. */
export class EndedCopy implements NativeCopyPoller {
  readonly #state: string;
  readonly #options: () => string;

  /** `options` are those of the copy, as JSON. They are needed only for the saved state. */
  constructor(state: string, options: () => string) {
    this.#state = state;
    this.#options = options;
  }

  poll(): Promise<NativeOutcome> {
    return Promise.resolve({ ok: this.#state });
  }

  pollUntilChange(): Promise<NativeOutcome> {
    return this.poll();
  }

  cancelOperation(): Promise<NativeOutcome> {
    return this.poll();
  }

  stopPolling(): void {
    // Nobody polls.
  }

  toString(): string {
    return native().savePoller(this.#state, this.#options());
  }
}

/** How far a saved copy was. The engine reads the rest of the text; here its shape is checked, before any I/O. */
export function progressIn(resumeFrom: unknown): string | undefined {
  if (resumeFrom === undefined || resumeFrom === null) return undefined;
  const text = requireString(resumeFrom, 'options.resumeFrom');
  try {
    const { state } = JSON.parse(text) as { state: { copyProgress?: string } };
    return state.copyProgress;
  } catch (error) {
    throw new TypeError("options.resumeFrom must be the text that a poller's toString() gave", { cause: error });
  }
}

const WATCH = Symbol('blobferry.watch');

/**
 * The poller of one copy.
 *
 * What it knows is held by a function under a symbol: so a `Proxy` around the poller (Vue's `reactive`, a tracing wrapper) and a
 * clone with its prototype find it, where a private field would not be theirs, and both are of the one copy.
 */
export class BlobCopyPoller implements PollerLikeWithCancellation<
  BlobBeginCopyFromUrlPollState,
  BlobBeginCopyFromURLResponse
> {
  private readonly [WATCH]: () => CopyWatch;

  /** @internal */
  constructor(watch: CopyWatch) {
    this[WATCH] = () => watch;
  }

  /** How long it is waited between two polls, in milliseconds, when that was given. */
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
