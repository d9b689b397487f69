'use strict';

const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');

/** What each method of BlobLeaseClient does against the simulator, by its name. */
const BlobLeaseClient = {
  async acquireLease({ put }) {
    const blob = await put('blob', 'hello');
    const { leaseId } = await blob.getBlobLeaseClient().acquireLease(-1);
    assert.equal((await blob.getProperties()).leaseState, 'leased');
    await assert.rejects(blob.delete(), { statusCode: 412, code: 'LeaseIdMissing' });
    await blob.delete({ conditions: { leaseId } });
  },

  async breakLease({ container }) {
    await container.getBlobLeaseClient().acquireLease(60);
    await container.getBlobLeaseClient().breakLease(0);
    assert.equal((await container.getProperties()).leaseState, 'broken');
  },

  async changeLease({ put }) {
    const blob = await put('blob', 'hello');
    const lease = blob.getBlobLeaseClient();
    await lease.acquireLease(-1);
    const other = randomUUID();
    assert.equal((await lease.changeLease(other)).leaseId, other);
    await blob.delete({ conditions: { leaseId: other } });
  },

  async releaseLease({ put }) {
    const blob = await put('blob', 'hello');
    const lease = blob.getBlobLeaseClient();
    await lease.acquireLease(15);
    await lease.releaseLease();
    assert.equal((await blob.getProperties()).leaseState, 'available');
  },

  async renewLease({ put }) {
    const blob = await put('blob', 'hello');
    const lease = blob.getBlobLeaseClient();
    await lease.acquireLease(15);
    assert.equal((await lease.renewLease()).leaseId, lease.leaseId);
  },
};

/** What each method of BlobBatchClient does against the simulator, by its name. */
const BlobBatchClient = {
  async deleteBlobs({ put, container }) {
    const blobs = [await put('one', 'x'), await put('two', 'x'), container.getBlobClient('none')];
    const { subResponses, subResponsesSucceededCount } = await container.getBlobBatchClient().deleteBlobs(blobs);
    assert.deepEqual(
      subResponses.map(({ status }) => status),
      [202, 202, 404],
    );
    assert.equal(subResponsesSucceededCount, 2);
    assert.equal(await blobs[0].exists(), false);
  },

  async setBlobsAccessTier({ put, service }) {
    const blob = await put('blob', 'x');
    const { subResponsesSucceededCount } = await service.getBlobBatchClient().setBlobsAccessTier([blob], 'Cool');
    assert.equal(subResponsesSucceededCount, 1);
    assert.equal((await blob.getProperties()).accessTier, 'Cool');
  },

  async submitBatch({ put, service }) {
    const blob = await put('blob', 'x');
    const client = service.getBlobBatchClient();
    const batch = client.createBatch();
    await batch.deleteBlob(blob);
    assert.equal((await client.submitBatch(batch)).subResponsesSucceededCount, 1);
    assert.equal(await blob.exists(), false);
  },
};

module.exports = { BlobBatchClient, BlobLeaseClient };
