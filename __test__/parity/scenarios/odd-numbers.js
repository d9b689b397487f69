'use strict';

// Numbers that are odd but mean something in the reference, and white space at the edges of texts that are sent as headers.

const { Readable } = require('node:stream');

const DATA = Buffer.from('0123456789');

/** The name of a step, without a dot. */
const label = (name, number) => `${name} ${String(number).replace('.', ',')}`;

module.exports = [
  {
    name: 'uploads with odd numbers',
    async run(library, context) {
      const container = await context.container();
      const blob = (name) => container.client.getBlockBlobClient(name);
      const blocks = { maxSingleShotSize: 1, blockSize: 10 };
      for (const concurrency of [1.5, Infinity, 0.5, -1]) {
        await context.step(label('concurrency', concurrency), () =>
          blob('b').uploadData(DATA, { ...blocks, concurrency }),
        );
      }
      for (const maxSingleShotSize of [9.5, 10.5, -0.5]) {
        await context.step(label('maxSingleShotSize', maxSingleShotSize), () =>
          blob('b').uploadData(DATA, { blockSize: 10, maxSingleShotSize }),
        );
      }
      for (const maxConcurrency of [0.5, 2.5, Infinity, -1]) {
        await context.step(label('maxConcurrency', maxConcurrency), () =>
          blob('b').uploadStream(Readable.from([DATA], { objectMode: false }), 10, maxConcurrency),
        );
      }
    },
  },
  {
    name: 'downloads with odd numbers',
    async run(library, context) {
      const container = await context.container();
      await container.setup.getBlockBlobClient('b').upload(DATA, DATA.length);
      const blob = container.client.getBlobClient('b');
      for (const maxRetryRequests of [-1, 0, 1.5, Infinity, -Infinity]) {
        await context.step(`maxRetryRequests ${maxRetryRequests}`, () =>
          blob.download(0, undefined, { maxRetryRequests }),
        );
        await context.step(`maxRetryRequestsPerBlock ${maxRetryRequests}`, () =>
          blob.downloadToBuffer(0, 5, { maxRetryRequestsPerBlock: maxRetryRequests }),
        );
      }
      for (const concurrency of [1.5, Infinity]) {
        await context.step(label('concurrency', concurrency), () => blob.downloadToBuffer(0, 5, { concurrency }));
      }
      await context.step('blockSize Infinity', () => blob.downloadToBuffer(0, 5, { blockSize: Infinity }));
      await context.step('blockSize Infinity, into a buffer', () =>
        blob.downloadToBuffer(Buffer.alloc(5), 0, 5, { blockSize: Infinity }),
      );
    },
  },
  {
    name: 'retries with odd numbers',
    async run(library, context) {
      const container = await context.container();
      const { url } = container.client;
      const credential = new library.StorageSharedKeyCredential(context.accountName, context.accountKey);
      const fast = { retryDelayInMs: 1, maxRetryDelayInMs: 1 };
      for (const [label, retryOptions] of Object.entries({
        'maxTries Infinity': { ...fast, maxTries: Infinity },
        'maxTries 5.5': { ...fast, maxTries: 5.5 },
        'no tries': { ...fast, maxTries: 0 },
        'maxTries -Infinity': { ...fast, maxTries: -Infinity },
        'numbers as texts': { retryDelayInMs: '1', maxRetryDelayInMs: '1', maxTries: '3', tryTimeoutInMs: '9000' },
        'a fraction as text': { ...fast, maxTries: ' 2.5 ' },
        'maxRetryDelayInMs Infinity': { retryDelayInMs: 1, maxRetryDelayInMs: Infinity, maxTries: 3 },
      })) {
        let left = 6;
        context.proxy.inject(() => {
          left -= 1;
          if (left < 0) return undefined;
          return { status: 503, headers: { 'x-ms-error-code': 'ServerBusy', 'content-length': '0' } };
        });
        const client = new library.ContainerClient(url, credential, { retryOptions });
        await context.step(label, () => client.exists());
        context.note(`responses that were left for ${label}`, left);
        context.reply(undefined);
      }
    },
  },
  {
    name: 'white space at the edges of headers',
    async run(library, context) {
      const container = await context.container();
      const blob = container.client.getBlockBlobClient('b');
      const edges = {
        'a line break': 'a b\n',
        'all that is ASCII': '\r\n\t a b \t\r\n',
        'a no-break space': '\u00a0a b\u00a0',
      };
      for (const [label, text] of Object.entries(edges)) {
        await context.step(`metadata with ${label}`, () => blob.upload('x', 1, { metadata: { key: text } }));
        await context.step(`properties with ${label}`, () =>
          blob.setHTTPHeaders({ blobContentType: text, blobContentDisposition: text, blobCacheControl: text }),
        );
        context.note(`stored with ${label}`, await container.setup.getBlobClient('b').getProperties().then(stored));
      }
      const lease = '11111111-2222-3333-4444-555555555555';
      await context.step('a lease', () => blob.getBlobLeaseClient(`${lease}\n`).acquireLease(15));
      await context.step('under a lease', () => blob.setMetadata({}, { conditions: { leaseId: ` ${lease}\r\n` } }));
    },
  },
];

const stored = ({ metadata, contentType, contentDisposition, cacheControl }) => ({
  metadata,
  contentType,
  contentDisposition,
  cacheControl,
});
