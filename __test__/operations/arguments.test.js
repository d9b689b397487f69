'use strict';

// Wrong arguments: a TypeError or RangeError that names the argument, before anything is sent.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { blobferry, isReference } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');

const SOURCE = 'https://other.host/c/b';

/** By what the message must say: the calls that say it. */
const CALLS = {
  'RangeError: blockId must not be empty': ({ block }) => block.stageBlock('', 'x', 1),
  'TypeError: blockId must be a string': ({ block }) => block.stageBlockFromURL(5, SOURCE),
  'RangeError: body has 1 bytes, but contentLength is 2': ({ block }) => block.stageBlock('QUE=', new Uint8Array(1), 2),
  'TypeError: contentLength must be a number': ({ append }) => append.appendBlock('x'),
  'RangeError: body has 1 bytes, but contentLength is 512': ({ page }) => page.uploadPages(new Uint8Array(1), 0, 512),
  'TypeError: body must be': ({ append }) => append.appendBlock({}, 1),
  'TypeError: options.onProgress must be a function': ({ page }) => page.uploadPages('', 0, 0, { onProgress: 5 }),
  'RangeError: options.contentChecksumAlgorithm': ({ append }) =>
    append.appendBlock('x', 1, { contentChecksumAlgorithm: 'crc64' }),
  'TypeError: blocks must be an array': ({ block }) => block.commitBlockList('QUE='),
  'TypeError: blocks[1] must be a string': ({ block }) => block.commitBlockList(['QUE=', 5]),
  'RangeError: listType must be one of committed, uncommitted, all': ({ block }) => block.getBlockList('some'),
  'RangeError: options.tier must be one of': ({ block }) => block.commitBlockList([], { tier: 'Warm' }),
  'RangeError: options.copySourceTags must be one of': ({ block }) =>
    block.syncUploadFromURL(SOURCE, { copySourceTags: 'ALL' }),
  'RangeError: options.immutabilityPolicy.policyMode must be one of': ({ append }) =>
    append.create({ immutabilityPolicy: { policyMode: 'Hard' } }),
  'TypeError: sourceURL must be': ({ append }) => append.appendBlockFromURL(5, 0, 1),
  'RangeError: Range.offset cannot be smaller than 0.': ({ append }) => append.appendBlockFromURL(SOURCE, -1, 1),
  'RangeError: Range.offset cannot be smaller': ({ page }) => page.uploadPagesFromURL(SOURCE, 0, -1, 1),
  'RangeError: Range.count must be larger than 0': ({ page }) => page.clearPages(0, -1),
  'TypeError: size must be a number': ({ page }) => page.create(),
  'TypeError: prevSnapshot must be a string': ({ page }) => page.getPageRangesDiff(0, 1),
  'RangeError: sequenceNumberAction must be one of': ({ page }) => page.updateSequenceNumber('double', 1),
  'TypeError: tags must be an object': ({ blob }) => blob.setTags(),
  'TypeError: tags.a must be a string': ({ blob }) => blob.setTags({ a: 5 }),
  'RangeError: tier must be one of': ({ blob }) => blob.setAccessTier('Warm'),
  'TypeError: tier must be a string': ({ blob }) => blob.setAccessTier(),
  'TypeError: legalHoldEnabled must be a boolean': ({ blob }) => blob.setLegalHold('yes'),
  'TypeError: immutabilityPolicy must be an object': ({ blob }) => blob.setImmutabilityPolicy('tomorrow'),
  'TypeError: duration must be a number': ({ blob }) => blob.getBlobLeaseClient().acquireLease(),
  'TypeError: proposedLeaseId must be a string': ({ blob }) => blob.getBlobLeaseClient().changeLease(),
  'RangeError: The IfMatch, IfNoneMatch and tags access conditions are ignored': ({ container }) =>
    container.getBlobLeaseClient().acquireLease(15, { conditions: { ifMatch: '*' } }),
  'RangeError: the IfUnmodifiedSince must have their default values': ({ container }) =>
    container.setMetadata({}, { conditions: { ifUnmodifiedSince: new Date() } }),
  'RangeError: access must be one of container, blob': ({ container }) => container.setAccessPolicy('all'),
  'TypeError: containerAcl must be an array': ({ container }) => container.setAccessPolicy(undefined, {}),
  'TypeError: containerAcl[0].id must be a string': ({ container }) => container.setAccessPolicy(undefined, [{}]),
  'TypeError: containerAcl[0].accessPolicy.expiresOn must be a Date': ({ container }) =>
    container.setAccessPolicy(undefined, [{ id: 'a', accessPolicy: { expiresOn: '2024-01-01' } }]),
  'RangeError: delimiter should contain one or more characters': async ({ container }) =>
    container.listBlobsByHierarchy('').next(),
  'RangeError: maxPageSize must be': ({ service }) => service.listContainers().byPage({ maxPageSize: 0 }).next(),
  'TypeError: tagFilterSqlExpression must be a string': async ({ service }) => service.findBlobsByTags().next(),
  'TypeError: startsOn must be a Date': ({ service }) => service.getUserDelegationKey('2024-01-01', new Date()),
  'RangeError: expiresOn is an invalid Date': ({ service }) =>
    service.getUserDelegationKey(new Date(), new Date('never')),
  'TypeError: deletedContainerVersion must be a string': ({ service }) => service.undeleteContainer('gone'),
  'TypeError: properties must be an object': ({ service }) => service.setProperties('all'),
  'TypeError: properties must be given': ({ service }) => service.setProperties(undefined),
  'options.conditions.appendPosition': ({ append }) =>
    append.appendBlock('x', 1, { conditions: { appendPosition: -1 } }),
};

test('wrong arguments are named, and nothing is sent', { skip: isReference }, async () => {
  const server = await startScriptedServer(() => ({ status: 500 }));
  try {
    const service = new blobferry.BlobServiceClient(`${server.origin}/account`);
    const container = service.getContainerClient('container');
    const clients = {
      service,
      container,
      blob: container.getBlobClient('b'),
      block: container.getBlockBlobClient('b'),
      append: container.getAppendBlobClient('b'),
      page: container.getPageBlobClient('b'),
    };
    for (const [message, call] of Object.entries(CALLS)) {
      await assert.rejects(call(clients), (error) => {
        assert.ok(error instanceof TypeError || error instanceof RangeError, `${message}: ${error}`);
        assert.ok(String(error).includes(message), `${message}: ${error}`);
        return true;
      });
    }
    assert.equal(server.requests.length, 0);
  } finally {
    await server.close();
  }
});

test('a character that no header can carry has the code that Node.js gives to it', async () => {
  const blob = new blobferry.BlockBlobClient('http://127.0.0.1:1/account/container/blob');
  const calls = [
    () => blob.setHTTPHeaders({ blobContentDisposition: 'attachment; filename="€.pdf"' }),
    () => blob.upload(Buffer.from('x'), 1, { metadata: { author: '😀' } }),
  ];
  for (const call of calls) await assert.rejects(call(), { code: 'ERR_INVALID_CHAR' });
});
