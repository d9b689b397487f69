'use strict';

// Compares errors with the classes of Microsoft's packages, as scripts import them. `load` loads those packages once errors have been caught.

const { startScriptedServer } = require('../../support/scripted-server');

async function caught(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

function response({ method, path }) {
  const headers = { etag: '"0x1"', 'last-modified': 'Sat, 28 Nov 2026 10:00:00 GMT' };
  if (path.endsWith('missing')) return { status: 404, headers: { 'x-ms-error-code': 'BlobNotFound' } };
  const copy = { 'x-ms-copy-id': 'id', 'x-ms-copy-status': 'pending' };
  return { status: method === 'PUT' ? 202 : 200, headers: { ...headers, ...copy } };
}

module.exports = async function identity({ BlobClient, AnonymousCredential, ...library }, load) {
  const server = await startScriptedServer(response);
  const blob = (name, origin = server.origin) =>
    new BlobClient(`${origin}/account/c/${name}`, new AnonymousCredential(), { retryOptions: { maxTries: 1 } });
  const rejected = await caught(() => blob('missing').getProperties());
  const unsent = await caught(() => blob('b', 'http://127.0.0.1:1').delete());
  const poller = await blob('pending').beginCopyFromURL('http://127.0.0.1:1/source', { intervalInMs: 1 });
  const waiting = caught(() => poller.pollUntilDone());
  poller.stopPolling();
  const stopped = await waiting;
  const aborted = await caught(() => blob('missing').getProperties({ abortSignal: AbortSignal.abort() }));
  await server.close();

  const { core, lro, abort } = await load();
  const theirs = new core.RestError('theirs', { statusCode: 404 });
  const mock = Object.assign(new Error('mock'), { name: 'RestError' });
  const others = [mock, { name: 'RestError', message: '' }, new TypeError('x'), null];
  class Own extends library.RestError {}
  return {
    outcomes: {
      rejected: [rejected instanceof core.RestError, rejected instanceof library.RestError, core.isRestError(rejected)],
      unsent: [unsent instanceof core.RestError, unsent instanceof library.RestError, unsent.code],
      created: new library.RestError('x') instanceof core.RestError,
      theirs: [theirs instanceof library.RestError, theirs instanceof Own, new Own('x') instanceof core.RestError],
      others: others.map((value) => value instanceof library.RestError),
      stopped: [stopped instanceof lro.PollerStoppedError, stopped.name],
      aborted: aborted.name,
    },
    isAbortError: aborted instanceof abort.AbortError,
  };
};
