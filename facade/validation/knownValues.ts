/** Values that the service knows. Another value is a wrong argument, found before anything is sent. Case is ignored. */

import { unboxed } from './arguments';

const ACCESS_TIERS = [
  ...['P4', 'P6', 'P10', 'P15', 'P20', 'P30', 'P40', 'P50', 'P60', 'P70', 'P80'],
  ...['Hot', 'Cool', 'Archive', 'Cold', 'Smart'],
];

const KNOWN_VALUES = {
  access: ['container', 'blob'],
  copySourceTags: ['REPLACE', 'COPY'],
  deleteSnapshots: ['include', 'only'],
  listType: ['committed', 'uncommitted', 'all'],
  policyMode: ['Mutable', 'Unlocked', 'Locked'],
  rehydratePriority: ['High', 'Standard'],
  sequenceNumberAction: ['max', 'update', 'increment'],
  tier: ACCESS_TIERS,
} as const;

/** Requires a known value, or undefined. */
export function requireKnown(given: unknown, name: keyof typeof KNOWN_VALUES, argument: string = name): void {
  if (given === undefined || given === null) return;
  const value = unboxed(given);
  const known: readonly string[] = KNOWN_VALUES[name];
  if (typeof value !== 'string') throw new TypeError(`${argument} must be one of ${known.join(', ')}`);
  if (!known.some((word) => word.toLowerCase() === value.toLowerCase())) {
    throw new RangeError(`${argument} must be one of ${known.join(', ')}`);
  }
}

/** Options whose values must be known. */
interface OptionsWithWords {
  access?: unknown;
  deleteSnapshots?: unknown;
  copySourceTags?: unknown;
  immutabilityPolicy?: { policyMode?: unknown };
  rehydratePriority?: unknown;
  tier?: unknown;
}

/** Requires known values in options. */
export function requireKnownOptions(options: OptionsWithWords): void {
  for (const name of ['access', 'copySourceTags', 'deleteSnapshots', 'rehydratePriority', 'tier'] as const) {
    requireKnown(options[name], name, `options.${name}`);
  }
  requireKnown(options.immutabilityPolicy?.policyMode, 'policyMode', 'options.immutabilityPolicy.policyMode');
}
