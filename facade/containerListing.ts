/** Lists of containers. */

import type { PagedAsyncIterableIterator } from './common';
import type { ContainerItem } from './generated/models';
import { paged } from './paging';
import { bodyReviver, reviveProperties, type Plain } from './revive';
import { run, type Target } from './run';
import { optionsOf } from './serialize';
import type { ServiceListContainersOptions, ServiceListContainersSegmentResponse } from './serviceTypes';

/** The options that ask for more, and the service's words for them, in the order in which they are sent. */
const INCLUDES = [
  ['includeDeleted', 'deleted'],
  ['includeMetadata', 'metadata'],
  ['includeSystem', 'system'],
] as const;

const BODY = ['serviceEndpoint', 'prefix', 'marker', 'maxPageSize', 'containerItems', 'continuationToken'];

const revivePage = bodyReviver(BODY, (page: Plain) => {
  for (const { properties } of page.containerItems as { properties: Plain }[]) reviveProperties(properties);
});

/** Lists the containers of an account. */
export function listContainers(
  target: Target,
  options: ServiceListContainersOptions,
): PagedAsyncIterableIterator<ContainerItem, ServiceListContainersSegmentResponse> {
  const bag = optionsOf(options) as ServiceListContainersOptions;
  const { abortSignal, prefix } = bag;
  const include = INCLUDES.filter(([option]) => bag[option]).map(([, word]) => word);
  const segmentOptions = {
    ...(abortSignal ? { abortSignal } : {}),
    ...(prefix === undefined || prefix === '' ? {} : { prefix }),
    ...(include.length > 0 ? { include } : {}),
  };
  return paged<ContainerItem, ServiceListContainersSegmentResponse>(
    (page) => run(target, 'ServiceListContainersSegment', segmentOptions, { ...page }, revivePage),
    (page) => page.containerItems,
  );
}
