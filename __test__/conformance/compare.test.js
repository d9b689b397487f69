'use strict';

// Tests the comparison itself, because a suite that finds no differences is only worth as much as its comparison.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { compareOutcomes } = require('./compare');
const { describeExchange, errorCode } = require('./describe');
const { makeNormalizer } = require('./normalize');
const { readXml } = require('./xml');

const XML = '<?xml version="1.0"?><Error><Code>BlobNotFound</Code><Message>Sorry.</Message></Error>';
const LIST = '<List><Blob><Name>a</Name></Blob><Blob><Name>b</Name></Blob></List>';
const XML_TYPE = ['content-type', 'application/xml'];

const exchange = (parts) => ({
  method: 'GET',
  status: 404,
  headers: [XML_TYPE, ['x-ms-error-code', 'BlobNotFound']],
  body: Buffer.from(XML),
  ...parts,
});
const outcome = (parts, unexpected = []) => ({
  steps: { step: { 0: describeExchange(exchange(parts), (text) => text) } },
  unexpected,
});
const found = (first, second, table = []) => compareOutcomes('name', first, second, table).map(({ where }) => where);

describe('responses differ', () => {
  const cases = {
    status: [{ status: 403 }, ['step.0.status']],
    'a header': [{ headers: [XML_TYPE, ['x-ms-error-code', 'ContainerNotFound']] }, ['step.0.headers.x-ms-error-code']],
    'a header that is missing': [{ headers: [XML_TYPE] }, ['step.0.headers.x-ms-error-code']],
    'one header more': [
      { headers: [XML_TYPE, ['x-ms-error-code', 'BlobNotFound'], ['x-ms-other', '']] },
      ['step.0.headers.x-ms-other'],
    ],
    'a header sent twice': [
      { headers: [XML_TYPE, ['x-ms-error-code', 'BlobNotFound'], ['x-ms-error-code', 'BlobNotFound']] },
      ['step.0.headers.x-ms-error-code'],
    ],
    'the code in the body': [
      { body: Buffer.from(XML.replace('BlobNotFound', 'Other')) },
      ['step.0.body.xml.Error.Code'],
    ],
    'an element more': [
      { body: Buffer.from(XML.replace('</Error>', '<Reason /></Error>')) },
      ['step.0.body.xml.Error.Reason'],
    ],
    'an attribute more': [{ body: Buffer.from(XML.replace('<Code>', '<Code a="b">')) }, ['step.0.body.xml.Error.Code']],
    'a body that is missing': [{ body: Buffer.alloc(0) }, ['step.0.body']],
  };
  for (const [label, [parts, where]] of Object.entries(cases)) {
    test(label, () => assert.deepEqual(found(outcome({}), outcome(parts)), where));
  }

  test('bodies that are no XML', () => {
    const body = (bytes) => outcome({ headers: [], body: Buffer.from(bytes) });
    assert.deepEqual(found(body('a'), body('b')), ['step.0.body']);
    assert.deepEqual(found(body([0xff]), body([0xfe])), ['step.0.body']);
    assert.deepEqual(found(body('a'), body('a')), []);
  });

  test('lists by their order and their length', () => {
    const list = (text) => outcome({ body: Buffer.from(text) });
    const turned = LIST.replace('>a<', '>x<').replace('>b<', '>a<').replace('>x<', '>b<');
    assert.equal(found(list(LIST), list(turned)).length > 0, true);
    const shorter = LIST.replace('<Blob><Name>b</Name></Blob>', '');
    assert.deepEqual(found(list(LIST), list(shorter)), ['step.0.body.xml.List.Blob.1']);
  });

  test('steps that one side never did', () =>
    assert.deepEqual(found(outcome({}), { steps: {}, unexpected: [] }), ['step']));

  test('the length, where it says something', () => {
    const head = (length) => outcome({ method: 'HEAD', headers: [['content-length', length]], body: Buffer.alloc(0) });
    assert.deepEqual(found(head('1'), head('2')), ['step.0.headers.content-length']);
    const get = (length) => outcome({ headers: [XML_TYPE, ['content-length', length]] });
    assert.deepEqual(found(get('1'), get('2')), []);
  });

  test('not by what belongs to one hop, by words for people, or by layout', () => {
    const headers = [
      ['x-ms-error-code', 'BlobNotFound'],
      XML_TYPE,
      ['date', 'now'],
      ['x-ms-request-id', 'x'],
      ['connection', 'close'],
    ];
    const body = Buffer.from('<Error>\n <Message>No.</Message>\n <Code>BlobNotFound</Code>\n</Error>');
    assert.deepEqual(found(outcome({}), outcome({ headers, body })), []);
  });

  test('responses inside the response to a batch', () => {
    const batch = (status) =>
      outcome({
        headers: [['content-type', 'multipart/mixed; boundary=x']],
        body: Buffer.from(`--x\r\nContent-ID: 0\r\n\r\nHTTP/1.1 ${status} Text\r\nx-ms-version: 1\r\n\r\n\r\n--x--`),
      });
    assert.deepEqual(found(batch(202), batch(404)), ['step.0.body.parts.0.status']);
  });
});

