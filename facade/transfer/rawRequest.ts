/** Sends the requests of other packages, which take the pipeline of a client and send their own requests through it. */

import { withAbort } from '../pipeline/abort';
import { readBody, streamOf } from '../pipeline/bodies';
import { chain } from '../pipeline/CorePipeline';
import { requireCarried } from '../pipeline/coreOptions';
import { headerPairs } from '../pipeline/headerPairs';
import { layersOf, nativePipelineOf, readLayers, type LayerSenders } from '../pipeline/Pipeline';
import { PLACE, WITHOUT_RETRY, WITHOUT_SIGN } from '../pipeline/PipelineLayers';
import { requireOk } from '../pipeline/run';
import { currentTracing } from '../pipeline/tracing';
import { HttpHeaderList } from '../engine/HttpHeaderList';
import { native } from '../engine/native';
import type { CallExtras, NativeByteStream, NativeResult } from '../engine/nativeModule';
import type { CoreHttpClient, PipelinePolicy, PipelineRequest, PipelineResponse } from '../types/corePipeline';
import type { PipelineLike } from '../types/pipeline';
import { callers, operationPolicies, type OperationPolicies } from './coreClient';
import { feedUntilSettled } from './runWithBody';
import { prepareBody } from './uploadBody';

/** The shape of a pipeline that only sends. */
const ALONE = WITHOUT_RETRY | WITHOUT_SIGN;

/** Reads the policies of a pipeline, for its first client. */
export function prepareLayers(pipeline: PipelineLike): void {
  readLayers(pipeline, sendersOf);
  exposeCore(pipeline);
}

/**
 * Exposes the policies under the reference's names on a pipeline of another class, such as a plain object or one of another
 * copy of the package.
 */
function exposeCore(pipeline: PipelineLike): void {
  if ('_corePipeline' in pipeline || !Object.isExtensible(pipeline)) return;
  const expose = (name: string, get: () => unknown): void => {
    Object.defineProperty(pipeline, name, { get, configurable: true, enumerable: false });
  };
  expose('_corePipeline', () => layersOf(pipeline)?.core);
  expose('_coreHttpClient', () => layersOf(pipeline)?.client);
}

function sendersOf(pipeline: PipelineLike): LayerSenders {
  const engine: CoreHttpClient = { sendRequest: (request) => sendAlone(pipeline, request) };
  return { engine, policies: (ordered, client, request) => sendThrough(pipeline, ordered, client, request) };
}

/** Sends a request through all policies. Those up to the retries run here, the others in the engine's attempts. */
async function sendThrough(
  pipeline: PipelineLike,
  ordered: readonly PipelinePolicy[],
  client: CoreHttpClient,
  request: PipelineRequest,
): Promise<PipelineResponse> {
  const operations = operationPolicies(callers());
  requireReadable(operations, request);
  const retry = ordered.findIndex(({ name }) => name === 'storageRetryPolicy');
  const first = ordered.slice(0, retry === -1 ? undefined : retry).map((policy) => withOperations(policy, operations));
  const layers = layersOf(pipeline);
  const extras: CallExtras = layers?.isEngine(client) === true || client === layers?.client ? {} : { client };
  return await chain(first, (passed) => send(pipeline, passed, extras))(request);
}

function withOperations(policy: PipelinePolicy, operations: OperationPolicies | undefined): PipelinePolicy {
  if (policy.name === 'serializationPolicy') return operations?.serialize ?? policy;
  if (policy.name === 'deserializationPolicy') return operations?.deserialize ?? policy;
  return policy;
}

/** Requires that an operation of another package can be serialized. A request without these statuses is already complete. */
function requireReadable(operations: OperationPolicies | undefined, request: PipelineRequest): void {
  if (operations || !request.streamResponseStatusCodes) return;
  throw new Error(
    '@azure/core-client cannot be found, which the package that sends this request is built on. ' +
      'If the program is bundled, leave that package out of the bundle.',
  );
}

/** Sends a request without policies, retries and signature, as an HTTP client does. */
function sendAlone(pipeline: PipelineLike, request: PipelineRequest): Promise<PipelineResponse> {
  return send(pipeline, request, {}, ALONE);
}

/** Sends a request through the engine. */
async function send(
  pipeline: PipelineLike,
  request: PipelineRequest,
  extras: CallExtras,
  shape?: number,
): Promise<PipelineResponse> {
  const layers = layersOf(pipeline);
  if (!extras.client && (!layers || layers.isEngine(layers.client))) requireCarried(request);
  // The policies of a call have run already.
  const others = (layers?.shape ?? 0) & ~(1 << PLACE.call);
  const places = extras.client ? 1 << PLACE.transport : 0;
  const observing = shape === undefined && { isTraced: currentTracing(request.tracingOptions) !== undefined };
  const engine = nativePipelineOf(pipeline, request.url, observing, shape ?? others | places);
  const statuses = [...(request.streamResponseStatusCodes ?? [])];
  const json = JSON.stringify({
    method: request.method,
    url: request.url,
    headers: headerPairs(request.headers).filter(([name]) => name.toLowerCase() !== 'content-length'),
    isStreamed: statuses.length > 0,
  });
  const outcome = await withAbort(request.abortSignal, async (cancelling) => {
    const all = { ...extras, ...cancelling, request };
    const { bytes, feed, length } = await bodyOf(request);
    if (!feed) return await engine.send(json, bytes, all);
    const source = new (native().NativeUploadSource)(length, feed.keep, feed.inPlace);
    return await feedUntilSettled(engine.send(json, undefined, all, source), source, feed);
  });
  return responseOf(outcome, request);
}

type PreparedBody = Partial<ReturnType<typeof prepareBody>> & { length: number };

/** The body of a request. A body of unknown length is read first. */
async function bodyOf({ body, headers }: PipelineRequest): Promise<PreparedBody> {
  if (body === undefined || body === null) return { length: 0 };
  const length = headers.get('Content-Length');
  if (typeof body === 'string' || Buffer.isBuffer(body)) return prepareBody(body, body.length);
  if (length !== undefined && /^[0-9]+$/.test(length)) return prepareBody(body, Number(length));
  const bytes = await readBody(body);
  return { bytes, length: bytes.length };
}

function responseOf(outcome: NativeResult, request: PipelineRequest): PipelineResponse {
  const { status, headers } = JSON.parse(requireOk(outcome)) as { status: number; headers: [string, string][] };
  const response: PipelineResponse = { request, status, headers: new HttpHeaderList(headers) };
  const { attachment } = outcome;
  if (attachment !== undefined && !Buffer.isBuffer(attachment)) {
    response.readableStreamBody = streamOf(attachment as NativeByteStream);
  } else if (request.method !== 'HEAD') {
    response.bodyAsText = attachment?.toString('utf8') ?? '';
  }
  return response;
}
