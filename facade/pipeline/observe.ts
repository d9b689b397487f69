/** Logs and traces calls of the engine. Without a logger and an instrumenter, calls go to the engine directly. */

import { logger } from '../engine/logger';
import type { NativePipeline, NativeResult } from '../engine/nativeModule';
import { redact } from '../errors/errors';
import type { Failure } from '../errors/failure';
import { LazyHttpResponse } from './LazyHttpResponse';
import { spanOf, type SpanName } from './spans';
import { currentTracing, withSpans, type Tracing } from './tracing';

/** Returns the pipeline, or one that logs and traces what it is called for. */
export function observed(pipeline: NativePipeline, tracingOptions: unknown): NativePipeline {
  const tracing = currentTracing(tracingOptions);
  const { info, verbose } = logger;
  if (tracing === undefined && !info.enabled && !verbose.enabled) return pipeline;
  return new ObservedPipeline(pipeline, tracing, tracingOptions);
}

class ObservedPipeline implements NativePipeline {
  readonly #pipeline: NativePipeline;
  readonly #tracing: Tracing | undefined;
  readonly #options: unknown;

  constructor(pipeline: NativePipeline, tracing: Tracing | undefined, tracingOptions: unknown) {
    this.#pipeline = pipeline;
    this.#tracing = tracing;
    this.#options = tracingOptions;
  }

  run(...[operation, url, options, cancel]: Parameters<NativePipeline['run']>): Promise<NativeResult> {
    return this.#observe(operation, url, options, (json) => this.#pipeline.run(operation, url, json, cancel));
  }

  runWithBody(
    ...[operation, url, body, options, ...rest]: Parameters<NativePipeline['runWithBody']>
  ): Promise<NativeResult> {
    return this.#observe(operation, url, options, (json) =>
      this.#pipeline.runWithBody(operation, url, body, json, ...rest),
    );
  }

  download(...[url, options, cancel]: Parameters<NativePipeline['download']>): ReturnType<NativePipeline['download']> {
    return this.#observe('BlobDownload', url, options, (json) => this.#pipeline.download(url, json, cancel));
  }

  query(...[url, options, cancel]: Parameters<NativePipeline['query']>): ReturnType<NativePipeline['query']> {
    return this.#observe('BlobQuery', url, options, (json) => this.#pipeline.query(url, json, cancel));
  }

  signPart(...parameters: Parameters<NativePipeline['signPart']>): Promise<NativeResult> {
    return this.#pipeline.signPart(...parameters);
  }

  send(...parameters: Parameters<NativePipeline['send']>): Promise<NativeResult> {
    return this.#pipeline.send(...parameters);
  }

  uploadFile(...parameters: Parameters<NativePipeline['uploadFile']>): Promise<NativeResult> {
    return this.#pipeline.uploadFile(...parameters);
  }

  uploadBytes(...parameters: Parameters<NativePipeline['uploadBytes']>): Promise<NativeResult> {
    return this.#pipeline.uploadBytes(...parameters);
  }

  uploadStream(...parameters: Parameters<NativePipeline['uploadStream']>): Promise<NativeResult> {
    return this.#pipeline.uploadStream(...parameters);
  }

  beginCopy(...parameters: Parameters<NativePipeline['beginCopy']>): ReturnType<NativePipeline['beginCopy']> {
    return this.#pipeline.beginCopy(...parameters);
  }

  beginCopyFrom(
    ...parameters: Parameters<NativePipeline['beginCopyFrom']>
  ): ReturnType<NativePipeline['beginCopyFrom']> {
    return this.#pipeline.beginCopyFrom(...parameters);
  }

  beginContainerCopy(
    ...parameters: Parameters<NativePipeline['beginContainerCopy']>
  ): ReturnType<NativePipeline['beginContainerCopy']> {
    return this.#pipeline.beginContainerCopy(...parameters);
  }

  /** Calls the engine. It is called at once, so that calls stay in their order. */
  async #observe<Result extends NativeResult>(
    operation: string,
    url: string,
    options: string,
    call: (options: string) => Promise<Result>,
  ): Promise<Result> {
    logger.verbose(`Sending ${operation} to ${redact(url)}`);
    const tracing = this.#tracing;
    const span = tracing && spanOf(operation, options);
    const result = await (span ? this.#trace(tracing, span, url, options, call) : call(options));
    logExchange(result);
    return result;
  }

  async #trace<Result extends NativeResult>(
    tracing: Tracing,
    span: SpanName,
    url: string,
    options: string,
    call: (options: string) => Promise<Result>,
  ): Promise<Result> {
    const result = await withSpans(tracing, span, url, this.#options, (headers) =>
      // The engine reads a line with headers in front of the options.
      call(headers === undefined ? options : addHeaders(headers, options)),
    );
    return result as Result;
  }
}

/** Adds headers to those that the options may have in front of them. */
function addHeaders(headers: object, options: string): string {
  const known = /^headers (.*)\n/.exec(options);
  const others = known?.[1] === undefined ? {} : (JSON.parse(known[1]) as object);
  return `headers ${JSON.stringify({ ...others, ...headers })}\n${options.slice(known?.[0].length ?? 0)}`;
}

/** Logs a request and its response, in the form of the reference. */
function logExchange({ head, failure }: NativeResult): void {
  if (!logger.info.enabled) return;
  if (failure !== undefined) {
    const { message, request, response } = JSON.parse(failure) as Failure;
    if (request) {
      const { url, headers, method } = request;
      logger.info(`Request: ${shown({ url, headers, method, requestId: headers?.['x-ms-client-request-id'] })}`);
    }
    if (response) logger.info(`Response status code: ${String(response.status)}`);
    if (response) logger.info(`Headers: ${shown(response.headers ?? {})}`);
    else logger.info(`Request failed: ${redact(message)}`);
  } else if (head !== undefined) {
    const { request, status, headers } = new LazyHttpResponse(head, { headers: () => undefined });
    const { url, method, requestId } = request;
    logger.info(`Request: ${shown({ url, headers: request.headers.toJson(), method, requestId })}`);
    logger.info(`Response status code: ${String(status)}`);
    logger.info(`Headers: ${shown(headers.toJSON())}`);
  }
}

/** The values are redacted by themselves, because secrets are recognized by what stands around them. */
function shown(value: object): string {
  return JSON.stringify(value, (_name, entry: unknown) => (typeof entry === 'string' ? redact(entry) : entry), 2);
}
