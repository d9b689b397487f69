/** Operations whose responses contain long lists: runs them, and builds their results. */

import { withAbort } from '../pipeline/abort';
import { native } from '../engine/native';
import type { NativeCancel, NativeResult } from '../engine/nativeModule';
import { observed } from '../pipeline/observe';
import { makeBlobItem, makeContainerItem } from '../generated/results';
import { decodeResultWithBody, type Plain, type ResultShape } from '../pipeline/decode';
import { prepareCall, withOnResponse, withRequestProgress } from '../pipeline/requestOptions';
import { callJson, requireOk, type Target } from '../pipeline/run';
import type { RequestOptions } from '../validation/requestOptions';
import { readOptions, type Operation, type Values } from '../validation/serialize';
import { Slices } from '../pipeline/slices';

/** How the result of a list operation is built. */
export interface ListShape extends ResultShape {
  /** The names of the lists. */
  lists: readonly string[];
  /** The member of the result that contains the lists. Default: the result itself. */
  holder?: string;
  /** Converts an element. It may be changed in place. */
  element?: (element: Plain, list: string) => unknown;
}

/** The operation of a response, and how its result is read. */
interface ListOperation {
  operation: Operation;
  shape: ListShape;
  absent?: Plain | undefined;
}

/** A pending call. */
export interface ListCall {
  operation: Operation;
  outcome: Promise<NativeResult>;
  /** Cancels the call. */
  stop: () => void;
  /** Members of the result that the format of the response does not have. */
  absent?: Plain;
  request: RequestOptions | undefined;
}

/** Starts an operation. `parameters` are the arguments besides the options. */
export function beginList(
  target: Target,
  operation: Operation,
  options: unknown,
  parameters: Values = {},
  spanName?: string,
): ListCall {
  const { values, abortSignal, tracingOptions, request } = readOptions(operation, options);
  const { url, json } = prepareCall(target.url, callJson(target, values, parameters), request);
  let handle: NativeCancel | undefined;
  let stopped = false;
  const outcome = withAbort(abortSignal, (extras) => {
    const cancel = (handle = extras?.cancel ?? new (native().NativeCancel)());
    if (stopped) cancel.cancel();
    return withRequestProgress(request, { received: lengthOfBody }, { ...extras, cancel }, (all) =>
      observed(target, tracingOptions, { name: spanName }).run(operation, url, json, all),
    );
  });
  return {
    operation,
    outcome,
    request,
    stop() {
      stopped = true;
      handle?.cancel();
    },
  };
}

function lengthOfBody(attachment: unknown): number {
  return Buffer.byteLength(new Slices(attachment as Buffer | undefined).bodyAsText ?? '');
}

/** A result whose lists are filled while they are read. */
export class ListResult<Result> {
  /** The result. {@link complete} fills its lists. */
  readonly result: Result;
  readonly #slices: Slices;
  readonly #shape: ListShape;
  readonly #holder: Plain;

  /** Throws the failure, if the outcome is one. */
  constructor(outcome: NativeResult, { operation, shape, absent }: ListOperation) {
    const plain = JSON.parse(requireOk(outcome)) as Plain;
    if (absent && plain.serviceEndpoint === '') Object.assign(plain, absent);
    this.#shape = shape;
    this.#slices = new Slices(outcome.attachment as Buffer | undefined);
    const holder = shape.holder === undefined ? plain : (plain[shape.holder] as Plain);
    // The response came as a single text, with its elements.
    for (const name of shape.lists) holder[name] = this.#made(name, (holder[name] ?? []) as Plain[]);
    const text = (): string | undefined => this.#slices.bodyAsText;
    const result = decodeResultWithBody(operation, plain, outcome.head, shape, text);
    this.#holder = shape.holder === undefined ? result : (result[shape.holder] as Plain);
    this.result = result as Result;
  }

  /** The elements that came with the response itself, if any. */
  whole(): Plain | undefined {
    const lists = this.#shape.lists.map((name) => [name, this.#holder[name]] as const);
    return lists.some(([, list]) => (list as unknown[]).length > 0) ? Object.fromEntries(lists) : undefined;
  }

  /** The next elements, list after list. Undefined at the end. */
  async next(): Promise<Plain | undefined> {
    if (!this.#slices.hasMore) return undefined;
    const slice = await this.#slices.next();
    for (const name of Object.keys(slice)) slice[name] = this.#made(name, slice[name] as Plain[]);
    return slice;
  }

  /** Returns the result with all elements. */
  async complete(): Promise<Result> {
    for (let slice = await this.next(); slice !== undefined; slice = await this.next()) {
      for (const [name, elements] of Object.entries(slice)) {
        const list = this.#holder[name] as unknown[];
        for (const element of elements as unknown[]) list.push(element);
      }
    }
    return this.result;
  }

  #made(name: string, elements: Plain[]): unknown[] {
    const { element } = this.#shape;
    return element === undefined ? elements : elements.map((plain) => element(plain, name));
  }
}

/** Waits for the response to a call, and calls `onResponse` with the complete result. */
export async function readList<Result>(call: ListCall, shape: ListShape): Promise<ListResult<Result>> {
  const { operation, absent, request } = call;
  const outcome = await call.outcome;
  let list: ListResult<Result> | undefined;
  const read = (): ListResult<Result> => (list = new ListResult<Result>(outcome, { operation, absent, shape }));
  if (request?.onResponse === undefined) return read();
  await withOnResponse(request, async () => (await read().complete()) as object);
  return list ?? read();
}

/** Runs an operation, and returns its complete result. */
export async function runList<Result>(
  target: Target,
  operation: Operation,
  options: unknown,
  parameters: Values,
  shape: ListShape,
): Promise<Result> {
  const list = await readList<Result>(beginList(target, operation, options, parameters), shape);
  return await list.complete();
}

/** Decodes a blob, or a prefix of several. */
export function decodeBlobItem(item: Plain, list: string): Plain {
  return list === 'blobItems' ? makeBlobItem(item) : item;
}

/** Decodes a container. */
export function decodeContainerItem(item: Plain): Plain {
  return makeContainerItem(item);
}
