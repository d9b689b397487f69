/** Downloads into files. The engine writes them, so their bytes do not pass through JavaScript. */

import { isUtf8 } from 'node:buffer';

import { createWriteStream, streamPromises } from '../engine/lazyModules';
import { AbortError } from '../errors/errors';
import { requireOk } from '../pipeline/run';
import type { NodeJSReadableStream } from '../types/common';
import { contentOf } from './downloadStream';
import { withTransferProgress } from './transferProgress';

/** The length of a block, and the number of requests at the same time: those of the reference for buffers. */
const BLOCK_SIZE = 4 * 1024 * 1024;
const CONCURRENCY = 5;

/**
 * Writes the content of a response to a file. If the stream is not one of ours, or the path is that of a pipe or a
 * device, the stream is written from its start to its end. The same applies to a path that is not a string, which the engine does not accept.
 */
export async function saveStream(readable: NodeJSReadableStream, path: Buffer): Promise<void> {
  const content = contentOf(readable);
  if (content === undefined || !isUtf8(path)) {
    await pipe(readable, path);
    return;
  }
  const { body, length, onProgress, abortSignal } = content;
  // A signal ends the stream with an error, which is that of this call.
  readable.on('error', () => undefined);
  const progress = { onProgress: length > 0 ? onProgress : undefined, abortSignal: abortSignal ?? undefined };
  const outcome = await withTransferProgress(progress, length, (received) =>
    body.save(path.toString(), BLOCK_SIZE, CONCURRENCY, received),
  );
  if (outcome.failure === undefined && outcome.ok === undefined) {
    await pipe(readable, path);
    return;
  }
  readable.destroy();
  // A stream that was ended first has nothing left to save.
  if (outcome.failure !== undefined && abortSignal?.aborted === true) throw new AbortError();
  requireOk(outcome);
}

async function pipe(readable: NodeJSReadableStream, path: Buffer): Promise<void> {
  await streamPromises().pipeline(readable, createWriteStream(path));
}
