/** The engine as the facade calls it. */

/** The result of an asynchronous call: JSON of the result, or JSON of a failure. A failure of a copy comes with its state. */
export interface NativeResult {
  ok?: string;
  /** The HTTP exchange of the result, for `_response`. */
  head?: string;
  failure?: string;
  /** The error for the failure, if it was created already. */
  error?: unknown;
  /** The bytes that came with the result, or a handle. */
  attachment?: unknown;
}

/** Cancels the calls that it was passed to. */
export interface NativeCancel {
  cancel(): void;
}

/** Counts the bytes of a body that were written to the connection, for one call. */
export interface NativeTransferProgress {
  /** The number of bytes, once it has changed. Undefined after the call has ended and the last number was returned. */
  next(): Promise<number | undefined>;
}

/** The body of one request, piece by piece. */
export interface NativeUploadSource {
  /** The next bytes to supply, once the engine can take them. Undefined when the request is over. */
  next(): Promise<{ offset: number; room: number; attempt: number } | undefined>;
  /** Resolves when a different attempt requests bytes, or when the request is over. */
  another(attempt: number): Promise<void>;
  /** Copies a piece. Returns false if it is no longer wanted. */
  give(offset: number, piece: Uint8Array): boolean;
  /** Aborts the request, because there are no more bytes. */
  breakOff(): void;
}

/** The next bytes of a part to supply. */
export interface NativeWant {
  /** The first byte of the part. */
  part: number;
  offset: number;
  room: number;
}

/** Bytes in memory or of a Blob, which are uploaded in parts. */
export interface NativeOwnedBytes {
  /** The addon's own object. */
  readonly handle: object;
  /** The next bytes to supply, once the engine can take them. Undefined when the upload is over. */
  next(): Promise<NativeWant[] | undefined>;
  /** Copies a piece of a part. Returns false if it is no longer wanted. */
  give(part: number, offset: number, piece: Uint8Array): boolean;
  /** Reports that all requested bytes of a part were supplied. */
  answered(part: number): void;
  /** Fails the upload, because there are no more bytes. */
  breakOff(): void;
}

/** A stream of unknown length, which is cut into blocks. */
export interface NativeStreamBlocks {
  /** The addon's own object. */
  readonly handle: object;
  /** Copies the first bytes of a chunk, as many as fit, and returns their number. */
  give(chunk: Uint8Array): number;
  /** Waits until more bytes fit. False when the upload is over. */
  room(): Promise<boolean>;
  /** Reports that the stream has ended. */
  end(): void;
  /** Fails the upload, because the stream failed. */
  breakOff(): void;
}

/** A response body, which is received on demand. */
export interface NativeBody {
  /**
   * Waits until `wanted` bytes have arrived, or no more will, and returns how many can be taken. 0 at the end, which may
   * be reported with the last bytes.
   */
  wait(wanted: number): Promise<{ length: number; isEnd?: boolean; failure?: string }>;
  /** Copies available bytes to the start of the target, as many as fit, and returns their number. */
  take(target: Uint8Array): number;
  /** Receives everything into new memory, which is the attachment. `received` counts the bytes. */
  read(blockSize: number, concurrency: number, received?: NativeTransferProgress): Promise<NativeResult>;
  /** Receives everything for `place`. Resolves when there will be no more, or with the failure. */
  handOver(blockSize: number, concurrency: number): Promise<NativeResult>;
  /** Waits for bytes to place, and returns their number. 0 at the end. */
  handedOver(): Promise<number>;
  /** Copies available bytes to their places in memory for the whole content, and returns their number. */
  place(target: Uint8Array): number;
  /**
   * Receives everything into a file. Without `ok` and failure, nothing was received, because the path is not that of a
   * file.
   */
  save(path: string, blockSize: number, concurrency: number, received?: NativeTransferProgress): Promise<NativeResult>;
  close(): void;
}

/** The rows of a query, which are received on demand. */
export interface NativeQuery {
  /** Waits for rows or an event. Returns how many bytes can be taken, or the JSON of the event. Neither at the end. */
  wait(): Promise<{ length: number; event?: string; failure?: string }>;
  /** Copies available bytes to the start of the target, as many as fit, and returns their number. */
  take(target: Uint8Array): number;
  close(): void;
}

/** Bytes that arrive piece by piece. The outcome of `next` has a piece as its attachment, or none at the end. */
export interface NativeByteStream {
  next(): Promise<NativeResult>;
  close(): void;
}

/** Bytes that are supplied piece by piece. */
export interface NativeByteFeed {
  /** Supplies a piece, and resolves when the next one may follow. False if no more is wanted. */
  give(piece: Uint8Array): Promise<boolean>;
  /** Ends the bytes. A message reports a failure. */
  end(failure?: string): Promise<void>;
}

