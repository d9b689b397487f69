'use strict';

// Names that break careless code, everywhere a name goes.

const NAMES = {
  spaces: 'a b  c',
  'leading space': ' a',
  'trailing space': 'a ',
  percent: '100%',
  'escaped slash': 'a%2Fb',
  'escaped percent': 'a%25b',
  'looks escaped': '%E4%B8%96',
  hash: 'a#b',
  'question mark': 'a?b=c',
  plus: 'a+b',
  ampersand: 'a&b=c;d',
  backslash: 'a\\b',
  'dot at the end': 'a.',
  dots: 'a..b',
  'leading slash': '/a',
  'trailing slash': 'a/',
  'double slash': 'a//b',
  'leading double slash': '//a',
  quotes: `it's "quoted"`,
  parentheses: 'a(b)[c]{d}',
  reserved: "!*'();:@&=+$,/?#[]",
  'comma and semicolon': 'a,b;c',
  'angle brackets': '<a>&amp;',
  'caret and tilde': '^~`|',
  emoji: 'ferry-⛴️-🌍',
  'combining characters': 'e\u0301 and é',
  'right to left': 'שלום/مرحبا',
  CJK: '世界/你好.txt',
  capitals: 'CaSe.TXT',
  '1,024 characters': 'n'.repeat(1024),
  '254 folders': `${'a/'.repeat(253)}z`,
};

