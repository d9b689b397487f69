'use strict';

// Which methods of the public classes the scenarios call, and how the calls end. Only what a scenario calls itself counts, not what the
// library calls of itself; and of calls that take a while only those within a step, because what they end with is compared there alone.

const { AsyncLocalStorage } = require('node:async_hooks');

const { methodOf, watchMethod } = require('../support/watch-method');

/**
 * By name: those that returned, those that threw, those that the service rejected, and those whose results come later.
 * @typedef {{ succeeded: Set<string>, failed: Set<string>, rejected: Set<string>, asynchronous: Set<string> }} Outcomes
 */

/** Who calls: a step of a scenario, the library, or a scenario outside of its steps. @type {AsyncLocalStorage<'step' | 'library'>} */
const caller = new AsyncLocalStorage();

/** Has what a step does count. @template T @param {() => T} action @returns {T} */
const asStep = (action) => caller.run('step', action);

/**
 * Has the methods of a library's classes note how their calls end. `library` is the same with functions that do so too.
 * @param {Record<string, any>} library @returns {Outcomes & { library: Record<string, any> }}
 */
function watchOutcomes(library) {
  /** @type {Outcomes} */
  const outcomes = { succeeded: new Set(), failed: new Set(), rejected: new Set(), asynchronous: new Set() };
  const functions = new Map();
  for (const { exported, kind, key } of methodsOf(library)) {
    if (key === undefined) {
      functions.set(exported, watched(library[exported], `${exported}()`, outcomes));
      continue;
    }
    const owner = kind === '' ? library[exported].prototype : library[exported];
    const watcher = watched(owner[key], `${exported}.${kind}${key}()`, outcomes);
    watchMethod(owner, key, watcher, () => caller.getStore() === 'library');
  }
  const get = (/** @type {any} */ target, /** @type {string} */ key) => functions.get(key) ?? target[key];
  return { ...outcomes, library: new Proxy(library, { get }) };
}

/** @param {Function} call @param {string} name @param {Outcomes} outcomes */
function watched(call, name, { succeeded, failed, rejected, asynchronous }) {
  const fail = (/** @type {any} */ error) => {
    failed.add(name);
    if (typeof error?.statusCode === 'number') rejected.add(name);
  };
  /** Calls what takes a while, and notes how that ends. @param {() => PromiseLike<unknown>} action */
  const later = (action) => {
    asynchronous.add(name);
    if (caller.getStore() !== 'step') return action();
    const promise = caller.run('library', action);
    promise.then(() => succeeded.add(name), fail);
    return promise;
  };
  /** @this {unknown} @param {unknown[]} values */
  const wrapper = function (...values) {
    const from = caller.getStore();
    if (from === 'library') return call.apply(this, values);
    let result;
    try {
      result = caller.run('library', () => call.apply(this, values));
    } catch (error) {
      fail(error);
      throw error;
    }
    if (typeof result?.then === 'function') return later(() => result);
    if (typeof result?.byPage === 'function') watchPages(result, later);
    else succeeded.add(name);
    return result;
  };
  for (const key of ['name', 'length']) Object.defineProperty(wrapper, key, { value: call[key], configurable: true });
  return wrapper;
}

/** A listing sends its requests when items or pages are requested. @param {any} listing @param {Function} later */
function watchPages(listing, later) {
  const { next, byPage } = listing;
  listing.next = () => later(() => next.call(listing));
  listing.byPage = (/** @type {unknown[]} */ ...settings) => {
    const pages = byPage.apply(listing, settings);
    const nextPage = pages.next;
    pages.next = () => later(() => nextPage.call(pages));
    return pages;
  };
}

