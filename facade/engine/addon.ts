/** The raw interface of the native module. `calls.ts` wraps it for the facade. */

import type { NativeCancel, NativeModule } from './nativeModule';

/** The raw addon: asynchronous calls take a number and return nothing. */
export interface Addon {
  NativeCalls: new (receive: Receive) => AddonCalls;
  NativeCancel: new () => NativeCancel;
  NativeUploadSource: new (calls: object, length: number, keep: boolean, inPlace?: Uint8Array) => AddonUploadSource;
  NativeOwnedBytes: new (calls: object, length: number, inPlace?: Uint8Array) => AddonOwnedBytes;
  NativeStreamBlocks: new (calls: object, blockSize: number, most: number) => AddonStreamBlocks;
  NativePipeline: new (
    calls: object,
    credential: string,
    options: string,
    source?: number,
    layers?: number,
    places?: number,
  ) => AddonPipeline;
  describeUrl: NativeModule['describeUrl'];
  appendPath: NativeModule['appendPath'];
  describeChild: NativeModule['describeChild'];
  setParameter: NativeModule['setParameter'];
  parseConnectionString: NativeModule['parseConnectionString'];
  signSas: NativeModule['signSas'];
  checkContainerCopy: NativeModule['checkContainerCopy'];
  savePoller: NativeModule['savePoller'];
  copyStateAfter: NativeModule['copyStateAfter'];
  systemHasRoots: NativeModule['systemHasRoots'];
  setFallbackRoots: NativeModule['setFallbackRoots'];
  version: NativeModule['version'];
  nextTurn: NativeModule['nextTurn'];
  redact: NativeModule['redact'];
  sortHeaderNames: NativeModule['sortHeaderNames'];
}

/** Receives results, token requests, and the numbers of credential errors that the engine no longer refers to. */
export type Receive = (results: unknown[], tokenRequests: unknown[] | null, forgotten: number[] | null) => void;

export interface AddonCalls {
  /**
   * Called while calls are pending. The addon otherwise holds `receive` weakly; now it holds it strongly, and keeps the
   * process alive.
   */
  hold(receive: Receive): void;
  release(): void;
  flush(): void;
  /** Creates a counter for the progress of one call. */
  progress(): AddonTransferProgress;
  /** Creates the body that a policy supplies piece by piece. */
  byteFeed(): AddonByteFeed;
  /** Returns the token for a request. Without a token, the source no longer exists. */
  returnToken(request: number, token?: string): void;
}

export interface AddonPipeline {
  run(call: number, operation: string, url: string, options: string, cancel?: NativeCancel): void;
  runWithBody(
    call: number,
    operation: string,
    url: string,
    body: Uint8Array,
    options: string,
    cancel?: NativeCancel,
    progress?: AddonTransferProgress,
    source?: AddonUploadSource,
    structured?: boolean,
  ): void;
  send(
    call: number,
    request: string,
    body: Uint8Array | undefined,
    cancel?: NativeCancel,
    source?: AddonUploadSource,
  ): void;
  uploadFile(
    call: number,
    url: string,
    path: Uint8Array,
    options: string,
    cancel?: NativeCancel,
    sent?: AddonTransferProgress,
  ): void;
  uploadBytes(
    call: number,
    url: string,
    bytes: object,
    options: string,
    cancel?: NativeCancel,
    sent?: AddonTransferProgress,
  ): void;
  uploadStream(
    call: number,
    url: string,
    blocks: object,
    options: string,
    cancel?: NativeCancel,
    sent?: AddonTransferProgress,
  ): void;
  download(call: number, url: string, options: string, cancel?: NativeCancel): void;
  signPart(call: number, operation: string, url: string, options: string, cancel?: NativeCancel): void;
  query(call: number, url: string, options: string, cancel?: NativeCancel): void;
  beginCopy(
    call: number,
    url: string,
    sourceUrl: string,
    options: string,
    intervalInMs: number | undefined,
    resumeFrom: string | undefined,
    cancel?: NativeCancel,
  ): void;
  beginCopyFrom(
    call: number,
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: AddonPipeline | undefined,
    sourceUrl: string,
    cancel?: NativeCancel,
  ): void;
  beginContainerCopy(
    call: number,
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: AddonPipeline | undefined,
    sourceUrl: string,
    cancel?: NativeCancel,
  ): void;
  beginEntriesCopy(
    call: number,
    url: string,
    options: string,
    resumeFrom: string | undefined,
    cancel?: NativeCancel,
  ): void;
  beginAccountCopy(
    call: number,
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: AddonPipeline | undefined,
    sourceUrl: string,
    cancel?: NativeCancel,
  ): void;
}

export interface AddonTransferProgress {
  next(call: number): void;
}

export interface AddonUploadSource {
  next(call: number): void;
  another(call: number, attempt: number): void;
  give(offset: number, piece: Uint8Array): boolean;
  breakOff(): void;
}

/** A request on its way through policies. */
export interface AddonExchange {
  body(): Buffer | null;
  readBody(): AddonByteStream;
  parse(headers: string, body: string): string | null;
  parseLists(headers: string, body: string): Uint8Array | null;
  next(call: number, change: string, body?: Uint8Array): void;
  respond(ending: string, requestBody?: Uint8Array, body?: Uint8Array, feed?: AddonByteFeed): void;
}

export interface AddonByteStream {
  next(call: number): void;
  close(): void;
}

export interface AddonByteFeed {
  give(call: number, piece: Uint8Array): void;
  end(call: number, failure?: string): void;
}

export interface AddonOwnedBytes {
  next(call: number): void;
  give(part: number, offset: number, piece: Uint8Array): boolean;
  supplied(part: number): void;
  breakOff(): void;
}

export interface AddonStreamBlocks {
  give(chunk: Uint8Array): number;
  room(call: number): void;
  end(): void;
  breakOff(): void;
}

export interface AddonBody {
  wait(call: number, wanted: number): void;
  take(target: Uint8Array): number;
  read(call: number, blockSize: number, concurrency: number, received?: AddonTransferProgress): void;
  handOver(call: number, blockSize: number, concurrency: number): void;
  handedOver(call: number): void;
  place(target: Uint8Array): number;
  save(call: number, path: string, blockSize: number, concurrency: number, received?: AddonTransferProgress): void;
  close(): void;
}

export interface AddonQuery {
  wait(call: number): void;
  take(target: Uint8Array): number;
  close(): void;
}

export interface AddonCopyPoller {
  hasProgressed(): boolean;
  isRunning(): boolean;
  poll(call: number, cancel?: NativeCancel): void;
  pollUntilChange(call: number, cancel?: NativeCancel): void;
  cancelOperation(call: number, cancel?: NativeCancel): void;
  stopPolling(): void;
  toString(): string;
}

export interface AddonContainerCopy extends Omit<AddonCopyPoller, 'hasProgressed'> {
  pause(): void;
  resume(): void;
  needsCredentials(call: number): void;
  renewCredential(call: number, side: string, pipeline: AddonPipeline | undefined, url: string): void;
  giveUpCredential(reason?: string): void;
  nextEvents(call: number): void;
  dismissEvents(): void;
  closeEvents(): void;
  wantsEntries(call: number): void;
  entriesClosed(call: number): void;
  giveEntries(entries: string, readers: AddonPipeline[]): void;
  endEntries(thrown?: number): void;
  namesToTest(call: number): void;
  resolveNameTests(results: string): void;
  failNameTests(thrown: number): void;
}
