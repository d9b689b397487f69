'use strict';

// Options that the typings do not have. Some methods of the reference hand all options on to Microsoft's core packages, which know more.
// What has an effect there has it here, for the same methods; what cannot have it is an error.

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');

const { everyMethod, methodsOfTheReference } = require('../operations/every-method');
const { libraries } = require('../support/libraries');
const { serviceError, startScriptedServer } = require('../support/scripted-server');

const HASH = Buffer.alloc(16, 7);

/** For each option, whether it had an effect on a request, or on what the caller got. */
const EFFECTS = {
  customHeaders: {
    options: () => ({ requestOptions: { customHeaders: { 'x-mine': 'value', 'x-number': 5 } } }),
    isSeen: ({ headers }) => headers['x-mine'] === 'value' && headers['x-number'] === '5',
  },
  requestId: {
    options: () => ({ requestId: 'mine' }),
    isSeen: ({ headers }) => headers['x-ms-client-request-id'] === 'mine',
  },
  timeoutInSeconds: {
    options: () => ({ timeoutInSeconds: 7 }),
    isSeen: ({ query }) => query.get('timeout') === '7',
  },
  maxPageSize: {
    options: () => ({ maxPageSize: 7 }),
    isSeen: ({ query }) => query.get('maxresults') === '7',
  },
  marker: {
    options: () => ({ marker: 'mine' }),
    isSeen: ({ query }) => query.get('marker') === 'mine',
  },
  include: {
    options: () => ({ include: ['deleted', 'metadata'] }),
    isSeen: ({ query }) => query.get('include') === 'deleted,metadata',
  },
  transactionalContentMD5: {
    options: () => ({ transactionalContentMD5: HASH }),
    isSeen: ({ headers }) => headers['content-md5'] === HASH.toString('base64'),
  },
  onResponse: {
    options: (shown) => ({ onResponse: (...parameters) => shown.push(parameters) }),
    isSeen: (_, shown) => shown.length > 0,
  },
};

const client = (library, origin) => {
  const credential = new library.AnonymousCredential();
  return new library.BlobServiceClient(`${origin}/account`, credential, { retryOptions: { maxTries: 1 } });
};

describe('an option that the typings do not have', () => {
  let server;
  let names;
  before(async () => {
    names = [...Object.keys(await methodsOfTheReference()), 'BlockBlobClient.uploadFile'];
    server = await startScriptedServer(() => serviceError(404, 'NotThere', 'It is not there.'));
  });
  after(() => server.close());

  for (const [option, { options, isSeen }] of Object.entries(EFFECTS)) {
    test(`${option} has an effect on the methods on which it has one in the reference`, async () => {
      const seen = async (library) => {
        const run = everyMethod(library, server.origin);
        const found = [];
        for (const name of names) {
          server.requests.length = 0;
          const shown = [];
          await run(name, name, { options: options(shown) }).catch(() => {});
          if (isSeen(server.requests[0] ?? { headers: {}, query: new URLSearchParams() }, shown)) found.push(name);
        }
        return found.sort();
      };
      const expected = await seen(libraries.reference);
      assert.ok(expected.length > 2, expected.join());
      assert.deepEqual(await seen(libraries.blobferry), expected);
    });
  }

  test('that cannot be honored is an error that names it', async () => {
    const container = client(libraries.blobferry, server.origin).getContainerClient('container');
    for (const [options, name] of [
      [{ requestOptions: { shouldDeserialize: false } }, 'requestOptions.shouldDeserialize'],
      [{ serializerOptions: { xml: { rootName: 'Mine' } } }, 'serializerOptions'],
    ]) {
      const calls = [
        container.create(options),
        container.listBlobsFlat(options).next(),
        container.getBlockBlobClient('b').syncUploadFromURL('https://other.host/c/b', options),
      ];
      for (const call of calls) {
        await assert.rejects(
          call,
          (error) => error.name === 'TypeError' && error.message.includes(`options.${name} is`),
        );
      }
    }
    await container
      .create({ requestOptions: { shouldDeserialize: true, allowInsecureConnection: true } })
      .catch(() => {});
  });

  test('and is wrong is an error that names it', async () => {
    const container = client(libraries.blobferry, server.origin).getContainerClient('container');
    for (const [options, name] of [
      [{ timeoutInSeconds: -1 }, /options\.timeoutInSeconds/],
      [{ onResponse: 5 }, /options\.onResponse/],
      [{ requestOptions: { customHeaders: 'x: y' } }, /customHeaders/],
    ]) {
      await assert.rejects(container.create(options), name);
    }
    assert.throws(() => container.listBlobsFlat({ maxPageSize: 0 }), /options\.maxPageSize/);
  });
});

const BOUNDARY = 'batchresponse_1';
const XML = '<?xml version="1.0" encoding="utf-8"?>';

