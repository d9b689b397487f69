/** The stream of a query. */

import type { Readable } from 'node:stream';

import { stream } from '../engine/lazyModules';
import type { NativeQuery } from '../engine/nativeModule';
import { RestError } from '../errors/errors';
import { errorFromJson } from '../errors/failure';
import { reportProgress } from '../pipeline/progress';
import { endOnAbort, stopListening, type Listening } from '../transfer/abortedStreams';
import type { AbortSignalLike, TransferProgressEvent } from '../types/common';
import type { BlobQueryError } from '../types/query';

/** The maximum length of a chunk. Each costs a turn of this thread. */
const CHUNK_LENGTH = 512 * 1024;

/** The callbacks of a query. */
interface Callbacks {
  onProgress: ((progress: TransferProgressEvent) => void) | undefined;
  onError: ((error: BlobQueryError) => void) | undefined;
}

/** A report of the service between the rows. */
type QueryEvent = { kind: 'progress'; loadedBytes: number } | ({ kind: 'error' } & BlobQueryError);

/** Creates a stream that receives rows when it is read. The signal ends it. */
export function rowsOf(
  query: NativeQuery,
  { abortSignal, ...callbacks }: Callbacks & { abortSignal: AbortSignalLike | undefined },
): Readable {
  const listening: Listening = {};
  const readable = makeStream(query, listening, callbacks);
  if (abortSignal) endOnAbort(readable, abortSignal, listening);
  return readable;
}

function makeStream(query: NativeQuery, listening: Listening, callbacks: Callbacks): Readable {
  return new (stream().Readable)({
    read() {
      next(this, query, callbacks).catch((error: unknown) => {
        this.destroy(error as Error);
      });
    },
    destroy(error, callback) {
      stopListening(listening);
      query.close();
      callback(error);
    },
  });
}

/** Reads on until there are rows, or the end. */
async function next(readable: Readable, query: NativeQuery, callbacks: Callbacks): Promise<void> {
  for (;;) {
    const { length, event, failure } = await query.wait();
    if (readable.destroyed) return;
    if (failure !== undefined) throw errorFromJson(failure, next);
    if (event !== undefined) {
      report(JSON.parse(event) as QueryEvent, callbacks);
    } else if (length === 0) {
      readable.push(null);
      return;
    } else {
      // Not from a pool: a chunk that a reader keeps must not keep other memory alive.
      const chunk = Buffer.allocUnsafeSlow(Math.min(length, CHUNK_LENGTH));
      query.take(chunk);
      readable.push(chunk);
      return;
    }
  }
}

function report({ kind, ...event }: QueryEvent, { onProgress, onError }: Callbacks): void {
  if (kind === 'progress') {
    if (onProgress) reportProgress(onProgress, event as TransferProgressEvent);
    return;
  }
  const error = event as BlobQueryError;
  if (onError) {
    reportProgress(onError, error, 'onError');
  } else if (error.isFatal) {
    const message = `The query failed at position ${String(error.position)}: ${error.description}`;
    throw new RestError(message, { code: error.name });
  }
}
