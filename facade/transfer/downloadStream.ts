/** The stream of a download. */

import type { Readable } from 'node:stream';

import type { AbortSignalLike, NodeJSReadableStream } from '../types/common';
import { errorFromJson } from '../errors/failure';
import { stream } from '../engine/lazyModules';
import type { NativeBody } from '../engine/nativeModule';
import { isUntouched } from '../pipeline/bodies';
import { reportProgress } from '../pipeline/progress';
import type { OnProgress } from '../validation/requestOptions';
import { endOnAbort, stopListening, type Listening } from './abortedStreams';

/**
 * The maximum length of a chunk. Each costs a turn of this thread. There is one chunk per turn, because a reader that requests
 * everything available would have several copied into one.
 */
const CHUNK_LENGTH = 1024 * 1024;

/** The content that a stream receives, with the progress callback and the signal of its caller. */
export interface Content {
  body: NativeBody;
  length: number;
  abortSignal: AbortSignalLike | null | undefined;
  onProgress: OnProgress | undefined;
}

/**
 * The content of streams that have not been read from. `downloadToFile` gets a stream from `download`, which a script may have replaced, and a
 * stream that a script has wrapped in its own must not lead to the content. So it is found by the stream itself, not by a member.
 */
const contents = new WeakMap<object, Content>();

/** Returns the content of a stream, if it is one of ours, and nobody has read from it or listens to it. */
export function contentOf(readable: NodeJSReadableStream): Content | undefined {
  const content = contents.get(readable);
  return content && isUntouched(readable) ? content : undefined;
}

/** Creates a stream that receives data when it is read. The signal ends it. */
export function readableOf(content: Content): Readable {
  const { body, abortSignal, onProgress } = content;
  // A pending body must not hold the stream, nor what the signal holds, so that an unread stream can be collected.
  const listening: Listening = {};
  // The signal is followed until all content is in the stream.
  const isAborted = (): boolean => listening.stop !== undefined && abortSignal?.aborted === true;
  const readable = makeStream(body, listening, isAborted, onProgress);
  contents.set(readable, content);
  if (abortSignal) endOnAbort(readable, abortSignal, listening);
  return readable;
}

function makeStream(
  body: NativeBody,
  listening: Listening,
  isAborted: () => boolean,
  onProgress?: OnProgress,
): Readable {
  let loadedBytes = 0;
  // What was received can be read, whatever happens to the signal.
  const end = (readable: Readable): void => {
    stopListening(listening);
    readable.push(null);
  };
  return new (stream().Readable)({
    read() {
      contents.delete(this);
      body.wait(1).then(
        ({ length, isEnd, failure }) => {
          // An aborted stream is destroyed in a later turn. Until then it gets nothing more.
          if (this.destroyed || isAborted()) return;
          if (failure !== undefined) this.destroy(errorFromJson(failure) as Error);
          else if (length === 0) end(this);
          else {
            // Not from a pool: a chunk that a reader keeps must not keep other memory alive.
            const chunk = Buffer.allocUnsafeSlow(Math.min(length, CHUNK_LENGTH));
            body.take(chunk);
            loadedBytes += chunk.byteLength;
            if (onProgress) reportProgress(onProgress, { loadedBytes });
            this.push(chunk);
            if (isEnd && length <= CHUNK_LENGTH) end(this);
          }
        },
        (error: unknown) => {
          this.destroy(error as Error);
        },
      );
    },
    destroy(error, callback) {
      stopListening(listening);
      body.close();
      callback(error);
    },
  });
}
