/** The entries of an iterable that is copied instead of a container. They are read one by one, and passed to the engine in batches. */

import { types } from 'node:util';

import { isClient } from '../pipeline/isClient';
import { keepCredentialError } from '../engine/credentialErrors';
import { native } from '../engine/native';
import { messageOf } from '../errors/messageOf';
import type { NativeContainerCopy, NativePipeline } from '../engine/nativeModule';
import { nativePipelineOf } from '../pipeline/Pipeline';
import type { Observing } from '../pipeline/PipelineLayers';
import { provideRoots } from '../pipeline/certificates';
import type { BlobCopyEntry } from '../types/containerCopyEntries';
import { optionalInteger, optionalString, requireName, requireUrl, shown } from '../validation/arguments';
import { UsedNames } from './UsedNames';

/** The maximum number of entries that are passed to the engine at once. */
const BATCH = 256;

/** A source of entries. */
export type Entries = Iterable<BlobCopyEntry> | AsyncIterable<BlobCopyEntry>;

/** An iterator of anything that the caller passed. */
export type AnyIterator = AsyncIterator<unknown, unknown> | Iterator<unknown, unknown>;

/** An entry as it is passed to the engine: what was read, and what is wrong with it. */
interface CrossingEntry {
  source?: string;
  /** The index of its pipeline among those passed with it. */
  reader?: number;
  destination?: string;
  length?: number;
  etag?: string;
  fault?: string;
}

/** Returns whether a source is an iterable, and neither a URL nor a client. */
export function isEntries(source: unknown): source is Entries {
  if (typeof source !== 'object' || source === null || types.isStringObject(source) || isClient(source)) return false;
  return Symbol.asyncIterator in source || Symbol.iterator in source;
}

/** Starts to iterate. Throws what the iterable throws. */
export function iteratorOf(source: Entries): AnyIterator {
  const { [Symbol.asyncIterator]: asynchronous, [Symbol.iterator]: synchronous } = source as AsyncIterable<unknown> &
    Iterable<unknown>;
  const make = (asynchronous as unknown) ?? synchronous;
  if (typeof make !== 'function') throw new TypeError('source must be iterable, but its iterator is no function');
  const iterator = Reflect.apply(make, source, []) as AnyIterator | null;
  if (typeof iterator !== 'object' || iterator === null || typeof iterator.next !== 'function') {
    throw new TypeError(`source must be iterable, but its iterator is ${shown(iterator)} without next()`);
  }
  return iterator;
}

/** Closes an iterator of a copy that did not begin. */
export async function closeUnread(iterator: AnyIterator | undefined): Promise<void> {
  try {
    await iterator?.return?.();
  } catch {
    // The error of the copy says more.
  }
}

/**
 * Supplies entries to a copy on demand, until they end or throw, or the copy has ended. It never rejects: what the iterable throws is
 * the error of the copy.
 */
export async function feedEntries(
  copy: NativeContainerCopy,
  iterator: AnyIterator,
  observing: Observing,
): Promise<void> {
  const feed = new Feed(copy, iterator, observing);
  try {
    await feed.run();
  } catch (error) {
    copy.endEntries(keepCredentialError(error));
  }
}

class Feed {
  readonly #copy: NativeContainerCopy;
  readonly #iterator: AnyIterator;
  /** How the requests to the sources are observed. */
  readonly #observing: Observing;
  /** The pending request for the next entry. */
  #request: Promise<void> | undefined;
  #came: { result?: IteratorResult<unknown, unknown>; thrown?: { error: unknown } } | undefined;
  #hasEnded = false;
  #isClosed = false;
  #wake: (() => void) | undefined;
  /** How many entries were read. */
  #number = 0;
  readonly #used = new UsedNames();

  constructor(copy: NativeContainerCopy, iterator: AnyIterator, observing: Observing) {
    this.#copy = copy;
    this.#iterator = iterator;
    this.#observing = observing;
  }

