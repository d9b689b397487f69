/** Listings that come in pages: an iterator over items, and one over pages. */

import { requireInteger, requireOptions } from './arguments';
import type { PagedAsyncIterableIterator, PageSettings } from './common';
import { RepeatedMarkers } from './repeatedMarkers';

/** Asks for one page. */
export type FetchPage<Page> = (page: { marker?: string; maxPageSize?: number }) => Promise<Page>;

/** Makes the iterator of a listing. Nothing is sent before the first `next()`. */
export function paged<Item, Page extends { continuationToken?: string }>(
  fetchPage: FetchPage<Page>,
  itemsOf: (page: Page) => Iterable<Item>,
): PagedAsyncIterableIterator<Item, Page> {
  const items = listItems(fetchPage, itemsOf);
  return {
    next: () => items.next(),
    [Symbol.asyncIterator]() {
      return this;
    },
    byPage: (settings: PageSettings = {}) => {
      const { continuationToken, maxPageSize } = requireOptions(settings, 'settings');
      return listPages(fetchPage, continuationToken, maxPageSize);
    },
  };
}

async function* listItems<Item, Page extends { continuationToken?: string }>(
  fetchPage: FetchPage<Page>,
  itemsOf: (page: Page) => Iterable<Item>,
): AsyncGenerator<Item, undefined, undefined> {
  for await (const page of listPages(fetchPage, undefined, undefined)) yield* itemsOf(page);
}

async function* listPages<Page extends { continuationToken?: string }>(
  fetchPage: FetchPage<Page>,
  continuationToken: string | undefined,
  maxPageSize: number | undefined,
): AsyncGenerator<Page, undefined, undefined> {
  if (maxPageSize !== undefined) requireInteger(maxPageSize, 'maxPageSize', 1);
  // The token of the last page is empty: to go on from there is to get nothing, not to begin again.
  if (continuationToken === '') return;
  const markers = new RepeatedMarkers(continuationToken);
  let marker = continuationToken;
  do {
    const page = await fetchPage({
      ...(marker === undefined ? {} : { marker }),
      ...(maxPageSize === undefined ? {} : { maxPageSize }),
    });
    marker = page.continuationToken;
    yield page;
    // The page itself is a good one; what it leads to is not asked for again.
    if (marker) markers.check(marker);
  } while (marker !== undefined && marker !== '');
}
