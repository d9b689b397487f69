'use strict';

const assert = require('node:assert/strict');

/** What each method of AppendBlobClient does against the simulator, by its name. */
module.exports = {
  async appendBlock({ container, textOf }) {
    const blob = container.getAppendBlobClient('blob');
    await blob.create();
    await blob.appendBlock('hello', 5);
    const second = await blob.appendBlock(' world', 6, { conditions: { appendPosition: 5 } });
    assert.deepEqual([second.blobAppendOffset, second.blobCommittedBlockCount], ['5', 2]);
    const late = blob.appendBlock('!', 1, { conditions: { appendPosition: 5 } });
    await assert.rejects(late, { statusCode: 412, code: 'AppendPositionConditionNotMet' });
    assert.equal(await textOf(blob), 'hello world');
  },

  async appendBlockFromURL({ put, container, withSas, textOf }) {
    const source = await put('source', 'hello');
    const blob = container.getAppendBlobClient('blob');
    await blob.create();
    await blob.appendBlockFromURL(withSas(source.url), 1, 3);
    assert.equal(await textOf(blob), 'ell');
  },

  async create({ container }) {
    const blob = container.getAppendBlobClient('blob');
    await blob.create({ metadata: { a: '1' } });
    const { blobType, contentLength, metadata } = await blob.getProperties();
    assert.deepEqual([blobType, contentLength, metadata], ['AppendBlob', 0, { a: '1' }]);
  },

  async createIfNotExists({ container }) {
    const blob = container.getAppendBlobClient('blob');
    assert.equal((await blob.createIfNotExists()).succeeded, true);
    assert.equal((await blob.createIfNotExists()).succeeded, false);
  },

  async seal({ container }) {
    const blob = container.getAppendBlobClient('blob');
    await blob.create();
    await blob.seal();
    assert.equal((await blob.getProperties()).isSealed, true);
    await assert.rejects(blob.appendBlock('x', 1), { statusCode: 409, code: 'BlobIsSealed' });
  },
};
