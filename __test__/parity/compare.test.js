'use strict';

// Tests the comparison itself, because a suite that finds no differences is only worth as much as its comparison.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { compareOutcomes } = require('./compare');
const { describe: describeValue, describeError } = require('./describe');
const { makeNormalizer } = require('./normalize');
const { describeWire } = require('./wire');

const asIs = (text) => text;
const wire = (parts) =>
  describeWire(
    {
      method: 'GET',
      target: '/a?x=1&y=2',
      rawHeaders: ['X-Ms-Meta-a', 'b'],
      body: Buffer.alloc(0),
      status: 200,
      ...parts,
    },
    asIs,
  );
const found = (first, second) => compareOutcomes(first, second).map(({ where }) => where);
const withRequests = (...requests) => ({ steps: {}, requests });
const withValue = (value) => ({ steps: { step: { ok: describeValue(value, asIs) } }, requests: [] });

describe('requests differ', () => {
  const cases = {
    method: [{ method: 'HEAD' }, 'requests[0].method'],
    path: [{ target: '/b?x=1&y=2' }, 'requests[0].path'],
    'path that is only escaped otherwise': [{ target: '/%61?x=1&y=2' }, 'requests[0].path'],
    query: [{ target: '/a?x=1&y=3' }, 'requests[0].query'],
    'query that is missing': [{ target: '/a' }, 'requests[0].query'],
    'query in another order': [{ target: '/a?y=2&x=1' }, 'requests[0].query order'],
    'value of a header': [{ rawHeaders: ['X-Ms-Meta-a', 'c'] }, 'requests[0].headers.x-ms-meta-a'],
    'header that is missing': [{ rawHeaders: [] }, 'requests[0].headers.x-ms-meta-a'],
    'header sent twice': [{ rawHeaders: ['X-Ms-Meta-a', 'b', 'x-ms-meta-a', 'b'] }, 'requests[0].headers.x-ms-meta-a'],
    body: [{ body: Buffer.from('x') }, 'requests[0].body'],
    'bytes that are no text': [{ body: Buffer.from('ff', 'hex') }, 'requests[0].body'],
    status: [{ status: 404 }, 'requests[0].status'],
  };
  for (const [label, [parts, where]] of Object.entries(cases)) {
    test(label, () => assert.deepEqual(found(withRequests(wire({})), withRequests(wire(parts))), [where]));
  }

  test('case of a name of metadata', () => {
    const other = wire({ rawHeaders: ['X-Ms-Meta-A', 'b'] });
    assert.deepEqual(found(withRequests(wire({})), withRequests(other)), [
      'requests[0].headers.x-ms-meta-a',
      'requests[0].headers.x-ms-meta-A',
    ]);
  });

  test('number', () =>
    assert.deepEqual(found(withRequests(wire({})), withRequests(wire({}), wire({}))), ['requests[1]']));

  test('not by the case of a header name, nor by what is ignored', () => {
    const other = [
      'x-ms-meta-a',
      'b',
      'Date',
      'now',
      'User-Agent',
      'someone',
      'Host',
      'there',
      'Connection',
      'close',
      'x-ms-date',
      'now',
    ];
    assert.deepEqual(found(withRequests(wire({})), withRequests(wire({ rawHeaders: other }))), []);
  });

  test('by account or scheme of a signature, not by the signature', () => {
    const signed = (authorization) => withRequests(wire({ rawHeaders: ['Authorization', authorization] }));
    const signature = (letter) => `${letter.repeat(43)}=`;
    assert.deepEqual(found(signed(`SharedKey one:${signature('a')}`), signed(`SharedKey one:${signature('b')}`)), []);
    for (const other of [
      `SharedKey two:${signature('a')}`,
      `SharedKeyLite one:${signature('a')}`,
      'SharedKey one:short',
    ]) {
      assert.deepEqual(found(signed(`SharedKey one:${signature('a')}`), signed(other)), [
        'requests[0].headers.authorization',
      ]);
    }
  });
});

describe('results differ', () => {
  const cases = {
    'text and number': ['1', 1],
    'date and text': [new Date('2001-01-01'), '2001-01-01T00:00:00.000Z'],
    'two dates': [new Date('2001-01-01'), new Date('2001-01-02')],
    'recent and old date': [new Date(), new Date('2001-01-02')],
    'invalid date': [new Date(), new Date('nonsense')],
    'Buffer and Uint8Array': [Buffer.from('a'), new Uint8Array([97])],
    bytes: [Buffer.from('a'), Buffer.from('b')],
    'null and undefined': [null, undefined],
    'boolean and text': [true, 'true'],
  };
  for (const [label, [first, second]] of Object.entries(cases)) {
    test(label, () =>
      assert.deepEqual(found(withValue({ value: first }), withValue({ value: second })), ['steps.step.ok.value']),
    );
  }

  test('absent and undefined', () =>
    assert.deepEqual(found(withValue({ a: 1, b: undefined }), withValue({ a: 1 })), ['steps.step.ok.b']));
  test('length of a list', () => assert.ok(found(withValue([1]), withValue([1, 2])).includes('steps.step.ok.length')));
  test('status of the response', () =>
    assert.deepEqual(found(withValue({ _response: { status: 200 } }), withValue({ _response: { status: 201 } })), [
      'steps.step.ok._response.status',
    ]));
  test('a response with non-enumerable members is compared, and a spread that loses them is noticed', () => {
    const hidden = (status) => Object.defineProperty({}, '_response', { value: { status } });
    assert.deepEqual(found(withValue(hidden(200)), withValue(hidden(200))), []);
    assert.deepEqual(found(withValue(hidden(200)), withValue(hidden(201))), ['steps.step.ok._response.status']);
    assert.deepEqual(found(withValue(hidden(200)), withValue({ _response: { status: 200 } })), [
      'steps.step.ok._response.spreads',
    ]);
  });
});

describe('errors differ', () => {
  const error = (parts, Class = Error) => ({
    steps: { step: { error: describeError(Object.assign(new Class('message'), parts), asIs) } },
    requests: [],
  });
  const cases = {
    class: [error({}, TypeError), ['steps.step.error.className', 'steps.step.error.name']],
    code: [error({ code: 'Code' }), ['steps.step.error.code']],
    status: [error({ statusCode: 404 }), ['steps.step.error.statusCode']],
    message: [error({ message: 'other' }), ['steps.step.error.message']],
    details: [error({ details: { errorCode: 'Code' } }), ['steps.step.error.details']],
    request: [error({ request: { method: 'GET', url: 'http://host' } }), ['steps.step.error.request']],
  };
  for (const [label, [other, where]] of Object.entries(cases)) {
    test(label, () => assert.deepEqual(found(error({}), other), where));
  }
});

test('what differs between any two runs is made the same', () => {
  const normalize = makeNormalizer(new Map([['parity-0123', '<container-1>']]));
  assert.equal(
    normalize(
      'http://127.0.0.1:1234/a/parity-0123/b?snapshot=2024-01-02T03%3A04%3A05.0000000Z&sig=abc%2B&se=2024 0x8DAAAAAAAAAAAAA',
    ),
    'http://<host>/a/<container-1>/b?snapshot=<snapshot%3A>&sig=<signature>&se=<time> <etag>',
  );
  assert.equal(
    normalize('Time:2024-01-02T03:04:05.678Z RequestId:11111111-2222-3333-4444-555555555555'),
    'Time:<time> RequestId:<uuid>',
  );
});
