'use strict';

// Every form of copy in the document, with both libraries: to another name, over an existing blob, onto its own name,
// from an Azure file, a snapshot over its base blob and to another name; block, append and page blobs.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { libraries } = require('./support/libraries');
const { startSimulator } = require('./support/simulator');

const PAGE = Buffer.alloc(512, 'p');

/** How a blob of each kind is made, and what is then in it. */
const KINDS = {
  BlockBlob: {
    content: Buffer.from('content'),
    make: (container, name) => container.getBlockBlobClient(name).upload('content', 7, { metadata: { is: 'source' } }),
  },
  AppendBlob: {
    content: Buffer.from('onetwo'),
    make: async (container, name) => {
      const blob = container.getAppendBlobClient(name);
      await blob.create({ metadata: { is: 'source' } });
      await blob.appendBlock('one', 3);
      await blob.appendBlock('two', 3);
    },
  },
  PageBlob: {
    content: Buffer.concat([Buffer.alloc(512), PAGE]),
    make: async (container, name) => {
      const blob = container.getPageBlobClient(name);
      await blob.create(1024, { metadata: { is: 'source' } });
      await blob.uploadPages(PAGE, 512, 512);
    },
  },
};

for (const [library, { BlobServiceClient }] of Object.entries(libraries)) {
  describe(library, () => {
    let simulator;
    let service;
    let number = 0;

    before(async () => {
      simulator = await startSimulator();
      service = BlobServiceClient.fromConnectionString(simulator.connectionString());
    });
    after(() => simulator.stop());

    async function newContainer() {
      const { containerClient } = await service.createContainer(`forms-${number++}`);
      return containerClient;
    }

    async function copy(destination, url) {
      const poller = await destination.beginCopyFromURL(url, { intervalInMs: 1 });
      assert.equal((await poller.pollUntilDone()).copyStatus, 'success');
    }

    async function assertIs(blob, kind) {
      const { blobType, metadata } = await blob.getProperties();
      assert.deepEqual([blobType, metadata], [kind, { is: 'source' }]);
      assert.ok((await blob.downloadToBuffer()).equals(KINDS[kind].content));
    }

    for (const [kind, { make, content }] of Object.entries(KINDS)) {
      test(`${kind}: to another name`, async () => {
        const container = await newContainer();
        await make(container, 'source');
        await copy(container.getBlobClient('copy'), container.getBlobClient('source').url);
        await assertIs(container.getBlobClient('copy'), kind);
      });

      test(`${kind}: over an existing blob of its type`, async () => {
        const container = await newContainer();
        await make(container, 'source');
        await make(container, 'copy');
        await container.getBlobClient('copy').setMetadata({ is: 'old' });
        await copy(container.getBlobClient('copy'), container.getBlobClient('source').url);
        await assertIs(container.getBlobClient('copy'), kind);
      });

      test(`${kind}: onto its own name`, async () => {
        const container = await newContainer();
        await make(container, 'source');
        const blob = container.getBlobClient('source');
        await copy(blob, blob.url);
        await assertIs(blob, kind);
      });

      test(`${kind}: a snapshot over its base`, async () => {
        const container = await newContainer();
        await make(container, 'source');
        const blob = container.getBlobClient('source');
        const { snapshot } = await blob.createSnapshot();
        await blob.setMetadata({ is: 'changed' });
        await copy(blob, blob.withSnapshot(snapshot).url);
        await assertIs(blob, kind);
        assert.ok(
          (await blob.withSnapshot(snapshot).downloadToBuffer()).equals(content),
          'the snapshot is still there',
        );
      });

      test(`${kind}: a snapshot to another name`, async () => {
        const container = await newContainer();
        await make(container, 'source');
        const blob = container.getBlobClient('source');
        const { snapshot } = await blob.createSnapshot();
        await blob.delete({ deleteSnapshots: 'only' }).catch(assert.fail);
        const again = await blob.createSnapshot();
        assert.notEqual(again.snapshot, snapshot);
        await copy(container.getBlobClient('copy'), blob.withSnapshot(again.snapshot).url);
        await assertIs(container.getBlobClient('copy'), kind);
        // What was made of a snapshot is a blob, and can be written.
        await container.getBlobClient('copy').setMetadata({ is: 'writeable' });
      });
    }

    test('over a blob of another type is rejected, and nothing changes', async () => {
      const container = await newContainer();
      await KINDS.AppendBlob.make(container, 'source');
      await KINDS.BlockBlob.make(container, 'copy');
      const start = container.getBlobClient('copy').beginCopyFromURL(container.getBlobClient('source').url);
      await assert.rejects(start, { statusCode: 409, code: 'InvalidBlobType' });
      await assertIs(container.getBlobClient('copy'), 'BlockBlob');
    });

    test('a copy drops the blocks that waited at its destination', async () => {
      const container = await newContainer();
      await KINDS.BlockBlob.make(container, 'source');
      const destination = container.getBlockBlobClient('copy');
      await destination.stageBlock(Buffer.from('id').toString('base64'), 'waiting', 7);
      await copy(destination, container.getBlobClient('source').url);
      assert.deepEqual((await destination.getBlockList('uncommitted')).uncommittedBlocks ?? [], []);
    });

    test('from an Azure file, to a new block blob and over one', async () => {
      const container = await newContainer();
      const url = await simulator.file('share/folder/file.txt', 'a file');
      const destination = container.getBlobClient('copy');
      for (const round of ['new', 'over it']) {
        await copy(destination, url);
        const { blobType } = await destination.getProperties();
        assert.equal(blobType, 'BlockBlob', round);
        assert.equal((await destination.downloadToBuffer()).toString(), 'a file', round);
      }
    });

    test('from an Azure file over a page blob is rejected', async () => {
      const container = await newContainer();
      await KINDS.PageBlob.make(container, 'copy');
      const url = await simulator.file('share/file.txt', 'a file');
      await assert.rejects(container.getBlobClient('copy').beginCopyFromURL(url), { statusCode: 409 });
      await assertIs(container.getBlobClient('copy'), 'PageBlob');
    });
  });
}