/** Those whose calls never fail, are never rejected by the service, or never succeed, and why. @typedef {[RegExp, string]} Exception */
const WITHOUT_FAILURE = [
  [/\.(toString|static from|getSubRequests|getHttpRequestBody|getMultiPartContentType)\(\)$/, 'writes what it has'],
  [/\.(get\w+Client|with(Snapshot|Version)|createBatch)\(\)$/, 'creates an object, and sends nothing'],
  [/(Factory|SharedKeyCredential|AnonymousCredential)\.create\(\)$/, 'creates a policy'],
  [/^BaseRequestPolicy\.(log|shouldLog)\(\)$/, 'asks the logger'],
  [/^StorageSharedKeyCredential\.computeHMACSHA256\(\)$/, 'signs any text'],
  [/^Pipeline\.toServiceClientOptions\(\)$/, 'returns options'],
  [/^(isPipelineLike|isRestError|getBlobServiceAccountAudience|newPipeline)\(\)$/, 'returns a result for any value'],
];
const WITHOUT_REJECTION = [
  [/\.generate\w+\(\)$/, 'signs, and sends nothing'],
  [/^BlobBatch\./, 'adds to what is sent later'],
  [/^BlockBlobClient\.uploadBrowserData\(\)$/, 'is for browsers: in Node.js the reference sends nothing'],
];
const WITHOUT_SUCCESS = [[/^Credential\.create\(\)$/, 'is for subclasses to write']];
const EXCEPTIONS = {
  withoutSuccess: WITHOUT_SUCCESS,
  withoutFailure: WITHOUT_FAILURE,
  withoutRejection: WITHOUT_REJECTION,
};

/** Methods that the reference has, but its types hide. */
const HIDDEN =
  /^(BlobClient\.startCopyFromURL|StorageRetryPolicy\.(attemptSendRequest|shouldRetry|delay)|\w+Policy\.signRequest)\(\)$/;

/**
 * Of what the reference and the library have, by name: what no step had succeed, what none had fail, and what the service never rejected;
 * and the exceptions from these that nothing needs.
 * @param {ReturnType<typeof watchOutcomes>} outcomes @param {Record<string, any>} reference
 */
function missingOutcomes({ library, succeeded, failed, rejected, asynchronous }, reference, exceptions = EXCEPTIONS) {
  const names = [...new Set(methodsOf(reference).flatMap((method) => nameIn(library, method) ?? []))].sort();
  const needed = new Set();
  const missing = (/** @type {Set<string>} */ ends, /** @type {Exception[]} */ allowed) =>
    names.filter((name) => {
      if (ends.has(name)) return false;
      const exception = allowed.find(([pattern]) => pattern.test(name));
      needed.add(exception);
      return exception === undefined;
    });
  const { withoutSuccess, withoutFailure, withoutRejection } = exceptions;
  return {
    success: missing(succeeded, withoutSuccess),
    failure: missing(failed, withoutFailure),
    rejection: missing(rejected, [...withoutFailure, ...withoutRejection]).filter((name) => asynchronous.has(name)),
    idle: Object.values(exceptions)
      .flat()
      .filter((exception) => !needed.has(exception))
      .map(([pattern]) => String(pattern)),
  };
}

/** The functions and methods that a library exports. @param {Record<string, any>} library */
function methodsOf(library) {
  return Object.entries(library).flatMap(([exported, value]) => {
    if (typeof value !== 'function') return [];
    if (isFunction(exported)) return [{ exported }];
    return [
      ...keysOf(value.prototype).map((key) => ({ exported, kind: '', key })),
      ...keysOf(value).map((key) => ({ exported, kind: 'static ', key })),
    ];
  });
}

/** @param {string} exported */
const isFunction = (exported) => /^[a-z]/.test(exported);

/** The methods that an object has itself. @param {any} owner */
function keysOf(owner) {
  const found = Object.entries(Object.getOwnPropertyDescriptors(owner));
  return found
    .filter(([key, descriptor]) => key !== 'constructor' && methodOf(descriptor) && descriptor.configurable)
    .map(([key]) => key);
}

/** The name under which a library's method is watched: by the class that has it. Undefined if the library has none, or types hide it. */
function nameIn(library, { exported, kind, key }) {
  if (key === undefined) return typeof library[exported] === 'function' ? `${exported}()` : undefined;
  const sideOf = (/** @type {any} */ value) => (kind === '' ? value?.prototype : value);
  const owners = new Map(Object.entries(library).map(([name, value]) => [sideOf(value), name]));
  for (let at = sideOf(library[exported]); at && at !== Object.prototype && at !== Function.prototype;) {
    if (Object.hasOwn(at, key)) {
      const name = `${owners.get(at) ?? exported}.${kind}${key}()`;
      return HIDDEN.test(name) ? undefined : name;
    }
    at = Object.getPrototypeOf(at);
  }
  return undefined;
}

module.exports = { asStep, missingOutcomes, watchOutcomes };
