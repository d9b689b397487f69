/** Downloads into files. The engine writes them, so that no byte of them is seen by JavaScript. */

import { createWriteStream, streamPromises } from '../engine/lazyModules';
import { requireOk } from '../pipeline/run';
import type { NodeJSReadableStream } from '../types/common';
import { contentOf } from './downloadStream';
import { withUploadProgress } from './uploadProgress';

/** The length of a block, larger than in memory: each is a request. */
const BLOCK_SIZE = 8 * 1024 * 1024;

/** The number of requests at the same time, that of the reference for buffers. */
const CONCURRENCY = 5;

/**
 * Writes the content of a response to a file. If the stream is not one of ours, or the path is that of a pipe or a
 * device, the stream is written from its start to its end.
 */
export async function saveStream(readable: NodeJSReadableStream, path: string): Promise<void> {
  const content = contentOf(readable);
  if (content === undefined) return pipe(readable, path);
  const { body, length, onProgress, abortSignal } = content;
  const progress = { onProgress, abortSignal: abortSignal ?? undefined };
  const outcome = await withUploadProgress(progress, length, (received) =>
    body.save(path, BLOCK_SIZE, CONCURRENCY, received),
  );
  if (outcome.failure === undefined && outcome.ok === undefined) return pipe(readable, path);
  readable.destroy();
  requireOk(outcome);
}

async function pipe(readable: NodeJSReadableStream, path: string): Promise<void> {
  await streamPromises().pipeline(readable, createWriteStream(path));
}
