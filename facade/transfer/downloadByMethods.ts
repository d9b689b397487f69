/**
 * Downloads into memory through the methods of a client, as the reference does: `getProperties` if the length is not given, and `download`
 * for each block. Only for clients of which one of these was replaced.
 */

import { RestError } from '../errors/errors';
import { stream } from '../engine/lazyModules';
import { reportProgress } from '../pipeline/progress';
import type { Target } from '../pipeline/run';
import type { NodeJSReadableStream } from '../types/common';
import type { BlobGetPropertiesOptions } from '../generated/models';
import type { BlobDownloadOptions } from '../types/options';
import { readDownload } from './download';
import type { BufferDownload } from './downloadOptions';
import { allocate, fixedView, requireMemory, requireRoom } from './downloadToBuffer';
import { inParallel } from './inParallel';
import { bytesOfChunk } from './streamFeed';

/** The members of responses that are read. */
interface MethodResponse {
  etag?: string;
  contentLength?: number;
  readableStreamBody?: NodeJSReadableStream;
}

/** The methods of a client that downloads go through. */
export interface DownloadMethods {
  getProperties(options: BlobGetPropertiesOptions): Promise<MethodResponse>;
  download(offset: number, count: number, options: BlobDownloadOptions): Promise<MethodResponse>;
}

/** Downloads a blob into a buffer. `target` is what the client's own methods send to. */
export async function downloadByMethods(
  client: DownloadMethods,
  target: Target,
  { buffer, range, division, options, given }: BufferDownload,
): Promise<Uint8Array> {
  const { abortSignal, onProgress } = readDownload(target, options);
  const requireSame = sameState();
  const { offset } = range;
  const conditions = options.conditions ?? {};
  let { count = 0 } = range;
  if (count === 0) count = await lengthFrom(client, offset, { ...given, ...options, conditions }, requireSame);
  if (buffer) requireRoom(buffer, count);
  const whole = buffer ?? allocate(count);
  const view = fixedView(whole, count);
  const { blockSize, concurrency } = division;
  const streams = new Set<NodeJSReadableStream>();
  let loadedBytes = 0;
  let isOver = false;
  try {
    await inParallel(Math.ceil(count / blockSize), concurrency, abortSignal, async (index) => {
      const start = index * blockSize;
      const length = Math.min(blockSize, count - start);
      const response = await client.download(offset + start, length, { ...blockOptions(options), conditions });
      const { readableStreamBody } = response;
      if (!readableStreamBody) throw new TypeError('download() returned no readableStreamBody');
      // The download may have failed while this part was requested.
      if (isOver) destroy(readableStreamBody);
      if (isOver) return;
      streams.add(readableStreamBody);
      requireSame(response);
      await readInto(readableStreamBody, view, start, length);
      streams.delete(readableStreamBody);
      loadedBytes += length;
      if (onProgress) reportProgress(onProgress, { loadedBytes });
    });
  } catch (error) {
    isOver = true;
    for (const left of streams) destroy(left);
    throw error;
  }
  requireMemory(view, count);
  return whole;
}

function destroy(readable: NodeJSReadableStream): void {
  (readable as { destroy?: () => void }).destroy?.();
}

async function lengthFrom(
  client: DownloadMethods,
  offset: number,
  options: BlobGetPropertiesOptions,
  requireSame: (described: MethodResponse) => void,
): Promise<number> {
  const properties = await client.getProperties(options);
  requireSame(properties);
  const { contentLength = 0 } = properties;
  if (offset <= contentLength) return contentLength - offset;
  throw new RangeError(`offset ${String(offset)} shouldn't be larger than blob size ${String(contentLength)}`);
}

/** The options of a block, with the members of the reference. */
function blockOptions({
  abortSignal,
  maxRetryRequests,
  customerProvidedKey,
  contentChecksumAlgorithm,
  tracingOptions,
}: BlobDownloadOptions & { tracingOptions?: unknown }): BlobDownloadOptions {
  return {
    abortSignal,
    maxRetryRequests,
    customerProvidedKey,
    contentChecksumAlgorithm,
    tracingOptions,
  } as BlobDownloadOptions;
}

/** Requires that all responses are of one state of the blob, as far as they say which. */
function sameState(): (described: MethodResponse) => void {
  let first: string | undefined;
  return ({ etag }) => {
    if (etag === undefined) return;
    first ??= etag;
    if (etag === first) return;
    throw new RestError(`The blob changed while it was downloaded: its ETag was ${first}, and is ${etag}`, {
      code: 'ConditionNotMet',
      statusCode: 412,
    });
  };
}

/** Reads this number of bytes from a stream. As in the reference, further bytes are left unread. */
async function readInto(
  readable: NodeJSReadableStream,
  view: Uint8Array,
  start: number,
  length: number,
): Promise<void> {
  const chunks = Symbol.asyncIterator in readable ? readable : new (stream().Readable)().wrap(readable);
  let read = 0;
  for await (const chunk of chunks as AsyncIterable<unknown>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : bytesOfChunk(chunk, 'readableStreamBody');
    const taken = Math.min(bytes.byteLength, length - read);
    view.set(bytes.subarray(0, taken), start + read);
    read += taken;
    if (read === length) return;
  }
  if (read === length) return;
  throw new Error(
    `Stream drains before getting enough data needed. Data read: ${String(read)}, data need: ${String(length)}`,
  );
}
