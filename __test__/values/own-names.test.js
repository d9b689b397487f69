'use strict';

// The names of JavaScript's own properties are valid names of metadata, tags and blobs.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startSimulator } = require('../support/simulator');

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf', 'toJSON', 'then'];

/** An object that has all of them as its own, as scripts get one from JSON. */
const named = (names) => JSON.parse(`{${names.map((name) => `"${name}":"value of ${name}"`).join()}}`);

/** What an object has of its own, by name. */
const own = (object) => Object.entries(object).sort();

/** Names of metadata come back in small letters. */
const small = (names) => names.map((name) => name.toLowerCase());

async function all(pages) {
  const found = [];
  for await (const item of pages) found.push(item);
  return found;
}

describe("the names of JavaScript's own properties", () => {
  let simulator;
  let service;
  let container;
  before(async () => {
    simulator = await startSimulator();
    service = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString());
    container = service.getContainerClient('container');
    await container.create({ metadata: named(NAMES) });
    for (const name of NAMES) {
      const options = { metadata: named(NAMES), tags: named(NAMES) };
      await container.getBlockBlobClient(name).upload(name, name.length, options);
      await container.getBlockBlobClient(`${name}/inside`).upload('', 0);
    }
  });
  after(() => simulator.stop());

  const assertMetadata = (metadata) => {
    assert.deepEqual(
      Object.keys(metadata)
        .map((name) => name.toLowerCase())
        .sort(),
      small(NAMES).sort(),
    );
    for (const [name, value] of Object.entries(metadata)) {
      assert.equal(value.toLowerCase(), `value of ${name.toLowerCase()}`);
    }
    assert.equal(Object.getPrototypeOf(metadata), Object.prototype);
  };
  const assertTags = (tags) => assert.deepEqual(own(tags), own(named(NAMES)));

  test('as names of blobs', async () => {
    for (const name of NAMES) {
      const blob = container.getBlockBlobClient(name);
      assert.equal((await blob.downloadToBuffer()).toString(), name);
      assert.equal(await blob.exists(), true);
    }
  });

  test('as names of metadata', async () => {
    assertMetadata((await container.getProperties()).metadata);
    const blob = container.getBlockBlobClient('toString');
    assertMetadata((await blob.getProperties()).metadata);
    assertMetadata((await blob.download()).metadata);
    await blob.setMetadata(named(NAMES));
    assertMetadata((await blob.getProperties()).metadata);
  });

  test('as names of tags', async () => {
    const blob = container.getBlockBlobClient('toString');
    assertTags((await blob.getTags()).tags);
    await blob.setTags(named(NAMES));
    assertTags((await blob.getTags()).tags);
  });

  test('in listings', async () => {
    const options = { includeMetadata: true, includeTags: true };
    const blobs = (await all(container.listBlobsFlat(options))).filter(({ name }) => !name.includes('/'));
    assert.deepEqual(blobs.map(({ name }) => name).sort(), [...NAMES].sort());
    for (const { metadata, tags } of blobs) {
      assertMetadata(metadata);
      assertTags(tags);
    }
    const [listed] = await all(service.listContainers({ includeMetadata: true }));
    assertMetadata(listed.metadata);
  });

  test('as prefixes', async () => {
    const found = await all(container.listBlobsByHierarchy('/'));
    const names = (kind) =>
      found
        .filter((item) => item.kind === kind)
        .map(({ name }) => name)
        .sort();
    assert.deepEqual(names('prefix'), NAMES.map((name) => `${name}/`).sort());
    assert.deepEqual(names('blob'), [...NAMES].sort());
    for (const prefix of NAMES) {
      const inside = await all(container.listBlobsByHierarchy('/', { prefix: `${prefix}/` }));
      assert.deepEqual(
        inside.map(({ name }) => name),
        [`${prefix}/inside`],
      );
    }
  });

  test('as tags that are searched for', async () => {
    for (const name of NAMES) {
      const found = await all(service.findBlobsByTags(`"${name}"='value of ${name}'`));
      assert.deepEqual(found.map((item) => item.name).sort(), [...NAMES].sort());
      for (const item of found) assert.deepEqual(own(item.tags), [[name, `value of ${name}`]]);
    }
  });

  test('copied along', async () => {
    const target = container.getBlockBlobClient('copies/toString');
    const poller = await target.beginCopyFrom(container.getBlockBlobClient('constructor'), { strategy: 'relay' });
    await poller.pollUntilDone();
    assertMetadata((await target.getProperties()).metadata);
    assertTags((await target.getTags()).tags);
    await target.beginCopyFromURL(container.getBlobClient('__proto__').url, {
      metadata: named(NAMES),
      tags: named(NAMES),
    });
    assertMetadata((await target.getProperties()).metadata);
    assertTags((await target.getTags()).tags);
    await target.deleteIfExists();
  });
});
