'use strict';

// Names of metadata are sent as they were written, and a copy that sends metadata keeps them. The service ignores the case, but lists
// the names as they came.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { blobferry, isReference, reference } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');
const { startSimulator } = require('../support/simulator');

const METADATA = { Quarter: 'Q1', lower: 'x', ALL_CAPS: 'y', camelCase: '' };
const NAMES = ['x-ms-meta-Quarter', 'x-ms-meta-lower', 'x-ms-meta-ALL_CAPS', 'x-ms-meta-camelCase'];
const SOURCE = 'https://other.host/c/b';

/** The names of metadata headers as they came, in order. */
function metadataNames({ rawHeaders }) {
  return rawHeaders.filter((name, index) => index % 2 === 0 && /^x-ms-meta-/i.test(name));
}

/** Every call that sends metadata. */
const CALLS = {
  upload: ({ block }) => block.upload('x', 1, { metadata: METADATA }),
  'upload of much': ({ block }) => block.upload(Buffer.alloc(1_000_000), 1_000_000, { metadata: METADATA }),
  commitBlockList: ({ block }) => block.commitBlockList(['QQ=='], { metadata: METADATA }),
  syncUploadFromURL: ({ block }) => block.syncUploadFromURL(SOURCE, { metadata: METADATA }),
  syncCopyFromURL: ({ block }) => block.syncCopyFromURL(SOURCE, { metadata: METADATA }),
  beginCopyFromURL: ({ block }) => block.beginCopyFromURL(SOURCE, { metadata: METADATA }),
  createSnapshot: ({ block }) => block.createSnapshot({ metadata: METADATA }),
  setMetadata: ({ block }) => block.setMetadata(METADATA),
  'append blob': ({ container }) => container.getAppendBlobClient('b').create({ metadata: METADATA }),
  'page blob': ({ container }) => container.getPageBlobClient('b').create(512, { metadata: METADATA }),
  'create container': ({ container }) => container.create({ metadata: METADATA }),
  'container metadata': ({ container }) => container.setMetadata(METADATA),
};

function clientsOf(library, origin, options = {}) {
  const container = new library.ContainerClient(`${origin}/account/container`, undefined, {
    retryOptions: { maxTries: 2, retryDelayInMs: 1, maxRetryDelayInMs: 1 },
    ...options,
  });
  return { container, block: container.getBlockBlobClient('b') };
}

for (const [name, call] of Object.entries(CALLS)) {
  test(`${name} sends names as the reference does`, async () => {
    const server = await startScriptedServer(() => ({ status: 403 }));
    try {
      for (const library of [reference, blobferry]) {
        await assert.rejects(async () => call(clientsOf(library, server.origin)), { statusCode: 403 });
      }
      const [expected, sent] = server.requests.map(metadataNames);
      assert.deepEqual([...expected].sort(), [...NAMES].sort());
      assert.deepEqual([...sent].sort(), [...NAMES].sort());
    } finally {
      await server.close();
    }
  });
}

test('every attempt keeps the case, and the request after it has none', async () => {
  const server = await startScriptedServer((_, index) => ({
    status: index === 0 ? 503 : 201,
    headers: { etag: '"e"' },
  }));
  try {
    const { block } = clientsOf(blobferry, server.origin);
    const { _response } = await block.upload('x', 1, { metadata: METADATA });
    await block.setMetadata({ quarter: 'Q2' }).catch(() => {});
    assert.deepEqual(
      server.requests.map(metadataNames).map((names) => names.length),
      [4, 4, 1],
    );
    assert.deepEqual([...metadataNames(server.requests[1])].sort(), [...NAMES].sort());
    assert.deepEqual(metadataNames(server.requests[2]), ['x-ms-meta-quarter'], 'the connection remembers nothing');
    const shown = _response.request.headers.toJSON({ preserveCase: true });
    assert.equal(shown['x-ms-meta-Quarter'], 'Q1');
    assert.equal(_response.request.headers.get('x-ms-meta-quarter'), 'Q1');
  } finally {
    await server.close();
  }
});

