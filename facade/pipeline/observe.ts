/**
 * The engine's pipeline for one call. With tracing or logging, it has layers in which each attempt is observed, and the
 * call has a span. With policies, these see the place of the call in a trace. Otherwise it is the plain pipeline.
 */

import type { CallExtras, NativePipeline, NativeResult } from '../engine/nativeModule';
import { errorFromJson } from '../errors/failure';
import type { PipelineLike } from '../types/pipeline';
import { nativePipelineOf, passesRequestsOn } from './Pipeline';
import { spanOf } from './spans';
import { currentTracing, inMethodSpan, type Tracing, type TracingOptions } from './tracing';
import { inContext } from './tracingContext';

/** The target of a call. */
interface CallTarget {
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
export function observed(place: CallTarget, tracingOptions: unknown, observing: ObservedCall = {}): NativePipeline {
  return observedCopy(place, undefined, tracingOptions, observing).pipeline;
}

/** The pipelines of a copy. */
interface CopyPipelines {
  /** Starts the copy and writes the destination. */
  pipeline: NativePipeline;
  /** Reads the source, if it has its own client. The engine takes only its own pipelines. */
  reader: NativePipeline | undefined;
}

/** Returns the engine's pipelines for a copy. */
export function observedCopy(
  target: CallTarget,
  source: Partial<CallTarget> | undefined,
  tracingOptions: unknown,
  { name, hasParts = false }: ObservedCall = {},
): CopyPipelines {
  const tracing = currentTracing(tracingOptions);
  const observing = { isTraced: tracing !== undefined, hasParts };
  const native = nativePipelineOf(target.pipeline, target.url, observing);
  const reader = isCallTarget(source) ? nativePipelineOf(source.pipeline, source.url, observing) : undefined;
  if (tracing) {
    const options = tracingOptions as TracingOptions | undefined;
    return { pipeline: new ObservedPipeline(native, tracing, options, { name, hasParts }), reader };
  }
  const isSeen = passesRequestsOn(target.pipeline);
  const pipeline = isSeen ? new ObservedPipeline(native, undefined, inContext(tracingOptions)) : native;
  return { pipeline, reader };
}

function isCallTarget(place: Partial<CallTarget> | undefined): place is CallTarget {
  return place?.pipeline !== undefined;
}

/** The place of a call in a trace. */
type TracePlace = Pick<CallExtras, 'tracingOptions' | 'isPart' | 'parts'>;

/** Without `tracing`, there are no spans, and requests have the options of the caller. */
class ObservedPipeline implements NativePipeline {
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

  run(...[operation, url, options, extras]: Parameters<NativePipeline['run']>): Promise<NativeResult> {
    return this.#trace(operation, options, (place) =>
      this.#pipeline.run(operation, url, options, { ...extras, ...place }),
    );
  }

  runWithBody(
    ...[operation, url, body, options, extras, ...rest]: Parameters<NativePipeline['runWithBody']>
  ): Promise<NativeResult> {
    return this.#trace(operation, options, (place) =>
      this.#pipeline.runWithBody(operation, url, body, options, { ...extras, ...place }, ...rest),
    );
  }

  download(...[url, options, extras]: Parameters<NativePipeline['download']>): ReturnType<NativePipeline['download']> {
    return this.#trace('BlobDownload', options, (place) =>
      this.#pipeline.download(url, options, { ...extras, ...place }),
    );
  }

  query(...[url, options, extras]: Parameters<NativePipeline['query']>): ReturnType<NativePipeline['query']> {
    return this.#trace('BlobQuery', options, (place) => this.#pipeline.query(url, options, { ...extras, ...place }));
  }

  signPart(...parameters: Parameters<NativePipeline['signPart']>): Promise<NativeResult> {
    return this.#pipeline.signPart(...parameters);
  }

  send(...parameters: Parameters<NativePipeline['send']>): Promise<NativeResult> {
    return this.#pipeline.send(...parameters);
  }

  uploadFile(...[url, path, options, extras, sent]: Parameters<NativePipeline['uploadFile']>): Promise<NativeResult> {
    return this.#pipeline.uploadFile(url, path, options, this.#ofParts(extras), sent);
  }

  uploadBytes(
    ...[url, bytes, options, extras, sent]: Parameters<NativePipeline['uploadBytes']>
  ): Promise<NativeResult> {
    return this.#pipeline.uploadBytes(url, bytes, options, this.#ofParts(extras), sent);
  }

  uploadStream(
    ...[url, blocks, options, extras, sent]: Parameters<NativePipeline['uploadStream']>
  ): Promise<NativeResult> {
    return this.#pipeline.uploadStream(url, blocks, options, this.#ofParts(extras), sent);
  }

  beginCopy(
    ...[url, sourceUrl, options, intervalInMs, resumeFrom, extras]: Parameters<NativePipeline['beginCopy']>
  ): ReturnType<NativePipeline['beginCopy']> {
    return this.#pipeline.beginCopy(url, sourceUrl, options, intervalInMs, resumeFrom, this.#ofParts(extras));
  }

  beginCopyFrom(
    ...[url, options, resumeFrom, source, sourceUrl, extras]: Parameters<NativePipeline['beginCopyFrom']>
  ): ReturnType<NativePipeline['beginCopyFrom']> {
    return this.#pipeline.beginCopyFrom(url, options, resumeFrom, source, sourceUrl, this.#ofParts(extras));
  }

  beginContainerCopy(
    ...[url, options, resumeFrom, source, sourceUrl, extras]: Parameters<NativePipeline['beginContainerCopy']>
  ): ReturnType<NativePipeline['beginContainerCopy']> {
    return this.#pipeline.beginContainerCopy(url, options, resumeFrom, source, sourceUrl, this.#ofParts(extras));
  }

  beginEntriesCopy(
    ...[url, options, resumeFrom, extras]: Parameters<NativePipeline['beginEntriesCopy']>
  ): ReturnType<NativePipeline['beginEntriesCopy']> {
    return this.#pipeline.beginEntriesCopy(url, options, resumeFrom, this.#ofParts(extras));
  }

  beginAccountCopy(
    ...[url, options, resumeFrom, source, sourceUrl, extras]: Parameters<NativePipeline['beginAccountCopy']>
  ): ReturnType<NativePipeline['beginAccountCopy']> {
    return this.#pipeline.beginAccountCopy(url, options, resumeFrom, source, sourceUrl, this.#ofParts(extras));
  }

  /** Each request of a call in parts has the span of the method that would normally send it. */
  #ofParts(extras: CallExtras | undefined): CallExtras {
    const place: TracePlace = { tracingOptions: this.#options };
    if (this.#tracing) place.isPart = true;
    return { ...extras, ...place };
  }

  /** Makes a call, which gets its place in the trace. */
  #trace<Result extends NativeResult>(
    operation: string,
    options: string,
    call: (place: TracePlace) => Promise<Result>,
  ): Promise<Result> {
    if (!this.#tracing) return call({ tracingOptions: this.#options });
    const name = this.#observing.name ?? spanOf(operation, options);
    return name === undefined ? call({}) : this.#inSpan(this.#tracing, name, call);
  }

  /** Calls the engine in a span, synchronously, so that calls keep their order. */
  async #inSpan<Result extends NativeResult>(
    tracing: Tracing,
    name: string,
    call: (place: TracePlace) => Promise<Result>,
  ): Promise<Result> {
    let outcome: Result | undefined;
    const traced = inMethodSpan(tracing, name, this.#options, async (tracingOptions) => {
      const place: TracePlace = { tracingOptions };
      if (this.#observing.hasParts) place.parts = this.#options;
      outcome = await call(place);
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
