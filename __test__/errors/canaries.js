'use strict';

// What the tests of secrets share: secrets of which each is a word that nothing else contains, calls that carry them, servers that repeat
// them, and everything that can be printed.

const assert = require('node:assert/strict');
const { inspect } = require('node:util');

const { blobferry } = require('../support/libraries');
const { RESET } = require('../support/scripted-server');
const { ONE_TRY } = require('../support/tested-service');

const canary = (name) => `canary${Buffer.from(name).toString('hex')}yranac`;
const SECRETS = {
  user: canary('user'),
  password: canary('password'),
  signature: canary('signature'),
  sourceSignature: canary('source'),
  metadataSignature: canary('metadata'),
  sourceToken: canary('token'),
  proxyPassword: canary('proxy'),
  accountKey: Buffer.from(canary('account key, which is long')).toString('base64'),
  customerKey: Buffer.from(canary('32 bytes').padEnd(32).slice(0, 32)).toString('base64'),
  jsonToken: canary('json'),
  destinationToken: canary('destination token'),
  sourceClientToken: canary("source client's token"),
  delegationKey: Buffer.from(canary('delegation key')).toString('base64'),
};
const SAS = `sv=2021-12-02&sr=c&sp=rwdl&se=2099-01-01&sig=${SECRETS.signature}`;
const SOURCE = `https://source.blob.core.windows.net/c/b?sv=1&sig=${SECRETS.sourceSignature}`;
const METADATA = { link: `https://h/c/b?sig=${SECRETS.metadataSignature}`, door: `https://x:${SECRETS.password}@h/` };

/** Everything that can be printed of a value, hidden members and what getters give among them. */
function prints(value, seen = new Set()) {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [String(value)];
  seen.add(value);
  const texts = [];
  for (const options of [{}, { showHidden: true, depth: Infinity, getters: true, maxStringLength: Infinity }]) {
    texts.push(inspect(value, options));
  }
  try {
    texts.push(JSON.stringify(value) ?? '');
  } catch (error) {
    assert.match(error.message, /circular/i);
  }
  texts.push(String(value));
  if (value instanceof Error) {
    texts.push(value.stack);
    const parts = [value.cause, value.details, value.request, value.response, value.errors];
    for (const part of parts) texts.push(...prints(part, seen));
    const { request, response } = value;
    for (const headers of [request?.headers, response?.headers, response?.request?.headers]) {
      if (headers !== undefined) texts.push(headers.toString(), inspect(headers.headersArray?.() ?? headers));
    }
    for (const key of ['message', 'stack']) texts.push(value[key]);
    texts.push(String(response?.bodyAsText), inspect(response?.parsedBody), inspect(response?.parsedHeaders));
  }
  return texts;
}

/** `more`: secrets that were made on the way. */
function assertSilent(value, what, more = {}) {
  for (const text of prints(value)) {
    for (const [name, secret] of Object.entries({ ...SECRETS, ...more })) {
      const spellings = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
      const spoken = spellings.find((spelling) => text.includes(spelling));
      assert.equal(spoken, undefined, `${what} shows ${name}: ${text.slice(0, 3000)}`);
    }
  }
}

const failing = async (action) => {
  try {
    await action();
  } catch (error) {
    return error;
  }
  return assert.fail('this must fail');
};

/** A client with a secret in its URL, in front of an origin. */
const serviceAt = (origin, credential) => {
  const { protocol, host } = new URL(origin);
  const url = `${protocol}//${SECRETS.user}:${SECRETS.password}@${host}/account?${credential === undefined ? SAS : ''}`;
  return new blobferry.BlobServiceClient(url, credential, ONE_TRY);
};

/** Calls that carry secrets; each kind crosses the boundary its own way. */
const CALLS = {
  getProperties: ({ blob }) => blob.getProperties(),
  setMetadata: ({ blob }) => blob.setMetadata(METADATA),
  getTags: ({ blob }) => blob.getTags(),
  getBlockList: ({ blob }) => blob.getBlockList('all'),
  list: ({ container }) => container.listBlobsFlat({ prefix: 'x' }).next(),
  upload: ({ blob }) => blob.upload('x', 1, { metadata: METADATA }),
  download: ({ blob }) => blob.download(),
  beginCopyFromURL: ({ blob }) => blob.beginCopyFromURL(SOURCE, { metadata: METADATA }),
  syncCopyFromURL: ({ blob }) =>
    blob.syncCopyFromURL(SOURCE, {
      metadata: METADATA,
      sourceAuthorization: { scheme: 'Bearer', value: SECRETS.sourceToken },
    }),
  stageBlockFromURL: ({ blob }) =>
    blob.stageBlockFromURL('QUE=', SOURCE, 0, 1, {
      sourceAuthorization: { scheme: 'Bearer', value: SECRETS.sourceToken },
    }),
};

