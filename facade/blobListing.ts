/** Lists of blobs: an iterator over blobs, and one over pages. */

import { requireInteger, requireOptions } from './arguments';
import type { PagedAsyncIterableIterator, PageSettings } from './common';
import type { BlobItem, ContainerListBlobFlatSegmentResponse } from './generated/models';
import type { ContainerListBlobsOptions } from './options';
import { revivePage } from './revive';
import { run, type Target } from './run';

/** The options that ask for more, and the service's words for them, in the order in which they are sent. */
const INCLUDES = [
  ['includeCopy', 'copy'],
  ['includeDeleted', 'deleted'],
  ['includeMetadata', 'metadata'],
  ['includeSnapshots', 'snapshots'],
  ['includeVersions', 'versions'],
  ['includeUncommitedBlobs', 'uncommittedblobs'],
  ['includeTags', 'tags'],
  ['includeDeletedWithVersions', 'deletedwithversions'],
  ['includeImmutabilityPolicy', 'immutabilitypolicy'],
  ['includeLegalHold', 'legalhold'],
] as const;

type SegmentOptions = Pick<ContainerListBlobsOptions, 'abortSignal' | 'prefix' | 'startFrom'> & {
  include?: string[];
  maxPageSize?: number;
};

/** Lists the blobs of a container. Nothing is sent before the first `next()`. */
export function listBlobsFlat(
  target: Target,
  options: ContainerListBlobsOptions,
): PagedAsyncIterableIterator<BlobItem, ContainerListBlobFlatSegmentResponse> {
  const segmentOptions = toSegmentOptions(options);
  const items = listItems(target, segmentOptions);
  return {
    next: () => items.next(),
    [Symbol.asyncIterator]() {
      return this;
    },
    byPage: (settings: PageSettings = {}) => {
      const { continuationToken, maxPageSize } = requireOptions(settings, 'settings');
      return listPages(target, continuationToken, {
        ...(maxPageSize === undefined ? {} : { maxPageSize }),
        ...segmentOptions,
      });
    },
  };
}

function toSegmentOptions(options: ContainerListBlobsOptions): SegmentOptions {
  const { abortSignal, prefix, startFrom } = options;
  const include = INCLUDES.filter(([option]) => options[option] === true).map(([, word]) => word);
  return {
    ...(abortSignal ? { abortSignal } : {}),
    ...(prefix === undefined || prefix === '' ? {} : { prefix }),
    ...(startFrom === undefined ? {} : { startFrom }),
    ...(include.length > 0 ? { include } : {}),
  };
}

async function* listItems(target: Target, options: SegmentOptions): AsyncGenerator<BlobItem, undefined, undefined> {
  for await (const page of listPages(target, undefined, options)) yield* page.segment.blobItems;
}

async function* listPages(
  target: Target,
  continuationToken: string | undefined,
  options: SegmentOptions,
): AsyncGenerator<ContainerListBlobFlatSegmentResponse, undefined, undefined> {
  if (options.maxPageSize !== undefined) requireInteger(options.maxPageSize, 'maxPageSize', 1);
  // The token of the last page is empty: to go on from there is to get nothing, not to begin again.
  if (continuationToken === '') return;
  let marker = continuationToken;
  do {
    const page: ContainerListBlobFlatSegmentResponse = await run(
      target,
      'ContainerListBlobFlatSegment',
      { ...options, ...(marker === undefined ? {} : { marker }) },
      revivePage,
    );
    marker = page.continuationToken;
    yield page;
  } while (marker !== undefined && marker !== '');
}
