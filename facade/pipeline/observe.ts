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
export function observed(place: Place, tracingOptions: unknown, observing: ObservedCall = {}): NativePipeline {
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
  target: Place,
  source: Partial<Place> | undefined,
  tracingOptions: unknown,
  { name, hasParts = false }: ObservedCall = {},
): CopyPipelines {
  const tracing = currentTracing(tracingOptions);
  const nativeOf = ({ pipeline, url }: Place): NativePipeline =>
    nativePipelineOf(pipeline, url, { isTraced: tracing !== undefined, hasParts });
  const places = [target, source].filter((place): place is Place => place?.pipeline !== undefined);
  const [native, reader] = places.map(nativeOf) as [NativePipeline, NativePipeline | undefined];
  const observe = (): NativePipeline => {
    if (tracing)
      return new ObservedPipeline(native, tracing, tracingOptions as TracingOptions | undefined, { name, hasParts });
    const isSeen = passesRequestsOn(target.pipeline);
    return isSeen ? new ObservedPipeline(native, undefined, inContext(tracingOptions)) : native;
  };
  return { pipeline: observe(), reader };
}

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
    ...parameters: Parameters<NativePipeline['beginCopyFrom']>
  ): ReturnType<NativePipeline['beginCopyFrom']> {
    return this.#parts(() => this.#pipeline.beginCopyFrom(...parameters));
  }

  renewCredential(
    ...parameters: Parameters<NativePipeline['renewCredential']>
  ): ReturnType<NativePipeline['renewCredential']> {
    return this.#pipeline.renewCredential(...parameters);
  }

  beginContainerCopy(
    ...parameters: Parameters<NativePipeline['beginContainerCopy']>
  ): ReturnType<NativePipeline['beginContainerCopy']> {
    return this.#parts(() => this.#pipeline.beginContainerCopy(...parameters));
  }

  beginEntriesCopy(
    ...parameters: Parameters<NativePipeline['beginEntriesCopy']>
  ): ReturnType<NativePipeline['beginEntriesCopy']> {
    return this.#parts(() => this.#pipeline.beginEntriesCopy(...parameters));
  }

  beginAccountCopy(
    ...parameters: Parameters<NativePipeline['beginAccountCopy']>
  ): ReturnType<NativePipeline['beginAccountCopy']> {
    return this.#parts(() => this.#pipeline.beginAccountCopy(...parameters));
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
    if (!this.#tracing) return withHints({ tracingOptions: this.#options }, call);
    const name = this.#observing.name ?? spanOf(operation, options);
    return name === undefined ? call() : this.#inSpan(this.#tracing, name, call);
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
