// What scripts write about blocks, pages, tags, leases, policies and accounts. It must compile against the reference and against
// this package: see types.test.js.

import { BlobLeaseClient, BlobServiceClient, ContainerClient } from 'storage-under-test';
import type {
  AppendBlobAppendBlockFromURLOptions,
  AppendBlobAppendBlockOptions,
  AppendBlobAppendBlockResponse,
  AppendBlobCreateIfNotExistsResponse,
  AppendBlobRequestConditions,
  BlobGetTagsResponse,
  BlobHTTPHeaders,
  BlobServiceProperties,
  BlobServiceStatistics,
  BlobSetTierOptions,
  Block,
  BlockBlobCommitBlockListOptions,
  BlockBlobGetBlockListResponse,
  BlockBlobPutBlobFromUrlResponse,
  BlockBlobStageBlockFromURLOptions,
  BlockBlobSyncUploadFromURLOptions,
  BlockListType,
  ContainerGetAccessPolicyResponse,
  ContainerItem,
  ContainerListBlobHierarchySegmentResponse,
  ContainerProperties,
  CorsRule,
  FilterBlobItem,
  Lease,
  LeaseOperationOptions,
  LeaseOperationResponse,
  PageBlobGetPageRangesDiffResponse,
  PageBlobGetPageRangesResponse,
  PageBlobRequestConditions,
  PageBlobUploadPagesFromURLOptions,
  PageList,
  PageRangeInfo,
  Range,
  SequenceNumberActionType,
  ServiceGetUserDelegationKeyResponse,
  ServiceListContainersOptions,
  SignedIdentifier,
  SkuName,
  Tags,
} from 'storage-under-test';

export async function blocks(container: ContainerClient, source: string): Promise<void> {
  const blob = container.getBlockBlobClient('b');
  const from: BlockBlobSyncUploadFromURLOptions = {
    tier: 'Cool',
    copySourceTags: 'COPY',
    copySourceBlobProperties: true,
    sourceAuthorization: { scheme: 'Bearer', value: 'token' },
    sourceConditions: { ifMatch: '*', tagConditions: 'x' },
    timeoutInSeconds: 30,
  };
  const made: BlockBlobPutBlobFromUrlResponse = await blob.syncUploadFromURL(source, from);
  const range: Range = { offset: 0, count: 5 };
  const stage: BlockBlobStageBlockFromURLOptions = { range, conditions: { leaseId: 'id' } };
  await blob.stageBlock('QUE=', Buffer.from('x'), 1, { onProgress: ({ loadedBytes }) => console.log(loadedBytes) });
  await blob.stageBlockFromURL('QUE=', source, range.offset, range.count, stage);
  const commit: BlockBlobCommitBlockListOptions = { metadata: { a: 'b' }, tags: { c: 'd' }, legalHold: false };
  await blob.commitBlockList(['QUE='], commit);
  const type: BlockListType = 'all';
  const list: BlockBlobGetBlockListResponse = await blob.getBlockList(type);
  const first: Block | undefined = list.committedBlocks?.[0];
  console.log(made.etag, first?.name, first?.size, list.blobContentLength, list._response.parsedHeaders.etag);
}

export async function appends(container: ContainerClient, source: string): Promise<void> {
  const blob = container.getAppendBlobClient('a');
  const created: AppendBlobCreateIfNotExistsResponse = await blob.createIfNotExists({ metadata: { a: 'b' } });
  const conditions: AppendBlobRequestConditions = { appendPosition: 0, maxSize: 10, leaseId: 'id' };
  const options: AppendBlobAppendBlockOptions = { conditions, transactionalContentMD5: new Uint8Array(16) };
  const appended: AppendBlobAppendBlockResponse = await blob.appendBlock('x', 1, options);
  const from: AppendBlobAppendBlockFromURLOptions = { conditions, sourceConditions: { ifMatch: '*' } };
  await blob.appendBlockFromURL(source, 0, 5, from);
  const sealed: AppendBlobAppendBlockResponse = await blob.seal({ conditions });
  console.log(created.succeeded, appended.blobAppendOffset, sealed.etag);
}

export async function pages(container: ContainerClient, source: string): Promise<void> {
  const blob = container.getPageBlobClient('p');
  await blob.createIfNotExists(512, { blobSequenceNumber: 1 });
  const conditions: PageBlobRequestConditions = { ifSequenceNumberEqualTo: 1, ifMatch: '*' };
  await blob.uploadPages(Buffer.alloc(512), 0, 512, { conditions });
  const from: PageBlobUploadPagesFromURLOptions = { conditions, sourceShareTokenIntent: 'backup' };
  await blob.uploadPagesFromURL(source, 0, 0, 512, from);
  await blob.clearPages(0, 512, { conditions });
  const ranges: PageBlobGetPageRangesResponse = await blob.getPageRanges(0, 512);
  const difference: PageBlobGetPageRangesDiffResponse = await blob.getPageRangesDiff(0, 512, 'snapshot');
  const body: PageList = ranges._response.parsedBody;
  const action: SequenceNumberActionType = 'increment';
  await blob.updateSequenceNumber(action);
  await blob.resize(1024);
  const { copyStatus } = await blob.startCopyIncremental(source, { conditions: { ifMatch: '*' } });
  for await (const item of blob.listPageRanges(0, 512)) print(item);
  for await (const page of blob.listPageRangesDiff(0, 512, 's').byPage()) console.log(page.continuationToken);
  console.log(ranges.pageRange?.[0]?.offset, difference.clearRange?.length, body.pageRange, copyStatus);
}

