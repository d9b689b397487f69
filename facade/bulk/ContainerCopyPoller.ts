import { native } from '../engine/native';
import type { NativeContainerCopy } from '../engine/nativeModule';
import { errorFromJson } from '../errors/failure';
import type { CopyWatch, PollOptions } from '../copy/CopyWatch';
import type { BlobCopyEvent } from '../types/containerCopyEvents';
import type { ContainerCopyPoller as ContainerCopyPollerLike, ContainerCopyState } from '../types/containerCopyPoller';
import type { ContainerCopySummary } from '../types/containerCopySummary';
import type { CancelOnProgress } from '../types/poller';
import { planFromSummary } from './planFromSummary';

const PARTS = Symbol('blobferry.containerCopy');

/** The private state of a poller. */
interface Parts {
  readonly watch: CopyWatch<ContainerCopyState, ContainerCopySummary>;
  readonly native: NativeContainerCopy;
  /** Whether the events are being read. */
  isRead?: boolean;
}

/** The poller of a copy of many blobs. As in the poller of one copy, its data is in a function under a symbol, for proxies and clones. */
export class ContainerCopyPoller implements ContainerCopyPollerLike {
  private readonly [PARTS]: () => Parts;

  /** @internal */
  constructor(parts: Parts) {
    this[PARTS] = () => parts;
  }

  poll(options?: PollOptions): Promise<void> {
    return this[PARTS]().watch.poll(options);
  }

  pollUntilDone(options?: PollOptions): Promise<ContainerCopySummary> {
    const parts = this[PARTS]();
    // A script that waits before it iterates may still do so in this turn of the event loop.
    native().nextTurn(() => {
      if (!parts.isRead) parts.native.dismissEvents();
    });
    return parts.watch.pollUntilDone(options);
  }

  onProgress(callback: (state: ContainerCopyState) => void): CancelOnProgress {
    return this[PARTS]().watch.onProgress(callback);
  }

  isDone(): boolean {
    return this[PARTS]().watch.isDone();
  }

  stopPolling(): void {
    this[PARTS]().watch.stopPolling();
  }

  isStopped(): boolean {
    return this[PARTS]().watch.isStopped();
  }

  cancelOperation(options?: PollOptions): Promise<void> {
    return this[PARTS]().watch.cancelOperation(options);
  }

  getOperationState(): ContainerCopyState {
    return this[PARTS]().watch.getOperationState();
  }

  getResult(): ContainerCopySummary | undefined {
    return this[PARTS]().watch.getResult();
  }

  pause(): void {
    this[PARTS]().native.pause();
  }

  resume(): void {
    this[PARTS]().native.resume();
  }

  toString(): string {
    return this[PARTS]().watch.toString();
  }

  /** The events, one for each blob. A loop that is slower than the copies makes them wait. */
  async *[Symbol.asyncIterator](): AsyncGenerator<BlobCopyEvent, void, undefined> {
    const parts = this[PARTS]();
    parts.isRead = true;
    try {
      for (;;) {
        const { ok, failure } = await parts.native.nextEvents();
        if (failure !== undefined) throw errorFromJson(failure);
        if (ok === undefined) break;
        yield* JSON.parse(ok) as BlobCopyEvent[];
      }
      if (parts.watch.getOperationState().summary.dryRun) yield* planAtEnd(parts.watch);
    } finally {
      parts.native.closeEvents();
    }
  }
}

/** The plan of a dry run. Its events and the job have ended, but the last numbers may not have arrived yet. */
async function* planAtEnd(watch: Parts['watch']): AsyncGenerator<BlobCopyEvent, void, undefined> {
  // `pollUntilDone` reports how it ended.
  while (!watch.isDone())
    if (
      !(await watch.poll().then(
        () => true,
        () => false,
      ))
    )
      break;
  const { summary } = watch.getOperationState();
  if (summary.listingComplete) yield { event: 'plan', ...planFromSummary(summary) };
}
