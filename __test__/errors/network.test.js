'use strict';

// Connections that are rejected or dropped, servers that never respond, and servers that send garbage.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { blobferry, isReference } = require('../support/libraries');
const { refusedOrigin, startGarbageServer, startSilentServer } = require('../support/raw-server');
const { startScriptedServer } = require('../support/scripted-server');
const { ONE_TRY, UNTOUCHED, azuriteWithTwoBlobs } = require('../support/tested-service');

const KEY = Buffer.from('a key').toString('base64');

const serviceAt = (origin, options = ONE_TRY) =>
  new blobferry.BlobServiceClient(
    `${origin}/account`,
    new blobferry.StorageSharedKeyCredential('account', KEY),
    options,
  );

/** Every kind of request that a script makes, at a server that is not well. */
const REQUESTS = {
  'container create': (service) => service.getContainerClient('c').create(),
  list: (service) => service.getContainerClient('c').listBlobsFlat().next(),
  upload: (service) => service.getContainerClient('c').getBlockBlobClient('b').upload('x', 1),
  download: (service) => service.getContainerClient('c').getBlobClient('b').download(),
  getProperties: (service) => service.getContainerClient('c').getBlobClient('b').getProperties(),
  exists: (service) => service.getContainerClient('c').getBlobClient('b').exists(),
  beginCopyFromURL: (service) =>
    service.getContainerClient('c').getBlobClient('b').beginCopyFromURL(`${service.url}/c/source`),
  syncCopyFromURL: (service) =>
    service.getContainerClient('c').getBlobClient('b').syncCopyFromURL(`${service.url}/c/source`),
};

async function restError(action) {
  const error = await action().then(
    () => assert.fail('this must fail'),
    (thrown) => thrown,
  );
  assert.ok(error instanceof blobferry.RestError, `expected a RestError: ${error.stack}`);
  assert.equal(error.name, 'RestError');
  assert.ok(error.message.length > 0);
  return error;
}

describe('an account that refuses connections', () => {
  for (const [label, request] of Object.entries(REQUESTS)) {
    test(label, async () => {
      const origin = await refusedOrigin();
      const error = await restError(() => request(serviceAt(origin)));
      assert.equal(error.code, 'ECONNREFUSED');
      assert.equal(error.statusCode, undefined);
      assert.ok(error.message.includes(new URL(origin).host), `the message must name the host: ${error.message}`);
    });
  }

  test('a host that does not exist', async () => {
    // The name is reserved: it never resolves.
    const error = await restError(() => REQUESTS.getProperties(serviceAt('http://blobferry.invalid')));
    assert.match(error.code, /^(ENOTFOUND|EAI_AGAIN)$/);
    assert.match(error.message, /blobferry\.invalid/);
  });
});

describe('a server that does not speak HTTP', () => {
  for (const [kind, bytes] of Object.entries({
    text: 'SSH-2.0-OpenSSH_9.6\r\n',
    binary: Buffer.from('ff00fe01f0', 'hex'),
    nothing: '',
  })) {
    for (const [label, request] of Object.entries(REQUESTS)) {
      test(`${kind}: ${label}`, async () => {
        const server = await startGarbageServer(bytes);
        try {
          const error = await restError(() => request(serviceAt(server.origin)));
          assert.equal(error.statusCode, undefined);
          assert.equal(typeof error.code, 'string');
          assert.ok(
            error.message.includes(new URL(server.origin).host),
            `the message must name the host: ${error.message}`,
          );
        } finally {
          await server.close();
        }
      });
    }
  }

  test('an endless header', async () => {
    const server = await startGarbageServer(`HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(1024 * 1024)}`);
    try {
      await restError(() => REQUESTS.getProperties(serviceAt(server.origin)));
    } finally {
      await server.close();
    }
  });
});

describe('a server that speaks HTTP but is no Blob service', () => {
  const page = {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<html><body>Please log in<br></body></html>',
  };

  async function against(response, action) {
    const server = await startScriptedServer(() => response);
    try {
      return await action(serviceAt(server.origin));
    } finally {
      await server.close();
    }
  }

  test('a page instead of a listing', () =>
    against(page, async (service) => {
      const error = await restError(() => REQUESTS.list(service));
      assert.equal(error.statusCode, 200);
    }));

  test('a page instead of an accepted copy', () =>
    against(page, async (service) => {
      const error = await restError(() => REQUESTS.beginCopyFromURL(service));
      assert.equal(error.statusCode, 200);
    }));

  test('a listing cut short', () =>
    against(
      {
        status: 200,
        headers: { 'content-type': 'application/xml' },
        body: '<?xml version="1.0"?><EnumerationResults><Blobs><Blob><Name>a',
      },
      (service) => restError(() => REQUESTS.list(service)),
    ));

  test('an error that is no XML', () =>
    against({ status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway' }, async (service) => {
      const error = await restError(() => REQUESTS.beginCopyFromURL(service));
      assert.equal(error.statusCode, 502);
    }));

  test('an error without a body', () =>
    against({ status: 500 }, async (service) => {
      const error = await restError(() => REQUESTS.upload(service));
      assert.equal(error.statusCode, 500);
    }));

  test('a redirect is not followed with credentials', async () => {
    const elsewhere = await startScriptedServer(() => ({ status: 200 }));
    try {
      await against({ status: 307, headers: { location: `${elsewhere.origin}/account/c/b` } }, async (service) => {
        await REQUESTS.getProperties(service).catch(() => {});
        assert.ok(elsewhere.requests.every((request) => request.headers.authorization === undefined));
      });
    } finally {
      await elsewhere.close();
    }
  });

  test('a listing that declares entities', () =>
    against(
      {
        status: 200,
        headers: { 'content-type': 'application/xml' },
        body: '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><EnumerationResults><Blobs><Blob><Name>&b;</Name></Blob></Blobs><NextMarker/></EnumerationResults>',
      },
      async (service) => {
        const listed = await REQUESTS.list(service).catch((error) => error);
        if (listed instanceof Error) assert.ok(listed instanceof blobferry.RestError);
        else assert.ok(!JSON.stringify(listed).includes('aaaaaaaaaaaaaaaaaaaa'), 'entities must not multiply');
      },
    ));
});

