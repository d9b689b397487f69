/**
 * Calls of the engine. The addon takes a number with each call and answers in batches, because one wake-up of this
 * thread for many answers is much cheaper than one for each. Here numbers become promises again.
 */

import type {
  NativeBody,
  NativeCancel,
  NativeCopyPoller,
  NativeModule,
  NativeOutcome,
  NativePipeline,
  NativeSent,
  NativeUploadSource,
} from './native';

/** The addon as it is: asynchronous calls take a number and return nothing. */
export interface Addon {
  NativeCalls: new (receive: (batch: unknown[]) => void) => AddonCalls;
  NativeCancel: new () => NativeCancel;
  NativeSent: new (calls: object) => AddonSent;
  NativeUploadSource: new (calls: object, length: number, keep: boolean, inPlace?: Uint8Array) => AddonUploadSource;
  NativePipeline: new (
    calls: object,
    credential: string,
    options: string,
    getToken?: (request: string) => Promise<string>,
  ) => AddonPipeline;
  describeUrl: NativeModule['describeUrl'];
  appendPath: NativeModule['appendPath'];
  describeChild: NativeModule['describeChild'];
  setParameter: NativeModule['setParameter'];
  parseConnectionString: NativeModule['parseConnectionString'];
  signSas: NativeModule['signSas'];
  savePoller: NativeModule['savePoller'];
  systemHasRoots: NativeModule['systemHasRoots'];
  setFallbackRoots: NativeModule['setFallbackRoots'];
  version: NativeModule['version'];
}

interface AddonCalls {
  flush(): void;
}

interface AddonPipeline {
  run(call: number, operation: string, url: string, options: string, cancel?: NativeCancel): void;
  runWithBody(
    call: number,
    operation: string,
    url: string,
    body: Uint8Array,
    options: string,
    cancel?: NativeCancel,
    sent?: AddonSent,
    source?: AddonUploadSource,
  ): void;
  download(call: number, url: string, options: string, cancel?: NativeCancel): void;
  beginCopy(call: number, url: string, options: string, cancel?: NativeCancel): void;
  beginCopyFrom(
    call: number,
    url: string,
    options: string,
    source: AddonPipeline | undefined,
    sourceUrl: string,
    cancel?: NativeCancel,
  ): void;
}

interface AddonSent {
  next(call: number): void;
}

interface AddonUploadSource {
  next(call: number): void;
  give(offset: number, piece: Uint8Array): boolean;
  breakOff(): void;
}

interface AddonBody {
  wait(call: number, wanted: number): void;
  take(target: Uint8Array): number;
  close(): void;
}

interface AddonCopyPoller {
  poll(call: number, cancel?: NativeCancel): void;
  pollUntilChange(call: number, cancel?: NativeCancel): void;
  cancelOperation(call: number, cancel?: NativeCancel): void;
  stopPolling(): void;
  state(): string;
  toString(): string;
}

/** What one call ends with. `attachment` is a handle or bytes. */
interface Answer extends NativeOutcome {
  attachment: unknown;
}

/** How many elements of a batch make one answer: number, ok, head, failure, attachment. */
const ANSWER_LENGTH = 5;

/** The largest number that a call can have: the addon takes 32 bits. */
const LARGEST_NUMBER = 0xffffffff;

