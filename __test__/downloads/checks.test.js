'use strict';

// Structured messages, with the newest reference as the other client of the simulator: bytes that change on their way are never taken
// for the content.

const assert = require('node:assert/strict');
const { readFile } = require('node:fs/promises');
const path = require('node:path');
const { Readable } = require('node:stream');
const { after, before, describe, test } = require('node:test');

const newest = require('storage-blob-latest');
const { blobferry, isReference } = require('../support/libraries');
const { MEBIBYTE, contentOf, inDirectory, startBlobs } = require('./helpers');

const LENGTH = 9 * MEBIBYTE + 3;
const CONTENT = contentOf(LENGTH);
const FORMAT = 'XSM/1.0; properties=crc64';
const CHECKED = { contentChecksumAlgorithm: 'StorageCrc64' };
const read = async (response) => Buffer.concat(await response.readableStreamBody.toArray());

describe('contentChecksumAlgorithm', { skip: isReference }, () => {
  let blobs;
  before(async () => (blobs = await startBlobs()));
  after(() => blobs.stop());

  /** The requests of a library for each operation that sends or receives bytes. */
  async function exchange(library) {
    const container = await blobs.container(library);
    const [block, append, page] = [
      container.getBlockBlobClient('block'),
      container.getAppendBlobClient('append'),
      container.getPageBlobClient('page'),
    ];
    await append.create();
    await page.create(MEBIBYTE);
    await blobs.simulator.clearRequests();
    const part = CONTENT.subarray(0, MEBIBYTE);
    const results = [
      await block.upload(CONTENT, LENGTH, CHECKED),
      await block.upload('text in UTF-8: é', 17, CHECKED),
      await block.stageBlock('YQ==', CONTENT, LENGTH, CHECKED),
      await append.appendBlock(part, MEBIBYTE, CHECKED),
      await page.uploadPages(part, 0, MEBIBYTE, CHECKED),
    ];
    await block.commitBlockList(['YQ==']);
    const content = [
      await read(await block.download(0, undefined, CHECKED)),
      await read(await block.download(7, 5 * MEBIBYTE, CHECKED)),
      await read(await append.download(0, undefined, CHECKED)),
      await read(await page.download(0, undefined, CHECKED)),
    ];
    assert.ok(content[0].equals(CONTENT));
    assert.ok(content[1].equals(CONTENT.subarray(7, 7 + 5 * MEBIBYTE)));
    assert.ok(content[2].equals(part) && content[3].equals(part));
    const requests = await blobs.simulator.requests();
    return {
      responses: results.map(({ structuredBodyType }) => structuredBodyType),
      requests: requests.map(({ operation, headers }) => [
        operation,
        headers['content-length'] ?? '0',
        headers['x-ms-structured-body'],
        headers['x-ms-structured-content-length'],
      ]),
    };
  }

  test('sends and receives what the newest reference does', async () => {
    assert.deepEqual(await exchange(blobferry), await exchange(newest));
  });

  test('for every operation that sends or receives bytes', async () => {
    const { responses, requests } = await exchange(blobferry);
    assert.deepEqual(responses, Array(5).fill(FORMAT));
    for (const [operation, , format] of requests) {
      assert.equal(format, operation === 'putBlockList' ? undefined : FORMAT, operation);
    }
  });

  test('bodies of every kind, and empty ones', async () => {
    const container = await blobs.container(blobferry);
    const blob = container.getBlockBlobClient('blob');
    for (const [body, content] of [
      ['', Buffer.alloc(0)],
      [new Uint8Array(CONTENT).buffer, CONTENT],
      [new Blob([CONTENT]), CONTENT],
      [Readable.from([CONTENT.subarray(0, 5), CONTENT.subarray(5)]), CONTENT],
      [() => Readable.from([CONTENT]), CONTENT],
    ]) {
      const loaded = [];
      const onProgress = ({ loadedBytes }) => loaded.push(loadedBytes);
      await blob.upload(body, content.length, { ...CHECKED, onProgress });
      // As in the reference, an empty text has no progress.
      assert.equal(loaded.at(-1), body === '' ? undefined : content.length);
      assert.ok((await blob.downloadToBuffer(0, undefined, CHECKED)).equals(content));
    }
  });

  test('a body is sent again when its request failed', async () => {
    const container = await blobs.container(blobferry);
    const blob = container.getBlockBlobClient('blob');
    for (const body of [CONTENT, Readable.from([CONTENT])]) {
      await blobs.simulator.faults({
        which: { operation: 'putBlob' },
        when: { nth: 1 },
        what: { status: 503, code: 'ServerBusy' },
      });
      await blob.upload(body, LENGTH, CHECKED);
      assert.ok((await blob.downloadToBuffer()).equals(CONTENT));
    }
    await blobs.simulator.clearFaults();
  });

  test('of the client, unless the call says otherwise', async () => {
    const sent = async (options, call) => {
      const container = await blobs.container(blobferry, options);
      await container.getBlockBlobClient('blob').upload('x', 1, call);
      await read(await container.getBlobClient('blob').download(0, undefined, call));
      const requests = await blobs.simulator.requests();
      return requests.slice(-2).map(({ headers }) => headers['x-ms-structured-body']);
    };
    const both = (algorithm) => ({
      uploadContentChecksumAlgorithm: algorithm,
      downloadContentChecksumAlgorithm: algorithm,
    });
    assert.deepEqual(await sent(both('StorageCrc64')), [FORMAT, FORMAT]);
    assert.deepEqual(await sent(both('Auto')), [FORMAT, FORMAT]);
    assert.deepEqual(await sent(both('None')), [undefined, undefined]);
    assert.deepEqual(await sent({ uploadContentChecksumAlgorithm: 'Auto' }), [FORMAT, undefined]);
    assert.deepEqual(await sent({}), [undefined, undefined]);
    assert.deepEqual(await sent(both('Auto'), { contentChecksumAlgorithm: 'None' }), [undefined, undefined]);
    assert.deepEqual(await sent({}, { contentChecksumAlgorithm: 'Auto' }), [FORMAT, FORMAT]);
  });

  test('a checksum of the caller is not sent beside it', async () => {
    const container = await blobs.container(blobferry);
    const transactionalContentMD5 = Buffer.alloc(16);
    await container.getBlockBlobClient('blob').upload('x', 1, { ...CHECKED, transactionalContentMD5 });
    const [request] = (await blobs.simulator.requests({ operation: 'putBlob' })).slice(-1);
    assert.equal(request.headers['content-md5'], undefined);
  });

  /** The position of a changed byte in the response, and the error for it. */
  const CHANGES = {
    'the version': [0, /^Unexpected message version/],
    'the number of a segment': [13, /^Segment number is unexpected\./],
    'the first byte': [23, /^Segment check sum mismatch, segmentNumber: 0/],
    'the middle of the second segment': [5 * MEBIBYTE, /^Segment check sum mismatch, segmentNumber: 1/],
    'a sum': [23 + 4 * MEBIBYTE, /^Segment check sum mismatch, segmentNumber: 0/],
    'the last sum': [LENGTH + 13 + 3 * 18 + 7, /^Check sum mismatch/],
  };

  for (const [label, [corrupt, message]] of Object.entries(CHANGES)) {
    test(`${label} changes on its way: an error, and never the content`, async () => {
      const blob = await blobs.blob(blobferry, CONTENT);
      const rule = {
        which: { operation: 'getBlob', container: blob.containerName },
        when: { nth: 1 },
        what: { body: { corrupt } },
      };
      for (const download of [
        async () => read(await blob.download(0, undefined, CHECKED)),
        () => blob.downloadToBuffer(0, undefined, { ...CHECKED, concurrency: 1 }),
        () => blob.downloadToBuffer(Buffer.alloc(LENGTH), 0, undefined, { ...CHECKED, concurrency: 1 }),
      ]) {
        await blobs.simulator.faults(rule);
        await assert.rejects(download(), { name: 'RestError', message });
      }
      await blobs.simulator.clearFaults();
    });
  }

  test('a change in any of the parallel ranges is an error, and no file', async () => {
    for (const nth of [1, 2, 3]) {
      const blob = await blobs.blob(blobferry, CONTENT);
      const which = { operation: 'getBlob', container: blob.containerName };
      // The first response waits, or it may have all of the content before there are others.
      const first = { which, when: { nth: 1 }, what: { body: { stall: MEBIBYTE } } };
      const changed = { which, when: { nth }, what: { body: { corrupt: 100 } } };
      await blobs.simulator.faults(...(nth === 1 ? [changed] : [first, changed]));
      await inDirectory(async (directory, names) => {
        const file = path.join(directory, 'file');
        const download = blob.downloadToFile(file, 0, undefined, CHECKED);
        await assert.rejects(download, { name: 'RestError', code: 'Crc64Mismatch' });
        assert.deepEqual(await names(), []);
        await blobs.simulator.clearFaults();
        await blob.downloadToFile(file, 0, undefined, CHECKED);
        assert.ok((await readFile(file)).equals(CONTENT));
      });
    }
  });

  test('a connection that breaks in a segment: the segment comes again, and is compared', async () => {
    for (const body of [
      { reset: 5 },
      { reset: 20 },
      { reset: MEBIBYTE },
      { truncate: 6 * MEBIBYTE },
      { truncate: LENGTH },
    ]) {
      const blob = await blobs.blob(blobferry, CONTENT);
      await blobs.simulator.faults({
        which: { operation: 'getBlob', container: blob.containerName },
        when: { nth: 1 },
        what: { body },
      });
      assert.ok((await read(await blob.download(0, undefined, CHECKED))).equals(CONTENT), JSON.stringify(body));
      await blobs.simulator.clearFaults();
      for (const range of (await blobs.ranges()).slice(1)) assert.match(range, /^bytes=(0|4194304|8388608)-/);
    }
    // The bytes before the break were wrong, and the repeated ones are not.
    const blob = await blobs.blob(blobferry, CONTENT);
    await blobs.simulator.faults({
      which: { operation: 'getBlob' },
      when: { nth: 1 },
      what: { body: { corrupt: 100, truncate: MEBIBYTE } },
    });
    await assert.rejects(blob.download(0, undefined, CHECKED).then(read), { code: 'Crc64Mismatch' });
    await blobs.simulator.clearFaults();
  });

  test('a service that does not know the format', async () => {
    const container = await blobs.container(blobferry);
    const blob = container.getBlockBlobClient('blob');
    await blobs.simulator.faults({
      what: { missingHeaders: ['x-ms-structured-body', 'x-ms-structured-content-length'] },
    });
    await assert.rejects(blob.upload('x', 1, CHECKED), { code: 'StructuredMessageNotAccepted' });
    await assert.rejects(blob.download(0, undefined, CHECKED), /^RangeError: Unexpected structured content length/);
    await blobs.simulator.clearFaults();
  });

  test('the service rejects content that changed during the upload', async () => {
    const service = blobferry.BlobServiceClient.fromConnectionString(blobs.simulator.connectionString());
    const name = (await blobs.container(blobferry)).containerName;
    const url = await service
      .getContainerClient(name)
      .getBlockBlobClient('blob')
      .generateSasUrl({
        permissions: blobferry.BlobSASPermissions.parse('cw'),
        expiresOn: new Date(Date.now() + 3_600_000),
      });
    const header = Buffer.from([1, 40, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    const body = Buffer.concat([header, Buffer.from('x'), Buffer.alloc(16)]);
    const response = await fetch(url, {
      method: 'PUT',
      body,
      headers: {
        'x-ms-blob-type': 'BlockBlob',
        'x-ms-structured-body': FORMAT,
        'x-ms-structured-content-length': '1',
        'x-ms-version': '2026-04-06',
      },
    });
    assert.equal(response.status, 400);
    assert.equal(response.headers.get('x-ms-error-code'), 'Crc64Mismatch');
  });
});