const JSON_BODY = JSON.stringify({
  error: { code: 'Odd', message: 'no' },
  access_token: SECRETS.jsonToken,
  nested: { client_secret: SECRETS.jsonToken, url: SOURCE },
});
/** All that the request carried, written back. */
const echo = ({ target, headers }) =>
  Object.entries({ ...headers, target })
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const echoedHeaders = ({ target, headers }) => ({
  'x-ms-odd': `see http://${SECRETS.user}:${SECRETS.password}@h${target}`,
  'x-ms-copy-status-description': String(headers['x-ms-copy-source'] ?? ''),
  link: String(headers['x-ms-meta-link'] ?? ''),
});

/** The text that is signed is of this kind: what is in a request, each on a line, the account's name first. */
const stringToSign = ({ method, target, headers }) =>
  [method, ...Object.entries(headers).map(([name, value]) => `${name}:${value}`), `/account${target}`].join('\n');

/** The signature of a request, or of its URL, as a rejection quotes it. */
const signatureOf = ({ headers, query }) => headers.authorization?.split(':').at(-1) ?? query?.get('sig') ?? 'none';

/** Every character that is not a letter, as a number. */
const entities = (text) => text.replace(/[^\w\s]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** The responses of a server. */
const RESPONSES = {
  'that it computes another signature': (request) => ({
    status: 403,
    headers: { 'content-type': 'application/xml', 'x-ms-error-code': 'AuthenticationFailed' },
    body:
      '<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the ' +
      'request. Make sure the value of Authorization header is formed correctly including the signature.\nRequestId:1</Message>' +
      `<AuthenticationErrorDetail>The MAC signature found in the HTTP request '${escaped(signatureOf(request))}' is not the same as any ` +
      `computed signature. Server used following string to sign: '${escaped(stringToSign(request))}'.</AuthenticationErrorDetail></Error>`,
  }),
  'an error in UTF-16 that repeats everything': (request) => ({
    status: 400,
    headers: { 'content-type': 'application/xml' },
    body: Buffer.from(
      `\ufeff<Error><Code>Odd</Code><Message>${escaped(echo(request))} '${signatureOf(request)}'</Message></Error>`,
      'utf16le',
    ),
  }),
  'an error that repeats everything, and is no text': (request) => ({
    status: 400,
    headers: { 'content-type': 'text/plain' },
    body: Buffer.concat([Buffer.from(`${echo(request)} '${signatureOf(request)}' `), Buffer.from([0xff, 0xc3])]),
  }),
  'an error in JSON that escapes what it repeats': (request) => ({
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: { code: 'Odd', message: `${echo(request)} '${signatureOf(request)}'` } }).replaceAll(
      '/',
      '\\/',
    ),
  }),
  'an error in XML that escapes what it repeats': (request) => ({
    status: 400,
    headers: { 'content-type': 'application/xml' },
    body: `<Error><Code>Odd</Code><Message>${entities(`${echo(request)} '${signatureOf(request)}'`)}</Message></Error>`,
  }),
  'an error in XML that repeats everything': (request) => ({
    status: 400,
    headers: { 'content-type': 'application/xml', 'x-ms-error-code': 'Odd', ...echoedHeaders(request) },
    body:
      `<Error><Code>Odd</Code><Message>No: ${escaped(echo(request))}</Message><HeaderValue>${escaped(echo(request))}</HeaderValue>` +
      `<CopySourceErrorMessage>${escaped(String(request.headers['x-ms-copy-source']))}</CopySourceErrorMessage></Error>`,
  }),
  'an error in JSON with tokens': (request) => ({
    status: 409,
    headers: { 'content-type': 'application/json', ...echoedHeaders(request) },
    body: JSON_BODY,
  }),
  'an error in text': (request) => ({ status: 502, headers: echoedHeaders(request), body: echo(request) }),
  'a body that breaks off': (request) => ({
    status: 200,
    headers: { 'content-type': 'application/xml', ...echoedHeaders(request) },
    body: `<EnumerationResults><Prefix>${escaped(echo(request))}</Prefix>`,
  }),
  'JSON instead of XML': (request) => ({ status: 200, headers: echoedHeaders(request), body: JSON_BODY }),
  'nothing, for the connection is reset': () => RESET,
};

/** What of the calls succeeds when the status is 200, whatever the body says. */
const HEADERS_ONLY = new Set(['getProperties', 'setMetadata', 'download']);

module.exports = {
  RESPONSES,
  CALLS,
  HEADERS_ONLY,
  METADATA,
  SAS,
  SECRETS,
  SOURCE,
  assertSilent,
  failing,
  serviceAt,
  signatureOf,
};
