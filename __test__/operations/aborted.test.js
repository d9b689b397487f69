'use strict';

// Abort signals, with every method of both libraries: one that has already fired, and one that fires while the service
// does not respond.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { blobferry, isReference, libraries, reference } = require('../support/libraries');
const { HANG, startScriptedServer } = require('../support/scripted-server');
const { everyMethod, methodsOfTheReference } = require('./every-method');

/** What the reference runs without reading the signal that its typings accept: these would wait for a response forever. */
const DEAF_IN_THE_REFERENCE = new Set([
  'BlobServiceClient.undeleteContainer',
  'BlobClient.deleteImmutabilityPolicy',
  'BlobClient.setImmutabilityPolicy',
  'BlobClient.setLegalHold',
]);

/** A signal that counts its listeners. */
class CountedSignal {
  #signal;
  listeners = 0;

  constructor(signal) {
    this.#signal = signal;
  }
  get aborted() {
    return this.#signal.aborted;
  }
  addEventListener(...parameters) {
    this.listeners += 1;
    this.#signal.addEventListener(...parameters);
  }
  removeEventListener(...parameters) {
    this.listeners -= 1;
    this.#signal.removeEventListener(...parameters);
  }
}

describe('signals', () => {
  let server;
  let arrived = () => {};

  before(async () => {
    server = await startScriptedServer(() => {
      arrived();
      return HANG;
    });
  });
  after(() => server?.close());

  const methods = async (library = blobferry) => {
    const taking = Object.entries(await methodsOfTheReference()).filter(([, { options }]) =>
      options?.includes('abortSignal'),
    );
    assert.ok(taking.length > 60, `${taking.length} methods take a signal`);
    const names = taking.map(([name]) => name);
    return library === reference ? names.filter((name) => !DEAF_IN_THE_REFERENCE.has(name)) : names;
  };

  for (const [label, library] of Object.entries(libraries)) {
    test(`${label}: one that has fired: nothing is sent`, async () => {
      // A server of its own: what another call had sent when it was aborted may arrive late.
      const quiet = await startScriptedServer(() => HANG);
      try {
        const call = everyMethod(library, quiet.origin);
        for (const method of await methods(library)) {
          const error = await call(method, method, { options: { abortSignal: AbortSignal.abort() } }).catch(
            (thrown) => thrown,
          );
          assert.equal(error?.name, 'AbortError', `${method}: ${error}`);
        }
        assert.equal(quiet.requests.length, 0);
      } finally {
        await quiet.close();
      }
    });

    test(`${label}: one that fires in the turn of the call: nothing is sent, and the message says so`, async () => {
      const quiet = await startScriptedServer(() => HANG);
      try {
        const call = everyMethod(library, quiet.origin);
        for (const method of await methods(library)) {
          const controller = new AbortController();
          const called = call(method, method, { options: { abortSignal: controller.signal } });
          controller.abort();
          const error = await called.catch((thrown) => thrown);
          const message = 'The operation was aborted. Request has already been canceled.';
          assert.deepEqual([method, error?.name, error?.message], [method, 'AbortError', message]);
        }
        assert.equal(quiet.requests.length, 0);
      } finally {
        await quiet.close();
      }
    });

    test(`${label}: one that fires while the service does not respond, which the message says`, async () => {
      const call = everyMethod(library, server.origin);
      for (const method of await methods(library)) {
        const controller = new AbortController();
        arrived = () => controller.abort();
        const abortSignal = new CountedSignal(controller.signal);
        const error = await call(method, method, { options: { abortSignal } }).catch((thrown) => thrown);
        const message = 'The operation was aborted. Rejecting from abort signal callback while making request.';
        assert.deepEqual([method, error?.name, error?.message], [method, 'AbortError', message]);
        assert.equal(abortSignal.listeners, 0, `${method} leaves no listener`);
      }
    });
  }

  test('what is no signal is named', { skip: isReference }, async () => {
    const call = everyMethod(blobferry, server.origin);
    for (const method of await methods()) {
      await assert.rejects(
        call(method, method, { options: { abortSignal: { aborted: 'no' } } }),
        (error) => error instanceof TypeError && error.message.includes('options.abortSignal'),
        method,
      );
    }
  });
});
