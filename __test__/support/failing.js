'use strict';

const assert = require('node:assert/strict');

/** The error of a promise that must reject. */
const failing = (promise) =>
  promise.then(
    () => assert.fail('this must fail'),
    (error) => error,
  );

module.exports = { failing };
