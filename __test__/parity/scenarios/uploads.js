'use strict';

// Uploads in one request: every kind of body, and every option.

const { Readable } = require('node:stream');

const BYTES = Buffer.from(Array.from({ length: 256 }, (_, index) => index));

/** Uploads through the library, then reads back without being recorded. */
async function uploadAndRead(context, container, name, body, length, options) {
  await context.step(`upload ${name}`, () => container.client.getBlockBlobClient(name).upload(body, length, options));
  const blob = container.setup.getBlobClient(name);
  if (!(await blob.exists())) return;
  if (options?.tier !== 'Archive') context.note(`bytes of ${name}`, await blob.downloadToBuffer());
  const {
    metadata,
    contentType,
    contentEncoding,
    contentLanguage,
    contentDisposition,
    cacheControl,
    contentMD5,
    accessTier,
    tagCount,
  } = await blob.getProperties();
  context.note(`properties of ${name}`, {
    metadata,
    contentType,
    contentEncoding,
    contentLanguage,
    contentDisposition,
    cacheControl,
    contentMD5,
    accessTier,
    tagCount,
  });
}

module.exports = [
  {
    name: 'upload bodies',
    async run(library, context) {
      const container = await context.container();
      const text = 'grüße, 世界 🌍';
      await uploadAndRead(context, container, 'string', 'hello', 5);
      await uploadAndRead(context, container, 'utf-8', text, Buffer.byteLength(text));
      await uploadAndRead(context, container, 'buffer', BYTES, BYTES.length);
      await uploadAndRead(context, container, 'empty-string', '', 0);
      await uploadAndRead(context, container, 'empty-buffer', Buffer.alloc(0), 0);
      await uploadAndRead(context, container, 'array-buffer', new Uint8Array(BYTES).buffer, 256);
      await uploadAndRead(context, container, 'view', new Uint8Array(BYTES.buffer, BYTES.byteOffset + 16, 8), 8);
      await uploadAndRead(
        context,
        container,
        'stream',
        Readable.from([Buffer.from('from a '), Buffer.from('stream')]),
        13,
      );
      await uploadAndRead(
        context,
        container,
        'function',
        () => Readable.from([Buffer.from('from a '), Buffer.from('function')]),
        15,
      );
    },
  },
  {
    name: 'upload of one mebibyte',
    async run(library, context) {
      const container = await context.container();
      const body = Buffer.alloc(1024 * 1024, 'blobferry ');
      await context.step('upload', () => container.client.getBlockBlobClient('mebibyte').upload(body, body.length));
      context.note('same bytes', body.equals(await container.setup.getBlobClient('mebibyte').downloadToBuffer()));
    },
  },
  {
    name: 'uploads that are watched',
    async run(library, context) {
      const container = await context.container();
      const large = Buffer.alloc(1024 * 1024 + 1, BYTES);
      for (const [name, body] of Object.entries({
        large,
        stream: () => Readable.from([large.subarray(0, 300_000), large.subarray(300_000)]),
        small: BYTES,
        nothing: Buffer.alloc(0),
        'an empty text': '',
      })) {
        const length = typeof body === 'function' ? large.length : body.length;
        const events = [];
        await uploadAndRead(context, container, name, body, length, { onProgress: (event) => events.push(event) });
        context.note(`the last that is told of ${name}`, events.at(-1));
      }
    },
  },
  {
    name: 'upload with metadata',
    async run(library, context) {
      const container = await context.container();
      await uploadAndRead(context, container, 'plain', 'x', 1, { metadata: { color: 'blue', size: '12', empty: '' } });
      await uploadAndRead(context, container, 'odd-values', 'x', 1, {
        metadata: {
          spaces: 'a  b',
          percent: '100%',
          encoded: 'a%2Fb',
          plus: 'a+b',
          quotes: '"q\'',
          separators: 'a;b,c=d&e',
          backslash: 'a\\b',
        },
      });
      await uploadAndRead(context, container, 'padded', 'x', 1, { metadata: { padded: '  around  ' } });
      await uploadAndRead(context, container, 'none', 'x', 1, { metadata: {} });
    },
  },
  {
    name: 'metadata names with capitals',
    async run(library, context) {
      const container = await context.container();
      const blob = container.client.getBlockBlobClient('capitals');
      await context.step('upload', () => blob.upload('x', 1, { metadata: { CamelCase: 'one' } }));
      await context.step('getProperties', () => blob.getProperties());
      await context.step('list', () => container.client.listBlobsFlat({ includeMetadata: true }).next());
    },
  },
  {
    name: 'metadata that no header can carry',
    async run(library, context) {
      const container = await context.container();
      const blob = container.client.getBlockBlobClient('refused');
      for (const [label, metadata] of Object.entries({
        'a value with a line break': { name: 'a\r\nx-ms-injected: yes' },
        'a value beyond latin-1': { name: '世界' },
        'a name with a space': { 'a b': 'value' },
      })) {
        await context.step(label, () => blob.upload('x', 1, { metadata }));
        context.note(`${label}: nothing was made`, await container.setup.getBlobClient('refused').exists());
      }
    },
  },
  {
    name: 'upload with properties',
    async run(library, context) {
      const container = await context.container();
      await uploadAndRead(context, container, 'all', 'content', 7, {
        blobHTTPHeaders: {
          blobContentType: 'text/plain; charset=utf-8',
          blobContentEncoding: 'identity',
          blobContentLanguage: 'de',
          blobContentDisposition: 'attachment; filename="a b.txt"',
          blobCacheControl: 'max-age=60',
          blobContentMD5: Buffer.from('mgNkuembtIDdJeHwKEyFVQ==', 'base64'),
        },
      });
      await uploadAndRead(context, container, 'type-only', 'content', 7, {
        blobHTTPHeaders: { blobContentType: 'image/png' },
      });
    },
  },
  {
    name: 'upload with tags',
    async run(library, context) {
      const container = await context.container();
      await uploadAndRead(context, container, 'tagged', 'x', 1, {
        tags: { project: 'ferry', 'with space': 'a b', odd: '+-./:=_' },
      });
      context.note('tags', (await container.setup.getBlobClient('tagged').getTags()).tags);
      await uploadAndRead(context, container, 'no-tags', 'x', 1, { tags: {} });
    },
  },
  {
    name: 'upload with a tier',
    async run(library, context) {
      const container = await context.container();
      for (const tier of ['Hot', 'Cool', 'Cold', 'Archive'])
        await uploadAndRead(context, container, tier, 'x', 1, { tier });
    },
  },
  {
    name: 'upload under conditions',
    async run(library, context) {
      const container = await context.container();
      const blob = container.client.getBlockBlobClient('once');
      const first = await context.step('create only', () =>
        blob.upload('first', 5, { conditions: { ifNoneMatch: '*' } }),
      );
      await context.step('create only again', () => blob.upload('second', 6, { conditions: { ifNoneMatch: '*' } }));
      await context.step('replace this etag', () => blob.upload('third', 5, { conditions: { ifMatch: first.etag } }));
      await context.step('replace an etag that is gone', () =>
        blob.upload('fourth', 6, { conditions: { ifMatch: first.etag } }),
      );
      await context.step('if modified in the future', () =>
        blob.upload('fifth', 5, { conditions: { ifModifiedSince: new Date('2099-01-02T03:04:05.678Z') } }),
      );
      await context.step('if unmodified since long ago', () =>
        blob.upload('sixth', 5, { conditions: { ifUnmodifiedSince: new Date('2001-02-03T04:05:06Z') } }),
      );
      await context.step('with a lease it has not', () =>
        blob.upload('seventh', 7, { conditions: { leaseId: '11111111-2222-3333-4444-555555555555' } }),
      );
      context.note('what is left', await container.setup.getBlobClient('once').downloadToBuffer());
    },
  },
  {
    name: 'upload with a checksum',
    async run(library, context) {
      const container = await context.container();
      const right = Buffer.from('XUFAKrxLKna5cZ2REBfFkg==', 'base64');
      await uploadAndRead(context, container, 'right', 'hello', 5, { transactionalContentMD5: right });
      await uploadAndRead(context, container, 'wrong', 'other', 5, { transactionalContentMD5: right });
    },
  },
  {
    name: 'upload to a missing container',
    async run(library, context) {
      const container = context.service.getContainerClient(context.containerName());
      await context.step('upload', () => container.getBlockBlobClient('blob').upload('x', 1));
    },
  },
  {
    name: 'properties that are not ASCII',
    async run(library, context) {
      const { client } = await context.container();
      const blob = client.getBlockBlobClient('blob');
      const blobHTTPHeaders = {
        blobContentLanguage: 'M\u00fcller \u00e9',
        blobContentType: 'text/plain; name=\u00ff',
      };
      await context.step('upload', () => blob.upload(Buffer.from('x'), 1, { blobHTTPHeaders }));
      const items = async () => (await client.listBlobsFlat().byPage().next()).value.segment.blobItems;
      await context.step('listed', items);
      await context.step('setHTTPHeaders', () =>
        blob.setHTTPHeaders({ blobContentType: '\u00e4', blobCacheControl: 'x\u00a0y' }),
      );
      await context.step('getProperties', () => blob.getProperties());
      await context.step('a condition', () => blob.download(0, 1, { conditions: { ifMatch: '"\u00fc"' } }));
      for (const blobContentType of ['\u0100', '\u20ac', '\u{1f600}']) {
        await context.step(`type ${blobContentType}`, () => blob.setHTTPHeaders({ blobContentType }));
      }
    },
  },
  {
    name: 'headers of policies that are not ASCII',
    async run(library, context) {
      const { name, client } = await context.container();
      class Policy extends library.BaseRequestPolicy {
        sendRequest(request) {
          request.headers.set('x-ms-meta-author', 'M\u00fcller');
          return this._nextPolicy.sendRequest(request);
        }
      }
      const pipeline = library.newPipeline(context.service.credential);
      pipeline.factories.unshift({ create: (next, options) => new Policy(next, options) });
      const container = new library.ContainerClient(`${context.url}/${name}`, pipeline);
      await context.step('setMetadata', () => container.setMetadata({}));
      await context.step('getProperties', () => client.getProperties());
    },
  },
];
