/** Lists of containers. */

import type { PagedAsyncIterableIterator } from '../types/common';
import type { ContainerItem } from '../generated/models';
import { beginList, decodeContainerItem, type ListShape } from './lists';
import { paged, pagesOf } from './paging';
import type { Target } from '../pipeline/run';
import { handedOn, optionsOf, pick } from '../validation/serialize';
import type { ServiceListContainersOptions, ServiceListContainersSegmentResponse } from '../types/service';

/** The `include…` options and the service's values for them, in the order in which they are sent. */
const INCLUDES = [
  ['includeDeleted', 'deleted'],
  ['includeMetadata', 'metadata'],
  ['includeSystem', 'system'],
] as const;

const PAGE: ListShape = {
  lists: ['containerItems'],
  element: decodeContainerItem,
};

/** Lists the containers of an account. */
export function listContainers(
  target: Target,
  options: ServiceListContainersOptions,
): PagedAsyncIterableIterator<ContainerItem, ServiceListContainersSegmentResponse> {
  const bag = optionsOf(options) as ServiceListContainersOptions;
  const { prefix } = bag;
  const include = INCLUDES.filter(([option]) => bag[option]).map(([, word]) => word);
  const segmentOptions = {
    ...handedOn(bag),
    ...(prefix === undefined || prefix === '' ? {} : { prefix }),
    ...(include.length > 0 ? { include } : pick(bag, ['include'])),
  };
  return paged<ContainerItem, ServiceListContainersSegmentResponse>({
    begin: (page) => beginList(target, 'ServiceListContainersSegment', { ...segmentOptions, ...page }),
    pages: pagesOf(bag),
    shape: PAGE,
    itemsOf: ({ containerItems }) => containerItems as ContainerItem[],
  });
}
