/**
 * Proofs for the compiler: the options of copies that are declared for callers are those that are read. One that only the declaration has
 * would be ignored; one that only the engine has would not be documented.
 */

import type { SHAPES } from '../generated/shapes';
import type { BeginCopyFromAccountOptions } from '../types/accountCopy';
import type { BeginCopyFromContainerOptions, KeepReplacedOptions } from '../types/containerCopy';
import type { BeginCopyFromOptions } from '../types/copyFrom';

type AssertTrue<T extends true> = T;
type SameNames<Declared, Read> = [Declared, Read] extends [Read, Declared]
  ? true
  : [Exclude<Declared, Read>, Exclude<Read, Declared>];

type Shape<Name extends keyof typeof SHAPES> = keyof (typeof SHAPES)[Name];

/** Read by the facade, and not passed on as options. */
type FacadeOption = 'abortSignal' | 'onProgress' | 'tracingOptions';
type ContainerCopyFacadeOption = FacadeOption | 'onNeedsCredentials' | 'resumeFrom';

/** Of comparisons alone, which have an interface of their own. */
type ComparisonOption = 'compare';

/** Each is `true`, or the compiler names the options that one side lacks. */
export type OptionNames = [
  AssertTrue<SameNames<keyof BeginCopyFromOptions, Shape<'BeginCopyFromOptions'> | FacadeOption>>,
  AssertTrue<SameNames<keyof KeepReplacedOptions, Shape<'KeepReplacedOptions'>>>,
  AssertTrue<
    SameNames<
      keyof BeginCopyFromContainerOptions,
      Exclude<Shape<'BeginCopyFromContainerOptions'>, ComparisonOption> | ContainerCopyFacadeOption
    >
  >,
  AssertTrue<
    SameNames<Exclude<keyof BeginCopyFromAccountOptions, keyof BeginCopyFromContainerOptions>, Shape<'AccountOptions'>>
  >,
];
