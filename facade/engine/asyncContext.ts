/**
 * Asynchronous contexts: what `AsyncLocalStorage` of Node.js finds. A callback of the script's runs in the context of the
 * call that it belongs to, and nothing of the addon's keeps the context in which it happened to be loaded.
 */

import type { AsyncResource } from 'node:async_hooks';

import { asyncHooks } from './lazyModules';

/** Runs something in a context in which no store can be found, so that whatever it makes keeps none. */
export function withoutContext<T>(run: () => T): T {
  const resource = captureContext();
  // Node.js has no call for this. A resource remembers its context in properties; all that is no number is one of them.
  for (const key of Reflect.ownKeys(resource)) {
    if (typeof Reflect.get(resource, key) !== 'number') Reflect.deleteProperty(resource, key);
  }
  return resource.runInAsyncScope(run);
}

/** The context that this is called in, to run something in it later. */
export function captureContext(): AsyncResource {
  return new (asyncHooks().AsyncResource)('blobferry');
}
