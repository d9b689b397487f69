'use strict';

// Every option of every method in the reference's typings, one at a time and all at once, with a value, with null and
// with undefined. It goes into the request as in the reference. The server rejects everything; other tests compare
// results. Over HTTPS, which customer-provided keys require.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { PACKAGE, isReference } = require('../support/blobferry');
const { makeCertificate } = require('../support/certificate');
const { runChild } = require('../support/child');
const { serviceError, startScriptedServer } = require('../support/scripted-server');
const { methodsOfTheReference } = require('./every-method');

const SCRIPT = path.join(__dirname, 'children', 'every-option.js');

/** Headers that name the library, or differ from request to request. */
const IGNORED = new Set([
  'user-agent',
  'date',
  'x-ms-date',
  'x-ms-client-request-id',
  'x-ms-version',
  'host',
  'connection',
]);

/**
 * Where blobferry may differ, by the label of the call. `accepts(reference, blobferry)` gets what each sent and how it ended.
 */
const ALLOWED = [
  {
    where: /null\)$/,
    accepts: (reference, blobferry) => reference.sent.length === 0 && blobferry.sent.length === 1,
    reason: 'null is what undefined is: left out. The reference fails on some of them, with what Node throws.',
  },
  {
    where: /^BlobServiceClient\.setProperties\(properties\./,
    accepts: (reference) => reference.sent.length === 0,
    reason: 'The reference looks for what the service insists on; blobferry has the service say it.',
  },
  {
    where: /\.(cors|defaultServiceVersion|delegatedUserTenantId)=null\)$/,
    accepts: (reference, blobferry) => reference.sent[0].body.length > blobferry.sent[0].body.length,
    reason: 'null is left out; the reference writes an empty element.',
  },
  {
    where: /\.tags=null\)$/,
    accepts: (reference) => reference.sent[0].headers['x-ms-tags'] === '',
    reason: 'null is left out; the reference writes a header without a value.',
  },
  {
    where: /sourceAuthorization\.(scheme|value)(=\w+)?\)$/,
    accepts: (reference, blobferry) =>
      /undefined|null/.test(reference.sent[0].headers['x-ms-copy-source-authorization']) && isArgumentError(blobferry),
    reason: 'Half of an authorization is a wrong argument; the reference writes `undefined` for the other half.',
  },
  {
    where: /^PageBlobClient\.clearPages\(options\.customerProvidedKey/,
    accepts: (reference, blobferry) =>
      !('x-ms-encryption-algorithm' in reference.sent[0].headers) &&
      blobferry.sent[0].headers['x-ms-encryption-algorithm'] === 'AES256',
    reason: 'Everywhere else the reference writes the algorithm, which the service insists on; here it forgets.',
  },
  {
    where: /^ContainerClient\.getProperties\(options(\.conditions\.leaseId|: all)\)$/,
    accepts: (reference, blobferry) => 'x-ms-lease-id' in blobferry.sent[0].headers,
    reason: 'The reference declares the lease and loses it on the way.',
  },
  {
    where: /^BlobClient\.setImmutabilityPolicy\(options(\.modifiedAccessCondition\.ifUnmodifiedSince|: all)\)$/,
    accepts: (reference, blobferry) => 'if-unmodified-since' in blobferry.sent[0].headers,
    reason: 'The reference declares the condition and loses it on the way.',
  },
];

const isArgumentError = ({ sent, end }) => sent.length === 0 && ['TypeError', 'RangeError'].includes(end.name);

/** Rejected by both before anything was sent, or sent with the same result. */
function areAlike(reference, blobferry) {
  if (reference.sent.length === 0 && reference.end !== 'ok') return isReference || isArgumentError(blobferry);
  const facts = ({ sent, end }) => JSON.stringify([sent, end.name ?? end, end.statusCode]);
  return facts(reference) === facts(blobferry);
}

/** What each call sent, and how it ended, by its label. */
async function run(packageName, file) {
  const tls = makeCertificate();
  const rejected = serviceError(403, 'AuthorizationFailure', 'Refused.');
  const server = await startScriptedServer(() => rejected, { tls });
  try {
    const child = await runChild(SCRIPT, {
      arguments: [packageName, server.origin, file],
      environment: { NODE_EXTRA_CA_CERTS: tls.authorityFile, HTTPS_PROXY: undefined, https_proxy: undefined },
    });
    assert.equal(child.code, 0, child.stderr);
    const calls = Object.entries(JSON.parse(child.stdout)).map(([label, end]) => [label, { end, sent: [] }]);
    const byLabel = new Map(calls);
    for (const request of server.requests) byLabel.get(request.query.get('label')).sent.push(describe(request));
    return byLabel;
  } finally {
    await server.close();
  }
}

function describe({ method, target, headers, body }) {
  const sent = Object.entries(headers).filter(([name]) => !IGNORED.has(name));
  return { method, target, headers: Object.fromEntries(sent.sort()), body: body.toString('latin1') };
}

test('every option goes into the request as the reference writes it', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-options-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'options.json');
  writeFileSync(file, JSON.stringify(await methodsOfTheReference()));
  const expected = await run('@azure/storage-blob', file);
  const actual = await run(PACKAGE, file);
  assert.ok(expected.size > 2_000, `${expected.size} calls`);
  const used = new Set();
  const isAllowed = ([label, call]) => {
    const entry = ALLOWED.find(({ where, accepts }) => where.test(label) && accepts(call, actual.get(label)));
    if (entry) used.add(entry);
    return entry !== undefined;
  };
  const different = [...expected].filter(([label, call]) => !areAlike(call, actual.get(label)));
  const unexplained = different.filter((entry) => !isAllowed(entry));
  assert.deepEqual(
    unexplained.map(([label, call]) => ({ label, reference: call, blobferry: actual.get(label) })),
    [],
  );
  if (!isReference)
    assert.deepEqual(
      ALLOWED.filter((entry) => !used.has(entry)),
      [],
      'these differ no more',
    );
});