function print({ start, end, isClear }: PageRangeInfo): void {
  console.log(start, end, isClear);
}

export async function settings(container: ContainerClient): Promise<void> {
  const blob = container.getBlobClient('b');
  const tags: Tags = { a: 'b' };
  await blob.setTags(tags, { conditions: { tagConditions: 'x' } });
  const read: BlobGetTagsResponse = await blob.getTags();
  const tier: BlobSetTierOptions = { rehydratePriority: 'High', conditions: { leaseId: 'id' } };
  await blob.setAccessTier('Hot', tier);
  const headers: BlobHTTPHeaders = { blobContentType: 'text/plain' };
  await blob.setHTTPHeaders(headers);
  await blob.setHTTPHeaders();
  await blob.setImmutabilityPolicy({ expiriesOn: new Date(), policyMode: 'Unlocked' });
  await blob.deleteImmutabilityPolicy();
  const { legalHold } = await blob.setLegalHold(true);
  await blob.undelete();
  const { skuName } = await blob.getAccountInfo();
  const sku: SkuName | undefined = skuName;

  const lease: BlobLeaseClient = blob.getBlobLeaseClient();
  const options: LeaseOperationOptions = { conditions: { ifMatch: '*' } };
  const taken: LeaseOperationResponse = await lease.acquireLease(15, options);
  const renewed: Lease = await new BlobLeaseClient(container, lease.leaseId).renewLease();
  await lease.changeLease('id');
  await lease.breakLease(0);
  await lease.releaseLease();
  console.log(read.tags['a'], legalHold, sku, taken._response.status, renewed.leaseId, lease.url);

  await container.setMetadata({ a: 'b' }, { conditions: { leaseId: 'id' } });
  const policies: SignedIdentifier[] = [{ id: 'p', accessPolicy: { expiresOn: new Date(), permissions: 'r' } }];
  await container.setAccessPolicy('blob', policies);
  const access: ContainerGetAccessPolicyResponse = await container.getAccessPolicy();
  console.log(access.signedIdentifiers[0]?.accessPolicy?.startsOn, access.blobPublicAccess);
  for await (const item of container.listBlobsByHierarchy('/', { prefix: 'a/' })) {
    if (item.kind === 'prefix') console.log(item.name);
    else console.log(item.properties.contentLength);
  }
  const listing: AsyncIterableIterator<ContainerListBlobHierarchySegmentResponse> = container
    .listBlobsByHierarchy('/')
    .byPage({ maxPageSize: 5 });
  for await (const page of listing) console.log(page.segment.blobPrefixes?.length, page.delimiter);
  for await (const found of container.findBlobsByTags('x')) name(found);
}

function name(item: FilterBlobItem): void {
  console.log(item.name, item.containerName, item.tags?.['a'], item.tagValue);
}

export async function account(service: BlobServiceClient): Promise<void> {
  const options: ServiceListContainersOptions = { prefix: 'a', includeMetadata: true };
  for await (const item of service.listContainers(options)) about(item);
  for await (const page of service.listContainers().byPage()) page.containerItems.forEach(about);
  for await (const found of service.findBlobsByTags('x')) name(found);
  const rule: CorsRule = {
    allowedOrigins: '*',
    allowedMethods: 'GET',
    allowedHeaders: '',
    exposedHeaders: '',
    maxAgeInSeconds: 5,
  };
  const properties: BlobServiceProperties = { cors: [rule], deleteRetentionPolicy: { enabled: true, days: 7 } };
  await service.setProperties(properties);
  const { staticWebsite, hourMetrics } = await service.getProperties();
  const statistics: BlobServiceStatistics = await service.getStatistics();
  const key: ServiceGetUserDelegationKeyResponse = await service.getUserDelegationKey(new Date(), new Date());
  const { containerClient } = await service.undeleteContainer('a', 'v', { destinationContainerName: 'b' });
  console.log(staticWebsite?.enabled, hourMetrics?.retentionPolicy?.days, statistics.geoReplication?.lastSyncOn);
  console.log(
    key.signedExpiresOn.getTime(),
    key.value,
    containerClient.containerName,
    (await service.getAccountInfo()).accountKind,
  );
}

function about(item: ContainerItem): void {
  const properties: ContainerProperties = item.properties;
  console.log(item.name, item.metadata?.['a'], properties.lastModified.toISOString(), properties.publicAccess);
}
