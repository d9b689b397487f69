'use strict';

const assert = require('node:assert/strict');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { BlobSASPermissions } = require('@azure/storage-blob');

const HOUR = 3_600_000;

/** What each method of BlobClient does against the simulator, by its name. */
module.exports = {
  async abortCopyFromURL({ put, container, simulator }) {
    const source = await put('source', 'hello');
    await simulator.copies({ pending: { untilReleased: true } });
    const destination = container.getBlobClient('copy');
    const poller = await destination.beginCopyFromURL(source.url);
    const { copyId } = poller.getOperationState();
    assert.equal((await destination.getProperties()).copyStatus, 'pending');
    await destination.abortCopyFromURL(copyId);
    const properties = await destination.getProperties();
    assert.deepEqual([properties.copyStatus, properties.contentLength], ['aborted', 0]);
    await simulator.copies({});
  },

  async beginCopyFromURL({ put, container, textOf }) {
    const source = await put('source', 'hello');
    const destination = container.getBlobClient('copy');
    const poller = await destination.beginCopyFromURL(source.url, { intervalInMs: 1 });
    assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
    assert.equal(await textOf(destination), 'hello');
  },

  async createSnapshot({ put, textOf }) {
    const blob = await put('blob', 'before');
    const { snapshot } = await blob.createSnapshot();
    await blob.upload('after', 5);
    assert.equal(await textOf(blob.withSnapshot(snapshot)), 'before');
  },

  async delete({ put }) {
    const blob = await put('blob', 'hello');
    await blob.delete();
    assert.equal(await blob.exists(), false);
  },

  async deleteIfExists({ put }) {
    const blob = await put('blob', 'hello');
    assert.equal((await blob.deleteIfExists()).succeeded, true);
    assert.equal((await blob.deleteIfExists()).succeeded, false);
  },

  async deleteImmutabilityPolicy({ put }) {
    const blob = await put('blob', 'hello');
    await blob.setImmutabilityPolicy({ expiriesOn: new Date(Date.now() + HOUR), policyMode: 'Unlocked' });
    await blob.deleteImmutabilityPolicy();
    await blob.delete();
  },

  async download({ put }) {
    const blob = await put('blob', 'hello');
    const { readableStreamBody } = await blob.download(1, 3);
    const pieces = [];
    for await (const piece of readableStreamBody) pieces.push(piece);
    assert.equal(Buffer.concat(pieces).toString(), 'ell');
  },

  async downloadToBuffer({ put }) {
    const blob = await put('blob', 'hello');
    assert.equal((await blob.downloadToBuffer(1)).toString(), 'ello');
  },

  async downloadToFile({ put }) {
    const blob = await put('blob', 'hello');
    const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-download-'));
    try {
      await blob.downloadToFile(path.join(folder, 'file'));
      assert.equal(readFileSync(path.join(folder, 'file'), 'utf8'), 'hello');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },

  async exists({ put, container }) {
    const blob = await put('blob', 'hello');
    assert.deepEqual([await blob.exists(), await container.getBlobClient('none').exists()], [true, false]);
  },

  async generateSasUrl({ put, textOf, anonymous }) {
    const blob = await put('blob', 'hello');
    const url = await blob.generateSasUrl({
      permissions: BlobSASPermissions.parse('r'),
      expiresOn: new Date(Date.now() + HOUR),
    });
    assert.equal(await textOf(anonymous(url)), 'hello');
    await assert.rejects(anonymous(url).delete(), { statusCode: 403, code: 'AuthorizationPermissionMismatch' });
  },

  async generateUserDelegationSasUrl({ put, textOf, anonymous, delegation }) {
    const blob = await put('blob', 'hello');
    const options = { permissions: BlobSASPermissions.parse('r'), expiresOn: new Date(Date.now() + HOUR / 2) };
    const url = await blob.generateUserDelegationSasUrl(options, await delegation());
    assert.equal(await textOf(anonymous(url)), 'hello');
  },

  async getAccountInfo({ put }) {
    const blob = await put('blob', 'hello');
    assert.equal((await blob.getAccountInfo()).accountKind, 'StorageV2');
  },

  async getProperties({ put }) {
    const blob = await put('blob', 'hello');
    const properties = await blob.getProperties();
    assert.deepEqual([properties.contentLength, properties.blobType], [5, 'BlockBlob']);
  },

  async getTags({ put }) {
    const blob = await put('blob', 'hello', { tags: { colour: 'blue' } });
    assert.deepEqual((await blob.getTags()).tags, { colour: 'blue' });
  },

  async setAccessTier({ put }) {
    const blob = await put('blob', 'hello');
    await blob.setAccessTier('Cool');
    assert.equal((await blob.getProperties()).accessTier, 'Cool');
    await blob.setAccessTier('Archive');
    await assert.rejects(blob.download(), { statusCode: 409, code: 'BlobArchived' });
    await blob.setAccessTier('Hot', { rehydratePriority: 'High' });
    assert.equal((await blob.getProperties()).archiveStatus, 'rehydrate-pending-to-hot');
  },

  async setHTTPHeaders({ put }) {
    const blob = await put('blob', 'hello');
    await blob.setHTTPHeaders({ blobContentType: 'text/x', blobCacheControl: 'no-store' });
    const { contentType, cacheControl } = await blob.getProperties();
    assert.deepEqual([contentType, cacheControl], ['text/x', 'no-store']);
  },

  async setImmutabilityPolicy({ put }) {
    const blob = await put('blob', 'hello');
    await blob.setImmutabilityPolicy({ expiriesOn: new Date(Date.now() + HOUR), policyMode: 'Unlocked' });
    assert.equal((await blob.getProperties()).immutabilityPolicyMode, 'unlocked');
    await assert.rejects(blob.delete(), { statusCode: 409, code: 'BlobImmutableDueToPolicy' });
  },

  async setLegalHold({ put }) {
    const blob = await put('blob', 'hello');
    await blob.setLegalHold(true);
    assert.equal((await blob.getProperties()).legalHold, true);
    await assert.rejects(blob.delete(), { statusCode: 409 });
    await blob.setLegalHold(false);
    await blob.delete();
  },

  async setMetadata({ put }) {
    const blob = await put('blob', 'hello', { metadata: { a: '1' } });
    await blob.setMetadata({ b: '2' });
    assert.deepEqual((await blob.getProperties()).metadata, { b: '2' });
  },

  async setTags({ put, service }) {
    const blob = await put('blob', 'hello');
    await blob.setTags({ unusual: 'green' });
    assert.deepEqual((await blob.getTags()).tags, { unusual: 'green' });
    const found = [];
    for await (const { name } of service.findBlobsByTags("unusual = 'green'")) found.push(name);
    assert.deepEqual(found, ['blob']);
  },

  async syncCopyFromURL({ put, container, withSas, textOf }) {
    const source = await put('source', 'hello');
    const destination = container.getBlobClient('copy');
    assert.equal((await destination.syncCopyFromURL(withSas(source.url))).copyStatus, 'success');
    assert.equal(await textOf(destination), 'hello');
  },

  async undelete({ put, service, textOf }) {
    await service.setProperties({ deleteRetentionPolicy: { enabled: true, days: 1 } });
    const blob = await put('blob', 'hello');
    await blob.delete();
    assert.equal(await blob.exists(), false);
    await blob.undelete();
    assert.equal(await textOf(blob), 'hello');
    await service.setProperties({ deleteRetentionPolicy: { enabled: false } });
  },
};
