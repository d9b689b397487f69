'use strict';

// Block blobs that are made of blocks, and from URLs. Azurite rejects those from URLs with "not implemented": the requests are
// compared, the results in __test__/operations/.

const { conditionsOf, etagOf, everyCondition, FUTURE, PAST, sourceOptions } = require('../every-option');

const id = (number) => Buffer.from(`block-${number}`).toString('base64');
const MD5_OF_HELLO = Buffer.from('XUFAKrxLKna5cZ2REBfFkg==', 'base64');

module.exports = [
  {
    name: 'blocks staged and committed',
    async run(library, context) {
      const { client, setup } = await context.container();
      const blob = client.getBlockBlobClient('blocks');
      await context.step('stage the first', () => blob.stageBlock(id(1), 'first ', 6));
      await context.step('stage the second', () => blob.stageBlock(id(2), Buffer.from('second'), 6));
      await context.step('list uncommitted', () => blob.getBlockList('uncommitted'));
      await context.step('list committed of nothing', () => blob.getBlockList('committed'));
      await context.step('commit', () => blob.commitBlockList([id(2), id(1), id(2)]));
      await context.step('list all', () => blob.getBlockList('all'));
      await context.step('list committed', () => blob.getBlockList('committed'));
      context.note('content', await setup.getBlobClient('blocks').downloadToBuffer());
      await context.step('commit nothing', () => blob.commitBlockList([]));
      await context.step('a block that is not there', () => blob.commitBlockList([id(9)]));
      await context.step('an id with what XML escapes', () => blob.commitBlockList(['<&>"\'']));
      await context.step('an id with what URLs escape', () => blob.stageBlock('+/8=', 'x', 1));
    },
  },
  {
    name: 'bodies of blocks',
    async run(library, context) {
      const { Readable } = require('node:stream');
      const { client } = await context.container();
      const blob = client.getBlockBlobClient('bodies');
      const bodies = {
        string: ['grüße', 7],
        view: [new Uint8Array([1, 2, 3, 4]).subarray(1, 3), 2],
        'array buffer': [new Uint8Array([5, 6]).buffer, 2],
        stream: [Readable.from([Buffer.from('a'), Buffer.from('b')]), 2],
        function: [() => Readable.from([Buffer.from('c')]), 1],
      };
      for (const [label, [body, length]] of Object.entries(bodies)) {
        await context.step(label, () =>
          blob.stageBlock(Buffer.from(label.padEnd(12)).toString('base64'), body, length),
        );
      }
      await context.step('what arrived', () => blob.getBlockList('uncommitted'));
    },
  },
  {
    name: 'blocks with every option',
    async run(library, context) {
      const { client, setup } = await context.container();
      const blob = client.getBlockBlobClient('options');
      await context.step('right MD5', () =>
        blob.stageBlock(id(1), 'hello', 5, { transactionalContentMD5: MD5_OF_HELLO }),
      );
      await context.step('wrong MD5', () =>
        blob.stageBlock(id(2), 'other', 5, { transactionalContentMD5: MD5_OF_HELLO }),
      );
      await context.step('scope and lease', () =>
        blob.stageBlock(id(3), 'hello', 5, {
          encryptionScope: 'scope',
          conditions: { leaseId: '11111111-2222-3333-4444-555555555555' },
        }),
      );
      const events = [];
      await blob.stageBlock(id(4), 'hello', 5, { onProgress: (event) => events.push(event) });
      context.note('progress', events.at(-1));
      await context.step('commit with properties', () =>
        blob.commitBlockList([id(1)], {
          blobHTTPHeaders: {
            blobContentType: 'text/plain',
            blobContentEncoding: 'identity',
            blobContentLanguage: 'de',
            blobContentDisposition: 'inline',
            blobCacheControl: 'no-cache',
            blobContentMD5: MD5_OF_HELLO,
          },
          metadata: { color: 'blue' },
          tags: { 'a b': '1/2' },
          tier: 'Cool',
        }),
      );
      await context.step('properties', () => setup.getBlobClient('options').getProperties());
      await context.step('commit with a scope, a policy and a hold', () =>
        blob.commitBlockList([id(1)], {
          encryptionScope: 'scope',
          immutabilityPolicy: { expiriesOn: FUTURE, policyMode: 'Unlocked' },
          legalHold: true,
        }),
      );
      for (const [label, conditions] of Object.entries(everyCondition(await etagOf(setup, 'options')))) {
        await context.step(`commit ${label}`, () => blob.commitBlockList([id(1)], { conditions }));
        await context.step(`list ${label}`, () => blob.getBlockList('all', { conditions }));
      }
      await context.step('a key over HTTP', () => blob.stageBlock(id(1), 'x', 1, { customerProvidedKey: {} }));
      await context.step('a key over HTTP for the list', () => blob.commitBlockList([], { customerProvidedKey: {} }));
    },
  },
  {
    name: 'block blobs from URLs',
    async run(library, context) {
      const { client, setup } = await context.container();
      await setup.getBlockBlobClient('source').upload('content', 7);
      const source = client.getBlobClient('source').url;
      const blob = client.getBlockBlobClient('made');
      await context.step('make', () => blob.syncUploadFromURL(source));
      await context.step('make with every option', () =>
        blob.syncUploadFromURL(`${source}?sv=1&sig=a%2Fb%3D`, {
          ...sourceOptions,
          timeoutInSeconds: 30,
          metadata: { color: 'blue' },
          encryptionScope: 'scope',
          tier: 'Cool',
          tags: { a: 'b c' },
          copySourceBlobProperties: false,
          blobHTTPHeaders: { blobContentType: 'text/plain', blobContentMD5: MD5_OF_HELLO },
          conditions: conditionsOf('"0x1"'),
          sourceConditions: { ...sourceOptions.sourceConditions, tagConditions: '"a"=\'b\'' },
          copySourceTags: 'COPY',
        }),
      );
      await context.step('stage', () => blob.stageBlockFromURL(id(1), source));
      await context.step('stage nothing of it', () => blob.stageBlockFromURL(id(1), source, 0, 0));
      await context.step('stage a part', () => blob.stageBlockFromURL(id(1), source, 2, 3));
      await context.step('stage the rest', () => blob.stageBlockFromURL(id(1), source, 2));
      await context.step('stage with every option', () =>
        blob.stageBlockFromURL(id(1), source, 0, 7, {
          sourceContentMD5: MD5_OF_HELLO,
          sourceContentCrc64: Buffer.from('abcdefgh'),
          sourceAuthorization: { scheme: 'Bearer', value: 'token' },
          sourceShareTokenIntent: 'backup',
          encryptionScope: 'scope',
          conditions: { leaseId: '11111111-2222-3333-4444-555555555555' },
        }),
      );
    },
  },
  {
    name: 'wrong arguments for blocks',
    async run(library, context) {
      const { client } = await context.container();
      const blob = client.getBlockBlobClient('wrong');
      await context.step('no id', () => blob.stageBlock(undefined, 'x', 1));
      await context.step('no length', () => blob.stageBlock(id(1), 'x'));
      await context.step('a negative offset', () => blob.stageBlockFromURL(id(1), 'http://h/b', -1, 5));
      await context.step('a negative count', () => blob.stageBlockFromURL(id(1), 'http://h/b', 0, -5));
      await context.step('unmodified since long ago', () =>
        blob.commitBlockList([], { conditions: { ifUnmodifiedSince: PAST } }),
      );
    },
  },
];