/** One passage of a request through the policies of a pipeline at one place. */
export interface NativePassage {
  /** The request, as JSON. */
  readonly shown: string;
  /** The body of the request, if all of it is there. */
  body(): Buffer | undefined;
  /** The body of the request, piece by piece. */
  readBody(): NativeByteStream;
  /** Reads a successful response, with its headers as JSON, as its operation does. The result is JSON. */
  parse(headers: string, body: string): string | undefined;
  /** The long lists of a response, in slices. */
  parseLists(headers: string, body: string): Uint8Array | undefined;
  /** Sends the request on, with changes as JSON, and a body if that is another one. */
  next(change: string, body?: Uint8Array): Promise<NativeResult>;
  /** Ends the passage, with JSON and the body of the response. */
  respond(ending: string, requestBody?: Uint8Array, body?: Uint8Array, feed?: NativeByteFeed): void;
  /** Creates the body of a response. */
  feed(): NativeByteFeed;
}

/** The policies of one pipeline. */
export interface LayerSource {
  readonly number: number;
  /** Takes a request through the policies. It never rejects. */
  pass(passage: NativePassage, hints: CallHints): Promise<void>;
}

/** What the engine does not know of a call, but its policies see. */
export interface CallHints {
  /** The signal of the call. */
  signal?: unknown;
  /** The body as the caller passed it. */
  body?: unknown;
  /** The request, if another package created it. */
  request?: object;
  /** The HTTP client, if the call has its own. */
  client?: object;
  /** The place of the call in a trace. */
  tracingOptions?: unknown;
  /** Whether the call is part of a larger one, whose requests have the spans of methods. */
  isPart?: boolean;
  /** The place in a trace of the parts that follow a call, if it differs. */
  parts?: unknown;
}

/** One asynchronous copy. */
export interface NativeCopyPoller {
  /** Whether the copy has progressed since the state was saved that it was resumed from. False for a new copy. */
  hasProgressed(): boolean;
  /** Every outcome has the state of the copy. */
  poll(cancel?: NativeCancel): Promise<NativeResult>;
  /** Waits and polls. Resolves when the progress has changed or the copy has ended. */
  pollUntilChange(cancel?: NativeCancel): Promise<NativeResult>;
  cancelOperation(cancel?: NativeCancel): Promise<NativeResult>;
  /** Ends the waiting of current calls of `pollUntilChange`. */
  stopPolling(): void;
  toString(): string;
}

/** The side that a credential belongs to. */
export type CredentialSide = 'source' | 'destination';

/** A copy of many blobs. */
export interface NativeContainerCopy extends NativeCopyPoller {
  pause(): void;
  resume(): void;
  /** Resolves when the job needs a credential: `ok` says which. Without `ok`, the job has ended. */
  needsCredentials(): Promise<NativeResult>;
  /** Continues with the credential of a URL. `pipeline` is what {@link NativePipeline.renewCredential} adds. */
  renewCredential(side: CredentialSide, pipeline: object | undefined, url: string): Promise<NativeResult>;
  giveUpCredential(reason?: string): void;
  /** The next events, as a JSON array. Without `ok` and `failure` there are no more. */
  nextEvents(): Promise<NativeResult>;
  /** Reports that events will not be read. */
  dismissEvents(): void;
  closeEvents(): void;
  /** Waits until the job needs entries. Without `ok`, it needs no more. */
  wantsEntries(): Promise<NativeResult>;
  /** Waits until the job needs no more entries. */
  entriesClosed(): Promise<NativeResult>;
  /** Supplies entries as a JSON array, and the pipelines that they refer to by index. */
  giveEntries(entries: string, readers: NativePipeline[]): void;
  /** Ends the entries. `thrown` is the number of the error that ended them. */
  endEntries(thrown?: number): void;
  /** Waits for names to test against regular expressions, as a JSON array. Without `ok`, there are no more. */
  namesToTest(): Promise<NativeResult>;
  /** Returns what those names match, one character for each. */
  answerNameTests(answer: string): void;
  /** Reports that the test failed. `thrown` is the number of the thrown error. */
  failNameTests(thrown: number): void;
}

