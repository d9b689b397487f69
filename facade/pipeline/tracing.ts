/**
 * Spans, by the conventions of `@azure/core-tracing`: one for each call, and in it one for its request. They are created
 * if the process has loaded that package and set an instrumenter, such as that of
 * `@azure/opentelemetry-instrumentation-azure-sdk`. Otherwise there is nothing here but a look into a cache.
 */

import { ForeignModule } from '../engine/foreignModules';
import { native } from '../engine/native';
import type { NativeResult } from '../engine/nativeModule';
import { redact } from '../errors/errors';
import { errorFromJson, type Failure } from '../errors/failure';
import { optionsOf } from '../validation/serialize';
import { LazyHttpResponse } from './LazyHttpResponse';
import type { SpanName } from './spans';

/** A span, as far as it is used. */
interface Span {
  setStatus(status: { status: 'success' } | { status: 'error'; error?: unknown }): void;
  setAttribute(name: string, value: unknown): void;
  isRecording(): boolean;
  end(): void;
}

interface TracingOptions {
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
  createTracingClient: (options: ClientOptions) => TracingClient;
}

interface ClientOptions {
  namespace: string;
  packageName: string;
  packageVersion: string;
}

/** What creates spans. */
export interface Tracing {
  calls: TracingClient;
  requests: TracingClient;
}

const statePackage = new ForeignModule('@azure/core-tracing', 'state.js');
let tracing: { state: { instrumenterImplementation?: unknown }; clients: Tracing } | undefined;

/** What creates spans, if anything does. */
export function currentTracing(tracingOptions: unknown): Tracing | undefined {
  const loaded = statePackage.loaded(tracingOptions !== undefined) as {
    state?: { instrumenterImplementation?: unknown };
  };
  const state = (loaded as typeof loaded | undefined)?.state;
  if (state?.instrumenterImplementation === undefined) return undefined;
  if (tracing?.state !== state) {
    const { createTracingClient } = statePackage.sibling('index.js') as TracingPackage;
    const client = (namespace: string): TracingClient =>
      createTracingClient({ namespace, packageName: 'blobferry', packageVersion: native().version() });
    tracing = { state, clients: { calls: client('Microsoft.Storage'), requests: client('') } };
  }
  return tracing.clients;
}

/** Runs a method that calls other methods in a span of its own. They get options with its trace. */
export async function inSpan<Options extends object, Result>(
  name: string,
  options: Options,
  call: (options: Options) => Promise<Result>,
): Promise<Result> {
  const { tracingOptions } = optionsOf(options) as { tracingOptions?: TracingOptions };
  const tracing = currentTracing(tracingOptions);
  if (tracing === undefined) return call(options);
  const { span, updatedOptions } = tracing.calls.startSpan(name, tracingOptions ? { tracingOptions } : {});
  try {
    // Options may be of a class, so they are inherited from and not copied.
    const traced = Object.assign(Object.create(options) as Options, updatedOptions);
    const result = await tracing.calls.withContext(updatedOptions.tracingOptions.tracingContext, () => call(traced));
    span.setStatus({ status: 'success' });
    return result;
  } catch (error) {
    span.setStatus({ status: 'error', error });
    throw error;
  } finally {
    span.end();
  }
}

/** Runs a call of the engine in its spans. `call` gets the headers that tie its requests to the trace. */
export async function withSpans(
  { calls, requests }: Tracing,
  { name, method }: SpanName,
  url: string,
  tracingOptions: unknown,
  call: (headers: Record<string, string> | undefined) => Promise<NativeResult>,
): Promise<NativeResult> {
  const started = calls.startSpan(name, tracingOptions ? { tracingOptions: tracingOptions } : {});
  const { tracingContext } = started.updatedOptions.tracingOptions;
  try {
    const result = await calls.withContext(tracingContext, () =>
      withRequestSpan(requests, method, url, started.updatedOptions.tracingOptions, call),
    );
    started.span.setStatus(
      result.failure === undefined ? { status: 'success' } : { status: 'error', error: errorFromJson(result.failure) },
    );
    return result;
  } catch (error) {
    started.span.setStatus({ status: 'error', error });
    throw error;
  } finally {
    started.span.end();
  }
}

async function withRequestSpan(
  requests: TracingClient,
  method: string,
  url: string,
  tracingOptions: TracingOptions,
  call: (headers: Record<string, string> | undefined) => Promise<NativeResult>,
): Promise<NativeResult> {
  const spanAttributes = { 'http.url': redact(url), 'http.method': method };
  const started = requests.startSpan(`HTTP ${method}`, { tracingOptions }, { spanKind: 'client', spanAttributes });
  const { span } = started;
  if (!span.isRecording()) {
    span.end();
    return call(undefined);
  }
  const { tracingContext } = started.updatedOptions.tracingOptions;
  try {
    const headers = requests.createRequestHeaders(tracingContext);
    const result = await requests.withContext(tracingContext, () => call(headers));
    describe(span, result);
    return result;
  } finally {
    span.end();
  }
}

/** Sets what is known of a request and its response. */
function describe(span: Span, { head, failure }: NativeResult): void {
  const set = (name: string, value: unknown): void => {
    if (value !== undefined) span.setAttribute(name, value);
  };
  if (failure !== undefined) {
    const { request, response, statusCode } = JSON.parse(failure) as Failure;
    set('http.url', request?.url);
    set('http.user_agent', request?.headers?.['user-agent']);
    set('requestId', request?.headers?.['x-ms-client-request-id']);
    set('http.status_code', statusCode ?? response?.status);
    set('serviceRequestId', response?.headers?.['x-ms-request-id']);
    span.setStatus({ status: 'error', error: errorFromJson(failure) });
  } else if (head !== undefined) {
    const { request, status, headers } = new LazyHttpResponse(head, { headers: () => undefined });
    set('http.url', redact(request.url));
    set('http.user_agent', request.headers.get('user-agent'));
    set('requestId', request.headers.get('x-ms-client-request-id'));
    set('http.status_code', status);
    set('serviceRequestId', headers.get('x-ms-request-id'));
  }
}
