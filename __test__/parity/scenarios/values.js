'use strict';

// What sends no request: permissions and what else signatures consist of, clients of snapshots, batches before they are sent.

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
