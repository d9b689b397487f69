/** The place in a trace that policies see where nothing traces. As in the reference, a request always has one. */

import type { TracingContext } from '../types/common';
import type { TracingOptions } from './tracing';

/** Values by symbols, as `@azure/core-tracing` has them. */
class ValueContext implements TracingContext {
  readonly #values: ReadonlyMap<symbol, unknown>;

  constructor(values: Iterable<readonly [symbol, unknown]> = []) {
    this.#values = new Map(values);
  }

  getValue(key: symbol): unknown {
    return this.#values.get(key);
  }

  setValue(key: symbol, value: unknown): TracingContext {
    return new ValueContext([...this.#values, [key, value]]);
  }

  deleteValue(key: symbol): TracingContext {
    return new ValueContext([...this.#values].filter(([known]) => known !== key));
  }
}

/** The options of the caller, with a context if they have none. */
export function inContext(tracingOptions: unknown): TracingOptions {
  const { tracingContext, ...others } = (tracingOptions ?? {}) as TracingOptions;
  return { ...others, tracingContext: tracingContext ?? new ValueContext() };
}
