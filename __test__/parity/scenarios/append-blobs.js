'use strict';

// Append blobs. Azurite seals nothing and reads from no URL: there the requests are compared.

const { etagOf, everyCondition, FUTURE, LEASE, MD5, sourceOptions } = require('../every-option');

module.exports = [
  {
    name: 'append blobs',
    async run(library, context) {
      const { client, setup } = await context.container();
      const blob = client.getAppendBlobClient('log');
      await context.step('create', () => blob.create());
      await context.step('append', () => blob.appendBlock('first ', 6));
      await context.step('append bytes', () => blob.appendBlock(Buffer.from('second'), 6));
      context.note('content', await setup.getBlobClient('log').downloadToBuffer());
      await context.step('create over it', () => blob.create());
      await context.step('append nothing', () => blob.appendBlock('', 0));
      await context.step('append to what is no append blob', async () => {
        await setup.getBlockBlobClient('block').upload('x', 1);
        return client.getAppendBlobClient('block').appendBlock('x', 1);
      });
      await context.step('append to nothing', () => client.getAppendBlobClient('missing').appendBlock('x', 1));
      await context.step('seal', () => blob.seal());
    },
  },
  {
    name: 'append blobs if they do not exist',
    async run(library, context) {
      const { client, setup } = await context.container();
      const blob = client.getAppendBlobClient('log');
      await context.step('create', () =>
        blob.createIfNotExists({ metadata: { a: '1' }, blobHTTPHeaders: { blobContentType: 'text/x' } }),
      );
      await setup.getAppendBlobClient('log').appendBlock('kept', 4);
      await context.step('create again', () => blob.createIfNotExists({ metadata: { a: '2' } }));
      await context.step('conditions are not looked at', () =>
        blob.createIfNotExists({ conditions: { ifMatch: '*' } }),
      );
      context.note('content', await setup.getBlobClient('log').downloadToBuffer());
      const elsewhere = context.service.getContainerClient(context.containerName()).getAppendBlobClient('log');
      await context.step('in a missing container', () => elsewhere.createIfNotExists());
    },
  },
  {
    name: 'append blobs with every option',
    async run(library, context) {
      const { client, setup } = await context.container();
      const blob = client.getAppendBlobClient('log');
      await context.step('create', () =>
        blob.create({
          blobHTTPHeaders: { blobContentType: 'text/x', blobCacheControl: 'no-cache' },
          metadata: { color: 'blue' },
          tags: { 'a b': 'c' },
        }),
      );
      await context.step('create with a scope, a policy and a hold', () =>
        blob.create({
          encryptionScope: 'scope',
          immutabilityPolicy: { expiriesOn: FUTURE, policyMode: 'Locked' },
          legalHold: false,
        }),
      );
      await context.step('right MD5', () => blob.appendBlock('hello', 5, { transactionalContentMD5: MD5 }));
      await context.step('wrong MD5', () => blob.appendBlock('other', 5, { transactionalContentMD5: MD5 }));
      await context.step('scope', () => blob.appendBlock('x', 1, { encryptionScope: 'scope' }));
      await context.step('at a position', () => blob.appendBlock('x', 1, { conditions: { appendPosition: 0 } }));
      await context.step('at its end', async () => {
        const { contentLength } = await setup.getBlobClient('log').getProperties();
        return blob.appendBlock('x', 1, { conditions: { appendPosition: contentLength } });
      });
      await context.step('up to a size', () => blob.appendBlock('x', 1, { conditions: { maxSize: 3 } }));
      await context.step('up to a larger size', () => blob.appendBlock('x', 1, { conditions: { maxSize: 3000 } }));
      for (const [label, conditions] of Object.entries(everyCondition(await etagOf(setup, 'log')))) {
        await context.step(`append ${label}`, () => blob.appendBlock('x', 1, { conditions }));
        await setup.getAppendBlobClient('sealed').create();
        await context.step(`seal ${label}`, () =>
          client.getAppendBlobClient('sealed').seal({ conditions: { ...conditions, appendPosition: 0, maxSize: 9 } }),
        );
        await context.step(`create ${label}`, () => client.getAppendBlobClient('other').create({ conditions }));
      }
      const events = [];
      await blob.appendBlock('hello', 5, { onProgress: (event) => events.push(event) });
      context.note('progress', events.at(-1));
      context.note('content', await setup.getBlobClient('log').downloadToBuffer());
      await context.step('a key over HTTP', () => blob.appendBlock('x', 1, { customerProvidedKey: {} }));
    },
  },
  {
    name: 'append blobs from URLs',
    async run(library, context) {
      const { client, setup } = await context.container();
      await setup.getBlockBlobClient('source').upload('content', 7);
      await setup.getAppendBlobClient('log').create();
      const source = client.getBlobClient('source').url;
      const blob = client.getAppendBlobClient('log');
      await context.step('a part', () => blob.appendBlockFromURL(source, 2, 3));
      await context.step('the rest', () => blob.appendBlockFromURL(source, 2));
      await context.step('all', () => blob.appendBlockFromURL(source, 0, 0));
      await context.step('every option', () =>
        blob.appendBlockFromURL(`${source}?sig=a%2Fb`, 0, 7, {
          ...sourceOptions,
          sourceContentCrc64: Buffer.from('abcdefgh'),
          encryptionScope: 'scope',
          conditions: { appendPosition: 0, maxSize: 9, leaseId: LEASE, tagConditions: '"a"=\'b\'' },
        }),
      );
      await context.step('a negative offset', () => blob.appendBlockFromURL(source, -1, 3));
    },
  },
];
