'use strict';

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { Readable } = require('node:stream');

const [FIRST, SECOND] = ['block-1', 'block-2'].map((id) => Buffer.from(id).toString('base64'));

/** What each method of BlockBlobClient does against the simulator, by its name. */
module.exports = {
  async commitBlockList({ container, textOf }) {
    const blob = container.getBlockBlobClient('blob');
    await blob.stageBlock(FIRST, 'world', 5);
    await blob.stageBlock(SECOND, 'hello ', 6);
    await blob.commitBlockList([SECOND, FIRST]);
    assert.equal(await textOf(blob), 'hello world');
  },

  async getBlockList({ container }) {
    const blob = container.getBlockBlobClient('blob');
    await blob.stageBlock(FIRST, 'hello', 5);
    await blob.commitBlockList([FIRST]);
    await blob.stageBlock(SECOND, 'more', 4);
    const list = await blob.getBlockList('all');
    assert.deepEqual(list.committedBlocks, [{ name: FIRST, size: 5 }]);
    assert.deepEqual(list.uncommittedBlocks, [{ name: SECOND, size: 4 }]);
  },

  async query({ put }) {
    const blob = await put('blob', 'a,b\n1,2\n');
    const { readableStreamBody } = await blob.query('SELECT * FROM BlobStorage', {
      inputTextConfiguration: { kind: 'csv', recordSeparator: '\n', hasHeaders: false },
    });
    const pieces = [];
    for await (const piece of readableStreamBody) pieces.push(piece);
    assert.equal(Buffer.concat(pieces).toString(), 'a,b\n1,2\n');
  },

  async stageBlock({ container }) {
    const blob = container.getBlockBlobClient('blob');
    await blob.stageBlock(FIRST, 'hello', 5);
    assert.equal((await blob.getBlockList('uncommitted')).uncommittedBlocks.length, 1);
    await assert.rejects(blob.getProperties(), { statusCode: 404 });
  },

  async stageBlockFromURL({ put, container, withSas, textOf }) {
    const source = await put('source', 'hello');
    const blob = container.getBlockBlobClient('blob');
    await blob.stageBlockFromURL(FIRST, withSas(source.url), 1, 3);
    await blob.commitBlockList([FIRST]);
    assert.equal(await textOf(blob), 'ell');
  },

  async syncUploadFromURL({ put, container, withSas, textOf }) {
    const source = await put('source', 'hello', { blobHTTPHeaders: { blobContentType: 'text/x' } });
    const blob = container.getBlockBlobClient('blob');
    await blob.syncUploadFromURL(withSas(source.url));
    assert.equal(await textOf(blob), 'hello');
    assert.equal((await blob.getProperties()).contentType, 'text/x');
  },

  async upload({ container, textOf }) {
    const blob = container.getBlockBlobClient('blob');
    await blob.upload('hello', 5, { tier: 'Cool', tags: { a: 'b' } });
    const { accessTier, tagCount } = await blob.getProperties();
    assert.deepEqual([await textOf(blob), accessTier, tagCount], ['hello', 'Cool', 1]);
  },

  async uploadData({ container }) {
    const blob = container.getBlockBlobClient('blob');
    const data = Buffer.alloc(10_000_000, 'abc');
    await blob.uploadData(data, { blockSize: 3_000_000, maxSingleShotSize: 1 });
    assert.ok((await blob.downloadToBuffer()).equals(data));
    assert.equal((await blob.getBlockList('committed')).committedBlocks.length, 4);
  },

  async uploadFile({ container, textOf }) {
    const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-upload-'));
    try {
      writeFileSync(path.join(folder, 'file'), 'hello');
      await container.getBlockBlobClient('blob').uploadFile(path.join(folder, 'file'));
      assert.equal(await textOf(container.getBlobClient('blob')), 'hello');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },

  async uploadStream({ container, textOf }) {
    const blob = container.getBlockBlobClient('blob');
    await blob.uploadStream(Readable.from([Buffer.from('hel'), Buffer.from('lo')]), 2, 1);
    assert.equal(await textOf(blob), 'hello');
  },
};
