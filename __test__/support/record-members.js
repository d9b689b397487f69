'use strict';

// Notes which public members of the package tests call, and against which server, where `BLOBFERRY_RECORD` names a folder for it
// (tools/record-tested.mjs). Without that it does nothing.

const { randomUUID } = require('node:crypto');
const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const { methodOf, watchMethod } = require('./watch-method');

/** Tests of the order in which calls reach the service are left alone: a call that is noted takes longer than others. */
const LEFT_ALONE = /[\\/]__test__[\\/]order[\\/]/;

const FOLDER = LEFT_ALONE.test(process.argv[1] ?? '') ? undefined : process.env['BLOBFERRY_RECORD'];

/** Methods for which the library looks whether they were replaced: it sees its own ones. */
const REPLACEABLE = new Set([
  'abortCopyFromURL',
  'commitBlockList',
  'download',
  'getProperties',
  'stageBlock',
  'startCopyFromURL',
  'upload',
]);

/** How many noted methods are on the stack. */
let depth = 0;

/** @type {Set<string>} */
const places = new Set();
/** @type {Set<string | undefined>} */
const members = new Set();

/** Starts to record calls. */
let begin = () => {};

/**
 * Sets the server that the members of this process are called against. Calls are recorded from now on: a process without it runs as it would
 * without notes, so that tests of order and time are not disturbed. @param {string} place
 */
function recordAt(place) {
  if (!FOLDER) return;
  places.add(place);
  begin();
  begin = () => {};
}

/** The library, or one that notes what is called of it. @template {object} T @param {T} library @returns {T} */
function recorded(library) {
  if (!FOLDER) return library;
  const names = new Map(
    Object.entries(library)
      .filter(([, value]) => typeof value === 'function' && value.prototype !== undefined)
      .map(([name, value]) => [value.prototype, name]),
  );
  const start = () => {
    for (const owner of new Set([...names.keys()].flatMap(chain))) wrapPrototype(owner, names);
    wrapStatics(names);
  };
  // The server may have been started before the library was loaded.
  if (places.size > 0) start();
  else begin = start;
  process.on('exit', () => {
    if (places.size === 0) return;
    // The script helps people to find the caller.
    const text = JSON.stringify({ script: process.argv[1], places: [...places], members: [...members] });
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path.join(FOLDER, `${randomUUID()}.json`), text);
  });
  return new Proxy(library, {
    get(target, key) {
      if (typeof key === 'string') members.add(key);
      return Reflect.get(target, key);
    },
  });
}

/** A prototype, and those of the classes that it extends. @param {any} prototype @returns {any[]} */
function chain(prototype) {
  const found = [];
  const ends = [Object.prototype, Error.prototype, Function.prototype, null];
  for (let at = prototype; !ends.includes(at) && at !== undefined; at = Object.getPrototypeOf(at)) found.push(at);
  return found;
}

/** @param {any} owner @param {Map<any, string>} names */
function wrapPrototype(owner, names) {
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
    if (key === 'constructor' || descriptor.configurable === false) continue;
    // Some tests make a hundred thousand calls: each kind of object is noted once.
    const noted = new WeakSet();
    const note = (/** @type {unknown} */ self, suffix = '') => {
      const kind = Object.getPrototypeOf(Object(self)) ?? owner;
      if (noted.has(kind)) return;
      noted.add(kind);
      const known = chain(Object(self)).filter((prototype) => names.has(prototype));
      const exported = names.get(owner) ?? names.get(known.at(-1));
      members.add(exported && `${exported}.${key}${suffix}`);
    };
    const call = methodOf(descriptor);
    if (call) {
      /** @this {unknown} @param {unknown[]} values */
      const wrapper = function (...values) {
        note(this, '()');
        depth += 1;
        try {
          return call.apply(this, values);
        } finally {
          depth -= 1;
        }
      };
      if (REPLACEABLE.has(key) || descriptor.get) watchMethod(owner, key, wrapper, () => depth > 0);
      else Object.defineProperty(owner, key, { ...descriptor, value: like(call, wrapper) });
    } else if (descriptor.get) {
      const { get } = descriptor;
      /** @this {unknown} */
      descriptor.get = function () {
        note(this);
        return get.call(this);
      };
      Object.defineProperty(owner, key, descriptor);
    }
  }
}

/** A function that looks like another one. @param {any} call @param {Function} wrapper */
function like(call, wrapper) {
  for (const key of ['name', 'length']) Object.defineProperty(wrapper, key, { value: call[key], configurable: true });
  return wrapper;
}

/** @param {Map<any, string>} names */
function wrapStatics(names) {
  const classes = new Map([...names].map(([prototype, name]) => [prototype.constructor, name]));
  for (const [constructor, name] of classes) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(constructor))) {
      const call = methodOf(descriptor);
      if (!call || !descriptor.configurable) continue;
      /** @this {unknown} @param {unknown[]} values */
      const wrapper = function (...values) {
        members.add(`${name}.static ${key}()`);
        return call.apply(this, values);
      };
      if (descriptor.get) watchMethod(constructor, key, wrapper, () => false);
      else Object.defineProperty(constructor, key, { ...descriptor, value: like(call, wrapper) });
    }
  }
}

module.exports = { recordAt, recorded };
