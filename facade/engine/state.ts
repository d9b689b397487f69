/**
 * Private state that survives a `Proxy` (Vue's `reactive`, tracing wrappers) and cloning by prototype. A `Proxy` cannot
 * reach private fields, a `WeakMap` does not contain clones, and a plain member would be wrapped or cloned itself. So the
 * state is held by a function, in a member under a symbol. Functions are neither wrapped nor cloned, and inspecting one
 * does not show its state.
 *
 * ```ts
 * const STATE = Symbol('state');
 *
 * class Example {
 *   readonly [STATE]: PrivateState<{ count: number }>;
 *   constructor() { this[STATE] = privateState({ count: 0 }); }
 *   next(): number { return (this[STATE]().count += 1); }
 * }
 * ```
 *
 * The member must be enumerable, as an assignment makes it, because `Object.assign` copies only those. Clones share the
 * state. A class with such a member needs a `nodejs.util.inspect.custom` method, or `console.log` shows the function.
 */

/** Returns the private state. */
export type PrivateState<T> = () => T;

/** Creates private state. */
export function privateState<T>(state: T): PrivateState<T> {
  return () => state;
}

/**
 * Reads private state that may be missing: an object that no constructor has made, such as a stub of a test, has none, and its members
 * are undefined.
 */
export function ifInitialized<T, Value>(state: PrivateState<T>, read: (state: T) => Value): Value {
  const given = state as PrivateState<T> | undefined;
  return given ? read(given()) : (undefined as Value);
}
