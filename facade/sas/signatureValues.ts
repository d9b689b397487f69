/** What shared access signatures are made from. */

import type { AccountSASPermissions } from './AccountSASPermissions';
import type { BlobSASPermissions } from './BlobSASPermissions';
import type { ContainerSASPermissions } from './ContainerSASPermissions';
import type { SasIPRange } from './SasIPRange';
import type { SASProtocol } from './SASQueryParameters';

/** Headers that requests must carry, and their values. */
export type RequestHeaders = Record<string, string>;

/** Query parameters that requests must carry, and their values. */
export type RequestQueryParameters = Record<string, string>;

/** Options of `generateSasUrl` that containers and blobs have in common. */
export interface CommonGenerateSasUrlOptions {
  /** The version of the service. Default: `2026-04-06`. */
  version?: string;
  /** The protocols with which it can be used. Default: both. */
  protocol?: SASProtocol;
  /** From when on it is good, to the second. Default: from now on. */
  startsOn?: Date;
  /** Until when it is good, to the second. Can be left out with an identifier. */
  expiresOn?: Date;
  /** Who may use it. Default: everybody. */
  ipRange?: SasIPRange;
  /** The access policy of the container that says the rest. */
  identifier?: string;
  /** The object id of the user whom it is for, who must bring a token too. Since 2025-07-05, with a user delegation key. */
  delegatedUserObjectId?: string;
  /** The encryption scope of what is written. Since 2020-12-06. */
  encryptionScope?: string;
  /** The `Cache-Control` header of answers. */
  cacheControl?: string;
  /** The `Content-Disposition` header of answers. */
  contentDisposition?: string;
  /** The `Content-Encoding` header of answers. */
  contentEncoding?: string;
  /** The `Content-Language` header of answers. */
  contentLanguage?: string;
  /** The `Content-Type` header of answers. */
  contentType?: string;
}

/** Options of {@link BlobClient.generateSasUrl}. */
export interface BlobGenerateSasUrlOptions extends CommonGenerateSasUrlOptions {
  /** What may be done. Can be left out with an identifier. */
  permissions?: BlobSASPermissions;
}

/** Options of {@link ContainerClient.generateSasUrl}. */
export interface ContainerGenerateSasUrlOptions extends CommonGenerateSasUrlOptions {
  /** What may be done. Can be left out with an identifier. */
  permissions?: ContainerSASPermissions;
}

/** Options of {@link BlobServiceClient.generateAccountSasUrl}. */
export interface ServiceGenerateAccountSasUrlOptions {
  /** The version of the service. Default: `2026-04-06`. */
  version?: string;
  /** The protocols with which it can be used. Default: both. */
  protocol?: SASProtocol;
  /** From when on it is good, to the second. Default: from now on. */
  startsOn?: Date;
  /** Who may use it. Default: everybody. */
  ipRange?: SasIPRange;
  /** The encryption scope of what is written. Since 2020-12-06. */
  encryptionScope?: string;
}

/** What {@link generateBlobSASQueryParameters} signs. */
export interface BlobSASSignatureValues extends CommonGenerateSasUrlOptions {
  /** What may be done. Can be left out with an identifier. */
  permissions?: BlobSASPermissions | ContainerSASPermissions;
  /** The container's name. */
  containerName: string;
  /** The blob's name, not escaped. Without it the signature is for the whole container. */
  blobName?: string;
  /** The snapshot of the blob that it is for. */
  snapshotTime?: string;
  /** The version of the blob that it is for. */
  versionId?: string;
  /** The object id of a user whom the owner of the user delegation key vouches for. Since 2020-02-10. */
  preauthorizedAgentObjectId?: string;
  /** A GUID that the service's logs show, to find the signature again. Since 2020-02-10, with a user delegation key. */
  correlationId?: string;
  /** Headers that requests must carry. Since 2026-04-06, with a user delegation key. */
  requestHeaders?: RequestHeaders;
  /** Query parameters that requests must carry. Since 2026-04-06, with a user delegation key. */
  requestQueryParameters?: RequestQueryParameters;
}

/** What {@link generateAccountSASQueryParameters} signs. */
export interface AccountSASSignatureValues extends ServiceGenerateAccountSasUrlOptions {
  /** Until when it is good, to the second. */
  expiresOn: Date;
  /** What may be done. */
  permissions: AccountSASPermissions;
  /** The services: letters, see {@link AccountSASServices}. */
  services: string;
  /** The kinds of resources: letters, see {@link AccountSASResourceTypes}. */
  resourceTypes: string;
}
