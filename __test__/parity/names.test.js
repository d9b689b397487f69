'use strict';

// The URL and the names of a blob client that is created by name from a container client: the same as in the reference.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry, isReference, reference } = require('./reference');

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
  ...['.hidden', 'a/.hidden', '/a', 'a/', 'a//b', 'a\\b', '%2e%2e/a'],
];

/** Names of which the reference makes another blob, or another container or account. */
const LEAVING = ['.', '..', './a', 'a/./b', 'a/../b', '../b', '../../other/c/b', 'a/..'];

function made(library, url, name) {
  try {
    const blob = new library.ContainerClient(url).getBlobClient(name);
    return { url: blob.url, name: blob.name, containerName: blob.containerName, accountName: blob.accountName };
  } catch (error) {
    return { rejected: error.message.split('.')[0] };
  }
}

describe('a blob in the container', () => {
  for (const url of CONTAINERS) {
    test(url, () => {
      for (const name of NAMES) {
        assert.deepEqual(made(blobferry, url, name), made(reference, url, name), JSON.stringify(name));
      }
      if (isReference) return;
      for (const name of LEAVING) {
        assert.throws(
          () => new blobferry.ContainerClient(url).getBlobClient(name),
          /^RangeError: The blobName .* cannot be addressed/,
        );
      }
    });
  }
});
