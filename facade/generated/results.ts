// Generated from src/rest by `npm run generate:models`. Do not edit.

type Plain = Record<string, unknown>;

const date = (value: unknown): unknown => (typeof value === 'number' ? new Date(value) : value);
const bytes = (value: unknown): unknown => (typeof value === 'string' ? Buffer.from(value, 'base64') : value);

/** Adds the elements that no member stands for. None replaces a member. */
function withOthers(made: Plain, { otherElements }: Plain): Plain {
  for (const [name, value] of Object.entries((otherElements ?? {}) as Plain)) {
    if (Object.hasOwn(made, name) && made[name] !== undefined) continue;
    Object.defineProperty(made, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return made;
}

/** The names of the members of each operation's result, with a space between them. */
export const RESULT_MEMBERS: Record<string, string> = {
  AppendBlobAppendBlock:
    'etag lastModified contentMD5 xMsContentCrc64 clientRequestId requestId version date blobAppendOffset blobCommittedBlockCount isServerEncrypted encryptionKeySha256 encryptionScope structuredBodyType errorCode',
  AppendBlobAppendBlockFromURL:
    'etag lastModified contentMD5 xMsContentCrc64 requestId version date blobAppendOffset blobCommittedBlockCount encryptionKeySha256 encryptionScope isServerEncrypted errorCode',
  AppendBlobCreate:
    'etag lastModified contentMD5 clientRequestId requestId version versionId date isServerEncrypted encryptionKeySha256 encryptionScope errorCode',
  AppendBlobSeal: 'etag lastModified clientRequestId requestId version date isSealed',
  BlobAbortCopyFromURL: 'clientRequestId requestId version date errorCode',
  BlobCopyFromURL:
    'etag lastModified clientRequestId requestId version versionId date copyId copyStatus contentMD5 xMsContentCrc64 encryptionScope errorCode',
  BlobCreateSnapshot:
    'snapshot etag lastModified clientRequestId requestId version versionId date isServerEncrypted errorCode',
  BlobDelete: 'clientRequestId requestId version date errorCode',
  BlobDeleteImmutabilityPolicy: 'clientRequestId requestId version date',
  BlobDownload:
    'lastModified createdOn metadata objectReplicationPolicyId objectReplicationRules contentLength contentType contentRange etag contentMD5 contentEncoding cacheControl contentDisposition contentLanguage blobSequenceNumber blobType copyCompletedOn copyStatusDescription copyId copyProgress copySource copyStatus leaseDuration leaseState leaseStatus clientRequestId requestId version versionId isCurrentVersion acceptRanges date blobCommittedBlockCount isServerEncrypted encryptionKeySha256 encryptionScope blobContentMD5 tagCount isSealed lastAccessed immutabilityPolicyExpiresOn immutabilityPolicyMode legalHold accessTier accessTierInferred accessTierChangedOn smartAccessTier structuredBodyType structuredContentLength errorCode contentCrc64 objectReplicationDestinationPolicyId objectReplicationSourceProperties',
  BlobGetProperties:
    'lastModified createdOn metadata objectReplicationPolicyId objectReplicationRules blobType copyCompletedOn copyStatusDescription copyId copyProgress copySource copyStatus isIncrementalCopy destinationSnapshot leaseDuration leaseState leaseStatus contentLength contentType etag contentMD5 contentEncoding contentDisposition contentLanguage cacheControl blobSequenceNumber clientRequestId requestId version date acceptRanges blobCommittedBlockCount isServerEncrypted encryptionKeySha256 encryptionScope accessTier accessTierInferred archiveStatus accessTierChangedOn smartAccessTier versionId isCurrentVersion tagCount expiresOn isSealed rehydratePriority lastAccessed immutabilityPolicyExpiresOn immutabilityPolicyMode legalHold errorCode objectReplicationDestinationPolicyId objectReplicationSourceProperties',
  BlobGetTags: 'clientRequestId requestId version date errorCode blobTagSet',
  BlobQuery:
    'lastModified metadata contentLength contentType contentRange etag contentMD5 contentEncoding cacheControl contentDisposition contentLanguage blobSequenceNumber blobType copyCompletionTime copyStatusDescription copyId copyProgress copySource copyStatus leaseDuration leaseState leaseStatus clientRequestId requestId version acceptRanges date blobCommittedBlockCount isServerEncrypted encryptionKeySha256 encryptionScope blobContentMD5 errorCode contentCrc64',
  BlobSetHTTPHeaders: 'etag lastModified blobSequenceNumber clientRequestId requestId version date errorCode',
  BlobSetImmutabilityPolicy: 'clientRequestId requestId version date immutabilityPolicyExpiry immutabilityPolicyMode',
  BlobSetLegalHold: 'clientRequestId requestId version date legalHold',
  BlobSetMetadata:
    'etag lastModified clientRequestId requestId version versionId date isServerEncrypted encryptionKeySha256 encryptionScope errorCode',
  BlobSetTags: 'clientRequestId requestId version date errorCode',
  BlobSetTier: 'clientRequestId requestId version errorCode',
  BlobStartCopyFromURL:
    'etag lastModified clientRequestId requestId version versionId date copyId copyStatus errorCode',
  BlobUndelete: 'clientRequestId requestId version date errorCode',
  BlockBlobCommitBlockList:
    'etag lastModified contentMD5 xMsContentCrc64 clientRequestId requestId version versionId date isServerEncrypted encryptionKeySha256 encryptionScope errorCode',
  BlockBlobGetBlockList:
    'lastModified etag contentType blobContentLength clientRequestId requestId version date errorCode committedBlocks uncommittedBlocks',
  BlockBlobPutBlobFromURL:
    'etag lastModified contentMD5 xMsContentCrc64 clientRequestId requestId version versionId date isServerEncrypted encryptionKeySha256 encryptionScope errorCode',
  BlockBlobStageBlock:
    'contentMD5 clientRequestId requestId version date xMsContentCrc64 isServerEncrypted encryptionKeySha256 encryptionScope structuredBodyType errorCode',
  BlockBlobStageBlockFromURL:
    'contentMD5 xMsContentCrc64 clientRequestId requestId version date isServerEncrypted encryptionKeySha256 encryptionScope errorCode',
  BlockBlobUpload:
    'etag lastModified contentMD5 xMsContentCrc64 clientRequestId requestId version versionId date isServerEncrypted encryptionKeySha256 encryptionScope structuredBodyType errorCode',
  ContainerCreate: 'etag lastModified clientRequestId requestId version date errorCode',
  ContainerDelete: 'clientRequestId requestId version date errorCode',
  ContainerGetAccessPolicy: 'blobPublicAccess etag lastModified clientRequestId requestId version date errorCode',
  ContainerGetProperties:
    'metadata etag lastModified leaseDuration leaseState leaseStatus clientRequestId requestId version date blobPublicAccess hasImmutabilityPolicy hasLegalHold defaultEncryptionScope denyEncryptionScopeOverride isImmutableStorageWithVersioningEnabled errorCode',
  ContainerListBlobFlatSegment:
    'contentType clientRequestId requestId version date errorCode serviceEndpoint containerName prefix marker maxPageSize segment continuationToken',
  ContainerListBlobHierarchySegment:
    'contentType clientRequestId requestId version date errorCode serviceEndpoint containerName prefix marker maxPageSize delimiter segment continuationToken',
  ContainerRestore: 'clientRequestId requestId version date errorCode',
  ContainerSetAccessPolicy: 'etag lastModified clientRequestId requestId version date errorCode',
  ContainerSetMetadata: 'etag lastModified clientRequestId requestId version date errorCode',
  FilterBlobs: 'clientRequestId requestId version date errorCode',
  GetAccountInfo: 'clientRequestId requestId version date skuName accountKind isHierarchicalNamespaceEnabled errorCode',
  LeaseAcquire: 'etag lastModified leaseId leaseTime clientRequestId requestId version date errorCode',
  LeaseBreak: 'etag lastModified leaseId leaseTime clientRequestId requestId version date errorCode',
  LeaseChange: 'etag lastModified leaseId leaseTime clientRequestId requestId version date errorCode',
  LeaseRelease: 'etag lastModified leaseId leaseTime clientRequestId requestId version date errorCode',
  LeaseRenew: 'etag lastModified leaseId leaseTime clientRequestId requestId version date errorCode',
  PageBlobClearPages:
    'etag lastModified contentMD5 xMsContentCrc64 blobSequenceNumber clientRequestId requestId version date errorCode',
  PageBlobCopyIncremental: 'etag lastModified clientRequestId requestId version date copyId copyStatus errorCode',
  PageBlobCreate:
    'etag lastModified contentMD5 clientRequestId requestId version versionId date isServerEncrypted encryptionKeySha256 encryptionScope errorCode',
  PageBlobGetPageRanges:
    'lastModified etag blobContentLength clientRequestId requestId version date errorCode pageRange clearRange continuationToken',
  PageBlobResize: 'etag lastModified blobSequenceNumber clientRequestId requestId version date errorCode',
  PageBlobUpdateSequenceNumber: 'etag lastModified blobSequenceNumber clientRequestId requestId version date errorCode',
  PageBlobUploadPages:
    'etag lastModified contentMD5 xMsContentCrc64 blobSequenceNumber clientRequestId requestId version date isServerEncrypted encryptionKeySha256 encryptionScope structuredBodyType errorCode',
  PageBlobUploadPagesFromURL:
    'etag lastModified contentMD5 xMsContentCrc64 blobSequenceNumber requestId version date isServerEncrypted encryptionKeySha256 encryptionScope errorCode',
  ServiceGetProperties:
    'clientRequestId requestId version errorCode blobAnalyticsLogging hourMetrics minuteMetrics cors defaultServiceVersion deleteRetentionPolicy staticWebsite',
  ServiceGetStatistics: 'clientRequestId requestId version date errorCode geoReplication',
  ServiceGetUserDelegationKey:
    'clientRequestId requestId version date errorCode signedObjectId signedTenantId signedStartsOn signedExpiresOn signedService signedVersion signedDelegatedUserTenantId value',
  ServiceListContainersSegment:
    'clientRequestId requestId version errorCode serviceEndpoint prefix marker maxPageSize containerItems continuationToken',
  ServiceSetProperties: 'clientRequestId requestId version errorCode',
  ServiceSubmitBatch: 'contentType clientRequestId requestId version errorCode',
};

// The parts of results, made with all members. Literals, because nothing else keeps a page of 5,000 blobs as cheap.

export function makeBlobItem(plain: Plain): Plain {
  const made: Plain = {
    name: plain.name,
    deleted: plain.deleted,
    snapshot: plain.snapshot,
    versionId: plain.versionId,
    isCurrentVersion: plain.isCurrentVersion,
    properties: plain.properties === undefined ? undefined : makeBlobProperties(plain.properties as Plain),
    metadata: plain.metadata,
    blobTags: plain.blobTags,
    objectReplicationMetadata: plain.objectReplicationMetadata,
    hasVersionsOnly: plain.hasVersionsOnly,
    tags: plain.tags,
    objectReplicationSourceProperties: plain.objectReplicationSourceProperties,
  };
  return plain.otherElements === undefined ? made : withOthers(made, plain);
}

export function makeBlobProperties(plain: Plain): Plain {
  const made: Plain = {
    createdOn: date(plain.createdOn),
    lastModified: date(plain.lastModified),
    etag: plain.etag,
    contentLength: plain.contentLength,
    contentType: plain.contentType,
    contentEncoding: plain.contentEncoding,
    contentLanguage: plain.contentLanguage,
    contentMD5: bytes(plain.contentMD5),
    contentDisposition: plain.contentDisposition,
    cacheControl: plain.cacheControl,
    blobSequenceNumber: plain.blobSequenceNumber,
    blobType: plain.blobType,
    leaseStatus: plain.leaseStatus,
    leaseState: plain.leaseState,
    leaseDuration: plain.leaseDuration,
    copyId: plain.copyId,
    copyStatus: plain.copyStatus,
    copySource: plain.copySource,
    copyProgress: plain.copyProgress,
    copyCompletedOn: date(plain.copyCompletedOn),
    copyStatusDescription: plain.copyStatusDescription,
    serverEncrypted: plain.serverEncrypted,
    incrementalCopy: plain.incrementalCopy,
    destinationSnapshot: plain.destinationSnapshot,
    deletedOn: date(plain.deletedOn),
    remainingRetentionDays: plain.remainingRetentionDays,
    accessTier: plain.accessTier,
    accessTierInferred: plain.accessTierInferred,
    archiveStatus: plain.archiveStatus,
    smartAccessTier: plain.smartAccessTier,
    customerProvidedKeySha256: plain.customerProvidedKeySha256,
    encryptionScope: plain.encryptionScope,
    accessTierChangedOn: date(plain.accessTierChangedOn),
    tagCount: plain.tagCount,
    expiresOn: date(plain.expiresOn),
    isSealed: plain.isSealed,
    rehydratePriority: plain.rehydratePriority,
    lastAccessedOn: date(plain.lastAccessedOn),
    immutabilityPolicyExpiresOn: date(plain.immutabilityPolicyExpiresOn),
    immutabilityPolicyMode: plain.immutabilityPolicyMode,
    legalHold: plain.legalHold,
  };
  return plain.otherElements === undefined ? made : withOthers(made, plain);
}

export function makeContainerItem(plain: Plain): Plain {
  const made: Plain = {
    name: plain.name,
    deleted: plain.deleted,
    version: plain.version,
    properties: plain.properties === undefined ? undefined : makeContainerProperties(plain.properties as Plain),
    metadata: plain.metadata,
  };
  return plain.otherElements === undefined ? made : withOthers(made, plain);
}

export function makeContainerProperties(plain: Plain): Plain {
  const made: Plain = {
    lastModified: date(plain.lastModified),
    etag: plain.etag,
    leaseStatus: plain.leaseStatus,
    leaseState: plain.leaseState,
    leaseDuration: plain.leaseDuration,
    publicAccess: plain.publicAccess,
    hasImmutabilityPolicy: plain.hasImmutabilityPolicy,
    hasLegalHold: plain.hasLegalHold,
    defaultEncryptionScope: plain.defaultEncryptionScope,
    preventEncryptionScopeOverride: plain.preventEncryptionScopeOverride,
    deletedOn: date(plain.deletedOn),
    remainingRetentionDays: plain.remainingRetentionDays,
    isImmutableStorageWithVersioningEnabled: plain.isImmutableStorageWithVersioningEnabled,
  };
  return plain.otherElements === undefined ? made : withOthers(made, plain);
}

export function makeCorsRule(plain: Plain): Plain {
  const made: Plain = {
    allowedOrigins: plain.allowedOrigins,
    allowedMethods: plain.allowedMethods,
    allowedHeaders: plain.allowedHeaders,
    exposedHeaders: plain.exposedHeaders,
    maxAgeInSeconds: plain.maxAgeInSeconds,
  };
  return plain.otherElements === undefined ? made : withOthers(made, plain);
}

export function makeGeoReplication(plain: Plain): Plain {
  const made: Plain = { status: plain.status, lastSyncOn: date(plain.lastSyncOn) };
  return plain.otherElements === undefined ? made : withOthers(made, plain);
}

export function makeLogging(plain: Plain): Plain {
  const made: Plain = {
    version: plain.version,
    deleteProperty: plain.deleteProperty,
    read: plain.read,
    write: plain.write,
    retentionPolicy:
      plain.retentionPolicy === undefined ? undefined : makeRetentionPolicy(plain.retentionPolicy as Plain),
  };
  return plain.otherElements === undefined ? made : withOthers(made, plain);
}

export function makeMetrics(plain: Plain): Plain {
  const made: Plain = {
    version: plain.version,
    enabled: plain.enabled,
    includeAPIs: plain.includeAPIs,
    retentionPolicy:
      plain.retentionPolicy === undefined ? undefined : makeRetentionPolicy(plain.retentionPolicy as Plain),
  };
  return plain.otherElements === undefined ? made : withOthers(made, plain);
}

export function makeRetentionPolicy(plain: Plain): Plain {
  const made: Plain = { enabled: plain.enabled, days: plain.days };
  return plain.otherElements === undefined ? made : withOthers(made, plain);
}

export function makeStaticWebsite(plain: Plain): Plain {
  const made: Plain = {
    enabled: plain.enabled,
    indexDocument: plain.indexDocument,
    errorDocument404Path: plain.errorDocument404Path,
    defaultIndexDocumentPath: plain.defaultIndexDocumentPath,
  };
  return plain.otherElements === undefined ? made : withOthers(made, plain);
}
