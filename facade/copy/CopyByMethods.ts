/**
 * A copy that is started, polled and aborted through the methods of a client, as the reference does. Only for clients of which one of
 * these was replaced: otherwise the engine does all that.
 */

import { native } from '../engine/native';
import type { NativeCancel, NativeCopyPoller, NativeResult } from '../engine/nativeModule';
import { hintsOf } from '../engine/passages';
import { untilAborted } from '../pipeline/abort';
import type { Failure } from '../errors/failure';
import type { BlobStartCopyFromURLOptions } from '../generated/models';
import type { AbortSignalLike } from '../types/common';
import type { BlobBeginCopyFromURLResponse, CopyPollerBlobClient } from '../types/poller';

/** The waits between two polls in milliseconds: a quarter of the time so far, within these limits. */
const SHORTEST_WAIT = 100;
const LONGEST_WAIT = 15_000;

// Tests replace timers; such a test polls by itself.
const { setTimeout, clearTimeout } = globalThis;

/** What a response says about the copy. */
interface Described {
  copyId?: string;
  copyStatus?: string;
  copyProgress?: string;
  copyStatusDescription?: string;
}

/** The state, as the engine writes it. */
interface State extends Pick<Described, 'copyId' | 'copyProgress'> {
  copySource: string;
  isStarted?: boolean;
  isCompleted?: boolean;
  isCancelled?: boolean;
  result?: object;
  error?: Failure;
}

/** How a copy is started. */
interface Start {
  client: CopyPollerBlobClient;
  copySource: string;
  options: BlobStartCopyFromURLOptions;
  /** The same options as JSON, for the saved state. */
  optionsJson: string;
  intervalInMs: number | undefined;
  resumeFrom: string | undefined;
}

/** The engine's side of a poller, by methods. */
export class CopyByMethods implements NativeCopyPoller {
  #result: BlobBeginCopyFromURLResponse | undefined;
  readonly #start: Start;
  readonly #state: State;
  #waited = 0;
  #stops = 0;
  #wake = (): void => undefined;

  constructor(start: Start) {
    this.#start = start;
    const { copySource, resumeFrom } = start;
    const saved = resumeFrom === undefined ? {} : (JSON.parse(resumeFrom) as { state?: Partial<State> }).state;
    this.#state = { ...saved, copySource };
    if (saved?.result !== undefined) this.#result = saved.result as BlobBeginCopyFromURLResponse;
  }

  /** The response that completed the copy. */
  result(): BlobBeginCopyFromURLResponse {
    if (this.#result === undefined) throw new Error('blobferry: a copy has no result yet');
    return this.#result;
  }

  hasProgressed(): boolean {
    return false;
  }

  async poll(cancel?: NativeCancel): Promise<NativeResult> {
    const { client, copySource, options } = this.#start;
    if (this.#isDone()) return this.#outcome();
    if (this.#state.isStarted) {
      const { signal: abortSignal } = hintsOf(cancel) as { signal?: AbortSignalLike };
      const properties = await untilAborted(abortSignal, client.getProperties(abortSignal ? { abortSignal } : {}));
      // Meanwhile it may have been canceled.
      if (!this.#isDone()) this.#read(properties, true);
    } else {
      const started = await client.startCopyFromURL(copySource, options);
      this.#state.isStarted = true;
      const { state } = JSON.parse(this.toString()) as { state: State };
      // Without its signature.
      this.#state.copySource = state.copySource;
      this.#read(started, false);
    }
    return this.#outcome();
  }

  async pollUntilChange(cancel?: NativeCancel): Promise<NativeResult> {
    const before = this.#text();
    const stops = this.#stops;
    while (!this.#isDone() && this.#stops === stops && this.#text() === before) {
      await this.#wait();
      if (this.#stops === stops) await this.poll(cancel);
    }
    return this.#outcome();
  }

  async cancelOperation(cancel?: NativeCancel): Promise<NativeResult> {
    const { copyId } = this.#state;
    if (this.#isDone()) return this.#outcome();
    if (copyId !== undefined) {
      const { signal: abortSignal } = hintsOf(cancel) as { signal?: AbortSignalLike };
      const { client } = this.#start;
      await untilAborted(abortSignal, client.abortCopyFromURL(copyId, abortSignal ? { abortSignal } : {}));
    }
    this.#state.isCancelled = true;
    return this.#outcome();
  }

  stopPolling(): void {
    this.#stops += 1;
    this.#wake();
  }

  toString(): string {
    return native().savePoller(this.#text(), this.#start.optionsJson);
  }

  #isDone(): boolean {
    const { isCompleted, isCancelled } = this.#state;
    return isCompleted === true || isCancelled === true;
  }

  #outcome(): NativeResult {
    return { ok: this.#text() };
  }

  #text(): string {
    return JSON.stringify(this.#state);
  }

  #wait(): Promise<void> {
    const { intervalInMs } = this.#start;
    const wait = intervalInMs ?? Math.min(Math.max(this.#waited / 4, SHORTEST_WAIT), LONGEST_WAIT);
    this.#waited += wait;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Reads what a response says. A mock may say less than the service. */
  #read(response: BlobBeginCopyFromURLResponse & Described, isPoll: boolean): void {
    const state = this.#state;
    const { copyId, copyStatus, copyProgress, copyStatusDescription } = response as Described;
    if (!isPoll && copyId !== undefined) state.copyId = copyId;
    const ours = state.copyId;
    if (ours !== undefined && copyId !== undefined && copyId !== ours) {
      this.#fail(
        'CopyReplaced',
        `The copy ${ours} was replaced: the destination now shows the copy ${copyId}, which another client started. Whether ${ours} had ended before is not known.`,
      );
      return;
    }
    if (isPoll && copyProgress !== undefined) state.copyProgress = copyProgress;
    if (copyStatus === 'success') {
      this.#result = response;
      // The object itself stays here; this one is for the saved state.
      state.result = JSON.parse(JSON.stringify(response)) as object;
      state.isCompleted = true;
    } else if (copyStatus === 'failed') {
      const reason = copyStatusDescription === '' ? undefined : copyStatusDescription;
      this.#fail('CopyFailed', `Blob copy failed with reason: "${reason ?? 'unknown'}"`);
    } else if (copyStatus === 'aborted') {
      this.#fail(
        'CopyAborted',
        `The copy ${ours ?? '(without id)'} was aborted by another client. The destination now has zero length and the copy's metadata; start the copy again to fill it.`,
      );
    } else if (copyStatus !== 'pending' && (isPoll || copyStatus !== undefined)) {
      this.#fail(
        'CopyStatusUnknown',
        `The copy ${ours ?? '(without id)'} has ${copyStatus === undefined ? 'no status' : `the status "${copyStatus}"`}, and the service is documented to say pending, success, failed or aborted. Whether the destination is whole is not known.`,
      );
    }
  }

  #fail(code: string, message: string): void {
    this.#state.error = { kind: 'copy', code, message };
    this.#state.isCompleted = true;
  }
}
