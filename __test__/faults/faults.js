'use strict';

// What can go wrong with one request: the columns of the table of faults. `attempts` is how many requests a repeatable operation takes;
// `error` is what the caller then sees, nothing meaning success; `rejected` says that the service did not take the request on, so that
// repeating it is safe whatever it does.

const ATTEMPTS = 3;

/**
 * Faults that end with the time of an attempt. It is ample: if the attempt after the fault took longer, too, there would be one more.
 * Each is waited for, so the tests of these faults run at once.
 */
const TIMED = { tryTimeoutInMs: 5000 };

const first = (what) => ({ when: { first: 1 }, what });
const always = (what) => ({ what });

const FAULTS = {
  'connection reset before the effect': { rule: first({ reset: true }), attempts: 2 },
  'connection reset after the effect': { rule: first({ after: true, reset: true }), attempts: 2, takesEffect: true },
  'connection closed without a response': { rule: first({ close: true }), attempts: 2 },
  'no response within the time of an attempt': {
    rule: first({ stall: true }),
    attempts: 2,
    options: TIMED,
  },
  // A server with such a response is not a Blob service, and will not be one at the next attempt.
  'something that is not HTTP': {
    rule: first({ garbage: 'SSH-2.0-OpenSSH_9.9\r\n' }),
    attempts: 1,
    error: { code: 'HPE_INVALID_CONSTANT', statusCode: undefined },
  },
  '500 once': { rule: first({ status: 500, code: 'InternalError' }), attempts: 2 },
  '503 with Retry-After': {
    rule: first({ status: 503, code: 'ServerBusy', headers: { 'x-ms-retry-after-ms': '20' } }),
    attempts: 2,
    rejected: true,
  },
  '503 without Retry-After': { rule: first({ status: 503, code: 'ServerBusy' }), attempts: 2, rejected: true },
  '429 once': { rule: first({ status: 429, code: 'TooManyRequests' }), attempts: 2, rejected: true },
  '500 for ever': {
    rule: always({ status: 500, code: 'InternalError' }),
    attempts: ATTEMPTS,
    error: { statusCode: 500, code: 'InternalError' },
  },
  '500 after the effect': {
    rule: first({ after: true, status: 500, code: 'OperationTimedOut' }),
    attempts: 2,
    takesEffect: true,
  },
  403: {
    rule: always({ status: 403, code: 'AuthorizationFailure' }),
    attempts: 1,
    error: { statusCode: 403, code: 'AuthorizationFailure' },
  },
  409: {
    rule: always({ status: 409, code: 'OperationNotAllowed' }),
    attempts: 1,
    error: { statusCode: 409, code: 'OperationNotAllowed' },
  },
  412: {
    rule: always({ status: 412, code: 'ConditionNotMet' }),
    attempts: 1,
    error: { statusCode: 412, code: 'ConditionNotMet' },
  },
};

/** Faults of a response body, for operations that read one. */
const BODY_FAULTS = {
  'body cut short': { rule: first({ body: { truncate: { part: 0.5 } } }), attempts: 2 },
  'connection reset in the body': { rule: first({ body: { reset: { part: 0.5 } } }), attempts: 2 },
  'body shorter than it was announced': {
    rule: first({ body: { wrongLength: 5 } }),
    attempts: 2,
    options: TIMED,
  },
};

module.exports = { BODY_FAULTS, FAULTS, TIMED, ATTEMPTS };
