'use strict';

// Customer-provided keys: they are only sent over HTTPS, with every operation that takes them.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { inspect } = require('node:util');

const { PACKAGE, isReference } = require('../support/blobferry');
const { makeCertificate } = require('../support/certificate');
const { runChild } = require('../support/child');
const { blobferry } = require('../support/libraries');
const { serviceError, startScriptedServer } = require('../support/scripted-server');

const SCRIPT = path.join(__dirname, 'children', 'keys.js');

/** What the calls of the child sent, by request, and the errors that it saw. */
async function run(packageName) {
  const tls = makeCertificate();
  const rejected = serviceError(403, 'AuthorizationFailure', 'Refused.');
  const server = await startScriptedServer(() => rejected, { tls });
  try {
    const child = await runChild(SCRIPT, {
      arguments: [packageName, server.origin],
      environment: { NODE_EXTRA_CA_CERTS: tls.authorityFile, HTTPS_PROXY: undefined, https_proxy: undefined },
    });
    assert.equal(child.code, 0, child.stderr);
    const sent = server.requests.map(({ method, target, headers }) => ({
      request: `${method} ${target}`,
      headers: Object.fromEntries(
        Object.entries(headers).filter(([name]) => /encryption|copy-source|^x-ms-(?!version|date|client)/.test(name)),
      ),
    }));
    return { sent, ...JSON.parse(child.stdout) };
  } finally {
    await server.close();
  }
}

test('the same keys are sent, and none is shown', async () => {
  const expected = await run('@azure/storage-blob');
  const actual = await run(PACKAGE);
  assert.ok(expected.sent.filter(({ headers }) => headers['x-ms-encryption-key']).length >= 13);
  assert.ok(expected.sent.filter(({ headers }) => headers['x-ms-source-encryption-key']).length >= 5);
  assert.deepEqual(actual.sent, expected.sent);
  for (const secret of actual.secrets) {
    for (const error of actual.errors) assert.ok(!error.includes(secret), error);
  }
});

test('a user delegation key is not shown when its response breaks off', { skip: isReference }, async () => {
  const body = '<UserDelegationKey><Value>c2VjcmV0</Value><SignedOid>o</SignedOid>';
  const server = await startScriptedServer(() => ({ status: 200, body }));
  try {
    const service = new blobferry.BlobServiceClient(`${server.origin}/account`);
    const error = await service.getUserDelegationKey(new Date(), new Date()).catch((thrown) => thrown);
    assert.equal(error.code, 'PARSE_ERROR');
    const shown = inspect(error, { depth: 9, showHidden: true }) + inspect(error.response, { depth: 9 });
    assert.ok(!shown.includes('c2VjcmV0'), shown);
  } finally {
    await server.close();
  }
});

test('a lease shows what is leased, without a signature', { skip: isReference }, () => {
  const blob = new blobferry.BlobClient('https://account.blob.core.windows.net/c/b?sv=1&sig=c2VjcmV0');
  const lease = blob.getBlobLeaseClient('11111111-2222-3333-4444-555555555555');
  for (const shown of [inspect(lease), JSON.stringify(lease)]) {
    assert.ok(shown.includes('account.blob.core.windows.net/c/b') && shown.includes(lease.leaseId), shown);
    assert.ok(!shown.includes('c2VjcmV0'), shown);
  }
});

test('a key is not sent over HTTP', { skip: isReference }, async () => {
  const container = new blobferry.ContainerClient('http://localhost:1/account/container');
  const key = { encryptionKey: 'x' };
  const source = 'https://other.host/c/b';
  const calls = {
    customerProvidedKey: [
      (options) => container.getBlockBlobClient('b').stageBlock('QUE=', 'x', 1, options),
      (options) => container.getBlockBlobClient('b').commitBlockList([], options),
      (options) => container.getAppendBlobClient('b').appendBlock('x', 1, options),
      (options) => container.getPageBlobClient('b').uploadPages('x', 0, 1, options),
      (options) => container.getPageBlobClient('b').clearPages(0, 512, options),
    ],
    sourceCustomerProvidedKey: [
      (options) => container.getBlockBlobClient('b').stageBlockFromURL('QUE=', source, 0, 1, options),
      (options) => container.getBlockBlobClient('b').syncUploadFromURL(source, options),
      (options) => container.getAppendBlobClient('b').appendBlockFromURL(source, 0, 1, options),
      (options) => container.getPageBlobClient('b').uploadPagesFromURL(source, 0, 0, 512, options),
    ],
  };
  for (const [name, list] of Object.entries(calls)) {
    for (const call of list) {
      await assert.rejects(call({ [name]: key }), (error) => error.message.includes('HTTPS'));
    }
  }
});