  async run(): Promise<void> {
    const closed = this.#copy.entriesClosed().then(() => {
      this.#isClosed = true;
      this.#giveUp();
      this.#wake?.();
    });
    for (;;) {
      const { ok } = await this.#copy.wantsEntries();
      if (ok === undefined) break;
      if (this.#came === undefined) await this.#next();
      const { thrown } = this.#came ?? {};
      if (this.#isClosed) break;
      if (thrown || this.#hasEnded) {
        this.#copy.endEntries(thrown && keepCredentialError(thrown.error));
        break;
      }
      await this.#giveBatch();
    }
    await closed;
  }

  /** Supplies the entries of this turn of the event loop, at least one. It does not wait for a slow iterable to fill a batch. */
  async #giveBatch(): Promise<void> {
    const batch: CrossingEntry[] = [];
    const readers: NativePipeline[] = [];
    let isOver = false;
    native().nextTurn(() => {
      isOver = true;
      this.#wake?.();
    });
    while (this.#came?.result && !this.#hasEnded) {
      batch.push(this.#read(this.#came.result.value, readers));
      this.#came = undefined;
      if (batch.length === BATCH) break;
      await this.#next(() => isOver);
    }
    this.#copy.giveEntries(JSON.stringify(batch), readers);
  }

  /** Reads an entry. A second one with the same name would overwrite the copy of the first. */
  #read(value: unknown, readers: NativePipeline[]): CrossingEntry {
    this.#number += 1;
    const entry = readEntry(value, readers, this.#observing);
    if (entry.fault !== undefined || entry.destination === undefined) return entry;
    const owner = this.#used.take(entry.destination, this.#number);
    if (owner !== undefined) {
      entry.fault = `its destination ${JSON.stringify(entry.destination)} is that of entry ${String(owner)} already`;
    }
    return entry;
  }

  /** Waits for the next entry, unless the copy ends or it takes too long. */
  async #next(isOver: () => boolean = () => false): Promise<void> {
    this.#request ??= this.#requestNext();
    const request = this.#request;
    await new Promise<void>((resolve) => {
      this.#wake = () => {
        if (this.#isClosed || isOver()) resolve();
      };
      this.#wake();
      void request.then(resolve);
    });
    this.#wake = undefined;
  }

  async #requestNext(): Promise<void> {
    try {
      const result: unknown = await this.#iterator.next();
      if (typeof result !== 'object' || result === null) {
        throw new TypeError(`the iterator of source must give objects with value and done, not ${shown(result)}`);
      }
      const { done, value } = result as IteratorResult<unknown, unknown>;
      this.#hasEnded = Boolean(done);
      // As `for await` does, also with the entries of an iterable that is not asynchronous.
      this.#came = { result: { done: this.#hasEnded, value: this.#hasEnded ? undefined : await value } };
    } catch (error) {
      this.#hasEnded = true;
      this.#came = { thrown: { error } };
    }
    this.#request = undefined;
  }

  /** The copy has ended: an unfinished iterable is closed, and its errors are ignored. */
  #giveUp(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    void Promise.resolve()
      .then(() => this.#iterator.return?.())
      .catch(() => undefined);
  }
}

/** Reads an entry. An invalid entry does not affect the others. */
function readEntry(value: unknown, readers: NativePipeline[], observing: Observing): CrossingEntry {
  const read: CrossingEntry = {};
  try {
    if (typeof value !== 'object' || value === null) throw new TypeError(`it must be an object, not ${shown(value)}`);
    const { source, destination, length, etag } = value as Record<keyof BlobCopyEntry, unknown>;
    const from = isClient(source) ? source : { url: requireUrl(source, 'source'), pipeline: undefined };
    read.source = requireName(from.url, 'source');
    read.destination = requireName(destination, 'destination');
    const knownLength = optionalInteger(length, 'length', 0);
    if (knownLength !== undefined) read.length = knownLength;
    const knownEtag = optionalString(etag, 'etag');
    if (knownEtag?.isWellFormed() === false)
      throw new TypeError('etag contains half of a surrogate pair, which no ETag has');
    if (knownEtag !== undefined) read.etag = knownEtag;
    if (from.url.startsWith('https:')) provideRoots();
    if (from.pipeline) {
      const reader = nativePipelineOf(from.pipeline, from.url, observing);
      const known = readers.indexOf(reader);
      read.reader = known < 0 ? readers.push(reader) - 1 : known;
    }
  } catch (error) {
    read.fault = messageOf(error);
  }
  return read;
}
