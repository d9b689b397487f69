'use strict';

const assert = require('node:assert/strict');
const { AccountSASPermissions, BlobServiceClient } = require('@azure/storage-blob');

async function collect(iterator) {
  const all = [];
  for await (const item of iterator) all.push(item.name);
  return all;
}

/** What each method of BlobServiceClient does against the simulator, by its name. */
module.exports = {
  async createContainer({ service, name }) {
    const { containerClient } = await service.createContainer(`${name}-made`);
    assert.equal(await containerClient.exists(), true);
  },

  async deleteContainer({ service, name, container }) {
    await service.deleteContainer(name);
    assert.equal(await container.exists(), false);
  },

  async findBlobsByTags({ service, put, name }) {
    await put('blob', 'x', { tags: { kind: 'service' } });
    const found = await collect(service.findBlobsByTags(`@container = '${name}' AND kind = 'service'`));
    assert.deepEqual(found, ['blob']);
  },

  async generateAccountSasUrl({ service, name }) {
    const url = service.generateAccountSasUrl(undefined, AccountSASPermissions.parse('l'), 'sco');
    assert.ok((await collect(new BlobServiceClient(url).listContainers())).includes(name));
  },

  async getAccountInfo({ service }) {
    const { skuName, accountKind } = await service.getAccountInfo();
    assert.deepEqual([skuName, accountKind], ['Standard_LRS', 'StorageV2']);
  },

  async getProperties({ service }) {
    assert.ok('cors' in (await service.getProperties()));
  },

  async getStatistics({ secondary }) {
    assert.equal((await secondary.getStatistics()).geoReplication.status, 'live');
  },

  async getUserDelegationKey({ delegation }) {
    const key = await delegation();
    assert.equal(key.signedService, 'b');
  },

  async listContainers({ service, name }) {
    assert.deepEqual(await collect(service.listContainers({ prefix: name })), [name]);
  },

  async setProperties({ service }) {
    await service.setProperties({ defaultServiceVersion: '2021-12-02' });
    assert.equal((await service.getProperties()).defaultServiceVersion, '2021-12-02');
  },

  async undeleteContainer({ service }) {
    // The reference cannot request that containers are retained; the response for permanently deleted ones counts as well.
    await assert.rejects(service.undeleteContainer('never-made', '01D00000000000000'), { statusCode: 404 });
  },
};
