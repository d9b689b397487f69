/** Downloads: the engine receives chunk by chunk, and a Node.js stream asks for each one when its reader wants it. */

import type { Readable } from 'node:stream';

import { onAbort, throwIfAborted } from './abort';
import type { AbortSignalLike, TransferProgressEvent } from './common';
import { AbortError } from './errors';
import { errorFromJson } from './failure';
import { stream } from './lazyModules';
import { native, type NativeBody } from './native';
import { nativePipelineOf } from './Pipeline';
import { reportProgress } from './progress';
import { revive } from './revive';
import { requireOk, type Target } from './run';
import { toNativeOptions } from './serialize';
import type { BlobDownloadOptions, BlobDownloadResponseParsed } from './options';

type OnProgress = (progress: TransferProgressEvent) => void;

/** Starts a download; the result has a stream that nothing flows through until it is read. */
export async function downloadBlob(
  target: Target,
  range: { offset: number; count: number | undefined },
  options: BlobDownloadOptions,
): Promise<BlobDownloadResponseParsed> {
  const { abortSignal, onProgress } = options;
  const count = range.count === undefined || range.count === 0 ? {} : { count: range.count };
  const json = toNativeOptions({ ...options, offset: range.offset, ...count });
  throwIfAborted(abortSignal ?? undefined);
  const cancel = abortSignal ? new (native().NativeCancel)() : undefined;
  const stopListening =
    abortSignal &&
    onAbort(abortSignal, () => {
      cancel?.cancel();
    });
  try {
    const outcome = await nativePipelineOf(target.pipeline, target.url).download(target.url, json, cancel);
    const result = revive(requireOk(outcome), outcome.head) as BlobDownloadResponseParsed;
    if (outcome.body) result.readableStreamBody = makeStream(outcome.body, abortSignal, onProgress);
    return result;
  } finally {
    stopListening?.();
  }
}

/** Reads the whole stream of a download into a buffer, which may be the caller's. */
export async function readInto(response: BlobDownloadResponseParsed, buffer: Buffer | undefined): Promise<Buffer> {
  const body = response.readableStreamBody as Readable | undefined;
  const length = response.contentLength ?? 0;
  if (buffer && buffer.byteLength < length) {
    body?.destroy();
    throw new RangeError(`buffer has ${String(buffer.byteLength)} bytes, but ${String(length)} bytes are to be read`);
  }
  const result = buffer ?? allocate(length, body);
  let position = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Buffer>) {
    if (position + chunk.byteLength > length) {
      throw new RangeError(`The service sent more than the ${String(length)} bytes that it had announced`);
    }
    result.set(chunk, position);
    position += chunk.byteLength;
  }
  if (position !== length) {
    throw new RangeError(`The service sent ${String(position)} of the ${String(length)} bytes that it had announced`);
  }
  return result;
}

function allocate(length: number, body: Readable | undefined): Buffer {
  try {
    return Buffer.allocUnsafeSlow(length);
  } catch (error) {
    body?.destroy();
    throw new RangeError(
      `${String(length)} bytes do not fit in one buffer; use download() or downloadToFile(), or read a part`,
      { cause: error },
    );
  }
}

function makeStream(body: NativeBody, abortSignal: AbortSignalLike | undefined, onProgress?: OnProgress): Readable {
  let loadedBytes = 0;
  let stopListening: (() => void) | undefined;
  const readable = new (stream().Readable)({
    read() {
      body.read().then(
        ({ chunk, failure }) => {
          if (failure !== undefined) {
            this.destroy(errorFromJson(failure) as Error);
          } else if (chunk === undefined) {
            this.push(null);
          } else {
            loadedBytes += chunk.byteLength;
            if (onProgress) reportProgress(onProgress, { loadedBytes });
            this.push(chunk);
          }
        },
        (error: unknown) => {
          this.destroy(error as Error);
        },
      );
    },
    destroy(error, callback) {
      stopListening?.();
      body.close();
      callback(error);
    },
  });
  if (abortSignal) stopListening = destroyOnAbort(readable, abortSignal);
  return readable;
}

/**
 * A signal often outlives the streams it was given to, and a stream may be dropped without being read. So the signal
 * holds the stream weakly, and the listener goes when the stream is collected.
 */
function destroyOnAbort(readable: Readable, signal: AbortSignalLike): () => void {
  const reference = new WeakRef(readable);
  const stopListening = onAbort(signal, () => {
    reference.deref()?.destroy(new AbortError());
  });
  forgotten.register(readable, stopListening, readable);
  if (signal.aborted) readable.destroy(new AbortError());
  return () => {
    forgotten.unregister(readable);
    stopListening();
  };
}

const forgotten = new FinalizationRegistry((stopListening: () => void) => {
  stopListening();
});
