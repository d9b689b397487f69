/** Applies the options of `validation/requestOptions.ts` to a call: to its URL, to its request, and when its response is there. */

import { native } from '../engine/native';
import type { CallExtras, NativeResult } from '../engine/nativeModule';
import { callNative } from '../errors/failure';
import type { TransferProgressEvent } from '../types/common';
import type { OnProgress, OnResponse, RequestOptions } from '../validation/requestOptions';
import { reportProgress } from './progress';

/** A call with these options. */
export interface PreparedCall {
  url: string;
  json: string;
}

/** Adds headers, a time limit, and the time that the service may take. The engine reads the first two from lines in front of the options. */
export function prepareCall(url: string, json: string, request: RequestOptions | undefined): PreparedCall {
  if (request === undefined) return { url, json };
  const { customHeaders, timeout, timeoutInSeconds } = request;
  const options = customHeaders === undefined ? json : `headers ${JSON.stringify(customHeaders)}\n${json}`;
  const seconds = timeoutInSeconds === undefined ? undefined : String(timeoutInSeconds);
  return {
    url: seconds === undefined ? url : callNative(() => native().setParameter(url, 'timeout', seconds)),
    json: timeout === undefined ? options : `timeout ${String(timeout)}\n${options}`,
  };
}

/** Reports the whole length at the end, unless the HTTP client of the caller has. */
class WholeProgress {
  #last: number | undefined;
  readonly #onProgress: OnProgress;

  constructor(onProgress: OnProgress) {
    this.#onProgress = onProgress;
  }

  readonly report = ({ loadedBytes }: TransferProgressEvent): void => {
    this.#last = loadedBytes;
    reportProgress(this.#onProgress, { loadedBytes });
  };

  end(length: number): void {
    if (length > 0 && length !== this.#last) this.report({ loadedBytes: length });
  }
}

/** How much of a call's progress there is: the length of its body, and of the response's. */
export interface CallLengths {
  sent?: number;
  received?: (attachment: unknown) => number;
}

/** Starts a call, synchronously, whose progress is reported if that was requested. Then it gets more extras. */
export function withRequestProgress<Result extends NativeResult>(
  request: RequestOptions | undefined,
  lengths: CallLengths,
  extras: CallExtras | undefined,
  start: (extras: CallExtras | undefined) => Promise<Result>,
): Promise<Result> {
  const { onUploadProgress, onDownloadProgress } = request ?? {};
  if (!onUploadProgress && !onDownloadProgress) return start(extras);
  return watched({ onUploadProgress, onDownloadProgress }, lengths, (progress) => start({ ...extras, ...progress }));
}

async function watched<Result extends NativeResult>(
  { onUploadProgress, onDownloadProgress }: Record<'onUploadProgress' | 'onDownloadProgress', OnProgress | undefined>,
  { sent = 0, received = () => 0 }: CallLengths,
  start: (progress: CallExtras) => Promise<Result>,
): Promise<Result> {
  const up = onUploadProgress && new WholeProgress(onUploadProgress);
  const down = onDownloadProgress && new WholeProgress(onDownloadProgress);
  const progress: CallExtras = {};
  if (up) progress.onUploadProgress = up.report;
  if (down) progress.onDownloadProgress = down.report;
  const outcome = await start(progress);
  up?.end(sent);
  down?.end(received(outcome.attachment));
  return outcome;
}

/** The members of a response that are read. */
interface ParsedResponse {
  parsedHeaders?: object;
  parsedBody?: object | true;
}

/**
 * Gives the caller the response, with its result or with its error. As in the reference, what `onResponse` throws is what the call rejects
 * with.
 */
export async function withOnResponse<T extends object>(
  request: RequestOptions | undefined,
  read: () => T | Promise<T>,
): Promise<T> {
  const { onResponse } = request ?? {};
  if (onResponse === undefined) return await read();
  let result: T;
  try {
    result = await read();
  } catch (error) {
    reportFailure(onResponse, error);
    throw error;
  }
  const { _response: response } = result as { _response?: unknown };
  onResponse(response, resultOf(result, response as ParsedResponse), undefined);
  return result;
}

function reportFailure(onResponse: OnResponse, error: unknown): void {
  const { response, details } = (error ?? {}) as { response?: unknown; details?: unknown };
  if (response) onResponse(response, details, error);
}

/** The result before the method turns it into its own. */
function resultOf(result: object, { parsedBody, parsedHeaders }: ParsedResponse): object {
  return typeof parsedBody === 'object' ? { ...parsedHeaders, ...parsedBody } : result;
}