/** Gives the addon the form that the facade works with. */
export function withPromises(addon: Addon): NativeModule {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;

  const receive = (batch: unknown[]): void => {
    for (let at = 0; at < batch.length; at += ANSWER_LENGTH) {
      const call = batch[at] as number;
      const settle = waiting.get(call);
      waiting.delete(call);
      settle?.({
        ok: (batch[at + 1] as string | null) ?? undefined,
        head: (batch[at + 2] as string | null) ?? undefined,
        failure: (batch[at + 3] as string | null) ?? undefined,
        attachment: batch[at + 4] ?? undefined,
      } as Answer);
    }
  };
  const calls = new addon.NativeCalls(receive);

  // Calls that are made in one go, such as those of many awaits that end together, wake the engine once.
  let flushes = false;
  const flush = (): void => {
    flushes = false;
    calls.flush();
  };

  const begin = <T = Answer>(start: (call: number) => void, complete?: (answer: Answer) => T): Promise<T> =>
    new Promise((resolve) => {
      do last = last === LARGEST_NUMBER ? 1 : last + 1;
      while (waiting.has(last));
      const call = last;
      start(call);
      waiting.set(
        call,
        complete
          ? (answer) => {
              resolve(complete(answer));
            }
          : (resolve as (answer: Answer) => void),
      );
      if (!flushes) {
        flushes = true;
        process.nextTick(flush);
      }
    });

  class Pipeline implements NativePipeline {
    readonly #pipeline: AddonPipeline;

    constructor(credential: string, options: string, getToken?: (request: string) => Promise<string>) {
      this.#pipeline = new addon.NativePipeline(calls, credential, options, getToken);
    }

    run(operation: string, url: string, options: string, cancel?: NativeCancel): Promise<NativeOutcome> {
      return begin((call) => {
        this.#pipeline.run(call, operation, url, options, cancel);
      });
    }

    runWithBody(
      operation: string,
      url: string,
      body: Uint8Array,
      options: string,
      cancel?: NativeCancel,
      sent?: NativeSent,
      source?: NativeUploadSource,
    ): Promise<NativeOutcome> {
      const counter = sent instanceof Sent ? sent.counter : undefined;
      const pieces = source instanceof UploadSource ? source.pieces : undefined;
      return begin((call) => {
        this.#pipeline.runWithBody(call, operation, url, body, options, cancel, counter, pieces);
      });
    }

    async download(
      url: string,
      options: string,
      cancel?: NativeCancel,
    ): Promise<NativeOutcome & { body?: NativeBody }> {
      const answer = await begin((call) => {
        this.#pipeline.download(call, url, options, cancel);
      });
      return answer.attachment === undefined ? answer : { ...answer, body: new Body(answer.attachment as AddonBody) };
    }

    beginCopy(
      url: string,
      options: string,
      cancel?: NativeCancel,
    ): Promise<NativeOutcome & { poller?: NativeCopyPoller }> {
      return begin((call) => {
        this.#pipeline.beginCopy(call, url, options, cancel);
      }, withPoller);
    }

    beginCopyFrom(
      url: string,
      options: string,
      source: NativePipeline | undefined,
      sourceUrl: string,
      cancel?: NativeCancel,
    ): Promise<NativeOutcome & { poller?: NativeCopyPoller }> {
      const reader = source instanceof Pipeline ? source.#pipeline : undefined;
      return begin((call) => {
        this.#pipeline.beginCopyFrom(call, url, options, reader, sourceUrl, cancel);
      }, withPoller);
    }
  }

  class Sent implements NativeSent {
    readonly counter = new addon.NativeSent(calls);

    async next(): Promise<number | undefined> {
      const { ok } = await begin((call) => {
        this.counter.next(call);
      });
      return ok === undefined ? undefined : Number(ok);
    }
  }

  class UploadSource implements NativeUploadSource {
    readonly pieces: AddonUploadSource;

    constructor(length: number, keep: boolean, inPlace?: Uint8Array) {
      this.pieces = new addon.NativeUploadSource(calls, length, keep, inPlace);
    }

    async next(): Promise<{ offset: number; room: number } | undefined> {
      const { ok } = await begin((call) => {
        this.pieces.next(call);
      });
      if (ok === undefined) return undefined;
      const [offset, room] = JSON.parse(ok) as [number, number];
      return { offset, room };
    }

    give(offset: number, piece: Uint8Array): boolean {
      return this.pieces.give(offset, piece);
    }

    breakOff(): void {
      this.pieces.breakOff();
    }
  }

  class Body implements NativeBody {
    readonly #body: AddonBody;

    constructor(body: AddonBody) {
      this.#body = body;
    }

    async wait(wanted: number): Promise<{ length: number; failure?: string }> {
      const { ok, failure } = await begin((call) => {
        this.#body.wait(call, wanted);
      });
      return failure === undefined ? { length: Number(ok) } : { length: 0, failure };
    }

    take(target: Uint8Array): number {
      return this.#body.take(target);
    }

    close(): void {
      this.#body.close();
    }
  }

  class CopyPoller implements NativeCopyPoller {
    readonly #poller: AddonCopyPoller;

    constructor(poller: AddonCopyPoller) {
      this.#poller = poller;
    }

    poll(cancel?: NativeCancel): Promise<NativeOutcome> {
      return begin((call) => {
        this.#poller.poll(call, cancel);
      });
    }

    pollUntilChange(cancel?: NativeCancel): Promise<NativeOutcome> {
      return begin((call) => {
        this.#poller.pollUntilChange(call, cancel);
      });
    }

    cancelOperation(cancel?: NativeCancel): Promise<NativeOutcome> {
      return begin((call) => {
        this.#poller.cancelOperation(call, cancel);
      });
    }

    stopPolling(): void {
      this.#poller.stopPolling();
    }

    state(): string {
      return this.#poller.state();
    }

    toString(): string {
      return this.#poller.toString();
    }
  }

  /** A copy that is not at its end comes with a handle. */
  const withPoller = (answer: Answer): NativeOutcome & { poller?: NativeCopyPoller } => {
    const { attachment } = answer;
    return attachment === undefined ? answer : { ...answer, poller: new CopyPoller(attachment as AddonCopyPoller) };
  };

  return {
    NativeCancel: addon.NativeCancel,
    NativeSent: Sent,
    NativeUploadSource: UploadSource,
    NativePipeline: Pipeline,
    describeUrl: addon.describeUrl,
    appendPath: addon.appendPath,
    describeChild: addon.describeChild,
    setParameter: addon.setParameter,
    parseConnectionString: addon.parseConnectionString,
    signSas: addon.signSas,
    savePoller: addon.savePoller,
    systemHasRoots: addon.systemHasRoots,
    setFallbackRoots: addon.setFallbackRoots,
    version: addon.version,
  };
}
