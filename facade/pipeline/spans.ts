/** The names of spans, as in the reference, and the methods of the requests. */

const SPANS = {
  AppendBlobAppendBlock: ['AppendBlobClient-appendBlock', 'PUT'],
  AppendBlobAppendBlockFromURL: ['AppendBlobClient-appendBlockFromURL', 'PUT'],
  AppendBlobCreate: ['AppendBlobClient-create', 'PUT'],
  AppendBlobSeal: ['AppendBlobClient-seal', 'PUT'],
  BlobAbortCopyFromURL: ['BlobClient-abortCopyFromURL', 'PUT'],
  BlobCopyFromURL: ['BlobClient-syncCopyFromURL', 'PUT'],
  BlobCreateSnapshot: ['BlobClient-createSnapshot', 'PUT'],
  BlobDelete: ['BlobClient-delete', 'DELETE'],
  BlobDeleteImmutabilityPolicy: ['BlobClient-deleteImmutabilityPolicy', 'DELETE'],
  BlobDownload: ['BlobClient-download', 'GET'],
  BlobGetProperties: ['BlobClient-getProperties', 'HEAD'],
  BlobGetTags: ['BlobClient-getTags', 'GET'],
  BlobQuery: ['BlockBlobClient-query', 'POST'],
  BlobSetHTTPHeaders: ['BlobClient-setHTTPHeaders', 'PUT'],
  BlobSetImmutabilityPolicy: ['BlobClient-setImmutabilityPolicy', 'PUT'],
  BlobSetLegalHold: ['BlobClient-setLegalHold', 'PUT'],
  BlobSetMetadata: ['BlobClient-setMetadata', 'PUT'],
  BlobSetTags: ['BlobClient-setTags', 'PUT'],
  BlobSetTier: ['BlobClient-setAccessTier', 'PUT'],
  BlobUndelete: ['BlobClient-undelete', 'PUT'],
  BlockBlobCommitBlockList: ['BlockBlobClient-commitBlockList', 'PUT'],
  BlockBlobGetBlockList: ['BlockBlobClient-getBlockList', 'GET'],
  BlockBlobPutBlobFromURL: ['BlockBlobClient-syncUploadFromURL', 'PUT'],
  BlockBlobStageBlock: ['BlockBlobClient-stageBlock', 'PUT'],
  BlockBlobStageBlockFromURL: ['BlockBlobClient-stageBlockFromURL', 'PUT'],
  BlockBlobUpload: ['BlockBlobClient-upload', 'PUT'],
  ContainerCreate: ['ContainerClient-create', 'PUT'],
  ContainerDelete: ['ContainerClient-delete', 'DELETE'],
  ContainerGetAccessPolicy: ['ContainerClient-getAccessPolicy', 'GET'],
  ContainerGetProperties: ['ContainerClient-getProperties', 'GET'],
  ContainerListBlobFlatSegment: ['ContainerClient-listBlobFlatSegment', 'GET'],
  ContainerListBlobHierarchySegment: ['ContainerClient-listBlobHierarchySegment', 'GET'],
  ContainerRestore: ['BlobServiceClient-undeleteContainer', 'PUT'],
  ContainerSetAccessPolicy: ['ContainerClient-setAccessPolicy', 'PUT'],
  ContainerSetMetadata: ['ContainerClient-setMetadata', 'PUT'],
  FilterBlobs: ['BlobServiceClient-findBlobsByTagsSegment', 'GET'],
  GetAccountInfo: ['BlobClient-getAccountInfo', 'GET'],
  LeaseAcquire: ['BlobLeaseClient-acquireLease', 'PUT'],
  LeaseBreak: ['BlobLeaseClient-breakLease', 'PUT'],
  LeaseChange: ['BlobLeaseClient-changeLease', 'PUT'],
  LeaseRelease: ['BlobLeaseClient-releaseLease', 'PUT'],
  LeaseRenew: ['BlobLeaseClient-renewLease', 'PUT'],
  PageBlobClearPages: ['PageBlobClient-clearPages', 'PUT'],
  PageBlobCopyIncremental: ['PageBlobClient-startCopyIncremental', 'PUT'],
  PageBlobCreate: ['PageBlobClient-create', 'PUT'],
  PageBlobGetPageRanges: ['PageBlobClient-getPageRanges', 'GET'],
  PageBlobResize: ['PageBlobClient-resize', 'PUT'],
  PageBlobUpdateSequenceNumber: ['PageBlobClient-updateSequenceNumber', 'PUT'],
  PageBlobUploadPages: ['PageBlobClient-uploadPages', 'PUT'],
  PageBlobUploadPagesFromURL: ['PageBlobClient-uploadPagesFromURL', 'PUT'],
  ServiceGetProperties: ['BlobServiceClient-getProperties', 'GET'],
  ServiceGetStatistics: ['BlobServiceClient-getStatistics', 'GET'],
  ServiceGetUserDelegationKey: ['BlobServiceClient-getUserDelegationKey', 'POST'],
  ServiceListContainersSegment: ['BlobServiceClient-listContainersSegment', 'GET'],
  ServiceSetProperties: ['BlobServiceClient-setProperties', 'PUT'],
  ServiceSubmitBatch: ['BlobBatchClient-submitBatch', 'POST'],
} as const satisfies Record<string, readonly [name: string, method: string]>;

/** The name of a span, and the method of the request in it. */
export interface SpanName {
  name: string;
  method: string;
}

/** Operations that several methods share: what in their arguments tells which method it was. */
const METHODS: readonly (readonly [operation: string, argument: string, name: string])[] = [
  ['FilterBlobs', '"isContainer":true', 'ContainerClient-findBlobsByTagsSegment'],
  ['GetAccountInfo', '"isService":true', 'BlobServiceClient-getAccountInfo'],
  ['GetAccountInfo', '"isContainer":true', 'ContainerClient-getAccountInfo'],
  ['PageBlobGetPageRanges', '"prevSnapshotUrl":', 'PageBlobClient-GetPageRangesDiffForManagedDisks'],
  ['PageBlobGetPageRanges', '"prevSnapshot":', 'PageBlobClient-getPageRangesDiff'],
];

/** Returns the name of an operation's span. Undefined if it has none. `options` is the JSON of the call. */
export function spanOf(operation: string, options: string): SpanName | undefined {
  if (!Object.hasOwn(SPANS, operation)) return undefined;
  const [name, method] = SPANS[operation as keyof typeof SPANS];
  const shared = METHODS.find(([of, argument]) => of === operation && options.includes(argument));
  return { name: shared?.[2] ?? name, method };
}
