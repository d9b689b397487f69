/** The engine as the facade calls it: the native module, and the types of everything that crosses. */

import type { NativeOwnedBytes, NativeStreamBlocks, NativeTransferProgress, NativeUploadSource } from './nativeBodies';
import type { LayerSource } from './nativePassages';
import type { NativePipeline } from './nativePipeline';
import type { NativeCancel } from './nativeResult';

export type * from './nativeBodies';
export type * from './nativePassages';
export type * from './nativePipeline';
export type * from './nativeResult';

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
  /** Throws if the options of a container copy, as JSON, are wrong or contradict each other. */
  checkContainerCopy(options: string): void;
  /** The saved state of a poller that no longer has a handle. */
  savePoller(state: string, options: string): string;
  /** The state of a copy after a response to its start or to a poll, all as JSON. */
  copyStateAfter(state: string, response: string, isStart: boolean): string;
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