function respond({ method, path, query }) {
  if (path.includes('taken')) return serviceError(409, 'ContainerAlreadyExists', 'It exists.');
  if (method === 'POST') {
    const part = 'HTTP/1.1 202 Accepted\r\nx-ms-request-id: part\r\n\r\n';
    return {
      status: 202,
      headers: { 'content-type': `multipart/mixed; boundary=${BOUNDARY}` },
      body: `--${BOUNDARY}\r\nContent-Type: application/http\r\nContent-ID: 0\r\n\r\n${part}--${BOUNDARY}--`,
    };
  }
  if (query.get('comp') !== 'list') return { status: 201, headers: { etag: '"1"' } };
  const next = query.get('marker') === null ? 'second' : '';
  const item = `<Name>of ${next === '' ? 'the last' : 'the first'} page</Name><Properties><Etag>1</Etag></Properties>`;
  const items = query.has('restype')
    ? `<Blobs><Blob>${item}</Blob></Blobs>`
    : `<Containers><Container>${item}</Container></Containers>`;
  const body = `${XML}<EnumerationResults ServiceEndpoint="http://host/">${items}<NextMarker>${next}</NextMarker></EnumerationResults>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

/** The methods that hand all options on. */
const METHODS = {
  create: (service, options) => service.getContainerClient('c').create(options),
  createIfNotExists: (service, options) => service.getContainerClient('taken').createIfNotExists(options),
  createContainer: (service, options) => service.createContainer('c', options),
  'createContainer that fails': (service, options) => service.createContainer('taken', options),
  syncUploadFromURL: (service, options) =>
    service.getContainerClient('c').getBlockBlobClient('b').syncUploadFromURL('https://other.host/c/b', options),
  listContainers: (service, options) => allOf(service.listContainers(options)),
  listBlobsFlat: (service, options) => allOf(service.getContainerClient('c').listBlobsFlat(options)),
  'pages of listBlobsFlat': (service, options) =>
    allOf(service.getContainerClient('c').listBlobsFlat(options).byPage()),
  listBlobsByHierarchy: (service, options) =>
    allOf(service.getContainerClient('c').listBlobsByHierarchy('/', options).byPage()),
  async submitBatch(service, options) {
    const batches = service.getBlobBatchClient();
    const batch = batches.createBatch();
    await batch.deleteBlob(service.getContainerClient('c').getBlobClient('b'));
    return batches.submitBatch(batch, options);
  },
};

async function allOf(iterator) {
  const all = [];
  for await (const one of iterator) all.push(one);
  return all;
}

describe('a method that hands all options on', () => {
  let server;
  before(async () => {
    server = await startScriptedServer(respond);
  });
  after(() => server.close());
  beforeEach(() => {
    server.requests.length = 0;
  });

  /** What a callback gets: the names of all members, and what they are made of where that is short. */
  const described = ([response, result, error], { length }) => ({
    length,
    status: response.status,
    url: new URL(response.request.url).search,
    etag: response.headers.get('etag'),
    response: Object.keys(response).sort(),
    // Only the newest reference has the last one.
    parsedHeaders: Object.keys(response.parsedHeaders ?? {})
      .filter((member) => member !== 'xMsContentCrc64')
      .sort(),
    names: (result.segment?.blobItems ?? result.containerItems)?.map(({ name }) => name.content ?? name),
    continuationToken: result.continuationToken,
    errorCode: result.errorCode,
    error: error && [error.name, error.code, error.response === response, error.details === result],
  });

  for (const [name, call] of Object.entries(METHODS)) {
    test(`tells onResponse of each response: ${name}`, async () => {
      const shown = async (library) => {
        const parameters = [];
        const onResponse = (...given) => void parameters.push(given);
        const end = await call(client(library, server.origin), { onResponse }).then(
          () => 'done',
          (error) => error.code,
        );
        return { end, shown: parameters.map((given) => described(given, given)) };
      };
      const expected = await shown(libraries.reference);
      assert.ok(expected.shown.length > 0);
      assert.deepEqual(await shown(libraries.blobferry), expected);
    });

    test(`rejects with what onResponse throws: ${name}`, async () => {
      for (const library of Object.values(libraries)) {
        const onResponse = () => {
          throw new Error('mine');
        };
        await assert.rejects(call(client(library, server.origin), { onResponse }), /^Error: mine$/);
      }
    });
  }

  test('reports the progress of its request', async () => {
    const reported = async (library, name, up) => {
      const loaded = { up: 0, down: 0 };
      const requestOptions = up
        ? { onUploadProgress: ({ loadedBytes }) => (loaded.up = loadedBytes) }
        : { onDownloadProgress: ({ loadedBytes }) => (loaded.down = loadedBytes) };
      await METHODS[name](client(library, server.origin), { requestOptions });
      return loaded;
    };
    for (const [name, up] of [
      ['listContainers', false],
      ['pages of listBlobsFlat', false],
      ['submitBatch', true],
      ['create', true],
    ]) {
      const expected = await reported(libraries.reference, name, up);
      assert.equal(expected.up + expected.down > 0, name !== 'create');
      assert.deepEqual(await reported(libraries.blobferry, name, up), expected, name);
    }
  });

  test('requests the page of `marker` first, and then those that follow', async () => {
    const container = client(libraries.blobferry, server.origin).getContainerClient('c');
    for await (const page of container.listBlobsFlat({ marker: 'second', maxPageSize: 3 }).byPage({ maxPageSize: 9 })) {
      assert.equal(page.segment.blobItems[0].name, 'of the last page');
    }
    assert.deepEqual(
      server.requests.map(({ query }) => [query.get('marker'), query.get('maxresults')]),
      [['second', '3']],
    );
  });
});
