/** The pages of a page blob that hold data, or that changed. */

import type { PagedAsyncIterableIterator, Range } from '../types/common';
import type { ClearRange, PageRange } from '../generated/models';
import type {
  PageBlobGetPageRangesResponse,
  PageBlobGetPageRangesResponseModel,
  PageRangeInfo,
} from '../types/pageBlob';
import { beginList, runList, type ListShape } from './lists';
import { paged } from './paging';
import type { Target } from '../pipeline/run';

/** Which part of the blob is looked at, and which snapshot it is compared with. */
export interface PageRangesQuery {
  range: object;
  prevSnapshot?: string;
  prevSnapshotUrl?: string;
}

const LISTS = ['pageRange', 'clearRange'];

/** As scripts get one answer: with offsets and counts. */
const WHOLE: ListShape = {
  lists: LISTS,
  element: (range) => {
    const { start, end } = range as unknown as PageRange;
    // The service names the last byte, so this count is one too small. So is the reference's.
    return { offset: start, count: end - start } satisfies Range;
  },
  spreads: true,
};

/** As scripts get a page of a listing: as the service says it. */
const PAGE: ListShape = { lists: LISTS };

/** All ranges at once. */
export async function getPageRanges(
  target: Target,
  query: PageRangesQuery,
  options: object,
): Promise<PageBlobGetPageRangesResponse> {
  return runList(target, 'PageBlobGetPageRanges', options, { ...query }, WHOLE);
}

/** The ranges page by page. */
export function listPageRanges(
  target: Target,
  query: PageRangesQuery,
  options: object,
): PagedAsyncIterableIterator<PageRangeInfo, PageBlobGetPageRangesResponseModel> {
  return paged<PageRangeInfo, PageBlobGetPageRangesResponseModel>({
    begin: (page) => beginList(target, 'PageBlobGetPageRanges', options, { ...query, ...page }),
    shape: PAGE,
    itemsOf: () => [],
    itemsOfPage: inOrder,
  });
}

/** Both kinds of ranges, by where they begin. */
function inOrder(page: { pageRange?: PageRange[]; clearRange?: ClearRange[] }): PageRangeInfo[] {
  const pages = (page.pageRange ?? []).map(({ start, end }) => ({ start, end, isClear: false }));
  const clear = (page.clearRange ?? []).map(({ start, end }) => ({ start, end, isClear: true }));
  return [...clear, ...pages].sort((first, second) => first.start - second.start);
}
