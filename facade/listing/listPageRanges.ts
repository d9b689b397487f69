/** The page ranges of a page blob. */

import type { PagedAsyncIterableIterator, Range } from '../types/common';
import type { ClearRange, PageRange } from '../generated/models';
import type {
  PageBlobGetPageRangesResponse,
  PageBlobGetPageRangesResponseModel,
  PageRangeInfo,
} from '../types/pageBlob';
import { beginList, runList, type ListShape } from './lists';
import { paged, pageSizeOf } from './paging';
import type { Target } from '../pipeline/run';

/** The range to list, and the snapshot to compare with. */
export interface PageRangesQuery {
  range: object;
  prevSnapshot?: string;
  prevSnapshotUrl?: string;
}

const LISTS = ['pageRange', 'clearRange'];

/** The form of a single response: offsets and counts. */
const WHOLE: ListShape = {
  lists: LISTS,
  element: (range) => {
    const { start, end } = range as unknown as PageRange;
    // `end` is inclusive, so this count is one too small. So is the count of the reference.
    return { offset: start, count: end - start } satisfies Range;
  },
  toServiceFormat: ({ pageRange, clearRange }) => ({ pageRange, clearRange }),
  enumerableResponse: true,
};

/** The form of a list page: as the service sends it. */
const PAGE: ListShape = { lists: LISTS };

/** Returns all ranges at once. */
export async function getPageRanges(
  target: Target,
  query: PageRangesQuery,
  options: object,
): Promise<PageBlobGetPageRangesResponse> {
  return await runList(target, 'PageBlobGetPageRanges', options, { ...query }, WHOLE);
}

/** Lists the ranges page by page. */
export function listPageRanges(
  target: Target,
  query: PageRangesQuery,
  options: object,
): PagedAsyncIterableIterator<PageRangeInfo, PageBlobGetPageRangesResponseModel> {
  const kind = query.prevSnapshot ?? query.prevSnapshotUrl;
  const span = kind === undefined ? 'PageBlobClient-getPageRangesSegment' : 'PageBlobClient-getPageRangesDiffSegment';
  return paged<PageRangeInfo, PageBlobGetPageRangesResponseModel>({
    begin: (page) => beginList(target, 'PageBlobGetPageRanges', options, { ...query, ...page }, span),
    pages: pageSizeOf(options),
    shape: PAGE,
    itemsOf: () => [],
    itemsOfPage: inOrder,
  });
}

/** Merges both kinds of ranges, in order of their start. */
function inOrder(page: { pageRange?: PageRange[]; clearRange?: ClearRange[] }): PageRangeInfo[] {
  const pages = (page.pageRange ?? []).map(({ start, end }) => ({ start, end, isClear: false }));
  const clear = (page.clearRange ?? []).map(({ start, end }) => ({ start, end, isClear: true }));
  return [...clear, ...pages].sort((first, second) => first.start - second.start);
}
