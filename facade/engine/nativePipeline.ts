/** The calls of the engine, and the handles of copies that they begin. */

import type {
  NativeBody,
  NativeOwnedBytes,
  NativeQuery,
  NativeStreamBlocks,
  NativeTransferProgress,
  NativeUploadSource,
} from './nativeBodies';
import type { CallExtras } from './nativePassages';
import type { NativeResult } from './nativeResult';

/** One asynchronous copy. */
export interface NativeCopyPoller {
  /** Whether the copy has progressed since the state was saved that it was resumed from. False for a new copy. */
  hasProgressed(): boolean;
  /** Every outcome has the state of the copy. */
  poll(extras?: CallExtras): Promise<NativeResult>;
  /** Waits and polls. Resolves when the progress has changed or the copy has ended. */
  pollUntilChange(extras?: CallExtras): Promise<NativeResult>;
  cancelOperation(extras?: CallExtras): Promise<NativeResult>;
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
  /** Continues with the credential of a pipeline, or else with that of the URL. */
  renewCredential(side: CredentialSide, pipeline: NativePipeline | undefined, url: string): Promise<NativeResult>;
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
  resolveNameTests(results: string): void;
  /** Reports that the test failed. `thrown` is the number of the thrown error. */
  failNameTests(thrown: number): void;
}

/** The credential, connections and policies that clients share. */
export interface NativePipeline {
  run(operation: string, url: string, options: string, extras?: CallExtras): Promise<NativeResult>;
  runWithBody(
    operation: string,
    url: string,
    body: Uint8Array,
    options: string,
    extras?: CallExtras,
    progress?: NativeTransferProgress,
    source?: NativeUploadSource,
    structured?: boolean,
  ): Promise<NativeResult>;
  /** Sends a request that belongs to no operation. The attachment is the body of the response: bytes, or a stream. */
  send(
    request: string,
    body: Uint8Array | undefined,
    extras: CallExtras,
    source?: NativeUploadSource,
  ): Promise<NativeResult>;
  /** Uploads a file. The engine reads it. */
  uploadFile(
    url: string,
    path: Uint8Array,
    options: string,
    extras?: CallExtras,
    sent?: NativeTransferProgress,
  ): Promise<NativeResult>;
  uploadBytes(
    url: string,
    bytes: NativeOwnedBytes,
    options: string,
    extras?: CallExtras,
    sent?: NativeTransferProgress,
  ): Promise<NativeResult>;
  uploadStream(
    url: string,
    blocks: NativeStreamBlocks,
    options: string,
    extras?: CallExtras,
    sent?: NativeTransferProgress,
  ): Promise<NativeResult>;
  download(url: string, options: string, extras?: CallExtras): Promise<NativeResult & { body?: NativeBody }>;
  /** Signs the request of an operation for the body of a batch, and returns it as text (`ok`). */
  signPart(operation: string, url: string, options: string, extras?: CallExtras): Promise<NativeResult>;
  query(url: string, options: string, extras?: CallExtras): Promise<NativeResult & { rows?: NativeQuery }>;
  beginCopy(
    url: string,
    sourceUrl: string,
    options: string,
    intervalInMs: number | undefined,
    resumeFrom: string | undefined,
    extras?: CallExtras,
  ): Promise<NativeResult & { poller?: NativeCopyPoller }>;
  /** Copies with the strategy that fits. `source` reads the source; without it, the two URLs determine which side does. */
  beginCopyFrom(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: NativePipeline | undefined,
    sourceUrl: string,
    extras?: CallExtras,
  ): Promise<NativeResult & { poller?: NativeCopyPoller }>;
  /** Copies the blobs of a container. The arguments are those of `beginCopyFrom`. */
  beginContainerCopy(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: NativePipeline | undefined,
    sourceUrl: string,
    extras?: CallExtras,
  ): Promise<NativeResult & { copy?: NativeContainerCopy }>;
  /** Copies the entries that are supplied. */
  beginEntriesCopy(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    extras?: CallExtras,
  ): Promise<NativeResult & { copy?: NativeContainerCopy }>;
  /** Copies the containers of an account. The arguments are those of `beginCopyFrom`. */
  beginAccountCopy(
    url: string,
    options: string,
    resumeFrom: string | undefined,
    source: NativePipeline | undefined,
    sourceUrl: string,
    extras?: CallExtras,
  ): Promise<NativeResult & { copy?: NativeContainerCopy }>;
}
