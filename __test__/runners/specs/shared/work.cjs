'use strict';

// A script's work: every kind of call, with what a script has in hand. It uses no timer, clock or queue of its own, for specs fake them.

const { randomUUID } = require('node:crypto');
const { Readable } = require('node:stream');

/** Where the service is: set by the test that starts the runner. */
const PLACE = JSON.parse(process.env.BLOBFERRY_SERVICE);

/** Called once by each client that needs a token. `asked` counts. */
class Credential {
  requested = 0;

  async getToken() {
    this.requested += 1;
    return { token: PLACE.token, expiresOnTimestamp: PLACE.expiresOnTimestamp };
  }
}

/** A new container for each caller. */
async function freshContainer({ BlobServiceClient }) {
  const container = BlobServiceClient.fromConnectionString(PLACE.connectionString).getContainerClient(randomUUID());
  await container.create();
  return container;
}

async function textOf(stream) {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

async function failureOf(promise) {
  try {
    await promise;
    return 'none';
  } catch ({ name, code, statusCode }) {
    return [name, code, statusCode].filter((part) => part !== undefined).join(' ');
  }
}

const STEPS = {
  uploads: async ({ container, streams }) => {
    const [text, bytes, stream] = ['text', 'bytes', 'stream'].map((name) => container.getBlockBlobClient(name));
    let loaded = 0;
    await text.upload('of text', 7, {
      metadata: { kind: 'text' },
      onProgress: ({ loadedBytes }) => (loaded = loadedBytes),
    });
    await bytes.upload(new Uint8Array([1, 2, 3, 250]), 4);
    const pieces = [Buffer.from('of a '), Buffer.from('stream')];
    await stream.upload(streams ? () => Readable.from(pieces) : Buffer.concat(pieces), 11);
    return loaded;
  },
  downloads: async ({ container, streams }) => {
    const streamed = container.getBlobClient('stream');
    const texts = [
      streams
        ? await textOf((await streamed.download()).readableStreamBody)
        : String(await streamed.downloadToBuffer()),
    ];
    texts.push(String(await container.getBlobClient('text').downloadToBuffer()));
    texts.push((await container.getBlobClient('bytes').downloadToBuffer()).toString('hex'));
    return texts;
  },
  listing: async ({ container }) => {
    const names = [];
    for await (const { name, metadata } of container.listBlobsFlat({ includeMetadata: true })) {
      names.push(metadata?.kind ? `${name} (${metadata.kind})` : name);
    }
    const pages = [];
    for await (const page of container.listBlobsFlat().byPage({ maxPageSize: 2 })) {
      pages.push(page.segment.blobItems.length);
    }
    return { names, pages };
  },
  copies: async ({ container }) => {
    const source = container.getBlobClient('text');
    const seen = [];
    const poller = await container
      .getBlobClient('copy')
      .beginCopyFromURL(source.url, { onProgress: ({ copyProgress }) => seen.push(copyProgress) });
    const { copyStatus } = await poller.pollUntilDone();
    const content = String(await container.getBlobClient('copy').downloadToBuffer());
    const other = await container.getBlobClient('other-copy').beginCopyFrom(source);
    return { copyStatus, content, progress: seen.length > 0, other: (await other.pollUntilDone()).copyStatus };
  },
  tokens: async ({ library, container }) => {
    const credential = new Credential();
    const service = new library.BlobServiceClient(PLACE.secureUrl, credential);
    const blob = service.getContainerClient(container.containerName).getBlobClient('text');
    const { contentLength } = await blob.getProperties();
    const failing = { getToken: () => Promise.reject(new RangeError('no token today')) };
    const without = new library.BlobServiceClient(PLACE.secureUrl, failing, { retryOptions: { maxTries: 1 } });
    return { contentLength, requested: credential.requested, without: await failureOf(without.getProperties()) };
  },
  signatures: async ({ library, container }) => {
    const url = await container.getBlobClient('text').generateSasUrl({
      permissions: library.BlobSASPermissions.parse('r'),
      expiresOn: new Date(PLACE.expiresOnTimestamp),
    });
    return String(await new library.BlobClient(url).downloadToBuffer());
  },
  aborts: async ({ container }) => {
    const before = await failureOf(container.getProperties({ abortSignal: AbortSignal.abort() }));
    const controller = new AbortController();
    // The service does not respond to this one.
    const waiting = failureOf(container.getBlobClient('stalls').getProperties({ abortSignal: controller.signal }));
    await container.getProperties();
    controller.abort();
    return [before, await waiting];
  },
  errors: async ({ library, container }) => {
    const missing = container.getBlobClient('missing');
    const error = await missing.getProperties().catch((caught) => caught);
    return {
      failure: await failureOf(missing.getProperties()),
      isRestError: error instanceof library.RestError,
      isError: error instanceof Error,
      exists: await missing.exists(),
      deleted: (await missing.deleteIfExists()).succeeded,
    };
  },
};

/** What each step gives when nothing is wrong. */
const EXPECTED = {
  uploads: 7,
  downloads: ['of a stream', 'of text', '010203fa'],
  listing: { names: ['bytes', 'stream', 'text (text)'], pages: [2, 1] },
  copies: { copyStatus: 'success', content: 'of text', progress: true, other: 'success' },
  tokens: { contentLength: 7, requested: 1, without: 'RangeError' },
  signatures: 'of text',
  aborts: ['AbortError', 'AbortError'],
  errors: { failure: 'RestError BlobNotFound 404', isRestError: true, isError: true, exists: false, deleted: false },
};

/**
 * Does all of it; gives what came out, to be compared with {@link EXPECTED}. Without `streams` it uses none of Node's, which stand
 * still where the `process.nextTick` of Node itself is faked.
 */
async function work(library, { streams = true } = {}) {
  const container = await freshContainer(library);
  const results = {};
  for (const [name, step] of Object.entries(STEPS)) results[name] = await step({ library, container, streams });
  await container.delete();
  return results;
}

module.exports = { EXPECTED, failureOf, freshContainer, PLACE, textOf, work };
