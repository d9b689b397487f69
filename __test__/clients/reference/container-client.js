'use strict';

const assert = require('node:assert/strict');
const { ContainerSASPermissions } = require('@azure/storage-blob');

const HOUR = 3_600_000;

async function collect(iterator, field = 'name') {
  const all = [];
  for await (const item of iterator) all.push(item[field]);
  return all;
}

/** What each method of ContainerClient does against the simulator, by its name. */
module.exports = {
  async create({ service, name }) {
    const other = service.getContainerClient(`${name}-other`);
    await other.create({ metadata: { a: '1' } });
    assert.deepEqual((await other.getProperties()).metadata, { a: '1' });
    await assert.rejects(other.create(), { statusCode: 409, code: 'ContainerAlreadyExists' });
  },

  async createIfNotExists({ container }) {
    assert.equal((await container.createIfNotExists()).succeeded, false);
  },

  async delete({ container }) {
    await container.delete();
    assert.equal(await container.exists(), false);
  },

  async deleteBlob({ put, container }) {
    const blob = await put('blob', 'hello');
    await container.deleteBlob('blob');
    assert.equal(await blob.exists(), false);
  },

  async deleteIfExists({ container }) {
    assert.equal((await container.deleteIfExists()).succeeded, true);
    assert.equal((await container.deleteIfExists()).succeeded, false);
  },

  async exists({ container, service }) {
    assert.deepEqual(
      [await container.exists(), await service.getContainerClient('never-made').exists()],
      [true, false],
    );
  },

  async findBlobsByTags({ put, container }) {
    await put('blue', 'x', { tags: { colour: 'blue' } });
    await put('red', 'x', { tags: { colour: 'red' } });
    assert.deepEqual(await collect(container.findBlobsByTags("colour = 'red'")), ['red']);
  },

  async generateSasUrl({ put, container, anonymousContainer }) {
    await put('blob', 'hello');
    const url = await container.generateSasUrl({
      permissions: ContainerSASPermissions.parse('l'),
      expiresOn: new Date(Date.now() + HOUR),
    });
    assert.deepEqual(await collect(anonymousContainer(url).listBlobsFlat()), ['blob']);
    await assert.rejects(anonymousContainer(url).getBlobClient('blob').download(), { statusCode: 403 });
  },

  async generateUserDelegationSasUrl({ put, container, anonymousContainer, delegation }) {
    await put('blob', 'hello');
    const options = { permissions: ContainerSASPermissions.parse('l'), expiresOn: new Date(Date.now() + HOUR / 2) };
    const url = await container.generateUserDelegationSasUrl(options, await delegation());
    assert.deepEqual(await collect(anonymousContainer(url).listBlobsFlat()), ['blob']);
  },

  async getAccessPolicy({ container }) {
    const { signedIdentifiers, blobPublicAccess } = await container.getAccessPolicy();
    assert.deepEqual([signedIdentifiers, blobPublicAccess], [[], undefined]);
  },

  async getAccountInfo({ container }) {
    assert.equal((await container.getAccountInfo()).accountKind, 'StorageV2');
  },

  async getProperties({ container }) {
    const { leaseState, hasLegalHold } = await container.getProperties();
    assert.deepEqual([leaseState, hasLegalHold], ['available', false]);
  },

  async listBlobsByHierarchy({ put, container }) {
    for (const name of ['a/1', 'a/2', 'b', 'c/3']) await put(name, 'x');
    const items = [];
    for await (const item of container.listBlobsByHierarchy('/')) items.push([item.kind, item.name]);
    assert.deepEqual(items, [
      ['prefix', 'a/'],
      ['prefix', 'c/'],
      ['blob', 'b'],
    ]);
  },

  async listBlobsFlat({ put, container }) {
    for (const name of ['b', 'a', 'c']) await put(name, 'x');
    assert.deepEqual(await collect(container.listBlobsFlat()), ['a', 'b', 'c']);
    const pages = [];
    for await (const page of container.listBlobsFlat().byPage({ maxPageSize: 2 })) {
      pages.push(page.segment.blobItems.map(({ name }) => name));
    }
    assert.deepEqual(pages, [['a', 'b'], ['c']]);
  },

  async setAccessPolicy({ put, container, textOf, anonymous }) {
    const blob = await put('blob', 'hello');
    await assert.rejects(anonymous(blob.url).download(), { statusCode: 401 });
    const accessPolicy = { expiresOn: new Date(Date.now() + HOUR), permissions: 'r' };
    await container.setAccessPolicy('blob', [{ id: 'readers', accessPolicy }]);
    assert.equal(await textOf(anonymous(blob.url)), 'hello');
    const url = await blob.generateSasUrl({ identifier: 'readers' });
    assert.equal(await textOf(anonymous(url)), 'hello');
    await container.setAccessPolicy();
    await assert.rejects(anonymous(url).download(), { statusCode: 403 });
  },

  async setMetadata({ container }) {
    await container.setMetadata({ b: '2' });
    assert.deepEqual((await container.getProperties()).metadata, { b: '2' });
  },

  async uploadBlockBlob({ container, textOf }) {
    const { blockBlobClient } = await container.uploadBlockBlob('blob', 'hello', 5);
    assert.equal(await textOf(blockBlobClient), 'hello');
  },
};
