/** The policies that trace and log each attempt, in the places in which the reference has them. */

import { logger } from '../engine/logger';
import type { PipelinePolicy, PipelineRequest, PipelineResponse, SendRequest } from '../types/corePipeline';
import { attempted } from './retryLog';
import { sanitized, sanitizedResponse, sanitizedUrl } from './sanitize';
import { methodOf } from './spans';
import { currentTracing, inMethodSpan, type Span, type Tracing, type TracingOptions } from './tracing';

/** Creates a span for each attempt, and sends the headers of its trace. */
export const tracingPolicy: PipelinePolicy = {
  name: 'tracingPolicy',
  async sendRequest(request, next) {
    const tracing = currentTracing(request.tracingOptions);
    const started = tracing && startAttempt(tracing, request);
    if (!started) return await next(request);
    const { span, tracingContext, tracing: tracer } = started;
    try {
      const response = await tracer.requests.withContext(tracingContext, () => next(request));
      quietly(() => {
        describe(span, response);
      });
      return response;
    } catch (error) {
      quietly(() => {
        describeError(span, error);
      });
      throw error;
    }
  },
};

/** Starts the span of an attempt. Undefined if it is not recorded. An error of an instrumenter does not fail the request. */
function startAttempt(
  tracing: Tracing,
  request: PipelineRequest,
): { span: Span; tracingContext: unknown; tracing: Tracing } | undefined {
  return quietly(() => {
    const tracingOptions = (request.tracingOptions ?? {}) as TracingOptions;
    const spanAttributes = {
      'http.url': sanitizedUrl(request.url),
      'http.method': request.method,
      'http.user_agent': request.headers.get('user-agent'),
      requestId: request.requestId,
    };
    const started = tracing.requests.startSpan(
      `HTTP ${request.method}`,
      { tracingOptions },
      { spanKind: 'client', spanAttributes },
    );
    const { span } = started;
    if (!span.isRecording()) {
      span.end();
      return undefined;
    }
    const { tracingContext } = started.updatedOptions.tracingOptions;
    for (const [name, value] of Object.entries(tracing.requests.createRequestHeaders(tracingContext))) {
      request.headers.set(name, value);
    }
    return { span, tracingContext, tracing };
  });
}

function describe(span: Span, { status, headers }: PipelineResponse): void {
  span.setAttribute('http.status_code', status);
  const serviceRequestId = headers.get('x-ms-request-id');
  if (serviceRequestId !== undefined) span.setAttribute('serviceRequestId', serviceRequestId);
  if (status >= 400) span.setStatus({ status: 'error' });
  span.end();
}

function describeError(span: Span, error: unknown): void {
  span.setStatus({ status: 'error', error: error instanceof Error ? error : undefined });
  const { name, statusCode } = (error ?? {}) as { name?: unknown; statusCode?: unknown };
  if (name === 'RestError' && typeof statusCode === 'number') span.setAttribute('http.status_code', statusCode);
  span.end();
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    logger.warning(
      `Skipping a tracing span due to an error: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}

/** Logs each attempt as it is sent. */
export class LogPolicy implements PipelinePolicy {
  readonly name = 'logPolicy';
  readonly #maxTries: number;

  constructor(maxTries: number) {
    this.#maxTries = maxTries;
  }

  async sendRequest(request: PipelineRequest, next: SendRequest): Promise<PipelineResponse> {
    return await attempted(request, this.#maxTries, async () => {
      const { info } = logger;
      if (!info.enabled) return await next(request);
      info(`Request: ${sanitized(request)}`);
      const response = await next(request);
      info(`Response status code: ${String(response.status)}`);
      info(`Headers: ${sanitizedResponse(response.headers)}`);
      return response;
    });
  }
}

/** Puts a request of a larger call into the span of the method that would normally send it. */
export function inMethod(operation: string, send: SendRequest): SendRequest {
  const name = methodOf(operation);
  return async (request) => {
    const tracing = currentTracing(request.tracingOptions);
    if (tracing === undefined || name === undefined) return await send(request);
    return await inMethodSpan(tracing, name, request.tracingOptions as TracingOptions | undefined, (tracingOptions) => {
      request.tracingOptions = tracingOptions;
      return send(request);
    });
  };
}
