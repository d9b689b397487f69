/**
 * The engine's pipeline for one call. With tracing or logging, it has layers in which each attempt is observed, and the
 * call has a span. With policies, these see the place of the call in a trace. Otherwise it is the plain pipeline.
 */

import { withHints } from '../engine/passages';
import type { CallHints, NativePipeline, NativeResult } from '../engine/nativeModule';
import { errorFromJson } from '../errors/failure';
import type { PipelineLike } from '../types/pipeline';
import { nativePipelineOf, passesRequestsOn } from './Pipeline';
import { spanOf } from './spans';
import { currentTracing, inMethodSpan, type Tracing, type TracingOptions } from './tracing';
import { inContext } from './tracingContext';

/** The target of a call. */
interface Place {
  pipeline: PipelineLike;
  url: string;
}

/** How a call is observed. */
interface ObservedCall {
  /** The name of the call's span, if its operation does not determine it. */
  name?: string | undefined;
  /** Whether further requests that the engine sends for this call have the spans of methods. */
  hasParts?: boolean;
}

/** Returns the engine's pipeline for one call. */
export function observed(
  { pipeline, url }: Place,
  tracingOptions: unknown,
  { name, hasParts = false }: ObservedCall = {},
): NativePipeline {
  const tracing = currentTracing(tracingOptions);
  const native = nativePipelineOf(pipeline, url, { isTraced: tracing !== undefined, hasParts });
  if (tracing)
    return new TracedPipeline(native, tracing, tracingOptions as TracingOptions | undefined, { name, hasParts });
  return passesRequestsOn(pipeline) ? new TracedPipeline(native, undefined, inContext(tracingOptions)) : native;
}

/** Without `tracing`, there are no spans, and requests have the options of the caller. */
class TracedPipeline implements NativePipeline {
  readonly #pipeline: NativePipeline;
  readonly #tracing: Tracing | undefined;
  readonly #options: TracingOptions | undefined;
  readonly #observing: ObservedCall;

  constructor(
    pipeline: NativePipeline,
    tracing: Tracing | undefined,
    tracingOptions: TracingOptions | undefined,
    observing: ObservedCall = {},
  ) {
    this.#pipeline = pipeline;
    this.#tracing = tracing;
    this.#options = tracingOptions;
    this.#observing = observing;
  }

  run(...[operation, url, options, cancel]: Parameters<NativePipeline['run']>): Promise<NativeResult> {
    return this.#trace(operation, options, () => this.#pipeline.run(operation, url, options, cancel));
  }

  runWithBody(...parameters: Parameters<NativePipeline['runWithBody']>): Promise<NativeResult> {
    const [operation, , , options] = parameters;
    return this.#trace(operation, options, () => this.#pipeline.runWithBody(...parameters));
  }

  download(...[url, options, cancel]: Parameters<NativePipeline['download']>): ReturnType<NativePipeline['download']> {
    return this.#trace('BlobDownload', options, () => this.#pipeline.download(url, options, cancel));
  }

  query(...[url, options, cancel]: Parameters<NativePipeline['query']>): ReturnType<NativePipeline['query']> {
    return this.#trace('BlobQuery', options, () => this.#pipeline.query(url, options, cancel));
  }

  signPart(...parameters: Parameters<NativePipeline['signPart']>): Promise<NativeResult> {
    return this.#pipeline.signPart(...parameters);
  }

  send(...parameters: Parameters<NativePipeline['send']>): Promise<NativeResult> {
    return this.#pipeline.send(...parameters);
  }

  uploadFile(...parameters: Parameters<NativePipeline['uploadFile']>): Promise<NativeResult> {
    return this.#parts(() => this.#pipeline.uploadFile(...parameters));
  }

  uploadBytes(...parameters: Parameters<NativePipeline['uploadBytes']>): Promise<NativeResult> {
    return this.#parts(() => this.#pipeline.uploadBytes(...parameters));
  }

  uploadStream(...parameters: Parameters<NativePipeline['uploadStream']>): Promise<NativeResult> {
    return this.#parts(() => this.#pipeline.uploadStream(...parameters));
  }

  beginCopy(...parameters: Parameters<NativePipeline['beginCopy']>): ReturnType<NativePipeline['beginCopy']> {
    return this.#parts(() => this.#pipeline.beginCopy(...parameters));
  }

  beginCopyFrom(
    ...[url, options, resumeFrom, source, ...rest]: Parameters<NativePipeline['beginCopyFrom']>
  ): ReturnType<NativePipeline['beginCopyFrom']> {
    const reader = source instanceof TracedPipeline ? source.#pipeline : source;
    return this.#parts(() => this.#pipeline.beginCopyFrom(url, options, resumeFrom, reader, ...rest));
  }

  renewCredential(
    ...parameters: Parameters<NativePipeline['renewCredential']>
  ): ReturnType<NativePipeline['renewCredential']> {
    return this.#pipeline.renewCredential(...parameters);
  }

  beginContainerCopy(
    ...[url, options, resumeFrom, source, ...rest]: Parameters<NativePipeline['beginContainerCopy']>
  ): ReturnType<NativePipeline['beginContainerCopy']> {
    const reader = source instanceof TracedPipeline ? source.#pipeline : source;
    return this.#parts(() => this.#pipeline.beginContainerCopy(url, options, resumeFrom, reader, ...rest));
  }

  beginEntriesCopy(
    ...parameters: Parameters<NativePipeline['beginEntriesCopy']>
  ): ReturnType<NativePipeline['beginEntriesCopy']> {
    return this.#parts(() => this.#pipeline.beginEntriesCopy(...parameters));
  }

  beginAccountCopy(
    ...[url, options, resumeFrom, source, ...rest]: Parameters<NativePipeline['beginAccountCopy']>
  ): ReturnType<NativePipeline['beginAccountCopy']> {
    const reader = source instanceof TracedPipeline ? source.#pipeline : source;
    return this.#parts(() => this.#pipeline.beginAccountCopy(url, options, resumeFrom, reader, ...rest));
  }

  /** Each request of this call has the span of the method that would normally send it. */
  #parts<T>(call: () => T): T {
    const hints: CallHints = { tracingOptions: this.#options };
    if (this.#tracing) hints.isPart = true;
    return withHints(hints, call);
  }

  #trace<Result extends NativeResult>(
    operation: string,
    options: string,
    call: () => Promise<Result>,
  ): Promise<Result> {
    const named = (): Promise<Result> => withHints({ operation }, call);
    if (!this.#tracing) return withHints({ tracingOptions: this.#options }, named);
    const name = this.#observing.name ?? spanOf(operation, options);
    return name === undefined ? named() : this.#inSpan(this.#tracing, name, named);
  }

  /** Calls the engine in a span, synchronously, so that calls keep their order. */
  async #inSpan<Result extends NativeResult>(
    tracing: Tracing,
    name: string,
    call: () => Promise<Result>,
  ): Promise<Result> {
    let outcome: Result | undefined;
    const traced = inMethodSpan(tracing, name, this.#options, async (tracingOptions) => {
      const hints: CallHints = { tracingOptions };
      if (this.#observing.hasParts) hints.parts = this.#options;
      outcome = await withHints(hints, call);
      // The span gets the same error object that the caller catches.
      if (outcome.failure !== undefined) throw (outcome.error = errorFromJson(outcome.failure, inMethodSpan));
      return outcome;
    });
    return await traced.catch((error: unknown) => {
      if (outcome?.failure !== undefined) return outcome;
      throw error;
    });
  }
}
