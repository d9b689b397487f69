/** Public types that the engine has no struct for: parts of its types, or other names for them. */

import type { BlobDeleteConditions, BlobRequestConditions } from '../generated/models';

/** Metadata as pairs of name and value. Names are case-insensitive. */
export type Metadata = Record<string, string>;

/** Index tags as pairs of name and value, at most 10. */
export type Tags = Record<string, string>;

/**
 * The checksum that protects a transfer. `StorageCrc64`: the content travels with a CRC-64 for each 4 MiB, which the
 * receiver checks. `Auto`: the best one available, at present `StorageCrc64`. `Customized`: only the checksums that the caller passes
 * (`transactionalContentMD5`, `transactionalContentCrc64`). `None`: no checksum.
 */
export type StorageChecksumAlgorithm = 'Auto' | 'None' | 'Customized' | 'StorageCrc64';

/** Conditions on the `ETag`. */
export type MatchConditions = Pick<BlobRequestConditions, 'ifMatch' | 'ifNoneMatch'>;

/** Conditions on the last modified time. */
export type ModificationConditions = Pick<BlobRequestConditions, 'ifModifiedSince' | 'ifUnmodifiedSince'>;

/** A condition on the tags. */
export type TagConditions = Pick<BlobRequestConditions, 'tagConditions'>;

/** Conditions on the last modified time of the access tier. */
export type AccessTierModifiedConditions = Pick<
  BlobDeleteConditions,
  'accessTierIfModifiedSince' | 'accessTierIfUnmodifiedSince'
>;
