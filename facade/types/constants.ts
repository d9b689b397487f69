/** Enumerations and constants. */

/** Access tiers of block blobs. */
export enum BlockBlobTier {
  /** Optimized for data that is accessed often. */
  Hot = 'Hot',
  /** Optimized for data that is accessed rarely and stored for at least 30 days. */
  Cool = 'Cool',
  /** Optimized for data that is accessed rarely and stored for at least 90 days. */
  Cold = 'Cold',
  /**
   * Offline storage for data that is rarely accessed and stored for at least 180 days. Reading it again takes hours.
   */
  Archive = 'Archive',
}

/** The formats in which the service sends pages of a listing. */
export const StorageResponseFormat = {
  /** The default. At present the same as `Xml`. */
  Auto: 'Auto',
  /** XML. */
  Xml: 'Xml',
  /** Apache Arrow, if the account supports it; otherwise XML. */
  Arrow: 'Arrow',
} as const;

/** The formats in which the service sends pages of a listing. */
export type StorageResponseFormat = (typeof StorageResponseFormat)[keyof typeof StorageResponseFormat];

/** Performance tiers of page blobs in premium accounts. */
export enum PremiumPageBlobTier {
  /** Performance tier P4. */
  P4 = 'P4',
  /** Performance tier P6. */
  P6 = 'P6',
  /** Performance tier P10. */
  P10 = 'P10',
  /** Performance tier P15. */
  P15 = 'P15',
  /** Performance tier P20. */
  P20 = 'P20',
  /** Performance tier P30. */
  P30 = 'P30',
  /** Performance tier P40. */
  P40 = 'P40',
  /** Performance tier P50. */
  P50 = 'P50',
  /** Performance tier P60. */
  P60 = 'P60',
  /** Performance tier P70. */
  P70 = 'P70',
  /** Performance tier P80. */
  P80 = 'P80',
}

/** How the delay between attempts grows. */
export enum StorageRetryPolicyType {
  /** Delays grow exponentially, up to `maxRetryDelayInMs`. */
  EXPONENTIAL = 0,
  /** All delays are equal. */
  FIXED = 1,
}

/** The default OAuth scope of tokens for storage. */
export const StorageOAuthScopes: string | string[] = 'https://storage.azure.com/.default';

/** Known audiences of tokens. */
export enum StorageBlobAudience {
  /** Any storage account. */
  StorageOAuthScopes = 'https://storage.azure.com/.default',
  /** Managed disks. */
  DiskComputeOAuthScopes = 'https://disk.compute.azure.com/.default',
}

/** Returns the audience of tokens that are valid for one storage account only. */
export function getBlobServiceAccountAudience(storageAccountName: string): string {
  return `https://${storageAccountName}.blob.core.windows.net/.default`;
}

/** Encryption algorithms of customer-provided keys. */
export enum KnownEncryptionAlgorithmType {
  /** AES-256. */
  AES256 = 'AES256',
}

/**
 * The maximum length of the body of an upload request: 5,000 MiB.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
 */
export const MAX_UPLOAD_BYTES = 5_000 * 1024 * 1024;
