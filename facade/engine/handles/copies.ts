/** Handles of copies that are in flight. */

import type { AddonContainerCopy, AddonCopyPoller } from '../addon';
import type { CallResult, Calls } from '../calls';
import type {
  CallExtras,
  CredentialSide,
  NativeCancel,
  NativeContainerCopy,
  NativeCopyPoller,
  NativePipeline,
  NativeResult,
} from '../nativeModule';
import { callerOf, type Caller } from '../tokenSources';
import { addonOf } from './PipelineHandle';

/** The handles that watch a copy of one blob, or of many. */
abstract class Poller<T extends Omit<AddonCopyPoller, 'hasProgressed'>> implements NativeCopyPoller {
  protected readonly poller: T;
  /** The caller that started the copy, held as long as the copy can continue. */
  readonly #beginner: Caller | undefined;
  protected readonly calls: Calls;

  constructor(calls: Calls, poller: T, beginner: Caller | undefined) {
    this.calls = calls;
    this.poller = poller;
    this.#beginner = beginner;
    calls.running.add(this);
  }

  abstract hasProgressed(): boolean;

  /** Whether this process is working on the copy. */
  isRunning(): boolean {
    return this.poller.isRunning();
  }

  /** Makes a call of the copy. Its result may be the last. */
  #begin(extras: CallExtras | undefined, start: (call: number, cancel?: NativeCancel) => void): Promise<NativeResult> {
    const caller = this.#caller(extras);
    return this.calls.begin(
      (call) => {
        start(call, extras?.cancel);
      },
      caller,
      (result) => {
        this.calls.running.update(this);
        return result;
      },
    );
  }

  /** Later requests belong to other calls, and not to the trace of the call that started the copy. */
  #caller(extras: CallExtras | undefined): Caller | undefined {
    const { sources, hints } = this.#beginner ?? {};
    const caller = sources && callerOf(...sources);
    return caller && { ...caller, hints: { ...extras, ...(hints?.isPart === true && { isPart: true }) } };
  }

  poll(extras?: CallExtras): Promise<NativeResult> {
    return this.#begin(extras, (call, cancel) => {
      this.poller.poll(call, cancel);
    });
  }

  pollUntilChange(extras?: CallExtras): Promise<NativeResult> {
    return this.#begin(extras, (call, cancel) => {
      this.poller.pollUntilChange(call, cancel);
    });
  }

  cancelOperation(extras?: CallExtras): Promise<NativeResult> {
    return this.#begin(extras, (call, cancel) => {
      this.poller.cancelOperation(call, cancel);
    });
  }

  stopPolling(): void {
    this.poller.stopPolling();
  }

  toString(): string {
    return this.poller.toString();
  }
}

/** Watches the copy of one blob. */
class CopyPoller extends Poller<AddonCopyPoller> {
  hasProgressed(): boolean {
    return this.poller.hasProgressed();
  }
}

/** Watches a copy of many blobs. */
class ContainerCopy extends Poller<AddonContainerCopy> implements NativeContainerCopy {
  /** The pipelines of entries. The engine requests tokens from them, but does not hold them. */
  readonly #readers = new Set<NativePipeline>();

  hasProgressed(): boolean {
    return false;
  }

  pause(): void {
    this.poller.pause();
    this.calls.running.update(this);
  }

  resume(): void {
    this.poller.resume();
    this.calls.running.add(this);
  }

  needsCredentials(): Promise<NativeResult> {
    return this.calls.begin((call) => {
      this.poller.needsCredentials(call);
    });
  }

  renewCredential(side: CredentialSide, pipeline: NativePipeline | undefined, url: string): Promise<NativeResult> {
    return this.calls.begin((call) => {
      this.poller.renewCredential(call, side, addonOf(pipeline), url);
    });
  }

  giveUpCredential(reason?: string): void {
    this.poller.giveUpCredential(reason);
  }

  nextEvents(): Promise<NativeResult> {
    return this.calls.begin((call) => {
      this.poller.nextEvents(call);
    });
  }

  dismissEvents(): void {
    this.poller.dismissEvents();
  }

  closeEvents(): void {
    this.poller.closeEvents();
  }

  wantsEntries(): Promise<NativeResult> {
    return this.calls.begin((call) => {
      this.poller.wantsEntries(call);
    });
  }

  entriesClosed(): Promise<NativeResult> {
    return this.calls.begin((call) => {
      this.poller.entriesClosed(call);
    });
  }

  giveEntries(entries: string, readers: NativePipeline[]): void {
    for (const reader of readers) this.#readers.add(reader);
    this.poller.giveEntries(
      entries,
      readers.map(addonOf).filter((reader) => reader !== undefined),
    );
  }

  endEntries(thrown?: number): void {
    this.poller.endEntries(thrown);
  }

  namesToTest(): Promise<NativeResult> {
    return this.calls.begin((call) => {
      this.poller.namesToTest(call);
    });
  }

  resolveNameTests(results: string): void {
    this.poller.resolveNameTests(results);
  }

  failNameTests(thrown: number): void {
    this.poller.failNameTests(thrown);
  }
}

/** Adds the handle to the result of a call that started a copy; a copy that has ended has none. */
export const withPoller =
  (calls: Calls, caller: Caller | undefined) =>
  (result: CallResult, call: number): NativeResult & { poller?: NativeCopyPoller } => {
    if (result.attachment === undefined) return result;
    calls.continues(call, caller);
    return { ...result, poller: new CopyPoller(calls, result.attachment as AddonCopyPoller, caller) };
  };

/** The same for a copy of many blobs. */
export const withContainerCopy =
  (calls: Calls, caller: Caller | undefined) =>
  (result: CallResult, call: number): NativeResult & { copy?: NativeContainerCopy } => {
    if (result.attachment === undefined) return result;
    calls.continues(call, caller);
    return { ...result, copy: new ContainerCopy(calls, result.attachment as AddonContainerCopy, caller) };
  };
