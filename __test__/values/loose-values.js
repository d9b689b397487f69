'use strict';

/** What callers may pass for each kind of parameter, where to pass it, and where blobferry may differ from the reference. */

const vm = require('node:vm');

const foreign = vm.runInNewContext(
  '({ date: new Date(1e12), bytes: new Uint8Array([1, 2]), buffer: new Uint8Array([1, 2]).buffer, list: ["QUE="], object: { a: "b" } })',
);

class WithGetters {
  get ifMatch() {
    return '"1"';
  }
}

const TIME = new Date(1e12);

/** What may stand for each kind of value. */
const VALUES = {
  text: ['x', '', new String('x'), 5, true, 5n, null, undefined, {}, () => 'x', ['x'], Symbol('x')],
  number: [0, 5, 5.5, -1, NaN, Infinity, 2 ** 53, 2 ** 60, '5', 5n, new Number(5), true, null, undefined, {}],
  flag: [true, false, 1, 0, 'true', 'false', '', null, undefined, new Boolean(true), {}],
  date: [
    ...[TIME, foreign.date, TIME.toISOString(), new String(TIME.toISOString()), 1e12, new Date(NaN), 'never', null],
    ...[
      new Date(-1000),
      new Date('9999-12-31T23:59:59Z'),
      new Date(253_402_300_800_000),
      new Date(-62_198_755_200_000),
    ],
    ...[new Proxy(TIME, {}), {}, undefined],
  ],
  bytes: [
    ...[
      Buffer.from('ab'),
      new Uint8Array([1, 2]),
      foreign.bytes,
      new Uint16Array([1]),
      new DataView(new ArrayBuffer(2)),
    ],
    ...[new ArrayBuffer(2), foreign.buffer, 'YWI=', [1, 2], null, undefined, {}],
  ],
  names: [
    ...[{ a: 'b' }, foreign.object, Object.create({ a: 'b' }), Object.assign(Object.create(null), { a: 'b' }), {}],
    ...[JSON.parse('{"__proto__":"p","constructor":"c","toString":"t","hasOwnProperty":"h"}'), { a: new String('b') }],
    ...[
      { a: 1 },
      { a: true },
      { a: null },
      { a: undefined },
      { a: {} },
      new Map([['a', 'b']]),
      ['a'],
      'a',
      5,
      null,
      undefined,
    ],
  ],
  list: [
    ['QUE='],
    foreign.list,
    new Proxy(['QUE='], {}),
    [new String('QUE=')],
    [5],
    [],
    new Set(['QUE=']),
    'QUE=',
    { 0: 'QUE=', length: 1 },
  ],
  object: [
    ...[
      { ifMatch: '"1"' },
      Object.create({ ifMatch: '"1"' }),
      new WithGetters(),
      new Proxy({ ifMatch: '"1"' }, {}),
      {},
      null,
    ],
    ...[
      undefined,
      0,
      '',
      false,
      'If-Match',
      true,
      5,
      new Map([['ifMatch', '"1"']]),
      [],
      Object.assign(() => 1, { ifMatch: '"1"' }),
    ],
  ],
  options: [
    ...[
      { conditions: { ifMatch: '"1"' } },
      Object.create({ conditions: { ifMatch: '"1"' } }),
      {},
      null,
      undefined,
      5,
      'x',
      [],
    ],
    ...[
      Object.freeze({ conditions: Object.freeze({ ifMatch: '"1"' }) }),
      new Proxy({ conditions: { ifMatch: '"1"' } }, {}),
    ],
    ...[{ logger: { bigint: 5n }, agent: process }],
  ],
  signal: [
    new AbortController().signal,
    null,
    undefined,
    0,
    '',
    false,
    { aborted: 0, addEventListener() {}, removeEventListener() {} },
    {},
    true,
  ],
};

