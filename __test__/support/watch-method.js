'use strict';

// Puts watchers in the place of methods. The library still sees its own methods, because methods that were replaced are a case of their
// own; and one method can have several watchers.

/** What a getter of a watched method stands for. @type {WeakMap<Function, { own: Function, watcher: Function, isLibrary: () => boolean }>} */
const watched = new WeakMap();

/** The method that a property has for its callers, watched or not. @param {PropertyDescriptor | undefined} descriptor @returns {Function | undefined} */
function methodOf(descriptor) {
  if (typeof descriptor?.value === 'function') return descriptor.value;
  return descriptor?.get && watched.get(descriptor.get)?.watcher;
}

/**
 * Calls of `owner[key]` call `watcher`, except for code that reads it while `isLibrary()`.
 * @param {any} owner @param {string} key @param {Function} watcher @param {() => boolean} isLibrary
 */
function watchMethod(owner, key, watcher, isLibrary) {
  const descriptor = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(owner, key));
  const before = descriptor.get && watched.get(descriptor.get);
  const own = before ? before.own : descriptor.value;
  const isSeenByLibrary = () => isLibrary() || (before?.isLibrary() ?? false);
  const get = () => (isSeenByLibrary() ? own : watcher);
  watched.set(get, { own, watcher, isLibrary: isSeenByLibrary });
  for (const name of ['name', 'length']) {
    Object.defineProperty(watcher, name, { value: own[name], configurable: true });
  }
  Object.defineProperty(owner, key, {
    configurable: true,
    enumerable: descriptor.enumerable ?? false,
    get,
    /** @this {object} @param {unknown} value */
    set(value) {
      Object.defineProperty(this, key, { value, configurable: true, enumerable: true, writable: true });
    },
  });
}

module.exports = { methodOf, watchMethod };
