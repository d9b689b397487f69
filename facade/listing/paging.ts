/** Listings that come in pages: an iterator over items, and one over pages. */

import { requireInteger, requireOptions } from '../validation/arguments';
import type { PagedAsyncIterableIterator, PageSettings } from '../types/common';
import { ListResult, type ListCall, type ListShape } from './lists';
import { RepeatedMarkers } from './repeatedMarkers';
import type { Plain } from '../pipeline/decode';

/** Which page is asked for. */
export interface PageRequest {
  marker?: string;
  maxPageSize?: number;
}

/** What a listing is made of. */
export interface Listing<Item, Page> {
  /** Asks for one page. */
  begin: (page: PageRequest) => ListCall;
  shape: ListShape;
  /** The items of a slice: elements by the name of their list. */
  itemsOf: (slice: Plain) => Iterable<Item>;
  /** The items of a page, where a slice does not tell their order. */
  itemsOfPage?: (page: Page) => Iterable<Item>;
}

interface PageLike {
  continuationToken?: string;
}

/** Makes the iterator of a listing. Nothing is sent before the first `next()`. */
export function paged<Item, Page extends PageLike>(
  listing: Listing<Item, Page>,
): PagedAsyncIterableIterator<Item, Page> {
  const ahead = new PageAhead(listing);
  const items = listItems(listing, ahead);
  const iterator = {
    next: () => items.next(),
    // A loop that is left gives up what it would have asked for next. It can be gone on with: then the page is asked for again.
    return: (value?: unknown): Promise<IteratorResult<Item>> => {
      ahead.stop();
      return Promise.resolve({ done: true, value });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    byPage: (settings: PageSettings = {}) => {
      const { continuationToken, maxPageSize } = requireOptions(settings, 'settings');
      return listPages(listing, continuationToken, maxPageSize);
    },
  };
  return iterator;
}

async function* listItems<Item, Page extends PageLike>(
  listing: Listing<Item, Page>,
  ahead: PageAhead<Item, Page>,
): AsyncGenerator<Item, undefined, undefined> {
  const markers = new RepeatedMarkers(undefined);
  let marker: string | undefined;
  do {
    const page = await ahead.take(marker);
    marker = page.result.continuationToken;
    if (listing.itemsOfPage !== undefined) {
      yield* listing.itemsOfPage(await page.complete());
    }
    let slices = 0;
    for (let slice = page.whole() ?? (await page.next()); slice !== undefined; slice = await page.next()) {
      slices += 1;
      // Whoever asks for more than the first slice is likely to want the next page.
      if (slices === 2 && isMarker(marker)) ahead.begin(marker);
      for (const item of listing.itemsOf(slice)) yield item;
    }
    if (isMarker(marker)) ahead.check(marker, markers);
  } while (isMarker(marker));
}

async function* listPages<Item, Page extends PageLike>(
  listing: Listing<Item, Page>,
  continuationToken: string | undefined,
  maxPageSize: number | undefined,
): AsyncGenerator<Page, undefined, undefined> {
  if (maxPageSize !== undefined) requireInteger(maxPageSize, 'maxPageSize', 1);
  // The token of the last page is empty: to go on from there is to get nothing, not to begin again.
  if (continuationToken === '') return;
  const markers = new RepeatedMarkers(continuationToken);
  let marker = continuationToken;
  do {
    const { outcome } = listing.begin({
      ...(marker === undefined ? {} : { marker }),
      ...(maxPageSize === undefined ? {} : { maxPageSize }),
    });
    const page = await new ListResult<Page>(await outcome, listing.shape).complete();
    marker = page.continuationToken;
    yield page;
    // The page itself is a good one; what it leads to is not asked for again.
    if (isMarker(marker)) markers.check(marker);
  } while (isMarker(marker));
}

/** The page after the one whose items are being read, when it has been asked for. */
class PageAhead<Item, Page> {
  readonly #listing: Listing<Item, Page>;
  #call: ListCall | undefined;

  constructor(listing: Listing<Item, Page>) {
    this.#listing = listing;
  }

  begin(marker: string): void {
    this.#call = this.#listing.begin({ marker });
    // A failure is told when its page is reached, and not at all when it is not.
    this.#call.outcome.catch(() => undefined);
  }

  /** What the page that was read leads to is not asked for again. */
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

  /** The page of the marker: the one that was asked for, or else it is asked for now. */
  async take(marker: string | undefined): Promise<ListResult<Page>> {
    const call = this.#call ?? this.#listing.begin(marker === undefined ? {} : { marker });
    this.#call = undefined;
    return new ListResult<Page>(await call.outcome, this.#listing.shape);
  }
}

function isMarker(marker: string | undefined): marker is string {
  return marker !== undefined && marker !== '';
}
