'use strict';

// A service that responds according to the name of a blob, and clients of both libraries that count what they see.

const { createHash } = require('node:crypto');

const { recordAt } = require('../support/record-members');
const { startScriptedServer } = require('../support/scripted-server');

// Both libraries do the same.
recordAt('parity');

const KEY = Buffer.from('a very secret key').toString('base64');
const NO_DELAY = { retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 1 } };

const error = (status, code) => ({
  status,
  headers: { 'x-ms-error-code': code, 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${code} it is</Message></Error>`,
});

/** The response to a listing: two blobs. */
const LISTING =
  '<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="http://x/" ContainerName="c"><Blobs>' +
  ['a', 'b']
    .map(
      (name) =>
        `<Blob><Name>${name}</Name><Properties><Creation-Time>Sat, 28 Nov 2026 10:00:00 GMT</Creation-Time>` +
        '<Last-Modified>Sat, 28 Nov 2026 10:00:00 GMT</Last-Modified><Etag>0x1</Etag><Content-Length>5</Content-Length>' +
        '<BlobType>BlockBlob</BlobType></Properties></Blob>',
    )
    .join('') +
  '</Blobs><NextMarker /></EnumerationResults>';

/** Starts the service. `flaky` fails twice before it succeeds, each time it is reset. Blobs named `its-name-…` contain their name. */
async function startService() {
  let failures = 0;
  const server = await startScriptedServer((request) => {
    const { method, path, query } = request;
    if (path.endsWith('missing')) return error(404, 'BlobNotFound');
    if (path.endsWith('busy')) return error(503, 'ServerBusy');
    if (path.endsWith('flaky') && failures < 2) {
      failures += 1;
      return error(503, 'ServerBusy');
    }
    const headers = { etag: '"0x1"', 'last-modified': 'Sat, 28 Nov 2026 10:00:00 GMT' };
    if (query.get('comp') === 'list')
      return { status: 200, headers: { ...headers, 'content-type': 'application/xml' }, body: LISTING };
    if (request.headers['x-ms-copy-source']) {
      return { status: 202, headers: { ...headers, 'x-ms-copy-id': 'copy', 'x-ms-copy-status': 'pending' } };
    }
    if (path.endsWith('copied') && method === 'HEAD') {
      const copy = { 'x-ms-copy-id': 'copy', 'x-ms-copy-status': 'success', 'x-ms-copy-progress': '5/5' };
      return { status: 200, headers: { ...headers, ...copy, 'content-length': '5' } };
    }
    if (['acl', 'metadata'].includes(query.get('comp'))) return { status: 200, headers };
    if (method === 'PUT') return { status: 201, headers: { ...headers, 'content-md5': md5(request.body) } };
    if (method === 'DELETE') return { status: 202, headers };
    if (path.includes('/its-name-')) {
      const name = path.split('/').at(-1);
      return { status: 200, headers: { ...headers, 'content-length': String(name.length) }, body: name };
    }
    return { status: 200, headers: { ...headers, 'content-length': '5', 'content-type': 'text/plain' }, body: 'hello' };
  });
  return Object.assign(server, {
    url: `${server.origin}/account`,
    reset() {
      failures = 0;
      server.requests.length = 0;
    },
  });
}

const md5 = (bytes) => createHash('md5').update(bytes).digest('base64');

/** A pipeline of a library, with a shared key. */
function pipelineOf(library, options = {}) {
  return library.newPipeline(new library.StorageSharedKeyCredential('account', KEY), { ...NO_DELAY, ...options });
}

/** A factory whose policies do what a function says: `(request, next) => response`, where `next` sends a request on. */
function factoryOf(library, act) {
  class TestPolicy extends library.BaseRequestPolicy {
    async sendRequest(request) {
      return act(request, (changed) => this._nextPolicy.sendRequest(changed));
    }
  }
  return { create: (nextPolicy, options) => new TestPolicy(nextPolicy, options) };
}

/** Moves all factories behind the retries, in both libraries. */
class InjectorPolicyFactory {
  create(nextPolicy) {
    return { sendRequest: (request) => nextPolicy.sendRequest(request) };
  }
}

/** A container client whose requests pass a policy: once a call, or once an attempt. */
function containerWith(library, url, act, { eachAttempt = false, ...options } = {}) {
  const pipeline = pipelineOf(library, options);
  pipeline.factories.push(factoryOf(library, act));
  if (eachAttempt) pipeline.factories.push(new InjectorPolicyFactory());
  return new library.BlobServiceClient(url, pipeline).getContainerClient('c');
}

/** A response as a policy or an HTTP client makes it. */
function madeResponse(request, status, headers = {}, body = {}) {
  const made = request.headers.clone();
  for (const name of made.headerNames()) made.remove(name);
  for (const [name, value] of Object.entries(headers)) made.set(name, value);
  return { request, status, headers: made, ...body };
}

async function textOf(stream) {
  let text = '';
  for await (const piece of stream) text += piece;
  return text;
}

module.exports = {
  containerWith,
  factoryOf,
  InjectorPolicyFactory,
  KEY,
  LISTING,
  madeResponse,
  NO_DELAY,
  pipelineOf,
  startService,
  textOf,
};
