/**
 * Calls of the engine. Each call has a number, and the addon returns results in batches: one wake-up of this thread for
 * many results is much cheaper than one for each. This file turns numbers into promises.
 */

import type {
  Addon,
  AddonBody,
  AddonByteFeed,
  AddonByteStream,
  AddonContainerCopy,
  AddonCopyPoller,
  AddonExchange,
  AddonOwnedBytes,
  AddonPipeline,
  AddonQuery,
  AddonStreamBlocks,
  AddonUploadProgress,
  AddonUploadSource,
  Receive,
} from './addon';
import { withoutContext } from './asyncContext';
import { forgetCredentialError, holdCredentialError } from './credentialErrors';
import type {
  CallHints,
  LayerSource,
  NativeBody,
  NativeCancel,
  NativeContainerCopy,
  NativeCopyPoller,
  NativeModule,
  NativeOwnedBytes,
  NativePipeline,
  NativeQuery,
  NativeResult,
  NativeStreamBlocks,
  NativeUploadProgress,
  NativeUploadSource,
  NativeWant,
} from './nativeModule';
import { ByteStream, hintsOf, passageOf } from './passages';
import {
  requestToken,
  callerOf,
  WeakNumbers,
  type Caller,
  type GetToken,
  type TokenRequest,
  type TokenSource,
} from './tokenSources';

/** The result of one call. `attachment` is a handle or bytes. */
interface CallResult extends NativeResult {
  attachment: unknown;
}

/** A pending call. */
interface PendingCall {
  settle: (answer: CallResult) => void;
  caller: Caller | undefined;
}

/** The number of batch elements per result: number, ok, head, failure, attachment. */
const RESULT_LENGTH = 5;

/** The number of batch elements per request: number, source, the call on whose behalf, JSON, and a passage if it is one. */
const TOKEN_REQUEST_LENGTH = 5;

/** The number of elements per want of an upload: part, offset, room. */
const WANT_LENGTH = 3;

/** The number of microtask turns without a new call before the engine is woken. */
const QUIET_TURNS = 3;

/** The largest call number: the addon uses 32 bits. */
const LARGEST_NUMBER = 0xffffffff;