/** The credential, connections and policies that clients share. */
export interface NativePipeline {
  run(operation: string, url: string, options: string, cancel?: NativeCancel): Promise<NativeResult>;
  runWithBody(
    operation: string,
    url: string,
    body: Uint8Array,
    options: string,
    cancel?: NativeCancel,
    progress?: NativeTransferProgress,
    source?: NativeUploadSource,
    structured?: boolean,
  ): Promise<NativeResult>;
  /** Sends a request that belongs to no operation. The attachment is the body of the response: bytes, or a stream. */
  send(
    request: string,
    body: Uint8Array | undefined,
    hints: CallHints,
    cancel?: NativeCancel,
    source?: NativeUploadSource,
  ): Promise<NativeResult>;
  /** Uploads a file. The engine reads it. */
  uploadFile(
    url: string,
    path: Uint8Array,
    options: string,
    cancel?: NativeCancel,
    sent?: NativeTransferProgress,
  ): Promise<NativeResult>;
  uploadBytes(
    url: string,
    bytes: NativeOwnedBytes,
    options: string,
    cancel?: NativeCancel,
    sent?: NativeTransferProgress,
  ): Promise<NativeResult>;
  uploadStream(
    url: string,
    blocks: NativeStreamBlocks,
    options: string,
    cancel?: NativeCancel,
    sent?: NativeTransferProgress,
  ): Promise<NativeResult>;
  download(url: string, options: string, cancel?: NativeCancel): Promise<NativeResult & { body?: NativeBody }>;
  /** Signs the request of an operation for the body of a batch, and returns it as text (`ok`). */
  signPart(operation: string, url: string, options: string, cancel?: NativeCancel): Promise<NativeResult>;
  query(url: string, options: string, cancel?: NativeCancel): Promise<NativeResult & { rows?: NativeQuery }>;
  beginCopy(
    url: string,
    sourceUrl: string,
    options: string,
    intervalInMs: number | undefined,
    resumeFrom: string | undefined,
    cancel?: NativeCancel,
  ): Promise<NativeResult & { poller?: NativeCopyPoller }>;
  /** Copies with the strategy that fits. `source` reads the source; without it, the two URLs determine which side does. */
  beginCopyFrom(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: NativePipeline | undefined,
    sourceUrl: string,
    cancel?: NativeCancel,
  ): Promise<NativeResult & { poller?: NativeCopyPoller }>;
  /** Copies the blobs of a container. The arguments are those of `beginCopyFrom`. */
  /** Continues with the credential of this pipeline. */
  renewCredential(copy: NativeContainerCopy, side: CredentialSide, url: string): Promise<NativeResult>;
  beginContainerCopy(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: NativePipeline | undefined,
    sourceUrl: string,
    cancel?: NativeCancel,
  ): Promise<NativeResult & { copy?: NativeContainerCopy }>;
  /** Copies the entries that are supplied. */
  beginEntriesCopy(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    cancel?: NativeCancel,
  ): Promise<NativeResult & { copy?: NativeContainerCopy }>;
  /** Copies the containers of an account. The arguments are those of `beginCopyFrom`. */
  beginAccountCopy(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: NativePipeline | undefined,
    sourceUrl: string,
    cancel?: NativeCancel,
  ): Promise<NativeResult & { copy?: NativeContainerCopy }>;
}

/** The native module. */
export interface NativeModule {
  NativeCancel: new () => NativeCancel;
  NativeTransferProgress: new () => NativeTransferProgress;
  /**
   * `keep` for a body that can be read only once. `inPlace` for memory that can be read directly, except its last
   * piece.
   */
  NativeUploadSource: new (length: number, keep: boolean, inPlace?: Uint8Array) => NativeUploadSource;
  /** `inPlace` for memory that can be read directly, except the last piece of each part. */
  NativeOwnedBytes: new (length: number, inPlace?: Uint8Array) => NativeOwnedBytes;
  /** `most` is the maximum number of blocks that are sent at once. */
  NativeStreamBlocks: new (blockSize: number, most: number) => NativeStreamBlocks;
  NativePipeline: new (
    credential: string,
    options: string,
    getToken?: (request: string) => Promise<string>,
    /** The policies, and a bit for each place that has any. */
    layers?: Omit<LayerSource, 'number'>,
    places?: number,
  ) => NativePipeline;
  describeUrl(url: string, kind: 'service' | 'container' | 'blob'): string;
  appendPath(url: string, name: string, kind: 'container' | 'blob'): string;
  /** Same as `describeUrl`, for a child of the URL. */
  describeChild(url: string, name: string, kind: 'container' | 'blob'): string;
  setParameter(url: string, name: string, value?: string): string;
  parseConnectionString(text: string): string;
  /** Creates a shared access signature from values and a key, all as JSON. */
  signSas(kind: 'blob' | 'account', values: string, key: string): string;
  /** The saved state of a poller that no longer has a handle. */
  savePoller(state: string, options: string): string;
  /** Whether the system has root certificates. */
  systemHasRoots(): boolean;
  /** Sets the root certificates for systems that have none. */
  setFallbackRoots(roots: Uint8Array[]): void;
  version(): string;
  /** Sorts names of headers as a shared key signs them. */
  sortHeaderNames(names: string[]): string[];
  /** Redacts secrets in a text. */
  redact(text: string): string;
  /** Calls back in a later turn of the event loop. */
  nextTurn(next: () => void): void;
}
