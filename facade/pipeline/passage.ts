/** Takes one request through the policies of a place: passes it to them, sends what they pass on, and returns their result. */

import { bytesOf, feedFrom, isUntouched, readBody, streamOf } from './bodies';
import { requireResponse } from './compat';
import { headerPairs } from './headerPairs';
import { keepCredentialError } from '../engine/credentialErrors';
import { HttpHeaderList } from '../engine/HttpHeaderList';
import type { CallHints, NativeByteFeed, NativeByteStream, NativePassage } from '../engine/nativeModule';
import { RestError } from '../errors/errors';
import { errorFromJson, toError, type Failure } from '../errors/failure';
import { messageOf } from '../errors/messageOf';
import { isRetriableError } from '../policies/retriable';
import type { PipelineRequest, PipelineResponse, SendRequest } from '../types/corePipeline';
import type { Operation } from '../validation/serialize';
import { wholeMilliseconds } from '../validation/requestOptions';
import { requestOfPassage, type Shown } from './passageRequest';
import { PLACE } from './policyPlaces';
import { addParsed } from './parsedResponse';
import { reportProgress } from './progress';

/** A response as the engine describes it. */
interface ShownResponse {
  number: number;
  status: number;
  headers: [string, string][];
  failure?: Failure;
  isStreamed: boolean;
}

/** The known facts about a response of the engine. */
interface Origin {
  number: number;
  status: number;
  headers: string;
  text: string | undefined;
  stream: NodeJS.ReadableStream | undefined;
  isRead: boolean;
  failure: Failure | undefined;
}

/** The origin of an error that policies got from the engine: the number of a request that failed, or a response. */
type Failed = { number: number } | { response: PipelineResponse };

/**
 * Wraps the policies of a place around the function that sends. `onlySuccess` wraps what policies send through that see only successes.
 * `part` is the operation of a request that is part of a larger call.
 */
export type Compose = (
  place: number,
  last: SendRequest,
  onlySuccess: (send: SendRequest) => SendRequest,
  part: string | undefined,
) => SendRequest;

/** Takes a request through policies. It never rejects. */
export async function pass(
  passage: NativePassage,
  hints: CallHints,
  isObservedOnly: boolean,
  compose: Compose,
): Promise<void> {
  const state = new PassageState(passage, JSON.parse(passage.shown) as Shown, hints, isObservedOnly);
  const { place, operation } = state.shown;
  try {
    const send = compose(
      place,
      (request) => state.next(request),
      (next) => state.onlySuccess(next),
      hints.isPart === true ? (operation ?? undefined) : undefined,
    );
    await state.end(await send(state.request));
  } catch (error) {
    await state.fail(error).catch((second: unknown) => {
      passage.respond(JSON.stringify({ request: {}, message: messageOf(second), thrown: keepCredentialError(second) }));
    });
  }
}

/**
 * The passage of one request. It knows the responses and errors that it gave to policies; from the passage of another request, which a
 * policy may have kept, they are as if the policy had created them.
 */
class PassageState {
  readonly shown: Shown;
  readonly request: PipelineRequest;
  readonly #passage: NativePassage;
  readonly #hints: CallHints;
  readonly #origins = new Map<object, Origin>();
  readonly #failures = new Map<unknown, Failed>();
  /** The request as the engine knows it. */
  #known: { headers: string; body: unknown; timeout: unknown };
  /** The number of the request, until it is passed to the engine. */
  #companion: number | undefined;

  /** Whether policies only observe: bodies are not read, and errors stay the engine's. */
  readonly #isObservedOnly: boolean;

