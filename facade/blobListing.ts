/** Lists of blobs: flat, and by hierarchy. */

import type { PagedAsyncIterableIterator } from './common';
import type { ContainerListBlobHierarchySegmentResponse } from './containerTypes';
import type { BlobItem, BlobPrefix, ContainerListBlobFlatSegmentResponse } from './generated/models';
import type { ContainerListBlobsOptions } from './options';
import { paged } from './paging';
import { revivePage } from './revive';
import { run, type Target } from './run';
import { optionsOf } from './serialize';

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
};

/** Lists the blobs of a container. */
export function listBlobsFlat(
  target: Target,
  options: ContainerListBlobsOptions,
): PagedAsyncIterableIterator<BlobItem, ContainerListBlobFlatSegmentResponse> {
  const segmentOptions = toSegmentOptions(options);
  return paged<BlobItem, ContainerListBlobFlatSegmentResponse>(
    (page) => run(target, 'ContainerListBlobFlatSegment', segmentOptions, { ...page }, revivePage),
    (page) => page.segment.blobItems,
  );
}

/** What a listing by hierarchy gives: prefixes and blobs. */
type HierarchyItem = ({ kind: 'prefix' } & BlobPrefix) | ({ kind: 'blob' } & BlobItem);

/** Lists the blobs of a container up to a delimiter, and what the names of all others begin with. */
export function listBlobsByHierarchy(
  target: Target,
  delimiter: string,
  options: ContainerListBlobsOptions,
): PagedAsyncIterableIterator<HierarchyItem, ContainerListBlobHierarchySegmentResponse> {
  const segmentOptions = toSegmentOptions(options);
  return paged<HierarchyItem, ContainerListBlobHierarchySegmentResponse>(
    (page) => run(target, 'ContainerListBlobHierarchySegment', segmentOptions, { ...page, delimiter }, revivePage),
    hierarchyItems,
  );
}

/** The prefixes of a page, then its blobs. */
function* hierarchyItems({ segment }: ContainerListBlobHierarchySegmentResponse): Generator<HierarchyItem> {
  for (const prefix of segment.blobPrefixes ?? []) yield { kind: 'prefix', ...prefix };
  for (const blob of segment.blobItems) yield { kind: 'blob', ...blob };
}

function toSegmentOptions(options: ContainerListBlobsOptions): SegmentOptions {
  const bag = optionsOf(options) as ContainerListBlobsOptions;
  const { abortSignal, prefix, startFrom } = bag;
  const include = INCLUDES.filter(([option]) => bag[option]).map(([, word]) => word);
  return {
    ...(abortSignal ? { abortSignal } : {}),
    ...(prefix === undefined || prefix === '' ? {} : { prefix }),
    ...(startFrom === undefined ? {} : { startFrom }),
    ...(include.length > 0 ? { include } : {}),
  };
}
