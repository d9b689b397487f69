/**
 * Spans, by the conventions of `@azure/core-tracing`: one for each call of a method, and in it one for each attempt. They are created
 * if the process has loaded that package and set an instrumenter, such as that of
 * `@azure/opentelemetry-instrumentation-azure-sdk`, or if it uses OpenTelemetry. Otherwise, the only cost is the lookup in a cache.
 */

import { ForeignModule } from '../engine/foreignModules';
import { native } from '../engine/native';
import { optionsOf } from '../validation/serialize';

/** The members of a span that are used. */
export interface Span {
  setStatus(status: { status: 'success' } | { status: 'error'; error?: unknown }): void;
  setAttribute(name: string, value: unknown): void;
  isRecording(): boolean;
  end(): void;
}

/** The place of a call in a trace. */
export interface TracingOptions {
  tracingContext?: unknown;
}

interface TracingClient {
  startSpan(
    name: string,
    options: { tracingOptions?: TracingOptions },
    spanOptions?: object,
  ): { span: Span; updatedOptions: { tracingOptions: TracingOptions } };
  withContext<T>(context: unknown, call: () => T): T;
  createRequestHeaders(context: unknown): Record<string, string>;
}

interface TracingPackage {
  createTracingClient: (options: TracingClientOptions) => TracingClient;
}

interface TracingClientOptions {
  namespace: string;
  packageName: string;
  packageVersion: string;
}

/** Creates spans. */
export interface Tracing {
  calls: TracingClient;
  requests: TracingClient;
}

const statePackage = new ForeignModule('@azure/core-tracing', 'state.js');
let tracing: { state: { instrumenterImplementation?: unknown }; clients: Tracing } | undefined;

/** The last instrumenter. An idle one creates no span; the package sets it when another package traces. */
let known = { instrumenter: undefined as unknown, isIdle: false };

function isIdle(instrumenter: unknown): boolean {
  if (known.instrumenter === instrumenter) return known.isIdle;
  const { createDefaultInstrumenter } = statePackage.sibling('instrumenter.js') as {
    createDefaultInstrumenter?: () => object;
  };
  // Each is a separate object with the same code.
  known = { instrumenter, isIdle: codeOf(instrumenter) === codeOf(createDefaultInstrumenter?.()) };
  return known.isIdle;
}

function codeOf(instrumenter: unknown): string {
  return String((instrumenter as { startSpan?: unknown } | undefined)?.startSpan);
}

/** Where `@opentelemetry/api` keeps what a program has registered. */
const OPEN_TELEMETRY = Symbol.for('opentelemetry.js.api.1');

/**
 * Whether `@azure/core-tracing` was loaded for OpenTelemetry. The instrumentation of OpenTelemetry for Azure waits until that package is loaded,
 * and does not load it. If this is the only Azure package of the program, nothing else loads it.
 */
let wasRequested = false;

function hasOpenTelemetry(): boolean {
  const { trace } = (globalThis as { [OPEN_TELEMETRY]?: { trace?: unknown } })[OPEN_TELEMETRY] ?? {};
  return trace !== undefined;
}

function stateOf(tracingOptions: unknown): { instrumenterImplementation?: unknown } | undefined {
  const loaded = statePackage.loaded(tracingOptions !== undefined) as
    { state?: { instrumenterImplementation?: unknown } } | undefined;
  return loaded?.state;
}

/** Returns what creates spans, if anything does. */
export function currentTracing(tracingOptions: unknown): Tracing | undefined {
  let state = stateOf(tracingOptions);
  if (state?.instrumenterImplementation === undefined && hasOpenTelemetry() && !wasRequested) {
    wasRequested = true;
    statePackage.load('@azure/opentelemetry-instrumentation-azure-sdk');
    state = stateOf(tracingOptions ?? {});
  }
  const instrumenter = state?.instrumenterImplementation;
  if (state === undefined || instrumenter === undefined || isIdle(instrumenter)) return undefined;
  if (tracing?.state !== state) {
    const { createTracingClient } = statePackage.sibling('index.js') as TracingPackage;
    const client = (namespace: string): TracingClient =>
      createTracingClient({ namespace, packageName: 'blobferry', packageVersion: native().version() });
    tracing = { state, clients: { calls: client('Microsoft.Storage'), requests: client('') } };
  }
  return tracing.clients;
}

/** Returns the tracing for a call with these options. The options are not read here, because the called methods read each once. */
function tracingFor(options: unknown): Tracing | undefined {
  return currentTracing('tracingOptions' in Object(options) ? {} : undefined);
}

/** Runs a method that calls other methods, in its own span. They get options with its trace. */
export function inSpan<Options extends object, Result>(
  name: string,
  options: Options,
  call: (options: Options) => Promise<Result>,
): Promise<Result> {
  const tracing = tracingFor(options);
  if (tracing === undefined) return call(options);
  const { tracingOptions } = optionsOf(options) as { tracingOptions?: TracingOptions };
  return inMethodSpan(tracing, name, tracingOptions, (inner) =>
    // Options may be instances of a class, so the new ones inherit from them instead of copying them.
    call(Object.assign(Object.create(options) as Options, { tracingOptions: inner })),
  );
}

/** The same, with several nested spans. The options that it gets have been read as far as they are read here. */
export function inSpans<Options extends object, Result>(
  names: readonly string[],
  options: Options,
  call: (options: Options) => Promise<Result>,
): Promise<Result> {
  if (tracingFor(options) === undefined) return call(options);
  const { tracingOptions } = optionsOf(options) as { tracingOptions?: TracingOptions };
  const given = Object.assign(Object.create(options) as Options, { tracingOptions });
  const within = (at: number, inner: Options): Promise<Result> => {
    const name = names[at];
    return name === undefined ? call(inner) : inSpan(name, inner, (traced) => within(at + 1, traced));
  };
  return within(0, given);
}

/** Runs work in the span of a method. The work gets the place of that span in the trace. */
export async function inMethodSpan<Result>(
  { calls }: Tracing,
  name: string,
  tracingOptions: TracingOptions | undefined,
  work: (tracingOptions: TracingOptions) => Promise<Result>,
): Promise<Result> {
  const { span, updatedOptions } = calls.startSpan(name, tracingOptions ? { tracingOptions } : {});
  const { tracingOptions: inner } = updatedOptions;
  try {
    const result = await calls.withContext(inner.tracingContext, () => work(inner));
    span.setStatus({ status: 'success' });
    return result;
  } catch (error) {
    span.setStatus({ status: 'error', error });
    throw error;
  } finally {
    span.end();
  }
}
