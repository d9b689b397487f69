'use strict';

// The URL and the names of a blob's client, made by name in a container: as the reference makes them. A name with a part that the rules
// of URLs take away would be that of another blob, and is refused.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const reference = require('@azure/storage-blob');

const { blobferry } = require('../support/blobferry');

const CONTAINERS = [
  'https://account.blob.core.windows.net/c',
  'https://account.blob.core.windows.net/c/',
  'https://account.blob.core.windows.net/$root',
  'https://account.blob.core.windows.net/c?sv=2020-10-02&sig=a%2Fb%3D',
  'https://account.blob.core.windows.net/c/?sv=2020-10-02&sig=a%2Fb%3D',
  'https://account.blob.core.windows.net/c/folder',
  'https://account.blob.core.windows.net/c?snapshot=2024',
  'https://account.blob.core.windows.net/c#fragment',
  'https://blobs.example.com/c',
  'http://127.0.0.1:10000/devstoreaccount1/c',
  'HTTP://LocalHost:10000/devstoreaccount1/a%20c',
];

const NAMES = [
  // Those that stand in a URL as they are, which take a short way.
  ...['b', 'a.txt', 'a/b-c_d.e/f', 'a.', 'a..b', '-', '_', '0/1/2', 'a'.repeat(1024)],
  // Those that do not.
  ...['café', 'a b', 'a+b', '100%', 'a%20b', 'a?b', 'a#b', '~', "it's", 'a:b', 'a@b', '\u{1f600}', 'a\nb', 'a\n'],
  ...['.', '..', './a', 'a/./b', 'a/../b', '.hidden', 'a/.hidden', '/a', 'a/', 'a//b', 'a\\b', '%2e%2e/a'],
];

const REFUSED = 'the name';

const isTakenApart = (name) => name.split('/').some((part) => part === '.' || part === '..');

function made(library, url, name) {
  try {
    const blob = new library.ContainerClient(url).getBlobClient(name);
    return { url: blob.url, name: blob.name, containerName: blob.containerName, accountName: blob.accountName };
  } catch (error) {
    if (isTakenApart(name) && error.message.includes(JSON.stringify(name))) return { refused: REFUSED };
    return { refused: error.message.split('.')[0] };
  }
}

describe('a blob in the container', () => {
  for (const url of CONTAINERS) {
    test(url, () => {
      for (const name of NAMES) {
        const expected = isTakenApart(name) ? { refused: REFUSED } : made(reference, url, name);
        assert.deepEqual(made(blobferry, url, name), expected, JSON.stringify(name));
      }
    });
  }
});
