/**
 * Options that the typings do not have. Some methods of the reference hand all of their options on to Microsoft's core packages, which know
 * more. What can be honored is read here; the rest is rejected, because dropping it would be silent.
 */

import { optionalInteger, optionalString, requireCallback } from './arguments';
import { readBytes } from './values';
import type { TransferProgressEvent } from '../types/common';

/** Gets the response to each request of a call, the parsed result, and the error if the service rejected the request. */
export type OnResponse = (response: unknown, result: unknown, error?: unknown) => unknown;

/** Gets the progress of a transfer. */
export type OnProgress = (progress: TransferProgressEvent) => void;

/** These options, as far as they are about the request and its response. */
export interface RequestOptions {
  /** Headers that the caller adds. */
  customHeaders?: Readonly<Record<string, string>>;
  /** The time in milliseconds after which an attempt without a response is aborted. */
  timeout?: number;
  /** The time that the service may take, as a query parameter. */
  timeoutInSeconds?: number;
  onResponse?: OnResponse;
  onUploadProgress?: OnProgress;
  onDownloadProgress?: OnProgress;
}

/** The names of these options, for methods that read options before they pass them on. */
export const REQUEST_OPTIONS = [
  'requestOptions',
  'onResponse',
  'requestId',
  'timeoutInSeconds',
  'transactionalContentMD5',
  'serializerOptions',
] as const;

/** An object whose members are options. */
export type Bag = Readonly<Record<string, unknown>>;

/**
 * Reads these options. Undefined if there is none, as usual. `known` are the options that the operation itself declares, and `hasHash` says
 * that it takes the hash of a body that it does not have.
 */
export function readRequestOptions(bag: Bag, known: object, hasHash: boolean): RequestOptions | undefined {
  const { requestOptions, onResponse, serializerOptions } = bag;
  if (serializerOptions) throw notSupported('serializerOptions');
  const read: RequestOptions = requestOptions ? readWireOptions(requestOptions as Bag) : {};
  const headers: Record<string, string> = {};
  const id = 'requestId' in known ? undefined : optionalString(bag.requestId ?? undefined, 'options.requestId');
  if (id !== undefined) headers['x-ms-client-request-id'] = id;
  const { transactionalContentMD5: hash } = bag;
  if (hasHash && hash) headers['content-md5'] = readBytes(hash, 'options.transactionalContentMD5');
  if (Object.keys(headers).length > 0) read.customHeaders = { ...headers, ...read.customHeaders };
  if (!('timeoutInSeconds' in known)) {
    const seconds = optionalInteger(bag.timeoutInSeconds, 'options.timeoutInSeconds', 0);
    if (seconds !== undefined) read.timeoutInSeconds = seconds;
  }
  if (onResponse) read.onResponse = callback(onResponse, 'options.onResponse');
  return Object.keys(read).length === 0 ? undefined : read;
}

function readWireOptions(options: Bag): RequestOptions {
  const { customHeaders, timeout, onUploadProgress, onDownloadProgress, shouldDeserialize } = options;
  // `allowInsecureConnection` changes nothing: like the clients of the reference, ours always allow HTTP.
  if (shouldDeserialize !== undefined && shouldDeserialize !== true) {
    throw notSupported('requestOptions.shouldDeserialize');
  }
  const read: RequestOptions = {};
  const limit = wholeMilliseconds(timeout);
  if (customHeaders) read.customHeaders = headersOf(customHeaders);
  if (limit !== undefined) read.timeout = limit;
  if (onUploadProgress) read.onUploadProgress = callback(onUploadProgress, 'options.requestOptions.onUploadProgress');
  if (onDownloadProgress) {
    read.onDownloadProgress = callback(onDownloadProgress, 'options.requestOptions.onDownloadProgress');
  }
  return read;
}

function headersOf(customHeaders: unknown): Record<string, string> {
  if (typeof customHeaders !== 'object' || customHeaders === null) {
    throw new TypeError('options.requestOptions.customHeaders must be an object');
  }
  return Object.fromEntries(Object.entries(customHeaders).map(([name, value]) => [name, String(value as number)]));
}

/** A time limit in milliseconds, or undefined for none. */
export function wholeMilliseconds(timeout: unknown): number | undefined {
  const milliseconds = Number(timeout);
  return milliseconds > 0 && milliseconds <= Number.MAX_SAFE_INTEGER ? Math.ceil(milliseconds) : undefined;
}

function callback(value: unknown, argument: string): OnProgress & OnResponse {
  requireCallback(value, argument);
  return value as OnProgress & OnResponse;
}

function notSupported(name: string): TypeError {
  return new TypeError(`options.${name} is not supported, because the engine reads and writes the bodies`);
}
