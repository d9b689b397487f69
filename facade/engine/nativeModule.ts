/** What the engine offers, as the facade calls it. */

/** What an asynchronous call ends with: the result as JSON, or a failure as JSON. A copy's failure comes with its state. */
export interface NativeOutcome {
  ok?: string;
  /** The HTTP exchange behind the result, for `_response`. */
  head?: string;
  failure?: string;
  /** Bytes that came with the result, or a handle. */
  attachment?: unknown;
}

/** Stops the calls that it was given to. */
export interface NativeCancel {
  cancel(): void;
}

/** Counts how much of a body has been handed to the connection, for the one call that it was given to. */
export interface NativeSent {
  /** The number of bytes, once that is news; nothing when the call has ended and all is told. */
  next(): Promise<number | undefined>;
}

/** The body of one request, piece by piece. */
export interface NativeUploadSource {
  /** What is wanted next, once there is room for it; nothing when the request is over. */
  next(): Promise<{ offset: number; room: number } | undefined>;
  /** Takes a copy of a piece. False = it is not wanted any more. */
  give(offset: number, piece: Uint8Array): boolean;
  /** There will be no more: the request is broken off before its end. */
  breakOff(): void;
}

/** A body that is being received, once somebody waits for it. */
export interface NativeBody {
  /** How many bytes can be taken, once there are so many or no more will come. None at the end. */
  wait(wanted: number): Promise<{ length: number; failure?: string }>;
  /** Copies bytes that are there to the start of the target, as many as fit, and gives their number. */
  take(target: Uint8Array): number;
  close(): void;
}

/** One asynchronous copy. */
export interface NativeCopyPoller {
  /** Every outcome has the state of the copy. */
  poll(cancel?: NativeCancel): Promise<NativeOutcome>;
  /** Waits, polls, and resolves when the progress changed or the copy ended. */
  pollUntilChange(cancel?: NativeCancel): Promise<NativeOutcome>;
  cancelOperation(cancel?: NativeCancel): Promise<NativeOutcome>;
  /** Wakes the calls of `pollUntilChange` that wait at this moment. */
  stopPolling(): void;
  toString(): string;
}

/** Credential, connections and policies that clients share. */
export interface NativePipeline {
  run(operation: string, url: string, options: string, cancel?: NativeCancel): Promise<NativeOutcome>;
  runWithBody(
    operation: string,
    url: string,
    body: Uint8Array,
    options: string,
    cancel?: NativeCancel,
    sent?: NativeSent,
    source?: NativeUploadSource,
  ): Promise<NativeOutcome>;
  download(url: string, options: string, cancel?: NativeCancel): Promise<NativeOutcome & { body?: NativeBody }>;
  beginCopy(
    url: string,
    sourceUrl: string,
    options: string,
    intervalInMs: number | undefined,
    resumeFrom: string | undefined,
    cancel?: NativeCancel,
  ): Promise<NativeOutcome & { poller?: NativeCopyPoller }>;
  /** Copies by whatever way fits. `source` reads the source; without it that follows from the two URLs. */
  beginCopyFrom(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: NativePipeline | undefined,
    sourceUrl: string,
    cancel?: NativeCancel,
  ): Promise<NativeOutcome & { poller?: NativeCopyPoller }>;
}

/** The native module. */
export interface NativeModule {
  NativeCancel: new () => NativeCancel;
  NativeSent: new () => NativeSent;
  /** `keep` for a body that can be given once only; `inPlace` for one that may be read where it is, but for its last piece. */
  NativeUploadSource: new (length: number, keep: boolean, inPlace?: Uint8Array) => NativeUploadSource;
  NativePipeline: new (
    credential: string,
    options: string,
    getToken?: (request: string) => Promise<string>,
  ) => NativePipeline;
  describeUrl(url: string, kind: 'service' | 'container' | 'blob'): string;
  appendPath(url: string, name: string, kind: 'container' | 'blob'): string;
  /** As `describeUrl`, of a child of the URL. */
  describeChild(url: string, name: string, kind: 'container' | 'blob'): string;
  setParameter(url: string, name: string, value?: string): string;
  parseConnectionString(text: string): string;
  /** Makes a shared access signature from values and a key, all as JSON. */
  signSas(kind: 'blob' | 'account', values: string, key: string): string;
  /** The saved state of a copy that needs no handle any more. */
  savePoller(state: string, options: string): string;
  /** Whether the system has certificates to trust. */
  systemHasRoots(): boolean;
  /** What is trusted where the system has no certificates. */
  setFallbackRoots(roots: Uint8Array[]): void;
  version(): string;
  /** A text as it may be shown. */
  redact(text: string): string;
  /** Calls back in a later turn of the event loop. */
  nextTurn(next: () => void): void;
}
