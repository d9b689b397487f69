/** The pages of a page blob that hold data, or that changed. */

import type { PagedAsyncIterableIterator, Range } from './common';
import type { ClearRange, PageRange } from './generated/models';
import type { PageBlobGetPageRangesResponse, PageBlobGetPageRangesResponseModel, PageRangeInfo } from './pageBlobTypes';
import { paged } from './paging';
import { bodyReviver, type Plain } from './revive';
import { run, type Target } from './run';

/** Which part of the blob is looked at, and which snapshot it is compared with. */
export interface PageRangesQuery {
  range: object;
  prevSnapshot?: string;
  prevSnapshotUrl?: string;
}

/** As scripts get one answer: with offsets and counts. */
const reviveRanges = bodyReviver(['pageRange', 'clearRange'], (result: Plain) => {
  for (const key of ['pageRange', 'clearRange']) {
    const ranges = (result[key] ?? []) as PageRange[];
    // The service names the last byte, so this count is one too small. So is the reference's.
    result[key] = ranges.map(({ start, end }): Range => ({ offset: start, count: end - start }));
  }
});

/** As scripts get a page of a listing: as the service says it. */
const revivePage = bodyReviver(['pageRange', 'clearRange', 'continuationToken']);

/** All ranges at once. */
export async function getPageRanges(
  target: Target,
  query: PageRangesQuery,
  options: object,
): Promise<PageBlobGetPageRangesResponse> {
  return run(target, 'PageBlobGetPageRanges', options, { ...query }, reviveRanges);
}

/** The ranges page by page. */
export function listPageRanges(
  target: Target,
  query: PageRangesQuery,
  options: object,
): PagedAsyncIterableIterator<PageRangeInfo, PageBlobGetPageRangesResponseModel> {
  return paged<PageRangeInfo, PageBlobGetPageRangesResponseModel>(
    (page) => run(target, 'PageBlobGetPageRanges', options, { ...query, ...page }, revivePage),
    inOrder,
  );
}

/** Both kinds of ranges, by where they begin. */
function inOrder(page: { pageRange?: PageRange[]; clearRange?: ClearRange[] }): PageRangeInfo[] {
  const pages = (page.pageRange ?? []).map(({ start, end }) => ({ start, end, isClear: false }));
  const clear = (page.clearRange ?? []).map(({ start, end }) => ({ start, end, isClear: true }));
  return [...clear, ...pages].sort((first, second) => first.start - second.start);
}