test('a policy sees the names, and what it sets is sent as it wrote it', async () => {
  const server = await startScriptedServer(() => ({ status: 403 }));
  const seen = [];
  try {
    for (const library of [reference, blobferry]) {
      const pipeline = library.newPipeline(new library.AnonymousCredential(), { retryOptions: { maxTries: 1 } });
      pipeline.factories.unshift({
        create: (next) => ({
          sendRequest(request) {
            seen.push(Object.keys(request.headers.rawHeaders()).filter((name) => /^x-ms-meta-/i.test(name)));
            request.headers.set('X-Custom-Header', 'own');
            request.headers.set('x-ms-meta-Added', 'own');
            return next.sendRequest(request);
          },
        }),
      });
      const block = new library.BlockBlobClient(`${server.origin}/account/container/b`, pipeline);
      await assert.rejects(block.setMetadata(METADATA), { statusCode: 403 });
    }
    const [expected, sent] = server.requests.map(({ rawHeaders }) =>
      rawHeaders.filter((name, index) => index % 2 === 0 && /^x-(ms-meta-|custom)/i.test(name)).sort(),
    );
    assert.ok(
      expected.includes('x-ms-meta-Added') && expected.includes('x-ms-meta-Quarter'),
      'the reference sends them',
    );
    assert.deepEqual(sent, expected);
    assert.deepEqual([...seen[1]].sort(), [...seen[0]].sort());
  } finally {
    await server.close();
  }
});

test('a name that is passed twice is sent once, with the last value', async () => {
  const server = await startScriptedServer(() => ({ status: 403 }));
  try {
    for (const library of [reference, blobferry]) {
      const { block } = clientsOf(library, server.origin);
      await assert.rejects(block.setMetadata({ name: '1', NAME: '2' }), { statusCode: 403 });
    }
    const [expected, sent] = server.requests.map(({ rawHeaders, headers }) => [
      metadataNames({ rawHeaders }),
      headers['x-ms-meta-name'],
    ]);
    assert.deepEqual(sent, expected);
  } finally {
    await server.close();
  }
});

test('as many names as the service takes', async () => {
  const server = await startScriptedServer(() => ({ status: 403 }));
  try {
    const many = Object.fromEntries(Array.from({ length: 700 }, (_, index) => [`Name${index}`, 'v']));
    await assert.rejects(clientsOf(blobferry, server.origin).block.setMetadata(many), { statusCode: 403 });
    assert.equal(metadataNames(server.requests[0]).filter((name) => /^x-ms-meta-Name\d+$/.test(name)).length, 700);
  } finally {
    await server.close();
  }
});

describe('at the service', () => {
  let simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator?.stop());

  const containerOf = async (library, name) => {
    const service = library.BlobServiceClient.fromConnectionString(simulator.connectionString());
    const container = service.getContainerClient(name);
    await container.createIfNotExists();
    return container;
  };
  const listed = async (container, name) => {
    for await (const blob of container.listBlobsFlat({ includeMetadata: true, prefix: name })) return blob.metadata;
    return undefined;
  };

  test('a signed request is accepted, and a listing shows the names', async () => {
    const container = await containerOf(blobferry, 'signed');
    await container.getBlockBlobClient('b').upload('x', 1, { metadata: METADATA });
    assert.deepEqual(await listed(container, 'b'), METADATA);
    assert.deepEqual(await listed(await containerOf(reference, 'signed'), 'b'), METADATA);
    const { metadata } = await container.getBlobClient('b').getProperties();
    assert.deepEqual(
      Object.keys(metadata).sort(),
      ['all_caps', 'camelcase', 'lower', 'quarter'],
      'as in the reference',
    );
  });

  for (const strategy of ['relay', 'blocks']) {
    test(`a copy by ${strategy} keeps the names that the source says`, { skip: isReference }, async () => {
      const headers = {
        etag: '"e"',
        'content-length': 4,
        'x-ms-blob-type': 'BlockBlob',
        'x-ms-meta-Quarter': 'Q1',
        'X-Ms-Meta-ALL_CAPS': 'y',
        'x-ms-meta-lower': 'x',
      };
      const source = await startScriptedServer(() => ({ status: 200, headers, body: 'text' }));
      try {
        const container = await containerOf(blobferry, `copies-${strategy}`);
        const poller = await container.getBlockBlobClient('b').beginCopyFrom(`${source.origin}/c/b`, { strategy });
        await poller.pollUntilDone();
        assert.deepEqual(await listed(container, 'b'), { Quarter: 'Q1', ALL_CAPS: 'y', lower: 'x' });
      } finally {
        await source.close();
      }
    });
  }
});
