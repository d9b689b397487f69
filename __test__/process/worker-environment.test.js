'use strict';

// A worker thread can have an environment of its own, and `process.env` can be replaced, as test runners do. What the script sees counts.

const assert = require('node:assert/strict');
const { createServer } = require('node:http');
const { after, before, describe, test } = require('node:test');
const { SHARE_ENV, Worker } = require('node:worker_threads');

const { PACKAGE } = require('../support/blobferry');
const { closerOf } = require('../support/close-server');
const { startSimulator } = require('../support/simulator');

let service;
let proxy;

/** A server that counts its requests, and serves nothing. */
async function startCounting() {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(request.url);
    response.writeHead(404, { 'x-ms-error-code': 'BlobNotFound' }).end();
  });
  const close = closerOf(server);
  server.on('connect', (request, socket) => {
    seen.push(request.url);
    socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { seen, origin: `http://127.0.0.1:${server.address().port}`, close };
}

before(async () => {
  service = await startCounting();
  proxy = await startCounting();
});
after(() => Promise.all([service.close(), proxy.close()]));

/** Makes a call in a worker thread. `before` and `after` are run around the creation of the client. */
async function requestedFrom(name, { env, before: first = '', after: then = '' }) {
  for (const { seen } of [service, proxy]) seen.length = 0;
  const script = `
    const { workerData } = require('node:worker_threads');
    const { BlobClient, AnonymousCredential } = require(workerData.name);
    const { proxy } = workerData;
    ${first};
    const client = new BlobClient(workerData.url, new AnonymousCredential(), { retryOptions: { maxTries: 1 } });
    ${then};
    client.getProperties().catch(() => {});
  `;
  const worker = new Worker(script, {
    eval: true,
    env,
    workerData: { name: require.resolve(name), url: `${service.origin}/account/container/blob`, proxy: proxy.origin },
  });
  await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
  return proxy.seen.length > 0 ? 'the proxy' : service.seen.length > 0 ? 'the service' : 'nobody';
}

const CASES = {
  'its own HTTP_PROXY': ['the proxy', () => ({ env: { HTTP_PROXY: proxy.origin } })],
  'its own https_proxy': ['the proxy', () => ({ env: { https_proxy: proxy.origin } })],
  'its own NO_PROXY': ['the service', () => ({ env: { HTTP_PROXY: proxy.origin, NO_PROXY: '127.0.0.1' } })],
  'an empty HTTP_PROXY': ['the service', () => ({ env: { HTTP_PROXY: '' } })],
  'a variable that is set before the client is created': [
    'the proxy',
    () => ({ env: {}, before: 'process.env.HTTP_PROXY = proxy' }),
  ],
  'a variable that is set after the client was created': [
    'the service',
    () => ({ env: {}, after: 'process.env.HTTP_PROXY = proxy' }),
  ],
  'a variable that is deleted after the client was created': [
    'the proxy',
    () => ({ env: { ALL_PROXY: proxy.origin }, after: 'delete process.env.ALL_PROXY' }),
  ],
  'a process.env that was replaced': [
    'the proxy',
    () => ({ env: {}, before: 'process.env = { ...process.env, HTTP_PROXY: proxy }' }),
  ],
};

describe('a worker thread with', () => {
  for (const [title, [expected, options]] of Object.entries(CASES)) {
    test(`${title} asks ${expected}`, async () => {
      for (const name of ['@azure/storage-blob', PACKAGE]) {
        assert.equal(await requestedFrom(name, options()), expected, name);
      }
    });
  }

  test('no environment does not see that of the process, unless it is shared', async () => {
    process.env.HTTP_PROXY = proxy.origin;
    try {
      for (const name of ['@azure/storage-blob', PACKAGE]) {
        assert.equal(await requestedFrom(name, { env: {} }), 'the service', name);
        assert.equal(await requestedFrom(name, { env: SHARE_ENV }), 'the proxy', name);
      }
    } finally {
      delete process.env.HTTP_PROXY;
    }
  });

  for (const name of ['@azure/storage-blob', PACKAGE]) {
    test(`its own NODE_TLS_REJECT_UNAUTHORIZED trusts any certificate, and others do not, by ${name === PACKAGE ? 'blobferry' : 'the reference'}`, async () => {
      const simulator = await startSimulator();
      try {
        for (const [env, expected] of [
          [{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 401],
          [{}, 'an untrusted certificate'],
        ]) {
          const script = `
            const { parentPort, workerData } = require('node:worker_threads');
            const { ContainerClient, AnonymousCredential } = require(workerData.name);
            const options = { retryOptions: { maxTries: 1 } };
            const client = new ContainerClient(workerData.url, new AnonymousCredential(), options);
            client.getProperties().catch(({ statusCode }) => parentPort.postMessage(statusCode ?? 'an untrusted certificate'));
          `;
          const url = `${simulator.secureUrl()}/nothing`;
          const workerData = { name: require.resolve(name), url };
          const worker = new Worker(script, { eval: true, env, workerData, stderr: true });
          const outcome = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
          assert.equal(outcome, expected, JSON.stringify(env));
        }
      } finally {
        await simulator.stop();
      }
    });
  }
});
