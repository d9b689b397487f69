/** Blobs found by their index tags. */

import type { PagedAsyncIterableIterator } from '../types/common';
import type { ContainerFindBlobsByTagsSegmentResponse, FilterBlobItem } from '../types/container';
import { tagsOf, tagSetOf } from './blobTags';
import type { FilterBlobItemModel } from '../types/aliases';
import { beginList, type ListShape } from './lists';
import { paged, pageSizeOf } from './paging';
import type { Plain } from '../pipeline/decode';
import type { Target } from '../pipeline/run';
import { optionsOf, pickOptions, type Values } from '../validation/serialize';

const FOUND: ListShape = {
  lists: ['blobs'],
  element: decodeFoundBlob,
  toServiceFormat: (body) => ({ ...body, blobs: (body.blobs as FilterBlobItem[]).map(toServiceFormat) }),
  enumerableResponse: true,
};

/** Converts a found blob: its tags become an object. */
function decodeFoundBlob(found: Plain): unknown {
  const { tags, ...blob } = found as unknown as FilterBlobItemModel;
  return {
    ...blob,
    ...(tags === undefined ? {} : { tags: tagsOf(tags) }),
    tagValue: tags?.blobTagSet.length === 1 ? tags.blobTagSet[0]?.value : '',
  };
}

/** The found blob in the format of the service. */
function toServiceFormat(found: FilterBlobItem): FilterBlobItemModel {
  const { tags, ...blob } = found;
  const sent: FilterBlobItemModel & { tagValue?: string } = { ...blob, ...(tags ? { tags: tagSetOf(tags) } : {}) };
  delete sent.tagValue;
  return sent;
}

/** Finds blobs of an account or a container. */
export function findBlobsByTags(
  target: Target,
  options: unknown,
  query: Values,
): PagedAsyncIterableIterator<FilterBlobItem, ContainerFindBlobsByTagsSegmentResponse> {
  const given = pickOptions('FilterBlobs', options);
  return paged<FilterBlobItem, ContainerFindBlobsByTagsSegmentResponse>({
    begin: (page) => beginList(target, 'FilterBlobs', given, { ...query, ...page }),
    pages: pageSizeOf(optionsOf(options)),
    shape: FOUND,
    itemsOf: ({ blobs }) => blobs as FilterBlobItem[],
  });
}