/** A seeded generator (mulberry32): the same table on every run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PIECES = [
  ...'abcXYZ019',
  ...' %#?+&\\/.;:@=$,!*\'()[]{}<>"^`|~-_',
  '%2F',
  '%2f',
  '%25',
  '%20',
  '%5C',
  '%00',
  '%zz',
  '%',
  '//',
  '..',
  './',
  '/../',
  'ü',
  'é',
  'e\u0301',
  '世',
  '界',
  '🌍',
  '👨‍👩‍👧',
  '\u200b',
  '\u00a0',
  '\t',
  '\n',
  '\r',
  '\u0001',
  '\u007f',
  'ß',
  'İ',
  'ﬁ',
  '\ufeff',
  '\u2028',
];

function randomNames(count) {
  const next = random(20_240_229);
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + Math.floor(next() * 12) }, () => PIECES[Math.floor(next() * PIECES.length)]).join(''),
  );
}

async function collect(iterable) {
  const names = [];
  for await (const { name } of iterable) names.push(name);
  return names;
}

module.exports = [
  ...Object.entries(NAMES).map(([label, name]) => ({
    name: `blob name with ${label}`,
    async run(library, context) {
      const { client } = await context.container();
      const blob = client.getBlockBlobClient(name);
      context.note('client', blob);
      context.note('from its own URL', new library.BlobClient(blob.url));
      context.note(
        'from a connection string',
        new library.BlobClient(context.connectionString, client.containerName, name),
      );
      await context.step('upload', () => blob.upload('content', 7));
      await context.step('getProperties', () => blob.getProperties());
      const download = await context.step('download', () => blob.download(2, 3));
      if (download) context.note('bytes', (await download.readableStreamBody.toArray()).toString());
      const source = client.getBlobClient('plain');
      await context.step('upload plain', () => source.getBlockBlobClient().upload('plain', 5));
      const from = await context.step('copy from it', () => client.getBlobClient('copy').beginCopyFromURL(blob.url));
      if (from) await context.step('wait for the copy from it', () => from.pollUntilDone());
      await context.step('copy synchronously from it', () =>
        client.getBlobClient('second copy').syncCopyFromURL(blob.url),
      );
      const to = await context.step('copy to it', () => blob.beginCopyFromURL(source.url));
      if (to) await context.step('wait for the copy to it', () => to.pollUntilDone());
      const snapshot = await context.step('createSnapshot', () => blob.createSnapshot());
      if (snapshot) await context.step('exists', () => blob.withSnapshot(snapshot.snapshot).exists());
      await context.step('list', () => collect(client.listBlobsFlat()));
      await context.step('list with it as prefix', () => collect(client.listBlobsFlat({ prefix: name })));
      await context.step('list pages of one', () => collect(client.listBlobsFlat({ includeSnapshots: true })));
      await context.step('delete', () => blob.delete({ deleteSnapshots: 'include' }));
    },
  })),
  {
    name: 'names as continuation tokens',
    async run(library, context) {
      const { client, setup } = await context.container();
      for (const name of Object.values(NAMES)) {
        const blob = setup.getBlockBlobClient(name);
        await blob.upload('x', 1).catch(() => {});
      }
      await context.step('pages of one', async () => {
        const pages = [];
        for await (const { continuationToken, segment } of client.listBlobsFlat().byPage({ maxPageSize: 1 })) {
          pages.push([continuationToken, ...segment.blobItems.map((item) => item.name)]);
        }
        return pages;
      });
    },
  },
  {
    name: 'names in metadata and prefixes',
    async run(library, context) {
      const { client } = await context.container();
      const blob = client.getBlockBlobClient('blob');
      for (const [label, name] of Object.entries(NAMES)) {
        if (/^[\x20-\x7e]*$/.test(name))
          await context.step(`metadata: ${label}`, () => blob.upload('x', 1, { metadata: { name } }));
        if (/^[\x20-\x7e]*$/.test(name))
          await context.step(`metadata read: ${label}`, async () => (await blob.getProperties()).metadata);
        await context.step(`prefix: ${label}`, () => collect(client.listBlobsFlat({ prefix: name })));
        await context.step(`tags: ${label}`, () => blob.upload('x', 1, { tags: { name: name.slice(0, 256) } }));
      }
    },
  },
  {
    name: 'container names in URLs',
    async run(library, context) {
      for (const [label, name] of [
        ...Object.entries(NAMES),
        ['root', '$root'],
        ['logs', '$logs'],
        ['web', '$web'],
        ['empty', ''],
      ]) {
        const service = new library.BlobServiceClient('https://account.blob.core.windows.net');
        await context.step(label, () => service.getContainerClient(name));
        await context.step(`${label}: blob`, () => service.getContainerClient(name).getBlobClient('blob'));
      }
    },
  },
  {
    name: 'legal container names',
    async run(library, context) {
      const name = context.containerName();
      for (const [label, legal] of Object.entries({
        long: `${name}-${'x'.repeat(63 - name.length - 1)}`,
        digits: name.replace('parity', '012345'),
      })) {
        context.names.set(legal, `<${label}>`);
        const container = context.service.getContainerClient(legal);
        await context.step(`${label}: create`, () => container.create());
        await context.step(`${label}: upload`, () => container.getBlockBlobClient('b').upload('x', 1));
        await context.step(`${label}: list`, () => collect(container.listBlobsFlat()));
        await context.step(`${label}: delete`, () => container.delete());
      }
    },
  },
  {
    name: 'the root container',
    async run(library, context) {
      const root = context.service.getContainerClient('$root');
      await root.createIfNotExists();
      context.proxy.take();
      const blob = root.getBlockBlobClient('in-the-root.txt');
      await context.step('upload', () => blob.upload('x', 1));
      await context.step('copy', async () =>
        (await root.getBlobClient('copy.txt').beginCopyFromURL(blob.url)).pollUntilDone(),
      );
      await context.step('list', () => collect(root.listBlobsFlat()));
    },
  },
  {
    name: 'random names',
    async run(library, context) {
      const services = [new library.BlobServiceClient('https://account.blob.core.windows.net'), context.service];
      for (const [index, name] of randomNames(400).entries()) {
        // Of these the reference makes clients of other blobs and accounts: `values/names.test.js` has them.
        if (name.split('/').some((part) => part === '.' || part === '..')) continue;
        const container = services[index % 2].getContainerClient('container');
        await context.step(`${index}: ${JSON.stringify(name)}`, () => container.getBlobClient(name));
        await context.step(
          `${index}: as a URL`,
          () => new library.BlobClient(`https://account.blob.core.windows.net/container/${name}`),
        );
        await context.step(`${index}: as a container`, () => services[0].getContainerClient(name));
      }
    },
  },
];
