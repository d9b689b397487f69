/** Paged lists: an iterator over items, and one over pages. */

import { optionalInteger, optionalString, requireOptions } from '../validation/arguments';
import type { PagedAsyncIterableIterator, PageSettings } from '../types/common';
import { readList, type ListCall, type ListResult, type ListShape } from './lists';
import { RepeatedMarkers } from './repeatedMarkers';
import type { Plain } from '../pipeline/decode';

/** The page to request. */
export interface PageRequest {
  marker?: string;
  maxPageSize?: number;
}

/** The parts of a paged list. */
export interface Listing<Item, Page> {
  /** Requests a page. */
  begin: (page: PageRequest) => ListCall;
  /** The page settings among the options. Usually they are passed to `byPage`, but the reference also accepts them here, and prefers them. */
  pages?: PageRequest;
  shape: ListShape;
  /** The items of a slice, which has elements by the name of their list. */
  itemsOf: (slice: Plain) => Iterable<Item>;
  /** The items of a page, for lists whose order cannot be seen from a slice. */
  itemsOfPage?: (page: Page) => Iterable<Item>;
}

interface PageLike {
  continuationToken?: string;
}

/** Creates the iterator of a list. Nothing is sent before the first `next()`. */
export function paged<Item, Page extends PageLike>(
  listing: Listing<Item, Page>,
): PagedAsyncIterableIterator<Item, Page> {
  const ahead = new PageAhead(listing);
  const items = listItems(listing, ahead);
  const iterator = {
    next: () => items.next(),
    // Leaving a loop cancels the request for the next page. If iteration continues, the page is requested again.
    return: (value?: unknown): Promise<IteratorResult<Item>> => {
      ahead.stop();
      return Promise.resolve({ done: true, value });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    byPage: (settings: PageSettings = {}) => {
      const { continuationToken, maxPageSize } = requireOptions(settings, 'settings');
      const { pages } = listing;
      return listPages(listing, pages?.marker ?? continuationToken, pages?.maxPageSize ?? maxPageSize);
    },
  };
  return iterator;
}

async function* listItems<Item, Page extends PageLike>(
  listing: Listing<Item, Page>,
  ahead: PageAhead<Item, Page>,
): AsyncGenerator<Item, undefined, undefined> {
  let marker = listing.pages?.marker;
  const markers = new RepeatedMarkers(marker);
  do {
    const page = await ahead.take(marker);
    marker = page.result.continuationToken;
    if (listing.itemsOfPage !== undefined) {
      yield* listing.itemsOfPage(await page.complete());
    }
    let slices = 0;
    for (let slice = page.whole() ?? (await page.next()); slice !== undefined; slice = await page.next()) {
      slices += 1;
      // A reader that needs more than the first slice probably needs the next page.
      if (slices === 2 && isMarker(marker)) ahead.begin(marker);
      for (const item of listing.itemsOf(slice)) yield item;
    }
    if (isMarker(marker)) ahead.check(marker, markers);
  } while (isMarker(marker));
}

async function* listPages<Item, Page extends PageLike>(
  listing: Listing<Item, Page>,
  continuationToken: string | undefined,
  maxPageSize: unknown,
): AsyncGenerator<Page, undefined, undefined> {
  const size = optionalInteger(maxPageSize, 'maxPageSize', 1);
  // The token of the last page is empty, or null if it was saved as JSON. Continuing from it yields nothing, and must not start over.
  if (continuationToken !== undefined && !continuationToken) return;
  const markers = new RepeatedMarkers(continuationToken);
  let marker = continuationToken;
  do {
    const call = listing.begin({
      ...(marker === undefined ? {} : { marker }),
      ...(size === undefined ? {} : { maxPageSize: size }),
    });
    const page = await (await readList<Page>(call, listing.shape)).complete();
    marker = page.continuationToken;
    yield page;
    // The page itself is fine, but the next one must not be requested again.
    if (isMarker(marker)) markers.check(marker);
  } while (isMarker(marker));
}

/** The next page, which may be requested while the items of the current one are read. */
class PageAhead<Item, Page> {
  readonly #listing: Listing<Item, Page>;
  #call: ListCall | undefined;

  constructor(listing: Listing<Item, Page>) {
    this.#listing = listing;
  }

  begin(marker: string): void {
    this.#call = this.#begin(marker);
    // A failure is thrown when its page is reached, and ignored if it is not.
    this.#call.outcome.catch(() => undefined);
  }

  #begin(marker: string | undefined): ListCall {
    const { maxPageSize } = this.#listing.pages ?? {};
    return this.#listing.begin({
      ...(marker === undefined ? {} : { marker }),
      ...(maxPageSize === undefined ? {} : { maxPageSize }),
    });
  }

  /** Throws if the next page was already read. */
  check(marker: string, markers: RepeatedMarkers): void {
    try {
      markers.check(marker);
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  stop(): void {
    this.#call?.stop();
    this.#call = undefined;
  }

  /** Returns the page of the marker: the one that was requested ahead, or a new request. */
  async take(marker: string | undefined): Promise<ListResult<Page>> {
    const call = this.#call ?? this.#begin(marker);
    this.#call = undefined;
    return await readList<Page>(call, this.#listing.shape);
  }
}

function isMarker(marker: string | undefined): marker is string {
  return marker !== undefined && marker !== '';
}

/** Reads the size of pages from options, whose typings do not have it. */
export function pageSizeOf(options: object): PageRequest {
  const { maxPageSize } = options as { maxPageSize?: unknown };
  const size = optionalInteger(maxPageSize, 'options.maxPageSize', 1);
  return size === undefined ? {} : { maxPageSize: size };
}

/** The same, with the marker of the first page. The reference requests that page again and again. */
export function pagesOf(options: object): PageRequest {
  const { marker } = options as { marker?: unknown };
  const first = optionalString(marker ?? undefined, 'options.marker');
  return first === undefined || first === '' ? pageSizeOf(options) : { ...pageSizeOf(options), marker: first };
}
