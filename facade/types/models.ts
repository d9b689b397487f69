/** Types that scripts name, and that the engine has no struct for: they are parts or other names of those it has. */

import type { BlobDeleteConditions, BlobRequestConditions } from '../generated/models';

/** Metadata: names and values. Names are compared without regard to case. */
export type Metadata = Record<string, string>;

/** Index tags: names and values, ten at most. */
export type Tags = Record<string, string>;

/** Which checksum protects a transfer. `StorageCrc64` is not supported, and `Auto` protects nothing yet. */
export type StorageChecksumAlgorithm = 'Auto' | 'None' | 'Customized' | 'StorageCrc64';

/** What must hold for an `ETag`. */
export type MatchConditions = Pick<BlobRequestConditions, 'ifMatch' | 'ifNoneMatch'>;

/** What must hold for the time of the last change. */
export type ModificationConditions = Pick<BlobRequestConditions, 'ifModifiedSince' | 'ifUnmodifiedSince'>;

/** What must hold for the tags. */
export type TagConditions = Pick<BlobRequestConditions, 'tagConditions'>;

/** What must hold for the time of the last change of tier. */
export type AccessTierModifiedConditions = Pick<
  BlobDeleteConditions,
  'accessTierIfModifiedSince' | 'accessTierIfUnmodifiedSince'
>;
