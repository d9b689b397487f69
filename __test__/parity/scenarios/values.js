'use strict';

// What sends no request: permissions and what else signatures consist of, clients of snapshots, batches before they are sent.

const { reference } = require('../reference');

const TEXTS = {
  AccountSASPermissions: ['rwdlacup', 'rwdxyltacupif', '', 'rr', 'z'],
  AccountSASResourceTypes: ['sco', '', 'ss', 'z'],
  AccountSASServices: ['btqf', '', 'bb', 'z'],
  BlobSASPermissions: ['racwd', 'racwdxytmei', '', 'rr', 'z'],
  ContainerSASPermissions: ['racwdl', 'racwdxyltmeif', '', 'rr', 'z'],
};

const LIKE = [
  {},
  { read: true, write: true },
  { read: false, list: true, add: true, permanentDelete: true, tag: true },
];

module.exports = [
  {
    name: 'permissions, services and resource types',
    async run(library, context) {
      for (const [name, texts] of Object.entries(TEXTS)) {
        for (const text of texts) {
          const parsed = await context.step(`${name}.parse(${text})`, () => library[name].parse(text));
          if (parsed) await context.step(`${name}.parse(${text}).toString()`, () => parsed.toString());
        }
        if (!('from' in library[name])) continue;
        for (const [index, like] of LIKE.entries()) {
          await context.step(`${name}.from() ${index}`, () => library[name].from(like).toString());
        }
      }
    },
  },
  {
    name: 'functions of the package',
    async run(library, context) {
      const error = new library.RestError('gone', { code: 'BlobNotFound', statusCode: 404 });
      const pipeline = library.newPipeline();
      const things = { error, pipeline, 'another error': new Error('x'), text: 'x', nothing: undefined, none: null };
      for (const [label, thing] of Object.entries(things)) {
        // From 12.34 on.
        if ('isRestError' in reference) await context.step(`isRestError: ${label}`, () => library.isRestError(thing));
        await context.step(`isPipelineLike: ${label}`, () => library.isPipelineLike(thing));
      }
      for (const name of ['account', '', undefined]) {
        await context.step(`audience of ${name}`, () => library.getBlobServiceAccountAudience(name));
      }
      for (const [label, credential] of Object.entries({
        none: undefined,
        anonymous: new library.AnonymousCredential(),
        'a key': new library.StorageSharedKeyCredential('account', 'a2V5'),
      })) {
        await context.step(`pipeline with ${label}`, () => library.newPipeline(credential).constructor.name);
      }
    },
  },
  {
    name: 'clients of snapshots, of every kind',
    async run(library, context) {
      const container = context.service.getContainerClient(context.containerName());
      const moment = '2015-09-09T09:20:02.0000000Z';
      for (const kind of ['Blob', 'AppendBlob', 'BlockBlob', 'PageBlob']) {
        const client = container[`get${kind}Client`]('a b');
        await context.step(`${kind}: snapshot`, () => client.withSnapshot(moment));
        await context.step(`${kind}: the base`, () => client.withSnapshot(moment).withSnapshot(''));
        await context.step(`${kind}: version`, () => client.withVersion(moment));
      }
    },
  },
  {
    name: 'signed URLs without a key',
    async run(library, context) {
      const container = new library.ContainerClient('https://account.blob.core.windows.net/container');
      await context.step('of a container', () => container.generateSasUrl({}));
      await context.step('of a blob', () => container.getBlobClient('b').generateSasUrl({}));
    },
  },
];
