/** The requests of a batch, as text that is sent as `multipart/mixed`, each signed by its own credential. */

import { randomUUID } from '../engine/lazyModules';
import { native } from '../engine/native';
import { redact } from '../errors/errors';
import { callNative } from '../errors/failure';
import { withAbort } from '../pipeline/abort';
import type { AnyCredential } from '../credentials/anyCredential';
import { nativePipelineOf, newPipeline } from '../pipeline/Pipeline';
import { callJson, requireOk } from '../pipeline/run';
import type { BatchSubRequest } from './batchTypes';
import type { PipelineLike } from '../types/pipeline';
import { readOptions, type Values } from '../validation/serialize';

/** The maximum number of requests in a batch: https://learn.microsoft.com/rest/api/storageservices/blob-batch#remarks */
export const MAX_REQUESTS = 256;

/** The operation of all requests in one batch. */
export type BatchType = 'delete' | 'setAccessTier';

/** The operations of a batch. */
const OPERATIONS = { delete: 'BlobDelete', setAccessTier: 'BlobSetTier' } as const;

/** Collects the requests of one batch. */
export class BatchText {
  readonly boundary = `batch_${randomUUID()}`;
  readonly subRequests = new Map<number, BatchSubRequest>();
  #text = '';
  #type: BatchType | undefined;
  /** Requests are numbered in the order of the calls, however long a credential takes. */
  #previous: Promise<unknown> = Promise.resolve();

  /** The body of the request. */
  get body(): string {
    return `${this.#text}--${this.boundary}--\r\n`;
  }

  /** Signs a request and adds it. */
  add(type: BatchType, request: BatchSubRequest, options: unknown, parameters: Values): Promise<void> {
    this.#type ??= type;
    if (this.#type !== type) {
      throw new RangeError(
        `BlobBatch only supports one operation type per batch and it already is being used for ${this.#type} operations.`,
      );
    }
    this.#requireRoom();
    const added = this.#append(request, sign(type, request, options, parameters), this.#previous);
    this.#previous = added.catch(() => undefined);
    return added;
  }

  async #append(request: BatchSubRequest, signing: Promise<string>, previous: Promise<unknown>): Promise<void> {
    const [signed] = await Promise.allSettled([signing, previous]);
    this.#requireRoom();
    if (signed.status === 'rejected') throw signed.reason;
    const id = this.subRequests.size;
    this.#text +=
      `--${this.boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n` +
      `Content-ID: ${String(id)}\r\n\r\n${signed.value}`;
    this.subRequests.set(id, request);
  }

  #requireRoom(): void {
    if (this.subRequests.size >= MAX_REQUESTS) {
      throw new RangeError(`Cannot exceed ${String(MAX_REQUESTS)} sub requests in a single batch`);
    }
  }
}

/** One token is requested per credential, however many requests there are, because they share a pipeline. */
const pipelines = new WeakMap<AnyCredential, PipelineLike>();

function pipelineOf(credential: AnyCredential): PipelineLike {
  const known = pipelines.get(credential);
  if (known) return known;
  const created = newPipeline(credential);
  pipelines.set(credential, created);
  return created;
}

/** Returns whether a URL names a blob. */
function namesBlob(url: string): boolean {
  const { blobName } = JSON.parse(callNative(() => native().describeUrl(url, 'blob'))) as { blobName?: string };
  return blobName !== undefined;
}

async function sign(
  type: BatchType,
  { url, credential }: BatchSubRequest,
  options: unknown,
  parameters: Values,
): Promise<string> {
  if (!URL.canParse(url)) throw new RangeError(`Invalid url for sub request: '${redact(url)}'`);
  if (!namesBlob(url)) {
    throw new RangeError(
      `Unable to extract blobName and containerName with provided information: '${redact(url)}' is not the URL of a blob.`,
    );
  }
  const operation = OPERATIONS[type];
  const { values, abortSignal } = readOptions(operation, options);
  const pipeline = pipelineOf(credential);
  const json = callJson({ url, pipeline }, values, parameters);
  const outcome = await withAbort(abortSignal, (extras) =>
    nativePipelineOf(pipeline, url).signPart(operation, url, json, extras),
  );
  return requireOk(outcome);
}
