'use strict';

// The engine without the facade: operations that no public method calls yet.

const path = require('node:path');

const ANSWER_LENGTH = 5;
const addonPath = () => {
  const { platform, arch } = process;
  const suffix = { linux: '-gnu', win32: '-msvc', darwin: '' }[platform];
  return path.join(__dirname, '..', '..', `blobferry.${platform}-${arch}${suffix}.node`);
};

/** A pipeline with a credential: `run` resolves with the result, or with the failure as `{ failure }`. */
function openEngine(credential = { kind: 'anonymous' }, options = {}) {
  const addon = require(addonPath());
  const waiting = new Map();
  const receive = (answers) => {
    for (let at = 0; at < answers.length; at += ANSWER_LENGTH) {
      const [call, ok, , failure] = answers.slice(at, at + ANSWER_LENGTH);
      waiting.get(call)(failure ? { failure: JSON.parse(failure) } : JSON.parse(ok));
      waiting.delete(call);
    }
    if (waiting.size === 0) calls.release();
  };
  const calls = new addon.NativeCalls(receive);
  const pipeline = new addon.NativePipeline(calls, JSON.stringify(credential), JSON.stringify(options));
  let last = 0;
  return {
    run(operation, url, values) {
      return new Promise((resolve) => {
        last += 1;
        waiting.set(last, resolve);
        pipeline.run(last, operation, url, JSON.stringify(values));
        calls.hold(receive);
        calls.flush();
      });
    },
  };
}

module.exports = { openEngine };
