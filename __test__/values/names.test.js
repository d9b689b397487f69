'use strict';

// Names that URL parsers change: for any name, either an error names it, or the service gets it unchanged.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { blobferry, isReference } = require('../support/blobferry');
const { startScriptedServer } = require('../support/scripted-server');

const PIECES = [
  '.',
  '..',
  '/',
  '%2e',
  '%2E',
  '\\',
  'a',
  'ü',
  '?',
  '#',
  '\t',
  '\n',
  ' ',
  '%',
  '&',
  '+',
  ':',
  '@',
  ';',
  '\0',
  '😀',
];

/** Numbers that look random and are the same in every run. */
function* numbers(seed) {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state / 2 ** 31;
  }
}

let server;
before(async () => {
  server = await startScriptedServer(() => ({ status: 200, headers: { etag: '"1"' } }));
});
after(() => server.close());

async function outcome(make) {
  server.requests.length = 0;
  try {
    await make().getProperties();
  } catch (error) {
    assert.equal(server.requests.length, 0);
    return error;
  }
  const [{ target }] = server.requests;
  return decodeURIComponent(target.split('?')[0]);
}

test('any name is seen unchanged, or rejected', { skip: isReference }, async () => {
  const random = numbers(7);
  const pick = () => PIECES[Math.floor(random.next().value * PIECES.length)];
  const known = [
    '../x',
    '..',
    '.',
    'a/./b',
    'a/../b',
    './a',
    '../../other/c/b',
    '/a',
    'a/',
    'a//b',
    '%2e%2e',
    '%2e%2e/x',
    '..\\x',
    '...',
  ];
  const names = [
    ...known,
    ...Array.from({ length: 300 }, () => Array.from({ length: 1 + random.next().value * 6 }, pick).join('')),
  ];
  const credential = new blobferry.StorageSharedKeyCredential('account', 'a2V5');
  const service = new blobferry.BlobServiceClient(`${server.origin}/account`, credential);
  const text = `DefaultEndpointsProtocol=http;AccountName=account;AccountKey=a2V5;BlobEndpoint=${server.origin}/account`;
  let rejected = 0;
  for (const name of names) {
    const ways = {
      blobName: [
        () => service.getContainerClient('c').getBlobClient(name),
        () => new blobferry.BlobClient(text, 'c', name),
        () => service.getContainerClient('c').getBlockBlobClient(name).withSnapshot('2026-01-01'),
      ],
      containerName: [() => service.getContainerClient(name), () => new blobferry.ContainerClient(text, name)],
    };
    const mustFail = name.split('/').some((part) => part === '.' || part === '..');
    for (const [argument, makes] of Object.entries(ways)) {
      for (const make of makes) {
        const seen = await outcome(make);
        if (mustFail) {
          assert.ok(seen instanceof RangeError, `${JSON.stringify(name)} was sent as ${seen}`);
          assert.ok(seen.message.includes(argument), seen.message);
          rejected += 1;
        } else {
          assert.equal(seen, argument === 'blobName' ? `/account/c/${name}` : `/account/${name}`, JSON.stringify(name));
        }
      }
    }
  }
  assert.ok(rejected > known.length);
});

test('the text of a URL is the caller’s own', { skip: isReference }, async () => {
  assert.equal(await outcome(() => new blobferry.BlobClient(`${server.origin}/account/c/x/../b`)), '/account/c/b');
});

test('a copy source is sent as it is, but for what a header cannot hold', { skip: isReference }, async () => {
  const blob = new blobferry.BlobClient(`${server.origin}/account/c/b`);
  for (const [given, sent] of [
    ['https://h/c/b?sig=a%2Bb', 'https://h/c/b?sig=a%2Bb'],
    ['  https://h/c/b \n', 'https://h/c/b'],
    ['https://h/c/ü\t/b?sig=x', 'https://h/c/%C3%BC/b?sig=x'],
    ['https://H/c/x/../b', 'https://H/c/x/../b'],
    ['c/s', 'c/s'],
    ['/c/ü', '/c/%C3%BC'],
    [new URL('https://h/c/b'), 'https://h/c/b'],
  ]) {
    server.requests.length = 0;
    await blob.syncCopyFromURL(given).catch(() => undefined);
    assert.equal(server.requests[0].headers['x-ms-copy-source'], sent);
  }
});

test('a service without an account in its path has containers and blobs', { skip: isReference }, async () => {
  const { BlobServiceClient } = require('@azure/storage-blob');
  const containers = [BlobServiceClient, blobferry.BlobServiceClient].map((type) =>
    new type(server.origin).getContainerClient('c'),
  );
  for (const name of ['b', 'a/b', 'a b', 'ü', 'a/ü/b', 'a//b']) {
    const sent = [];
    for (const container of containers) {
      const blob = container.getBlockBlobClient(name);
      server.requests.length = 0;
      await container.getProperties();
      await blob.getProperties();
      await blob.withSnapshot('1').getAppendBlobClient().getProperties();
      sent.push([blob.url, ...server.requests.map(({ target }) => target)]);
    }
    assert.deepEqual(sent[1], sent[0], name);
    const { containerName, name: ownName } = containers[1].getBlockBlobClient(name);
    assert.deepEqual([containerName, ownName], ['c', name]);
  }
});