/** Where each kind of value is a parameter, and how a call passes it. */
const CALLS = {
  'text ifMatch': ({ blob }, ifMatch) => blob.getProperties({ conditions: { ifMatch } }),
  'text encryptionScope': ({ append }, encryptionScope) => append.create({ encryptionScope }),
  'text copyId': ({ blob }, copyId) => blob.abortCopyFromURL(copyId),
  'number appendPosition': ({ append }, appendPosition) =>
    append.appendBlock('x', 1, { conditions: { appendPosition } }),
  'number blobSequenceNumber': ({ page }, blobSequenceNumber) => page.create(512, { blobSequenceNumber }),
  'number sequenceNumber': ({ page }, number) => page.updateSequenceNumber('update', number),
  'number size': ({ page }, size) => page.resize(size),
  'number offset': ({ page }, offset) => page.clearPages(offset, 512),
  'number count': ({ page }, count) => page.clearPages(0, count),
  'number duration': ({ blob }, duration) => blob.getBlobLeaseClient('id').acquireLease(duration),
  'flag legalHold': ({ append }, legalHold) => append.create({ legalHold }),
  'flag legalHoldEnabled': ({ blob }, enabled) => blob.setLegalHold(enabled),
  'flag includeMetadata': ({ container }, includeMetadata) =>
    container.listBlobsFlat({ includeMetadata }).byPage().next(),
  'flag includeDeleted': ({ service }, includeDeleted) => service.listContainers({ includeDeleted }).byPage().next(),
  'date ifModifiedSince': ({ blob }, ifModifiedSince) => blob.getProperties({ conditions: { ifModifiedSince } }),
  'date expiriesOn': ({ blob }, expiriesOn) => blob.setImmutabilityPolicy({ expiriesOn, policyMode: 'Unlocked' }),
  'bytes blobContentMD5': ({ blob }, blobContentMD5) => blob.setHTTPHeaders({ blobContentMD5 }),
  'names metadata': ({ blob }, metadata) => blob.setMetadata(metadata),
  'names tags': ({ append }, tags) => append.create({ tags }),
  'names setTags': ({ blob }, tags) => blob.setTags(tags),
  'list blocks': ({ block }, blocks) => block.commitBlockList(blocks),
  'object conditions': ({ block }, conditions) => block.upload('x', 1, { conditions }),
  'options delete': ({ blob }, options) => blob.delete(options),
  'options create': ({ append }, options) => append.createIfNotExists(options),
  'signal abortSignal': ({ blob }, abortSignal) => blob.getTags({ abortSignal }),
};

const isError = ({ sent, error }) => sent === undefined && error !== undefined;
const isPlain = (text) => (row) => row.value === text;

/** Where blobferry may differ. */
const ALLOWED = [
  {
    reason: 'A value that says nothing, or something else than was meant, on the wire is a wrong argument.',
    accepts: ({ reference: theirs, own }) =>
      isError(own) &&
      /\b(NaN|Infinity|undefined|null|Invalid Date|\[object Object\]|=>|-1|5\.5|e\+)/.test(theirs.sent ?? ''),
  },
  {
    reason: 'Numbers beyond 2^53 stand for many: the reference writes one of them.',
    accepts: ({ value, own }) => isError(own) && /^(9007199254740992|1152921504606847000)$/.test(value),
  },
  {
    reason: 'Dates outside of the years 1 to 9999 are nothing that a header or a document can say.',
    accepts: ({ call, value, own }) => call.startsWith('date') && isError(own) && /^(\+010000|-00000\d)/.test(value),
  },
  {
    reason: 'Dates and bytes of another realm, and views of every kind, are what they are; the reference refuses them.',
    accepts: ({ call, reference: theirs, own }) =>
      /^(date|bytes)/.test(call) && isError(theirs) && own.sent !== undefined && !/undefined|NaN/.test(own.sent),
  },
  {
    reason: 'What is in a collection, or what is no object at all, would be lost: the reference sends without it.',
    accepts: ({ call, value, own }) =>
      /^(object|options)/.test(call) && isError(own) && /^(Map|\[|'|true|false|5|0)/.test(value),
  },
  {
    reason:
      'Names and values come from an object, and values are texts: the reference sends places, nothing, or [object Object].',
    accepts: ({ call, value, own }) => /^names/.test(call) && isError(own) && /^(Map|\[|'|5|\{ a: )/.test(value),
  },
  {
    reason:
      'Options and conditions from a prototype, a getter or a Proxy count; the reference loses some when it copies them.',
    accepts: ({ call, reference: theirs, own }) =>
      /^(object|options)/.test(call) && own.sent !== undefined && own.sent.length >= (theirs.sent ?? '').length,
  },
  {
    reason: 'What a header names as JavaScript does its own properties is a value like any other.',
    accepts: ({ value, own }) => value.includes('__proto__') && own.sent?.includes('__proto__'),
  },
  {
    reason: 'A string in an object is its text; the reference takes it apart in XML.',
    accepts: ({ value, own }) => /\[String: '(b|QUE=)'\]/.test(value) && own.sent !== undefined,
  },
  {
    reason: 'A parameter that must be there is missed before anything is sent, or null is what undefined is: left out.',
    accepts: ({ call, value, own, reference: theirs }) =>
      (call === 'names tags' && value === 'null') ||
      ((isPlain('null')({ value }) || isPlain('undefined')({ value })) && (isError(own) || isError(theirs))),
  },
  {
    reason: 'A text that must say something, says something.',
    accepts: ({ call, value, own }) => call === 'text copyId' && value === "''" && isError(own),
  },
  {
    reason:
      'Numbers are numbers: with a text the reference counts wrong (5 and 512 are 5512), and it sends parts of a byte.',
    accepts: ({ call, value, own }) => /^number/.test(call) && isError(own) && /^('5'|true|5\.5|NaN|-1)$/.test(value),
  },
  {
    reason: 'A number in an object is a number; the reference takes it in some places.',
    accepts: ({ value, own }) => value === '[Number: 5]' && own.sent !== undefined,
  },
];

module.exports = { ALLOWED, CALLS, TIME, VALUES };
