/**
 * State that an object keeps to itself, and that goes where the object goes: behind a `Proxy` (Vue's `reactive`, wrappers that trace) and
 * into clones that have its prototype. Private fields cannot be reached through a `Proxy`, a `WeakMap` does not know a clone, and
 * a plain member would be wrapped or taken apart with the object. So state is held by a function, under a symbol of its class:
 * functions are neither wrapped nor cloned, and nothing that shows an object shows what they hold.
 *
 * ```ts
 * const STATE = Symbol('state');
 *
 * class Example {
 *   readonly [STATE]: Kept<{ count: number }>;
 *   constructor() { this[STATE] = keep({ count: 0 }); }
 *   next(): number { return (this[STATE]().count += 1); }
 * }
 * ```
 *
 * The member must be an ordinary one (enumerable, as an assignment makes it), or `Object.assign` would not copy it. Clones share the state. A
 * class with such a member needs a `nodejs.util.inspect.custom`, or `console.log` shows that there is a function.
 */

/** Gives the state that is kept. */
export type Kept<T> = () => T;

/** Keeps a state. */
export function keep<T>(state: T): Kept<T> {
  return () => state;
}
