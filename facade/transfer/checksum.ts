/** The checksum that protects a transfer: `contentChecksumAlgorithm` of a call, or the one of its client. */

import type { StorageChecksumAlgorithm } from '../types/models';

/** The resolved checksum algorithm of a transfer. */
export type Checksum = Exclude<StorageChecksumAlgorithm, 'Auto'>;

const ALGORITHMS: ReadonlySet<unknown> = new Set<StorageChecksumAlgorithm>([
  'Auto',
  'None',
  'Customized',
  'StorageCrc64',
]);

/**
 * Checks an option. An unknown value would promise a check that does not happen. `null` and
 * `undefined` leave the choice to the client.
 */
export function requireKnownChecksum(algorithm: unknown, argument: string): StorageChecksumAlgorithm | undefined {
  if (algorithm === undefined || algorithm === null) return undefined;
  if (ALGORITHMS.has(algorithm)) return algorithm as StorageChecksumAlgorithm;
  const given = typeof algorithm === 'string' ? `"${algorithm}"` : typeof algorithm;
  throw new RangeError(`${argument} must be "Auto", "None", "Customized" or "StorageCrc64", not ${given}`);
}

/** Returns the checksum of a transfer. `Auto` means the best available one. */
export function checksumOf(ofCall: unknown, ofClient: unknown): Checksum {
  const own = requireKnownChecksum(ofCall, 'options.contentChecksumAlgorithm');
  const algorithm = own ?? (ofClient as StorageChecksumAlgorithm | undefined) ?? 'Customized';
  return algorithm === 'Auto' ? 'StorageCrc64' : algorithm;
}
