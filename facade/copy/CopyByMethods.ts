/**
 * A copy that is started, polled and aborted through the methods of a client, as the reference does. Only for clients of which one of
 * these was replaced: otherwise the engine does all that.
 *
 * The engine's own poller could do it, with a transport that calls the methods. But the reference calls a method before `beginCopyFromURL`,
 * `poll` or `cancelOperation` returns, which tests with spies rely on, and the engine would call it in a later turn of the event loop. So
 * polls are timed here, too.
 */

import { native } from '../engine/native';
import type { CallExtras, NativeCopyPoller, NativeResult } from '../engine/nativeModule';
import { untilAborted } from '../pipeline/abort';
import type { Failure } from '../errors/failure';
import type { BlobStartCopyFromURLOptions } from '../generated/models';
import type { BlobBeginCopyFromURLResponse, CopyPollerBlobClient } from '../types/poller';
import { pollDelay } from './pollDelay';

// Tests replace timers; such a test polls by itself.
const { setTimeout, clearTimeout } = globalThis;

/** The state, as the engine writes it. */
interface State {
  copySource: string;
  copyId?: string;
  copyProgress?: string;
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

/** The engine's side of a poller, by methods. What their responses mean is the engine's to say. */
export class CopyByMethods implements NativeCopyPoller {
  #result: BlobBeginCopyFromURLResponse | undefined;
  readonly #start: Start;
  #state: State;
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

  async poll({ signal: abortSignal }: CallExtras = {}): Promise<NativeResult> {
    const { client, copySource, options } = this.#start;
    if (this.#isDone()) return this.#outcome();
    if (this.#state.isStarted) {
      const properties = await untilAborted(abortSignal, client.getProperties(abortSignal ? { abortSignal } : {}));
      // Meanwhile it may have been canceled.
      if (!this.#isDone()) this.#read(properties, false);
    } else {
      this.#read(await client.startCopyFromURL(copySource, options), true);
    }
    return this.#outcome();
  }

  async pollUntilChange(extras?: CallExtras): Promise<NativeResult> {
    const before = this.#text();
    const stops = this.#stops;
    while (!this.#isDone() && this.#stops === stops && this.#text() === before) {
      await this.#wait();
      if (this.#stops === stops) await this.poll(extras);
    }
    return this.#outcome();
  }

  async cancelOperation({ signal: abortSignal }: CallExtras = {}): Promise<NativeResult> {
    const { copyId } = this.#state;
    if (this.#isDone()) return this.#outcome();
    if (copyId !== undefined) {
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
    const wait = intervalInMs ?? pollDelay(this.#waited, this.#state.copyProgress);
    this.#waited += wait;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Takes what a response says to the engine, which knows what follows. */
  #read(response: BlobBeginCopyFromURLResponse, isStart: boolean): void {
    const state = native().copyStateAfter(this.#text(), JSON.stringify(described(response)), isStart);
    this.#state = JSON.parse(state) as State;
    if (this.#state.result === undefined) return;
    this.#result = response;
    // The object itself stays here; this one is for the saved state.
    this.#state.result = JSON.parse(JSON.stringify(response)) as object;
  }
}

/** The copy members of a response. A mock may have any values there. */
function described(response: object): object {
  const names = ['copyId', 'copyStatus', 'copyProgress', 'copyStatusDescription'];
  const members = names.map((name) => [name, (response as Record<string, unknown>)[name]] as const);
  return Object.fromEntries(members.filter(([, value]) => typeof value === 'string'));
}