describe('the destination survives', () => {
  let table;
  before(async () => {
    table = await azuriteWithTwoBlobs();
  });
  after(() => table.proxy.close());

  const failures = {
    'a connection reset': { reset: true },
    garbage: { garbage: 'garbage\r\n\r\n' },
    'a page': { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
    'an internal error': { status: 500, headers: { 'x-ms-error-code': 'InternalError' }, body: '' },
  };
  for (const [label, action] of Object.entries(failures)) {
    test(label, async () => {
      table.proxy.inject(() => action);
      try {
        await restError(() => table.destination.beginCopyFromURL(table.source.url));
        await restError(() => table.destination.syncCopyFromURL(table.source.url));
        await restError(() => table.destination.delete());
      } finally {
        table.proxy.inject();
      }
      assert.deepEqual(await table.destinationNow(), UNTOUCHED);
    });
  }

  test('a download cut short is an error, not a short file', async () => {
    const body = Buffer.from('only a part');
    const server = await startGarbageServer(
      Buffer.concat([
        Buffer.from(
          'HTTP/1.1 200 OK\r\netag: "0x8DA"\r\nlast-modified: Mon, 01 Jan 2024 00:00:00 GMT\r\ncontent-length: 1000\r\n\r\n',
        ),
        body,
      ]),
    );
    try {
      const blob = serviceAt(server.origin).getContainerClient('c').getBlobClient('b');
      await assert.rejects(async () => {
        const { readableStreamBody } = await blob.download(0, undefined, { maxRetryRequests: 0 });
        await readableStreamBody.toArray();
      });
    } finally {
      await server.close();
    }
  });
});

describe('a server that never responds', () => {
  test(
    'a request ends when its time is up',
    { skip: isReference && 'the reference ignores tryTimeoutInMs' },
    async () => {
      const server = await startSilentServer();
      try {
        const service = serviceAt(server.origin, { retryOptions: { maxTries: 1, tryTimeoutInMs: 100 } });
        const error = await restError(() => REQUESTS.getProperties(service));
        assert.equal(error.statusCode, undefined);
        assert.ok(
          error.message.includes(new URL(server.origin).host),
          `the message must name the host: ${error.message}`,
        );
      } finally {
        await server.close();
      }
    },
  );

  test('a request ends when it is aborted, and its connection is closed', async () => {
    const server = await startSilentServer();
    try {
      const controller = new AbortController();
      const blob = serviceAt(server.origin).getContainerClient('c').getBlobClient('b');
      const pending = blob.getProperties({ abortSignal: controller.signal }).catch((thrown) => thrown);
      const socket = await server.opened;
      const closed = new Promise((resolve) => socket.once('close', resolve));
      controller.abort();
      const error = await pending;
      assert.equal(error.name, 'AbortError');
      await closed;
      assert.equal(server.connections.size, 0);
    } finally {
      await server.close();
    }
  });
});

describe('retries', () => {
  const quick = { retryOptions: { maxTries: 4, retryDelayInMs: 1, maxRetryDelayInMs: 10 } };

  test('a failure that passes is not seen', async () => {
    const server = await startScriptedServer((request, index) => ({
      status: index < 3 ? [500, 503, 500][index] : 201,
      headers: { etag: '"0x8DA"' },
    }));
    try {
      await REQUESTS['container create'](serviceAt(server.origin, quick));
      assert.equal(server.requests.length, 4);
    } finally {
      await server.close();
    }
  });

  test('a lasting failure is reported after the last attempt', async () => {
    const server = await startScriptedServer(() => ({ status: 503, headers: { 'x-ms-error-code': 'ServerBusy' } }));
    try {
      const error = await restError(() => REQUESTS['container create'](serviceAt(server.origin, quick)));
      assert.equal(error.statusCode, 503);
      assert.equal(error.details.errorCode, 'ServerBusy');
      assert.equal(server.requests.length, 4);
    } finally {
      await server.close();
    }
  });

  test('each attempt is signed separately and keeps its request id', async () => {
    const server = await startScriptedServer((request, index) => ({ status: index < 1 ? 500 : 201 }));
    try {
      await REQUESTS['container create'](serviceAt(server.origin, quick));
      const [first, second] = server.requests.map((request) => request.headers);
      assert.equal(first['x-ms-client-request-id'], second['x-ms-client-request-id']);
      assert.match(second.authorization, /^SharedKey account:/);
    } finally {
      await server.close();
    }
  });

  test('a rejection by the service is not retried', async () => {
    const server = await startScriptedServer(() => ({
      status: 409,
      headers: { 'x-ms-error-code': 'ContainerAlreadyExists' },
    }));
    try {
      await restError(() => REQUESTS['container create'](serviceAt(server.origin, quick)));
      assert.equal(server.requests.length, 1);
    } finally {
      await server.close();
    }
  });
});
