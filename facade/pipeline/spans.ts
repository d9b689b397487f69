/** The names of spans, as in the reference. */

const SPANS = {
  AppendBlobAppendBlock: 'AppendBlobClient-appendBlock',
  AppendBlobAppendBlockFromURL: 'AppendBlobClient-appendBlockFromURL',
  AppendBlobCreate: 'AppendBlobClient-create',
  AppendBlobSeal: 'AppendBlobClient-seal',
  BlobAbortCopyFromURL: 'BlobClient-abortCopyFromURL',
  BlobCopyFromURL: 'BlobClient-syncCopyFromURL',
  BlobCreateSnapshot: 'BlobClient-createSnapshot',
  BlobDelete: 'BlobClient-delete',
  BlobDeleteImmutabilityPolicy: 'BlobClient-deleteImmutabilityPolicy',
  BlobDownload: 'BlobClient-download',
  BlobGetProperties: 'BlobClient-getProperties',
  BlobGetTags: 'BlobClient-getTags',
  BlobQuery: 'BlockBlobClient-query',
  BlobSetHTTPHeaders: 'BlobClient-setHTTPHeaders',
  BlobSetImmutabilityPolicy: 'BlobClient-setImmutabilityPolicy',
  BlobSetLegalHold: 'BlobClient-setLegalHold',
  BlobSetMetadata: 'BlobClient-setMetadata',
  BlobSetTags: 'BlobClient-setTags',
  BlobSetTier: 'BlobClient-setAccessTier',
  BlobStartCopyFromURL: 'BlobClient-startCopyFromURL',
  BlobUndelete: 'BlobClient-undelete',
  BlockBlobCommitBlockList: 'BlockBlobClient-commitBlockList',
  BlockBlobGetBlockList: 'BlockBlobClient-getBlockList',
  BlockBlobPutBlobFromURL: 'BlockBlobClient-syncUploadFromURL',
  BlockBlobStageBlock: 'BlockBlobClient-stageBlock',
  BlockBlobStageBlockFromURL: 'BlockBlobClient-stageBlockFromURL',
  BlockBlobUpload: 'BlockBlobClient-upload',
  ContainerCreate: 'ContainerClient-create',
  ContainerDelete: 'ContainerClient-delete',
  ContainerGetAccessPolicy: 'ContainerClient-getAccessPolicy',
  ContainerGetProperties: 'ContainerClient-getProperties',
  ContainerListBlobFlatSegment: 'ContainerClient-listBlobFlatSegment',
  ContainerListBlobHierarchySegment: 'ContainerClient-listBlobHierarchySegment',
  ContainerRestore: 'BlobServiceClient-undeleteContainer',
  ContainerSetAccessPolicy: 'ContainerClient-setAccessPolicy',
  ContainerSetMetadata: 'ContainerClient-setMetadata',
  FilterBlobs: 'BlobServiceClient-findBlobsByTagsSegment',
  GetAccountInfo: 'BlobClient-getAccountInfo',
  LeaseAcquire: 'BlobLeaseClient-acquireLease',
  LeaseBreak: 'BlobLeaseClient-breakLease',
  LeaseChange: 'BlobLeaseClient-changeLease',
  LeaseRelease: 'BlobLeaseClient-releaseLease',
  LeaseRenew: 'BlobLeaseClient-renewLease',
  PageBlobClearPages: 'PageBlobClient-clearPages',
  PageBlobCopyIncremental: 'PageBlobClient-startCopyIncremental',
  PageBlobCreate: 'PageBlobClient-create',
  PageBlobGetPageRanges: 'PageBlobClient-getPageRanges',
  PageBlobResize: 'PageBlobClient-resize',
  PageBlobUpdateSequenceNumber: 'PageBlobClient-updateSequenceNumber',
  PageBlobUploadPages: 'PageBlobClient-uploadPages',
  PageBlobUploadPagesFromURL: 'PageBlobClient-uploadPagesFromURL',
  ServiceGetProperties: 'BlobServiceClient-getProperties',
  ServiceGetStatistics: 'BlobServiceClient-getStatistics',
  ServiceGetUserDelegationKey: 'BlobServiceClient-getUserDelegationKey',
  ServiceListContainersSegment: 'BlobServiceClient-listContainersSegment',
  ServiceSetProperties: 'BlobServiceClient-setProperties',
  ServiceSubmitBatch: 'BlobBatchClient-submitBatch',
} as const satisfies Record<string, string>;

/** Operations that several methods share: the argument that determines the method. */
const METHODS: readonly (readonly [operation: string, argument: string, name: string])[] = [
  ['FilterBlobs', '"isContainer":true', 'ContainerClient-findBlobsByTagsSegment'],
  ['GetAccountInfo', '"isService":true', 'BlobServiceClient-getAccountInfo'],
  ['GetAccountInfo', '"isContainer":true', 'ContainerClient-getAccountInfo'],
  ['PageBlobGetPageRanges', '"prevSnapshotUrl":', 'PageBlobClient-GetPageRangesDiffForManagedDisks'],
  ['PageBlobGetPageRanges', '"prevSnapshot":', 'PageBlobClient-getPageRangesDiff'],
];

/** Returns the name of an operation's span. Undefined if it has none. `options` is the JSON of the call. */
export function spanOf(operation: string, options: string): string | undefined {
  const shared = METHODS.find(([of, argument]) => of === operation && options.includes(argument));
  return shared?.[2] ?? methodOf(operation);
}

/** Returns the name of the method that would normally send a request of this operation. Undefined if there is none. */
export function methodOf(operation: string): string | undefined {
  return Object.hasOwn(SPANS, operation) ? SPANS[operation as keyof typeof SPANS] : undefined;
}
