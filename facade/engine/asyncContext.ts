/**
 * Async contexts, as `AsyncLocalStorage` sees them. A callback runs in the context of the call that it belongs to. The
 * addon itself keeps no context, such as the one in which it was first loaded.
 */

import type { AsyncResource } from 'node:async_hooks';

import { asyncHooks } from './lazyModules';

/**
 * On Bun, the context in which this package was loaded. A script cannot take the stores out of a context there; this is the closest to one
 * without any, because nearly every script imports at its top.
 */
const contextOfImport = 'bun' in process.versions ? captureContext() : undefined;

/** Runs a function in a context without stores, so that nothing it creates keeps one. */
export function withoutContext<T>(run: () => T): T {
  if (contextOfImport !== undefined) return contextOfImport.runInAsyncScope(run);
  const resource = captureContext();
  // Node.js has no call for this. A resource holds its context in properties that are not numbers.
  for (const key of Reflect.ownKeys(resource)) {
    if (typeof Reflect.get(resource, key) !== 'number') Reflect.deleteProperty(resource, key);
  }
  return resource.runInAsyncScope(run);
}

/** Captures the current context, to run a callback in it later. */
export function captureContext(): AsyncResource {
  return new (asyncHooks().AsyncResource)('blobferry');
}
