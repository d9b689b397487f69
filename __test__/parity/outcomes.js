'use strict';

// Which methods of the public classes scenarios call, and how the calls end.

/** @typedef {{ succeeded: Set<string>, failed: Set<string> }} Outcomes */

/**
 * Has the methods of a library's classes note how their calls end. Methods that the library calls itself count too.
 * @param {Record<string, any>} library @returns {Outcomes & { methods: string[] }}
 */
function watchOutcomes(library) {
  /** @type {Outcomes} */
  const outcomes = { succeeded: new Set(), failed: new Set() };
  const methods = [];
  for (const [className, value] of Object.entries(library)) {
    if (typeof value !== 'function' || value.prototype === undefined) continue;
    for (const [owner, kind] of [
      [value.prototype, ''],
      [value, 'static '],
    ]) {
      for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
        if (key === 'constructor' || typeof descriptor.value !== 'function' || !descriptor.configurable) continue;
        const name = `${className}.${kind}${key}()`;
        methods.push(name);
        Object.defineProperty(owner, key, { ...descriptor, value: watched(descriptor.value, name, outcomes) });
      }
    }
  }
  return { ...outcomes, methods };
}

/** @param {Function} call @param {string} name @param {Outcomes} outcomes */
function watched(call, name, { succeeded, failed }) {
  /** @this {unknown} @param {unknown[]} values */
  const wrapper = function (...values) {
    let result;
    try {
      result = call.apply(this, values);
    } catch (error) {
      failed.add(name);
      throw error;
    }
    const note = (/** @type {PromiseLike<unknown>} */ promise) => {
      promise.then(
        () => succeeded.add(name),
        () => failed.add(name),
      );
      return promise;
    };
    if (typeof result?.then === 'function') note(result);
    else if (typeof result?.byPage === 'function') watchPages(result, note);
    else succeeded.add(name);
    return result;
  };
  for (const key of ['name', 'length']) Object.defineProperty(wrapper, key, { value: call[key], configurable: true });
  return wrapper;
}

/** A listing sends its requests when it is asked for items or pages. @param {any} listing @param {Function} note */
function watchPages(listing, note) {
  const { next, byPage } = listing;
  listing.next = () => note(next.call(listing));
  listing.byPage = (/** @type {unknown[]} */ ...settings) => {
    const pages = byPage.apply(listing, settings);
    const nextPage = pages.next;
    pages.next = () => note(nextPage.call(pages));
    return pages;
  };
}

/** Those whose calls never fail, or never succeed, and why. */
const WITHOUT_FAILURE = [
  [/\.(toString|static from|getSubRequests|getHttpRequestBody|getMultiPartContentType)\(\)$/, 'writes what it has'],
  [/\.(get\w+Client|with(Snapshot|Version)|createBatch)\(\)$/, 'creates an object, and sends nothing'],
  [/(Factory|SharedKeyCredential|AnonymousCredential)\.create\(\)$/, 'creates a policy'],
  [/^BaseRequestPolicy\.(log|shouldLog)\(\)$/, 'asks the logger'],
  [/^StorageSharedKeyCredential\.computeHMACSHA256\(\)$/, 'signs any text'],
  [/^Pipeline\.toServiceClientOptions\(\)$/, 'returns options'],
];
const WITHOUT_SUCCESS = [[/^Credential\.create\(\)$/, 'is for subclasses to write']];

/** Methods that the reference has, but its types hide. */
const HIDDEN =
  /^(BlobClient\.startCopyFromURL|StorageRetryPolicy\.(attemptSendRequest|shouldRetry|delay)|\w+Policy\.signRequest)\(\)$/;

/** The methods of the reference that no scenario had succeed, and those that none had fail. */
function missingOutcomes({ methods, succeeded, failed }, reference) {
  const ofReference = methods.filter((name) => isPublic(name, reference));
  const missing = (ends, exceptions) =>
    ofReference.filter((name) => !ends.has(name) && !exceptions.some(([pattern]) => pattern.test(name))).sort();
  return { success: missing(succeeded, WITHOUT_SUCCESS), failure: missing(failed, WITHOUT_FAILURE) };
}

function isPublic(name, reference) {
  const [, className, isStatic, method] = /^(\w+)\.(static )?(\w+)\(\)$/.exec(name);
  const owner = isStatic ? reference[className] : reference[className]?.prototype;
  return (
    typeof owner?.[method] === 'function' &&
    method in owner &&
    owner[method] !== Object.prototype[method] &&
    !HIDDEN.test(name)
  );
}

module.exports = { missingOutcomes, watchOutcomes };