describe('responses of the real service', () => {
  const wrong = [{ label: 'step', expected: '412', responded: '409' }];

  test('holds for both, without any difference between them', () => {
    assert.deepEqual(found(outcome({}, wrong), outcome({})), ['step.expected']);
    assert.deepEqual(found(outcome({}), outcome({}, wrong)), ['step.expected']);
  });

  test('can be allowed not to hold for Azurite, and never for the simulator', () => {
    const table = [{ scenario: '*', where: /^step\./, reason: 'some' }];
    const unexplained = (...sides) => compareOutcomes('name', ...sides, table).filter(({ entry }) => !entry);
    assert.equal(unexplained(outcome({ status: 409 }, wrong), outcome({})).length, 0);
    assert.equal(unexplained(outcome({}), outcome({}, wrong)).length, 1);
  });
});

test('an entry of the table covers its scenario, its place and its values alone', () => {
  const covers = (entry) => {
    const table = [{ scenario: '*', where: /status$/, ...entry }];
    return compareOutcomes('name', outcome({}), outcome({ status: 403 }), table)[0].entry !== undefined;
  };
  assert.equal(covers({}), true);
  assert.equal(covers({ scenario: 'name' }), true);
  assert.equal(covers({ scenario: 'other' }), false);
  assert.equal(covers({ scenario: /^o/ }), false);
  assert.equal(covers({ where: /body/ }), false);
  assert.equal(covers({ accepts: (azurite, simulator) => azurite === '404' && simulator === '403' }), true);
  assert.equal(covers({ accepts: (azurite) => azurite === '403' }), false);
});

test('what a service makes up keeps its identity', () => {
  const normalize = makeNormalizer([['container-1', '<name 1>']]);
  assert.equal(normalize('"0x8DC0000000000AA"', 'upload'), '"<etag of upload 1>"');
  assert.equal(normalize('0x8DC0000000000AA', 'read'), '<etag of upload 1>');
  assert.equal(normalize('"0x8DC0000000000AB"', 'read'), '"<etag of read 1>"');
  assert.equal(normalize('"0x8DC0000000000AC"', 'read'), '"<etag of read 2>"');
  assert.equal(normalize('2024-05-06T07:08:09.1234567Z', 'snapshot'), '<snapshot of snapshot 1>');
  assert.equal(normalize('2024-05-06T07%3A08%3A09.1234567Z', 'read'), '<snapshot of snapshot 1>');
  assert.equal(normalize('/container-1/x', 'read'), '/<name 1>/x');
  assert.equal(normalize('Tue, 06 May 2025 07:08:09 GMT', 'read'), '<date>');
});

describe('XML', () => {
  test('is read as a tree', () => {
    assert.deepEqual(readXml('<A b="1 &amp; 2"><C> x&lt;&#65;&#x42; </C><D/><Tag>1</Tag></A>'), {
      A: { '@b': '1 & 2', C: ' x<AB ', D: '', Tag: ['1'] },
    });
  });

  test('must be well-formed', () => {
    for (const text of ['<A>', '<A></B>', '</A>', '<A', 'a < b']) assert.throws(() => readXml(text), undefined, text);
  });
});

test('an error code is read from the header, or else from the body', () => {
  assert.equal(errorCode(exchange({})), 'BlobNotFound');
  assert.equal(errorCode(exchange({ headers: [] })), 'BlobNotFound');
  assert.equal(errorCode(exchange({ headers: [], body: Buffer.alloc(0) })), undefined);
});