/** Wraps the addon for the facade. */
export function withPromises(addon: Addon): NativeModule {
  const waiting = new Map<number, PendingCall>();
  const sources = new WeakNumbers<TokenSource | LayerSource>();
  /** Copies that continue after the call that started them has its result. */
  const copying = new WeakNumbers<Caller>();
  let lastCall = 0;
  /** Pipelines of one credential have one source, so that the engine asks it once for all of them. */
  const sourcesByGetToken = new WeakMap<GetToken, TokenSource>();
  let lastSource = 0;

  const sourceOf = (getToken: GetToken): TokenSource => {
    const known = sourcesByGetToken.get(getToken);
    if (known) return known;
    lastSource += 1;
    const source = { number: lastSource, getToken };
    sources.set(lastSource, source);
    sourcesByGetToken.set(getToken, source);
    return source;
  };

  const layerSource = (layers: Omit<LayerSource, 'number'>): LayerSource => {
    lastSource += 1;
    const source = { ...layers, number: lastSource };
    sources.set(lastSource, source);
    return source;
  };

  const readTokenRequest = (batch: unknown[], at: number): TokenRequest => {
    const call = (batch[at + 2] as number | null) ?? 0;
    const exchange = batch[at + 4] as AddonExchange | null;
    return {
      number: batch[at] as number,
      passage: exchange ? passageOf(exchange, batch[at + 3] as string, begin, withStream, createFeed) : undefined,
      source: sources.get(batch[at + 1] as number),
      caller: waiting.get(call)?.caller ?? copying.get(call),
      request: batch[at + 3] as string,
    };
  };

  const readResult = (batch: unknown[], at: number): CallResult => {
    const answer = {
      ok: (batch[at + 1] as string | null) ?? undefined,
      head: (batch[at + 2] as string | null) ?? undefined,
      failure: (batch[at + 3] as string | null) ?? undefined,
      attachment: batch[at + 4] ?? undefined,
    } as CallResult;
    if (typeof answer.attachment === 'number') {
      holdCredentialError(answer.attachment, answer);
      answer.attachment = undefined;
    }
    return answer;
  };

  const receive: Receive = (results, tokenRequests, forgotten) => {
    const asked: TokenRequest[] = [];
    // Read first, because a call that needs a token may have its result in the same batch.
    for (let at = 0; tokenRequests && at < tokenRequests.length; at += TOKEN_REQUEST_LENGTH)
      asked.push(readTokenRequest(tokenRequests, at));
    for (let at = 0; at < results.length; at += RESULT_LENGTH) {
      const call = results[at] as number;
      const waits = waiting.get(call);
      waiting.delete(call);
      waits?.settle(readResult(results, at));
    }
    forgotten?.forEach(forgetCredentialError);
    if (results.length > 0 && waiting.size === 0) calls.release();
    for (const request of asked) {
      requestToken(request, (number, token) => {
        calls.returnToken(number, token);
      });
    }
  };
  const calls = new addon.NativeCalls(receive);
  const createFeed = (): AddonByteFeed => calls.byteFeed();

  let begun = 0;
  let flushes = false;
  let results = false;
  /**
   * Calls made in one go, such as those of many awaits that resume together, wake the engine once. This waits with
   * native promises, because tests replace the timers and queues of Node.js, and calls must not depend on them.
   */
  const flush = async (): Promise<void> => {
    flushes = true;
    for (let quiet = 0, seen = begun; quiet < QUIET_TURNS; quiet += 1) {
      // eslint-disable-next-line @typescript-eslint/await-thenable -- a promise to wait for would be of a class that can be replaced
      await undefined;
      if (seen !== begun) quiet = 0;
      seen = begun;
    }
    flushes = false;
    // On the first flush the addon creates the function that it calls back with. It would keep the current context.
    if (results) calls.flush();
    else withoutContext(wakeEngine);
    results = true;
  };
  const wakeEngine = (): void => {
    calls.flush();
  };

  /** Makes a call. Calls reach the engine in this order. `caller` is needed if the requests carry tokens. */
  const begin = <T = CallResult>(
    start: (call: number) => void,
    caller?: Caller,
    complete?: (answer: CallResult, call: number) => T,
  ): Promise<T> =>
    new Promise((resolve) => {
      do lastCall = lastCall === LARGEST_NUMBER ? 1 : lastCall + 1;
      while (waiting.has(lastCall));
      const call = lastCall;
      start(call);
      const settle = complete
        ? (answer: CallResult): void => {
            resolve(complete(answer, call));
          }
        : (resolve as (answer: CallResult) => void);
      waiting.set(call, { settle, caller });
      if (waiting.size === 1) calls.hold(receive);
      begun += 1;
      if (!flushes) void flush();
    });

  class CallingPipeline implements NativePipeline {
    readonly #pipeline: AddonPipeline;
    readonly #source: TokenSource | undefined;
    readonly #layers: LayerSource | undefined;

    constructor(
      credential: string,
      options: string,
      getToken?: GetToken,
      layers?: Omit<LayerSource, 'number'>,
      places?: number,
    ) {
      if (getToken) this.#source = sourceOf(getToken);
      if (layers) this.#layers = layerSource(layers);
      const [source, layer] = [this.#source?.number, this.#layers?.number];
      this.#pipeline = new addon.NativePipeline(calls, credential, options, source, layer, places);
    }

    #caller(reader?: CallingPipeline, ...handles: (object | undefined)[]): Caller | undefined {
      // Mostly there is none.
      if (!this.#source && !this.#layers && !reader) return undefined;
      const caller = callerOf(this.#source, this.#layers, reader && reader.#source, reader && reader.#layers);
      return caller && (this.#layers ? { ...caller, hints: hintsOf(...handles) } : caller);
    }

    send(
      request: string,
      body: Uint8Array | undefined,
      hints: CallHints,
      cancel?: NativeCancel,
      source?: NativeUploadSource,
    ): Promise<NativeResult> {
      const pieces = source instanceof UploadSource ? source.pieces : undefined;
      const caller = this.#caller();
      return begin(
        (call) => {
          this.#pipeline.send(call, request, body, cancel, pieces);
        },
        caller && { ...caller, hints },
        withStream,
      );
    }

    run(operation: string, url: string, options: string, cancel?: NativeCancel): Promise<NativeResult> {
      return begin(
        (call) => {
          this.#pipeline.run(call, operation, url, options, cancel);
        },
        this.#caller(undefined, cancel),
      );
    }

    runWithBody(
      operation: string,
      url: string,
      body: Uint8Array,
      options: string,
      cancel?: NativeCancel,
      progress?: NativeUploadProgress,
      source?: NativeUploadSource,
      structured?: boolean,
    ): Promise<NativeResult> {
      const counter = counterOf(progress);
      const pieces = source instanceof UploadSource ? source.pieces : undefined;
      return begin(
        (call) => {
          this.#pipeline.runWithBody(call, operation, url, body, options, cancel, counter, pieces, structured);
        },
        this.#caller(undefined, cancel, source ?? body),
      );
    }

    uploadFile(
      url: string,
      path: Uint8Array,
      options: string,
      cancel?: NativeCancel,
      sent?: NativeUploadProgress,
    ): Promise<NativeResult> {
      return begin(
        (call) => {
          this.#pipeline.uploadFile(call, url, path, options, cancel, counterOf(sent));
        },
        this.#caller(undefined, cancel),
      );
    }

    uploadBytes(
      url: string,
      bytes: NativeOwnedBytes,
      options: string,
      cancel?: NativeCancel,
      sent?: NativeUploadProgress,
    ): Promise<NativeResult> {
      return begin(
        (call) => {
          this.#pipeline.uploadBytes(call, url, bytes.handle, options, cancel, counterOf(sent));
        },
        this.#caller(undefined, cancel),
      );
    }

    uploadStream(
      url: string,
      blocks: NativeStreamBlocks,
      options: string,
      cancel?: NativeCancel,
      sent?: NativeUploadProgress,
    ): Promise<NativeResult> {
      return begin(
        (call) => {
          this.#pipeline.uploadStream(call, url, blocks.handle, options, cancel, counterOf(sent));
        },
        this.#caller(undefined, cancel),
      );
    }

    async download(url: string, options: string, cancel?: NativeCancel): Promise<NativeResult & { body?: NativeBody }> {
      const answer = await begin(
        (call) => {
          this.#pipeline.download(call, url, options, cancel);
        },
        this.#caller(undefined, cancel),
      );
      if (answer.attachment === undefined) return answer;
      return { ...answer, body: new Body(answer.attachment as AddonBody, this.#source, this.#layers) };
    }

    signPart(operation: string, url: string, options: string, cancel?: NativeCancel): Promise<NativeResult> {
      return begin((call) => {
        this.#pipeline.signPart(call, operation, url, options, cancel);
      }, this.#caller());
    }

    async query(url: string, options: string, cancel?: NativeCancel): Promise<NativeResult & { rows?: NativeQuery }> {
      const answer = await begin(
        (call) => {
          this.#pipeline.query(call, url, options, cancel);
        },
        this.#caller(undefined, cancel),
      );
      if (answer.attachment === undefined) return answer;
      return { ...answer, rows: new Query(answer.attachment as AddonQuery) };
    }

    beginCopy(
      url: string,
      sourceUrl: string,
      options: string,
      intervalInMs: number | undefined,
      resumeFrom: string | undefined,
      cancel?: NativeCancel,
    ): Promise<NativeResult & { poller?: NativeCopyPoller }> {
      const caller = this.#caller(undefined, cancel);
      return begin(
        (call) => {
          this.#pipeline.beginCopy(call, url, sourceUrl, options, intervalInMs, resumeFrom, cancel);
        },
        caller,
        withPoller(caller),
      );
    }

    beginCopyFrom(
      url: string,
      options: string,
      resumeFrom: string | undefined,
      source: NativePipeline | undefined,
      sourceUrl: string,
      cancel?: NativeCancel,
    ): Promise<NativeResult & { poller?: NativeCopyPoller }> {
      const reader = source instanceof CallingPipeline ? source : undefined;
      const caller = this.#caller(reader, cancel);
      return begin(
        (call) => {
          this.#pipeline.beginCopyFrom(call, url, options, resumeFrom, reader && reader.#pipeline, sourceUrl, cancel);
        },
        caller,
        withPoller(caller),
      );
    }

    beginContainerCopy(
      url: string,
      options: string,
      resumeFrom: string | undefined,
      source: NativePipeline | undefined,
      sourceUrl: string,
      cancel?: NativeCancel,
    ): Promise<NativeResult & { copy?: NativeContainerCopy }> {
      const reader = source instanceof CallingPipeline ? source : undefined;
      const caller = this.#caller(reader);
      return begin(
        (call) => {
          const from = reader && reader.#pipeline;
          this.#pipeline.beginContainerCopy(call, url, options, resumeFrom, from, sourceUrl, cancel);
        },
        caller,
        (answer, call) => {
          if (answer.attachment === undefined) return answer;
          if (caller) copying.set(call, caller);
          return { ...answer, copy: new ContainerCopy(answer.attachment as AddonContainerCopy, caller) };
        },
      );
    }
  }

  class UploadProgress implements NativeUploadProgress {
    readonly counter = calls.progress();

    async next(): Promise<number | undefined> {
      const { ok } = await begin((call) => {
        this.counter.next(call);
      });
      return ok === undefined ? undefined : Number(ok);
    }
  }

  const counterOf = (progress: NativeUploadProgress | undefined): AddonUploadProgress | undefined =>
    progress instanceof UploadProgress ? progress.counter : undefined;

  class OwnedBytes implements NativeOwnedBytes {
    readonly handle: AddonOwnedBytes;

    constructor(length: number, inPlace?: Uint8Array) {
      this.handle = new addon.NativeOwnedBytes(calls, length, inPlace);
    }

    async next(): Promise<NativeWant[] | undefined> {
      const { ok } = await begin((call) => {
        this.handle.next(call);
      });
      if (ok === undefined) return undefined;
      const numbers = JSON.parse(ok) as number[];
      const wants: NativeWant[] = [];
      for (let at = 0; at + WANT_LENGTH <= numbers.length; at += WANT_LENGTH) {
        const [part, offset, room] = numbers.slice(at, at + WANT_LENGTH) as [number, number, number];
        wants.push({ part, offset, room });
      }
      return wants;
    }

    give(part: number, offset: number, piece: Uint8Array): boolean {
      return this.handle.give(part, offset, piece);
    }

    answered(part: number): void {
      this.handle.answered(part);
    }

    breakOff(): void {
      this.handle.breakOff();
    }
  }

  class StreamBlocks implements NativeStreamBlocks {
    readonly handle: AddonStreamBlocks;

    constructor(blockSize: number, most: number) {
      this.handle = new addon.NativeStreamBlocks(calls, blockSize, most);
    }

    give(chunk: Uint8Array): number {
      return this.handle.give(chunk);
    }

    async room(): Promise<boolean> {
      const { ok } = await begin((call) => {
        this.handle.room(call);
      });
      return ok !== undefined;
    }

    end(): void {
      this.handle.end();
    }

    breakOff(): void {
      this.handle.breakOff();
    }
  }

  class UploadSource implements NativeUploadSource {
    readonly pieces: AddonUploadSource;

    constructor(length: number, keep: boolean, inPlace?: Uint8Array) {
      this.pieces = new addon.NativeUploadSource(calls, length, keep, inPlace);
    }

    async next(): Promise<{ offset: number; room: number; attempt: number } | undefined> {
      const { ok } = await begin((call) => {
        this.pieces.next(call);
      });
      if (ok === undefined) return undefined;
      const [offset, room, attempt] = JSON.parse(ok) as [number, number, number];
      return { offset, room, attempt };
    }

    async another(attempt: number): Promise<void> {
      await begin((call) => {
        this.pieces.another(call, attempt);
      });
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
    /** Held until the body has ended, because an interrupted read is resumed, and needs a token. */
    readonly #source: TokenSource | undefined;
    /** Held likewise. */
    readonly #layers: LayerSource | undefined;

    constructor(body: AddonBody, source: TokenSource | undefined, layers: LayerSource | undefined) {
      this.#body = body;
      this.#source = source;
      this.#layers = layers;
    }

    async wait(wanted: number): Promise<{ length: number; failure?: string }> {
      const { ok, failure } = await begin(
        (call) => {
          this.#body.wait(call, wanted);
        },
        callerOf(this.#source, this.#layers),
      );
      return failure === undefined ? { length: Number(ok) } : { length: 0, failure };
    }

    take(target: Uint8Array): number {
      return this.#body.take(target);
    }

    read(blockSize: number, concurrency: number, received?: NativeUploadProgress): Promise<NativeResult> {
      return begin(
        (call) => {
          this.#body.read(call, blockSize, concurrency, counterOf(received));
        },
        callerOf(this.#source, this.#layers),
      );
    }

    handOver(blockSize: number, concurrency: number): Promise<NativeResult> {
      return begin(
        (call) => {
          this.#body.handOver(call, blockSize, concurrency);
        },
        callerOf(this.#source, this.#layers),
      );
    }

    async handedOver(): Promise<number> {
      const { ok } = await begin((call) => {
        this.#body.handedOver(call);
      });
      return Number(ok ?? 0);
    }

    place(target: Uint8Array): number {
      return this.#body.place(target);
    }

    save(path: string, blockSize: number, concurrency: number, received?: NativeUploadProgress): Promise<NativeResult> {
      return begin(
        (call) => {
          this.#body.save(call, path, blockSize, concurrency, counterOf(received));
        },
        callerOf(this.#source, this.#layers),
      );
    }

    close(): void {
      this.#body.close();
    }
  }

  class Query implements NativeQuery {
    readonly #query: AddonQuery;

    constructor(query: AddonQuery) {
      this.#query = query;
    }

    async wait(): Promise<{ length: number; event?: string; failure?: string }> {
      const { ok, head, failure } = await begin((call) => {
        this.#query.wait(call);
      });
      if (failure !== undefined) return { length: 0, failure };
      return head === undefined ? { length: Number(ok) } : { length: 0, event: head };
    }

    take(target: Uint8Array): number {
      return this.#query.take(target);
    }

    close(): void {
      this.#query.close();
    }
  }

  abstract class Poller<T extends Omit<AddonCopyPoller, 'hasProgressed'>> implements NativeCopyPoller {
    protected readonly poller: T;
    /** The caller that started the copy, held as long as the copy can continue. */
    readonly #beginner: Caller | undefined;

    constructor(poller: T, beginner: Caller | undefined) {
      this.poller = poller;
      this.#beginner = beginner;
    }

    abstract hasProgressed(): boolean;

    #caller(): Caller | undefined {
      return this.#beginner && callerOf(...this.#beginner.sources);
    }

    poll(cancel?: NativeCancel): Promise<NativeResult> {
      return begin((call) => {
        this.poller.poll(call, cancel);
      }, this.#caller());
    }

    pollUntilChange(cancel?: NativeCancel): Promise<NativeResult> {
      return begin((call) => {
        this.poller.pollUntilChange(call, cancel);
      }, this.#caller());
    }

    cancelOperation(cancel?: NativeCancel): Promise<NativeResult> {
      return begin((call) => {
        this.poller.cancelOperation(call, cancel);
      }, this.#caller());
    }

    stopPolling(): void {
      this.poller.stopPolling();
    }

    toString(): string {
      return this.poller.toString();
    }
  }

  class CopyPoller extends Poller<AddonCopyPoller> {
    hasProgressed(): boolean {
      return this.poller.hasProgressed();
    }
  }

  class ContainerCopy extends Poller<AddonContainerCopy> implements NativeContainerCopy {
    hasProgressed(): boolean {
      return false;
    }

    pause(): void {
      this.poller.pause();
    }

    resume(): void {
      this.poller.resume();
    }

    nextEvents(): Promise<NativeResult> {
      return begin((call) => {
        this.poller.nextEvents(call);
      });
    }

    dismissEvents(): void {
      this.poller.dismissEvents();
    }

    closeEvents(): void {
      this.poller.closeEvents();
    }
  }

  /** The body of a response that is streamed comes with a handle. */
  const withStream = (answer: NativeResult): NativeResult => {
    const { attachment } = answer;
    if (attachment === undefined || Buffer.isBuffer(attachment)) return answer;
    return { ...answer, attachment: new ByteStream(attachment as AddonByteStream, begin) };
  };

  /** A copy that has not ended comes with a handle. */
  const withPoller =
    (caller: Caller | undefined) =>
    (answer: CallResult, call: number): NativeResult & { poller?: NativeCopyPoller } => {
      if (answer.attachment === undefined) return answer;
      if (caller) copying.set(call, caller);
      return { ...answer, poller: new CopyPoller(answer.attachment as AddonCopyPoller, caller) };
    };

  return {
    NativeCancel: addon.NativeCancel,
    NativeUploadProgress: UploadProgress,
    NativeUploadSource: UploadSource,
    NativeOwnedBytes: OwnedBytes,
    NativeStreamBlocks: StreamBlocks,
    NativePipeline: CallingPipeline,
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
    nextTurn: addon.nextTurn,
    redact: addon.redact,
    sortHeaderNames: addon.sortHeaderNames,
  };
}
