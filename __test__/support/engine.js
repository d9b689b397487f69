'use strict';

// The engine without the facade: operations that no public method calls yet.

const path = require('node:path');

const ANSWER_LENGTH = 5;
const addonPath = () => {
  const { platform, arch } = process;
  const suffix = { linux: '-gnu', win32: '-msvc', darwin: '' }[platform];
  return path.join(__dirname, '..', '..', `blobferry.${platform}-${arch}${suffix}.node`);
};

/**
 * A pipeline with a credential: `run` resolves with the result, or with the failure as `{ failure }`. `call` resolves with all that a call
 * came to: `ok`, `failure`, `attachment`.
 */
function openEngine(credential = { kind: 'anonymous' }, options = {}) {
  const addon = require(addonPath());
  const waiting = new Map();
  const receive = (responses) => {
    for (let at = 0; at < responses.length; at += ANSWER_LENGTH) {
      const [call, ok, , failure, attachment] = responses.slice(at, at + ANSWER_LENGTH);
      const result = failure ? { failure: JSON.parse(failure) } : { ok: ok === null ? undefined : JSON.parse(ok) };
      waiting.get(call)({ ...result, attachment });
      waiting.delete(call);
    }
    if (waiting.size === 0) calls.release();
  };
  const calls = new addon.NativeCalls(receive);
  const pipeline = new addon.NativePipeline(calls, JSON.stringify(credential), JSON.stringify(options));
  let last = 0;
  /** Starts a call: `begin` gets its number, and what it does after that happens before the engine starts the call. */
  const call = (begin) =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      begin(last);
      calls.hold(receive);
      calls.flush();
    });
  return {
    call,
    async run(operation, url, values) {
      const { ok, failure } = await call((number) => pipeline.run(number, operation, url, JSON.stringify(values)));
      return failure ? { failure } : ok;
    },
    /** The handle of a content, whose headers have arrived. */
    async download(url) {
      return (await call((number) => pipeline.download(number, url, '{"range":{"offset":0}}'))).attachment;
    },
  };
}

module.exports = { openEngine };
