'use strict';

// A service whose copies a test scripts: they stay pending, progress, fail, disappear. Azurite copies everything at
// once.

const { randomUUID } = require('node:crypto');

const { startScriptedServer } = require('./scripted-server');

const KEY = Buffer.from('the key of the scripted account').toString('base64');
const CONTAINER = 'container';

/**
 * Starts the service.
 *
 * - `start(request, index)`: the response to the index-th request that starts a copy. Default: 202, pending.
 * - `polls`: responses to the polls (HEAD) in turn, the last one for ever; each a function of the request or one of the shapes made
 *   by `poll(...)`. Default: pending.
 * - `abort(request)`: the response to an abort. Default: 204.
 *
 * `copyId` is the id of the copy that `start` reports. `starts`, `heads`, `aborts` list the requests by kind.
 */
async function startPendingCopies({ start, polls, abort } = {}) {
  const copyId = randomUUID();
  const starts = [];
  const heads = [];
  const aborts = [];
  const script = polls ?? [poll('pending')];

  const server = await startScriptedServer((request) => {
    if (request.method === 'PUT' && request.query.get('comp') === 'copy') {
      aborts.push(request);
      return abort ? abort(request) : { status: 204 };
    }
    if (request.method === 'PUT' && request.headers['x-ms-copy-source'] !== undefined) {
      starts.push(request);
      return start ? start(request, starts.length - 1) : accepted(copyId, 'pending');
    }
    if (request.method === 'HEAD') {
      heads.push(request);
      const response = script[Math.min(heads.length, script.length) - 1];
      return typeof response === 'function'
        ? response(request)
        : propertiesOf({ id: copyId, source: starts[0]?.headers['x-ms-copy-source'], ...response });
    }
    return { status: 400 };
  });

  const url = `${server.origin}/account`;
  return {
    copyId,
    starts,
    heads,
    aborts,
    server,
    url,
    sourceUrl: `${url}/${CONTAINER}/source`,
    service: (library, options) =>
      new library.BlobServiceClient(url, new library.StorageSharedKeyCredential('account', KEY), options),
    destination(library, options) {
      return this.service(library, options).getContainerClient(CONTAINER).getBlobClient('destination');
    },
    close: () => server.close(),
  };
}

/** The response of a poll about the copy. */
function poll(status, { progress, description, id } = {}) {
  return { status, progress, description, ...(id === undefined ? {} : { id }) };
}

/** The response to an accepted start. */
function accepted(copyId, status) {
  return {
    status: 202,
    headers: {
      etag: '"0x8DAAAAAAAAAAAAA"',
      'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT',
      'x-ms-copy-id': copyId,
      'x-ms-copy-status': status,
    },
  };
}

/** The properties of a destination. */
function propertiesOf({ id, source, status, progress, description }) {
  const headers = {
    etag: '"0x8DBBBBBBBBBBBBB"',
    'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT',
    'content-length': '0',
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    'x-ms-blob-type': 'BlockBlob',
    'x-ms-copy-id': id,
    'x-ms-copy-status': status,
    'x-ms-copy-source': source,
    'x-ms-copy-progress': progress,
    'x-ms-copy-status-description': description,
  };
  return {
    status: 200,
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
  };
}

module.exports = { CONTAINER, KEY, accepted, poll, propertiesOf, startPendingCopies };
