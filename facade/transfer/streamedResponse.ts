/**
 * The classes of results with a stream. As in the reference, every member that such a result can have is `in` it, also if the service did not
 * send it. Members that it did send are own members, which the reference's are not, so that they can be logged and spread.
 */

const MEMBERS_OF_BOTH = [
  'acceptRanges',
  'blobCommittedBlockCount',
  'blobContentMD5',
  'blobSequenceNumber',
  'blobType',
  'cacheControl',
  'clientRequestId',
  'contentCrc64',
  'contentDisposition',
  'contentEncoding',
  'contentLanguage',
  'contentLength',
  'contentMD5',
  'contentRange',
  'contentType',
  'copyCompletedOn',
  'copyId',
  'copyProgress',
  'copySource',
  'copyStatus',
  'copyStatusDescription',
  'date',
  'encryptionKeySha256',
  'errorCode',
  'etag',
  'isServerEncrypted',
  'lastModified',
  'leaseDuration',
  'leaseState',
  'leaseStatus',
  'metadata',
  'readableStreamBody',
  'requestId',
  'version',
];

const MEMBERS_OF_DOWNLOADS = [
  'accessTier',
  'accessTierChangedOn',
  'accessTierInferred',
  'contentAsBlob',
  'createdOn',
  'immutabilityPolicyExpiresOn',
  'immutabilityPolicyMode',
  'isCurrentVersion',
  'isSealed',
  'lastAccessed',
  'legalHold',
  'objectReplicationDestinationPolicyId',
  'objectReplicationSourceProperties',
  'smartAccessTier',
  'structuredBodyType',
  'tagCount',
  'versionId',
];

/* eslint-disable @typescript-eslint/no-extraneous-class -- their members are declared below */
class BlobDownloadResponse {}
class BlobQueryResponse {}
/* eslint-enable @typescript-eslint/no-extraneous-class */

declareMembers(BlobDownloadResponse.prototype, [...MEMBERS_OF_BOTH, ...MEMBERS_OF_DOWNLOADS]);
declareMembers(BlobQueryResponse.prototype, [...MEMBERS_OF_BOTH, 'blobBody']);

/** Makes the result of a download one of its class. */
export function asDownload(result: object): void {
  Object.setPrototypeOf(result, BlobDownloadResponse.prototype);
}

/** Makes the result of a query one of its class. */
export function asQuery(result: object): void {
  Object.setPrototypeOf(result, BlobQueryResponse.prototype);
}

/** The members of a result that are its own, and not in the two that stand for the response once more. */
export function withoutOriginal(result: object): object {
  const own = Object.keys(result).filter((name) => name !== 'originalResponse' && name !== 'blobDownloadStream');
  return Object.fromEntries(own.map((name) => [name, (result as Record<string, unknown>)[name]]));
}

function declareMembers(prototype: object, names: readonly string[]): void {
  // The reference's results cannot be written as JSON, because of their sockets.
  Object.defineProperty(prototype, 'toJSON', {
    value(this: object) {
      return withoutOriginal(this);
    },
    configurable: true,
    writable: true,
  });
  for (const name of names) {
    // Writable, so that a script can set what the service did not send.
    Object.defineProperty(prototype, name, { value: undefined, configurable: true, writable: true });
  }
}
