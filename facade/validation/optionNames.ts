/**
 * Proofs for the compiler: the options of copies that are declared for callers are those that are read. One that only the declaration has
 * would be ignored; one that only the engine has would not be documented.
 */

import type { SHAPES } from '../generated/shapes';
import type { BeginCopyFromAccountOptions } from '../types/accountCopy';
import type { BeginCopyFromContainerOptions, KeepReplacedOptions } from '../types/containerCopy';
import type { BeginCopyFromOptions } from '../types/copyFrom';

type True<T extends true> = T;
type Same<Declared, Read> = [Declared, Read] extends [Read, Declared]
  ? true
  : [Exclude<Declared, Read>, Exclude<Read, Declared>];

type Shape<Name extends keyof typeof SHAPES> = keyof (typeof SHAPES)[Name];

/** Read by the facade, and not passed on as options. */
type OfFacade = 'abortSignal' | 'onProgress' | 'tracingOptions';
type OfContainerCopy = OfFacade | 'onNeedsCredentials' | 'resumeFrom';

/** Of comparisons alone, which have an interface of their own. */
type OfComparison = 'compare';

/** Each is `true`, or the compiler names the options that one side lacks. */
export type OptionNames = [
  True<Same<keyof BeginCopyFromOptions, Shape<'BeginCopyFromOptions'> | OfFacade>>,
  True<Same<keyof KeepReplacedOptions, Shape<'KeepReplacedOptions'>>>,
  True<
    Same<
      keyof BeginCopyFromContainerOptions,
      Exclude<Shape<'BeginCopyFromContainerOptions'>, OfComparison> | OfContainerCopy
    >
  >,
  True<Same<Exclude<keyof BeginCopyFromAccountOptions, keyof BeginCopyFromContainerOptions>, Shape<'AccountOptions'>>>,
];
