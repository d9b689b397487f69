/** The enumerations and constants of the operations that this package has. */

/** The access tiers of block blobs. */
export enum BlockBlobTier {
  /** For data that is read often. */
  Hot = 'Hot',
  /** For data that is read rarely and kept for 30 days or more. */
  Cool = 'Cool',
  /** For data that is read rarely and kept for 90 days or more. */
  Cold = 'Cold',
  /** Offline: for data that is kept for 180 days or more and may take hours to be read. */
  Archive = 'Archive',
}

/** The performance tiers of page blobs in premium accounts. */
export enum PremiumPageBlobTier {
  /** P4 */
  P4 = 'P4',
  /** P6 */
  P6 = 'P6',
  /** P10 */
  P10 = 'P10',
  /** P15 */
  P15 = 'P15',
  /** P20 */
  P20 = 'P20',
  /** P30 */
  P30 = 'P30',
  /** P40 */
  P40 = 'P40',
  /** P50 */
  P50 = 'P50',
  /** P60 */
  P60 = 'P60',
  /** P70 */
  P70 = 'P70',
  /** P80 */
  P80 = 'P80',
}

/** How the delay between tries grows. */
export enum StorageRetryPolicyType {
  /** Each delay is longer than the one before. */
  EXPONENTIAL = 0,
  /** All delays are the same. */
  FIXED = 1,
}

/** What tokens for storage are asked for by default. */
export const StorageOAuthScopes: string | string[] = 'https://storage.azure.com/.default';

/** Known audiences of tokens. */
export enum StorageBlobAudience {
  /** Any storage account. */
  StorageOAuthScopes = 'https://storage.azure.com/.default',
  /** Managed disks. */
  DiskComputeOAuthScopes = 'https://disk.compute.azure.com/.default',
}

/** The audience of tokens that are good for one account only. */
export function getBlobServiceAccountAudience(storageAccountName: string): string {
  return `https://${storageAccountName}.blob.core.windows.net/.default`;
}

/** The algorithms that a customer-provided key can be for. */
export enum KnownEncryptionAlgorithmType {
  /** AES with 256 bits. */
  AES256 = 'AES256',
}

/**
 * The largest body of one upload request: 5,000 MiB.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/put-blob
 */
export const MAX_UPLOAD_BYTES = 5_000 * 1024 * 1024;
