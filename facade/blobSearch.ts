/** Blobs that are found by their index tags. */

import type { PagedAsyncIterableIterator } from './common';
import type { ContainerFindBlobsByTagsSegmentResponse, FilterBlobItem } from './containerTypes';
import { tagsOf, tagSetOf } from './blobTags';
import type { FilterBlobItemModel } from './otherNames';
import { paged } from './paging';
import { bodyReviver, type Plain } from './revive';
import { run, type Target } from './run';
import { pickOptions, type Values } from './serialize';

const BODY = ['serviceEndpoint', 'where', 'blobs', 'continuationToken'];

const reviveFound = bodyReviver(
  BODY,
  (result: Plain) => {
    result.blobs = (result.blobs as FilterBlobItemModel[]).map(({ tags, ...blob }) => ({
      ...blob,
      ...(tags === undefined ? {} : { tags: tagsOf(tags) }),
      tagValue: tags?.blobTagSet.length === 1 ? tags.blobTagSet[0]?.value : '',
    }));
  },
  (body) => ({ ...body, blobs: (body.blobs as FilterBlobItem[]).map(asSent) }),
);

/** A blob with its tags as the service lists them. */
function asSent({ name, containerName, tags }: FilterBlobItem): FilterBlobItemModel {
  return { name, containerName, ...(tags === undefined ? {} : { tags: tagSetOf(tags) }) };
}

/** Finds the blobs of an account or a container. */
export function findBlobsByTags(
  target: Target,
  options: unknown,
  query: Values,
): PagedAsyncIterableIterator<FilterBlobItem, ContainerFindBlobsByTagsSegmentResponse> {
  const given = pickOptions('FilterBlobs', options);
  return paged<FilterBlobItem, ContainerFindBlobsByTagsSegmentResponse>(
    (page) => run(target, 'FilterBlobs', given, { ...query, ...page }, reviveFound),
    (page) => page.blobs,
  );
}
