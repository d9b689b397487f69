/** The names of spans, as in the reference. */

import type { PipelineRequest } from '../types/corePipeline';

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
  if (!Object.hasOwn(SPANS, operation)) return undefined;
  const shared = METHODS.find(([of, argument]) => of === operation && options.includes(argument));
  return shared?.[2] ?? SPANS[operation as keyof typeof SPANS];
}

/** The methods by their `comp` parameter, for requests that the engine sends for larger calls. */
const COMPONENTS: Readonly<Record<string, string>> = {
  'PUT block': 'BlockBlobClient-stageBlock',
  'PUT block from': 'BlockBlobClient-stageBlockFromURL',
  'PUT blocklist': 'BlockBlobClient-commitBlockList',
  'GET blocklist': 'BlockBlobClient-getBlockList',
  'PUT appendblock': 'AppendBlobClient-appendBlock',
  'PUT appendblock from': 'AppendBlobClient-appendBlockFromURL',
  'PUT page': 'PageBlobClient-uploadPages',
  'PUT page from': 'PageBlobClient-uploadPagesFromURL',
  'GET pagelist': 'PageBlobClient-getPageRanges',
  'PUT incrementalcopy': 'PageBlobClient-startCopyIncremental',
  'PUT copy': 'BlobClient-abortCopyFromURL',
  'PUT snapshot': 'BlobClient-createSnapshot',
  'PUT metadata': 'BlobClient-setMetadata',
  'PUT properties': 'BlobClient-setHTTPHeaders',
  'PUT tags': 'BlobClient-setTags',
  'GET tags': 'BlobClient-getTags',
  'PUT tier': 'BlobClient-setAccessTier',
  // Of containers; those of blobs have a `restype`.
  'GET list': 'BlobServiceClient-listContainersSegment',
  'POST batch': 'BlobBatchClient-submitBatch',
  HEAD: 'BlobClient-getProperties',
  GET: 'BlobClient-download',
  DELETE: 'BlobClient-delete',
  PUT: 'BlobClient-startCopyFromURL',
};

/** The same for requests whose resource is a container, or the account. */
const ABOVE_BLOBS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  container: {
    'GET list': 'ContainerClient-listBlobFlatSegment',
    'GET list by hierarchy': 'ContainerClient-listBlobHierarchySegment',
    'POST batch': 'BlobBatchClient-submitBatch',
    'PUT metadata': 'ContainerClient-setMetadata',
    'PUT acl': 'ContainerClient-setAccessPolicy',
    'GET acl': 'ContainerClient-getAccessPolicy',
    GET: 'ContainerClient-getProperties',
    HEAD: 'ContainerClient-getProperties',
    PUT: 'ContainerClient-create',
    DELETE: 'ContainerClient-delete',
  },
  account: { 'GET properties': 'BlobClient-getAccountInfo', 'HEAD properties': 'BlobClient-getAccountInfo' },
  service: { 'GET properties': 'BlobServiceClient-getProperties' },
};

const CREATIONS: Readonly<Record<string, string>> = {
  BlockBlob: 'BlockBlobClient-upload',
  AppendBlob: 'AppendBlobClient-create',
  PageBlob: 'PageBlobClient-create',
};

/** Returns the name of the method that would normally send a request. Undefined if there is none. */
export function methodOf({ method, url, headers }: PipelineRequest): string | undefined {
  const { searchParams } = new URL(url);
  const component = searchParams.get('comp');
  const resource = searchParams.get('restype');
  const key = component === null ? method : `${method} ${component}`;
  if (resource !== null) {
    return ABOVE_BLOBS[resource]?.[searchParams.has('delimiter') ? `${key} by hierarchy` : key];
  }
  const isFrom = headers.get('x-ms-copy-source') !== undefined;
  if (component !== null) {
    return COMPONENTS[isFrom && `${key} from` in COMPONENTS ? `${key} from` : key];
  }
  const type = headers.get('x-ms-blob-type');
  if (method === 'PUT' && type !== undefined) return isFrom ? 'BlockBlobClient-syncUploadFromURL' : CREATIONS[type];
  if (headers.get('x-ms-requires-sync') === 'true') return 'BlobClient-syncCopyFromURL';
  return method === 'PUT' && !isFrom ? undefined : COMPONENTS[method];
}

const OPERATIONS = new Map<string, string>(Object.entries(SPANS).map(([operation, method]) => [method, operation]));

/** Returns the operation of a request that the engine sends for a larger call. Undefined if that is not known. */
export function operationOf(request: PipelineRequest): string | undefined {
  const method = methodOf(request);
  return method === undefined ? undefined : OPERATIONS.get(method);
}
