/** The values that shared access signatures are created from. */

import type { AccountSASPermissions, BlobSASPermissions, ContainerSASPermissions } from './permissions';
import type { SasIPRange } from './SasIPRange';
import type { SASProtocol } from './SASQueryParameters';

/** Names and values of headers that requests must have. */
export type RequestHeaders = Record<string, string>;

/** Names and values of query parameters that requests must have. */
export type RequestQueryParameters = Record<string, string>;

/** Options that `generateSasUrl` of containers and of blobs have in common. */
export interface CommonGenerateSasUrlOptions {
  /** The service version. Default: `2026-04-06`. */
  version?: string;
  /** The protocols that may be used. Default: HTTPS and HTTP. */
  protocol?: SASProtocol;
  /** When the signature becomes valid, in whole seconds. Default: immediately. */
  startsOn?: Date;
  /** When the signature expires, in whole seconds. Optional if there is an `identifier`. */
  expiresOn?: Date;
  /** The IP addresses that may use the signature. Default: all. */
  ipRange?: SasIPRange;
  /** The id of a stored access policy of the container, which supplies the values that are left out. */
  identifier?: string;
  /**
   * The object id of the user that the signature is bound to. That user must also send a token. Requires version
   * 2025-07-05 and a user delegation key.
   */
  delegatedUserObjectId?: string;
  /** The encryption scope of written content. Requires version 2020-12-06. */
  encryptionScope?: string;
  /** The `Cache-Control` header of responses. */
  cacheControl?: string;
  /** The `Content-Disposition` header of responses. */
  contentDisposition?: string;
  /** The `Content-Encoding` header of responses. */
  contentEncoding?: string;
  /** The `Content-Language` header of responses. */
  contentLanguage?: string;
  /** The `Content-Type` header of responses. */
  contentType?: string;
}

/** Options of {@link BlobClient.generateSasUrl}. */
export interface BlobGenerateSasUrlOptions extends CommonGenerateSasUrlOptions {
  /**
   * Whether the name is that of a directory. The signature is then valid for all in it. Requires version 2020-02-10 and
   * a hierarchical namespace. Default: false.
   */
  isDirectory?: boolean;
  /** The permissions. Optional if there is an `identifier`. */
  permissions?: BlobSASPermissions;
}

/** Options of {@link ContainerClient.generateSasUrl}. */
export interface ContainerGenerateSasUrlOptions extends CommonGenerateSasUrlOptions {
  /** The permissions. Optional if there is an `identifier`. */
  permissions?: ContainerSASPermissions;
}

/** Options of {@link BlobServiceClient.generateAccountSasUrl}. */
export interface ServiceGenerateAccountSasUrlOptions {
  /** The service version. Default: `2026-04-06`. */
  version?: string;
  /** The protocols that may be used. Default: HTTPS and HTTP. */
  protocol?: SASProtocol;
  /** When the signature becomes valid, in whole seconds. Default: immediately. */
  startsOn?: Date;
  /** The IP addresses that may use the signature. Default: all. */
  ipRange?: SasIPRange;
  /** The encryption scope of written content. Requires version 2020-12-06. */
  encryptionScope?: string;
}

/** The values of {@link generateBlobSASQueryParameters}. */
export interface BlobSASSignatureValues extends CommonGenerateSasUrlOptions {
  /** The permissions. Optional if there is an `identifier`. */
  permissions?: BlobSASPermissions | ContainerSASPermissions;
  /** The name of the container. */
  containerName: string;
  /** The name of the blob, not URL-encoded. Without it, the signature is valid for the whole container. */
  blobName?: string;
  /**
   * Whether `blobName` is the name of a directory. The signature is then valid for all in it. Requires version
   * 2020-02-10 and a hierarchical namespace. Default: false.
   */
  isDirectory?: boolean;
  /** The timestamp of a snapshot of the blob. The signature is then valid for that snapshot only. */
  snapshotTime?: string;
  /** The id of a version of the blob. The signature is then valid for that version only. */
  versionId?: string;
  /** The object id of a user that the owner of the user delegation key has authorized. Requires version 2020-02-10. */
  preauthorizedAgentObjectId?: string;
  /**
   * A GUID that appears in the logs of the service, to identify the signature. Requires version 2020-02-10 and a user
   * delegation key.
   */
  correlationId?: string;
  /** Headers that requests must have. Requires version 2026-04-06 and a user delegation key. */
  requestHeaders?: RequestHeaders;
  /** Query parameters that requests must have. Requires version 2026-04-06 and a user delegation key. */
  requestQueryParameters?: RequestQueryParameters;
}

/** The values of {@link generateAccountSASQueryParameters}. */
export interface AccountSASSignatureValues extends ServiceGenerateAccountSasUrlOptions {
  /** When the signature expires, in whole seconds. */
  expiresOn: Date;
  /** The permissions. */
  permissions: AccountSASPermissions;
  /** The services, as letters. See {@link AccountSASServices}. */
  services: string;
  /** The resource types, as letters. See {@link AccountSASResourceTypes}. */
  resourceTypes: string;
}