  constructor(passage: NativePassage, shown: Shown, hints: CallHints, isObservedOnly: boolean) {
    this.#isObservedOnly = isObservedOnly;
    this.#passage = passage;
    this.#hints = hints;
    this.shown = shown;
    ({ request: this.request, companion: this.#companion } = requestOfPassage(passage, shown, hints, isObservedOnly));
    const { headers, body, timeout } = this.request;
    this.#known = { headers: headersText(headers), body, timeout };
  }

  /** Sends a request on. */
  async next(request: PipelineRequest): Promise<PipelineResponse> {
    const { change, body } = await this.#changeOf(request);
    const outcome = await this.#passage.next(JSON.stringify(change), body);
    if (outcome.failure !== undefined) {
      const error = errorFromJson(outcome.failure, pass);
      if (outcome.head !== undefined) this.#failures.set(error, { number: Number(outcome.head) });
      throw error;
    }
    return this.#responseOf(JSON.parse(outcome.ok ?? '{}') as ShownResponse, outcome.attachment, request);
  }

  /** Turns responses without success into rejections, for policies at the place where the reference has parsed them. */
  onlySuccess(next: SendRequest): SendRequest {
    return async (request) => {
      const response = await next(request);
      requireResponse(response);
      if (this.shown.success.includes(response.status)) return response;
      const failure = this.#origins.get(response)?.failure;
      const error = failure ? toError(failure) : errorOfForeign(response);
      this.#failures.set(error, { response });
      throw error;
    };
  }

  async #changeOf(request: PipelineRequest): Promise<{ change: object; body: Uint8Array | undefined }> {
    const { url, method } = request;
    const change: Record<string, unknown> = { url, method };
    const headers = headersText(request.headers);
    if (headers !== this.#known.headers) change.headers = sentHeaders(request.headers);
    if (this.#companion !== undefined) change.companion = this.#companion;
    this.#companion = undefined;
    if (request.timeout !== this.#known.timeout) change.timeout = wholeMilliseconds(request.timeout) ?? 0;
    const isSame = request.body === this.#known.body;
    this.#known = { headers, body: request.body, timeout: request.timeout };
    return { change, body: isSame ? undefined : await readBody(request.body) };
  }

  #responseOf(shown: ShownResponse, attachment: unknown, request: PipelineRequest): PipelineResponse {
    const headers = new HttpHeaderList(shown.headers);
    const response: PipelineResponse = { status: shown.status, headers, request };
    const origin: Origin = {
      number: shown.number,
      status: shown.status,
      headers: headersText(headers),
      text: undefined,
      stream: undefined,
      isRead: false,
      failure: shown.failure,
    };
    if (shown.isStreamed) {
      const onRead = (): void => {
        origin.isRead = true;
      };
      response.readableStreamBody = origin.stream = streamOf(attachment as NativeByteStream, onRead);
    } else if (request.method !== 'HEAD') {
      response.bodyAsText = origin.text = (attachment as Buffer | undefined)?.toString('utf8') ?? '';
    }
    this.#origins.set(response, origin);
    if (!this.#isObservedOnly) this.#reportProgress(request, response);
    if (this.shown.place === PLACE.call && this.shown.success.includes(shown.status)) {
      const operation = this.shown.operation as Operation | null;
      addParsed(response, () => headersText(response.headers), origin.text, this.#passage, operation ?? undefined);
    }
    return response;
  }

  /**
   * Calls the functions that policies put on a request, once all of the body was sent and received. Those of the call itself are for an HTTP
   * client of the caller; otherwise the call reports to them.
   */
  #reportProgress(request: PipelineRequest, { bodyAsText }: PipelineResponse): void {
    const { onUploadProgress: up, onDownloadProgress: down } = request;
    const onUploadProgress = up === this.#hints.onUploadProgress ? undefined : up;
    const onDownloadProgress = down === this.#hints.onDownloadProgress ? undefined : down;
    if (onUploadProgress && this.shown.bodyLength > 0) {
      reportProgress(onUploadProgress, { loadedBytes: this.shown.bodyLength });
    }
    if (onDownloadProgress && bodyAsText) {
      reportProgress(onDownloadProgress, { loadedBytes: Buffer.byteLength(bodyAsText) });
    }
  }

  /** Ends with a response. `thrown` is the error that policies got for it. */
  async end(response: PipelineResponse, thrown?: number): Promise<void> {
    requireResponse(response);
    const origin = this.#origins.get(response);
    const ending: Record<string, unknown> = thrown === undefined ? {} : { thrown };
    if (origin) ending.from = origin.number;
    if (response.status !== origin?.status) ending.status = requireStatus(response.status);
    if (headersText(response.headers) !== origin?.headers) ending.headers = headerPairs(response.headers);
    const { body, feed, start } = await this.#bodyOf(response, origin);
    const { change, body: requestBody } = await this.#finalChange();
    this.#passage.respond(JSON.stringify({ ...ending, request: change }), requestBody, body, feed);
    start?.();
  }

  async #bodyOf(
    response: PipelineResponse,
    origin: Origin | undefined,
  ): Promise<{ body?: Uint8Array; feed?: NativeByteFeed; start?: () => void }> {
    const { bodyAsText, readableStreamBody: stream, blobBody } = response;
    const isOurs = stream === origin?.stream && !origin?.isRead && (!stream || isUntouched(stream));
    if (origin && bodyAsText === origin.text && isOurs) return {};
    if (stream && !isOurs) {
      if (!this.shown.isStreamed || !this.shown.success.includes(response.status))
        return { body: await readBody(stream) };
      const feed = this.#passage.feed();
      return { feed, start: () => void feedFrom(stream, feed) };
    }
    if (blobBody) return { body: await readBody(await blobBody) };
    return { body: bytesOf(bodyAsText) ?? (await readBody(bodyAsText)) };
  }

  /** The final changes of the request, for the next attempt. */
  async #finalChange(): Promise<{ change: object; body?: Uint8Array }> {
    const { headers, body: sent, timeout } = this.request;
    const { headers: knownHeaders, body: knownBody, timeout: knownTimeout } = this.#known;
    const isSame = headersText(headers) === knownHeaders && sent === knownBody && timeout === knownTimeout;
    if (isSame && this.#companion === undefined) return { change: {} };
    const { change, body } = await this.#changeOf(this.request);
    return body ? { change, body } : { change };
  }

  /** Ends with an error that policies threw. */
  async fail(error: unknown): Promise<void> {
    const known = this.#failures.get(error);
    if (known && this.#isObservedOnly) {
      if ('response' in known) await this.end(known.response);
      else this.#passage.respond(JSON.stringify({ from: known.number, request: (await this.#finalChange()).change }));
      return;
    }
    const thrown = keepCredentialError(error);
    if (known && 'response' in known) {
      await this.end(known.response, thrown);
      return;
    }
    const isRetriable = error instanceof Error && error.name === 'RestError' && isRetriableError(error);
    const { change, body } = await this.#finalChange();
    const ending = { ...known, thrown, message: messageOf(error), retry: isRetriable, request: change };
    const { number: from, ...others } = ending as typeof ending & { number?: number };
    this.#passage.respond(JSON.stringify({ from, ...others }), body);
  }
}

/** The error for a response that a policy created. */
function errorOfForeign({ status, headers, bodyAsText }: PipelineResponse): RestError {
  const text = bodyAsText ?? '';
  const code = headers.get('x-ms-error-code') ?? /<Code>([^<]*)<\/Code>/.exec(text)?.[1];
  const message = /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? text;
  const error = new RestError(message, { statusCode: status, ...(code === undefined ? {} : { code }) });
  error.details = { errorCode: code };
  return error;
}

function requireStatus(status: unknown): number {
  if (typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599) return status;
  throw new TypeError(`A request policy must resolve to a response with an HTTP status, not ${String(status)}`);
}

/** The headers that are sent. The length is that of the body. */
function sentHeaders(headers: unknown): [string, string][] {
  return headerPairs(headers).filter(([name]) => name.toLowerCase() !== 'content-length');
}

function headersText(headers: unknown): string {
  return JSON.stringify(headerPairs(headers));
}
