'use strict';

// Where blobferry may differ from the reference, and why. Everything that is not listed here must be equal. An entry that no
// scenario needs fails the suite, so the table cannot outlive its reasons.
//
// - `scenario`: the name of a scenario, a pattern of names, or '*'
// - `where`: pattern of the place (see compare.js)
// - `accepts(reference, blobferry)`: further limits the entry to certain values; absent sides are `undefined`
// - `reason`

const absent = (value) => value === undefined;
const saysSomething = (value) => typeof value === 'string' && value.length > 0;

module.exports = [
  {
    scenario: '*',
    where: /^requests\[\d+\]\.headers\.x-ms-version$/,
    accepts: (reference, blobferry) => saysSomething(reference) && /^\d{4}-\d\d-\d\d$/.test(blobferry),
    reason: 'blobferry asks for the oldest service version that has every feature in use, so that released Azurites accept it.',
  },
  {
    scenario: '*',
    where: /^steps\..+\.error\.message$/,
    accepts: (reference, blobferry) => reference === '' && saysSomething(blobferry),
    reason: 'The answer to a HEAD has no body, so the reference throws an error without a message. blobferry says what happened.',
  },
  {
    scenario: '*',
    where: /^steps\..+\.error\.code$/,
    accepts: (reference, blobferry) => absent(reference) && saysSomething(blobferry),
    reason: 'For the same reason the reference has no code after a HEAD, though x-ms-error-code carries it. blobferry fills it in.',
  },
  {
    scenario: 'argument errors',
    where: /^steps\..+\.error\.(className|name|message|code)$/,
    accepts: (reference, blobferry) => saysSomething(blobferry),
    reason: 'A wrong argument is a TypeError or RangeError that names the argument; the reference throws a bare Error.',
  },
  {
    scenario: 'metadata names with capitals',
    where: /\.metadata\.[A-Za-z]+$/,
    accepts: (reference, blobferry) => absent(reference) || absent(blobferry),
    reason: 'The HTTP stack sends header names in lower case. Names of metadata have no case for the service, but a listing repeats them as sent.',
  },
];
