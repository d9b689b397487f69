'use strict';

// Scripts and their tests compare the messages of errors. Wherever the reference has written a message itself, blobferry has the same one. The
// messages are found in the reference's sources, so that none is forgotten: each is provoked with both libraries, or listed with a reason.

const assert = require('node:assert/strict');
const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { before, describe, test } = require('node:test');

const { sharedAzurite } = require('../support/azurite');
const { freshContainerName } = require('../support/fresh');
const { libraries } = require('../support/libraries');

const SOURCES = path.dirname(require.resolve('@azure/storage-blob'));
/** Folders and files of the sources whose errors are about responses, or that nothing public calls in Node.js. */
const NOT_ABOUT_ARGUMENTS = /^(generated|internal-avro|BatchResponseParser|utils.BlobQuickQueryStream|.*browser)/;

const LATER = new Date(Date.now() + 3_600_000);
const ACCOUNT = 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=QUJD;EndpointSuffix=core.windows.net';

/** A misuse for each message. `key` is the text of the message in the sources. */
const PROVOKED = {
  'Batch request should contain one or more sub requests.': ({ service }) =>
    service.getBlobBatchClient().deleteBlobs([]),
  'Cannot exceed ${import_constants.BATCH_MAX_REQUEST} sub requests in a single batch': ({ service, blob }) =>
    service.getBlobBatchClient().deleteBlobs(Array.from({ length: 257 }, () => blob)),
  "Invalid url for sub request: '${subRequest.url}'": ({ library, credential }) =>
    new library.BlobBatch().deleteBlob('nowhere', credential),
  'BlobBatch only supports one operation type per batch and it already is being used for ${this.batchType} operations.':
    async ({ library, blob }) => {
      const batch = new library.BlobBatch();
      await batch.deleteBlob(blob);
      await batch.setBlobAccessTier(blob, 'Cool');
    },
  'Invalid arguments. Either url and credential, or BlobClient need be provided.': ({ library }) =>
    new library.BlobBatch().deleteBlob(5),
  'The IfMatch, IfNoneMatch and tags access conditions are ignored by the service. Values other than undefined or their default values are not acceptable.':
    ({ container }) => container.getBlobLeaseClient().acquireLease(15, { conditions: { ifMatch: '"1"' } }),
  'Expecting non-empty strings for containerName and blobName parameters': ({ library }) =>
    new library.BlockBlobClient(ACCOUNT, '', 'b'),
  'Expecting non-empty strings for containerName parameter': ({ library }) => new library.ContainerClient(ACCOUNT, ''),
  '${size} is too larger to upload to a block blob.': null,
  "The buffer's size is too big or the BlockSize is too small;the number of blocks must be <= ${import_constants.BLOCK_BLOB_MAX_BLOCKS}":
    ({ blob }) => blob.uploadData(Buffer.alloc(50_001), { blockSize: 1, maxSingleShotSize: 0 }),
  'blockSize option must be >= 0 and <= ${import_constants.BLOCK_BLOB_MAX_STAGE_BLOCK_BYTES}': ({ blob }) =>
    blob.uploadData(Buffer.alloc(1), { blockSize: -1 }),
  'maxSingleShotSize option must be >= 0 and <= ${import_constants.BLOCK_BLOB_MAX_UPLOAD_BLOB_BYTES}': ({ blob }) =>
    blob.uploadData(Buffer.alloc(1), { maxSingleShotSize: -1 }),
  'blockSize option must be >= 0': ({ blob }) => blob.downloadToBuffer(0, 1, { blockSize: -1 }),
  'offset option must be >= 0': ({ blob }) => blob.downloadToBuffer(-1),
  'count option must be greater than 0': ({ blob }) => blob.downloadToBuffer(0, -1),
  "offset ${offset} shouldn't be larger than blob size ${response.contentLength}": ({ blob }) =>
    blob.downloadToBuffer(9),
  "The buffer's size should be equal to or larger than the request count of bytes: ${count}": ({ blob }) =>
    blob.downloadToBuffer(Buffer.alloc(2), 0, 5),
  'Unable to extract blobName and containerName with provided information.': ({ library }) =>
    new library.BlobClient('https://a.blob.core.windows.net/'),
  'Unable to extract containerName with provided information.': ({ library }) =>
    new library.ContainerClient('https://a.blob.core.windows.net'),
  'Can only generate the SAS when the client is initialized with a shared key credential': ({ anonymous }) =>
    anonymous.getContainerClient('c').generateSasUrl({ expiresOn: LATER }),
  'the IfUnmodifiedSince must have their default values because they are ignored by the blob service': ({
    container,
  }) => container.setMetadata({}, { conditions: { ifUnmodifiedSince: new Date() } }),
  'delimiter should contain one or more characters': async ({ container }) => container.listBlobsByHierarchy('').next(),
  'Range.offset cannot be smaller than 0.': ({ blob }) => blob.download(-1),
  'Range.count must be larger than 0. Leave it undefined if you want a range from offset to the end.': ({ blob }) =>
    blob.download(0, -1),
  'Customer-provided encryption key must be used over HTTPS.': ({ blob }) =>
    blob.download(0, undefined, { customerProvidedKey: { encryptionKey: 'QUJD', encryptionKeySha256: 'QUJD' } }),
  'Can only generate the account SAS when the client is initialized with a shared key credential': ({ anonymous }) =>
    anonymous.generateAccountSasUrl(LATER),
  'Invalid sharedKeyCredential, userDelegationKey or accountName.': ({ library }) =>
    library.generateBlobSASQueryParameters({ containerName: 'c', expiresOn: LATER }, new library.AnonymousCredential()),
  'Invalid permission character: ${c}': ({ library }) => library.AccountSASPermissions.parse('?'),
  'Invalid resource type: ${c}': ({ library }) => library.AccountSASResourceTypes.parse('?'),
  'Invalid service character: ${c}': ({ library }) => library.AccountSASServices.parse('?'),
  'Invalid permission: ${char}': ({ library }) => library.BlobSASPermissions.parse('?'),
  'Invalid permission ${char}': ({ library }) => library.ContainerSASPermissions.parse('?'),
  "'version' must be >= '2015-04-05'.": ({ sign }) => sign({ version: '2014-01-01' }),
  "'version' must be >= '2018-11-09' when generating user delegation SAS using user delegation key.": ({ library }) =>
    library.generateBlobSASQueryParameters(
      {
        containerName: 'c',
        expiresOn: LATER,
        permissions: library.ContainerSASPermissions.parse('r'),
        version: '2015-04-05',
      },
      { value: 'QUJD', signedExpiresOn: LATER, signedStartsOn: LATER },
      'account',
    ),
  "Must provide 'permissions' and 'expiresOn' for Blob SAS generation when 'identifier' is not provided.": ({ sign }) =>
    sign({ expiresOn: undefined }),
  "Must provide 'permissions' and 'expiresOn' for Blob SAS generation when generating user delegation SAS.": ({
    library,
  }) =>
    library.generateBlobSASQueryParameters(
      { containerName: 'c' },
      { value: 'QUJD', signedExpiresOn: LATER, signedStartsOn: LATER },
      'account',
    ),
  'concurrency must be larger than 0': ({ blob }) => blob.downloadToBuffer(0, 1, { concurrency: 0 }),
  "Invalid DefaultEndpointsProtocol in the provided Connection String. Expecting 'https' or 'http'": ({ connect }) =>
    connect(ACCOUNT.replace('https', 'ftp')),
  'Invalid EndpointSuffix in the provided Connection String': ({ connect }) =>
    connect(ACCOUNT.replace(/;EndpointSuffix.*/, '')),
  'Invalid AccountName in the provided Connection String': ({ connect }) => connect(ACCOUNT.replace('Name=a', 'Name=')),
  'Invalid AccountKey in the provided Connection String': ({ connect }) => connect(ACCOUNT.replace('QUJD', '')),
  'Invalid BlobEndpoint in the provided SAS Connection String': ({ connect }) =>
    connect('AccountName=a;SharedAccessSignature=sv=1'),
  'Invalid SharedAccessSignature in the provided SAS Connection String': ({ connect }) =>
    connect('BlobEndpoint=https://a.blob.core.windows.net;AccountName=a'),
};

/** Signatures that an old version cannot have, and what else is missing: the message, the values, and whether the key is a delegated one. */
const SIGNATURES = [
  [
    "'version' must be >= '2018-11-09' when providing 'snapshotTime'.",
    { version: '2017-01-01', blobName: 'b', snapshotTime: 's' },
  ],
  [
    "'version' must be >= '2019-10-10' when providing 'versionId'.",
    { version: '2018-11-09', blobName: 'b', versionId: 'v' },
  ],
  ["'version' must be >= '2019-10-10' when providing 'x' permission.", { version: '2018-11-09', permissions: 'rx' }],
  ["'version' must be >= '2019-10-10' when providing 'y' permission.", { version: '2018-11-09', permissions: 'ry' }],
  ["'version' must be >= '2019-12-12' when providing 't' permission.", { version: '2018-11-09', permissions: 'rt' }],
  [
    "'version' must be >= '2020-02-10' when providing the 'm' or 'e' permission.",
    { version: '2018-11-09', permissions: 'rm' },
  ],
  [
    "'version' must be >= '2021-04-10' when providing the 'f' permission.",
    { version: '2018-11-09', permissions: 'rf' },
  ],
  [
    "'version' must be >= '2020-12-06' when provided 'encryptionScope' in SAS.",
    { version: '2018-11-09', encryptionScope: 's' },
  ],
  [
    "'version' must be >= '2020-02-10' when providing 'preauthorizedAgentObjectId' or 'correlationId'.",
    { version: '2018-11-09', correlationId: 'c' },
    'delegated',
  ],
  ["Must provide 'blobName' when providing 'snapshotTime'.", { snapshotTime: 's' }],
  ["Must provide 'blobName' when providing 'versionId'.", { versionId: 'v' }],
];
for (const [message, values, isDelegated] of SIGNATURES) {
  PROVOKED[message] = ({ library, credential }) => {
    const { permissions = 'r', ...others } = values;
    const key = { value: 'QUJD', signedExpiresOn: LATER, signedStartsOn: LATER };
    return library.generateBlobSASQueryParameters(
      {
        containerName: 'c',
        expiresOn: LATER,
        permissions: library.ContainerSASPermissions.parse(permissions),
        ...others,
      },
      ...(isDelegated ? [key, 'account'] : [credential]),
    );
  };
}

/** Messages about account signatures, by the letter in the permissions of an old version. */
const ACCOUNT_PERMISSIONS = {
  "'version' must be >= '2019-10-10' when provided 'x' permission.": 'rx',
  "'version' must be >= '2019-10-10' when provided 'y' permission.": 'ry',
  "'version' must be >= '2019-12-12' when provided 'f' permission.": 'rf',
  "'version' must be >= '2019-12-12' when provided 't' permission.": 'rt',
  "'version' must be >= '2020-08-04' when provided 'i' permission.": 'ri',
};
for (const [message, permissions] of Object.entries(ACCOUNT_PERMISSIONS)) {
  PROVOKED[message] = ({ library, credential }) =>
    library.generateAccountSASQueryParameters(
      {
        expiresOn: LATER,
        permissions: library.AccountSASPermissions.parse(permissions),
        services: 'b',
        resourceTypes: 's',
        version: '2018-11-09',
      },
      credential,
    );
}

/** Messages that no call can provoke in both libraries, and why. */
const NOT_PROVOKED = {
  'Account connection string is only supported in Node.js environment': 'Only a browser can have it.',
  'Connection string must be either an Account connection string or a SAS connection string':
    'Its parser returns no other kind.',
  'This operation currently is only supported in Node.js.': 'Only a browser can have it.',
  "File download response doesn't contain valid content length header": 'About a response.',
  "File download response doesn't contain valid etag header": 'About a response.',
  'Unexpected structured content length': 'About a response.',
  'Unexpected response object ${response}': 'About a response.',
  'Provided containerName is invalid.': 'A URL without a container has another message first.',
  '${size} is too larger to upload to a block blob.': 'No buffer is as long.',
  'Unable to allocate the buffer of size: ${count}(in bytes). Please try passing your own buffer to the "downloadToBuffer" method or try using other methods like "download" or "downloadToFile".\t ${error.message}':
    'The memory of a test is not enough.',
  'Invalid url without valid path.': 'The URL of a client always has a path.',
  'Unable to extract accountName with provided information.': 'A URL that cannot be read has another message first.',
  'Quick query in browser is not supported yet.': 'Only a browser can have it.',
  'Invalid BlobQueryTextConfiguration.': 'A text configuration of another kind is a TypeError that names it.',
};

/** The messages of errors that the reference's sources throw. */
function messagesOfReference() {
  const found = new Set();
  for (const file of readdirSync(SOURCES, { recursive: true })) {
    if (!file.endsWith('.js') || NOT_ABOUT_ARGUMENTS.test(file)) continue;
    const text = readFileSync(path.join(SOURCES, file), 'utf8');
    for (const [, , message] of text.matchAll(/throw (?:new )?(?:Type|Range)?Error\(\s*(["`])((?:\\.|(?!\1).)*)\1/gs)) {
      found.add(message);
    }
  }
  return [...found].sort();
}

describe('the messages of the reference', () => {
  let azurite;
  before(async () => (azurite = await sharedAzurite({ skipApiVersionCheck: true })));

  /** What a misuse throws, at once or later. */
  async function thrownBy(library, misuse) {
    const credential = new library.StorageSharedKeyCredential(azurite.accountName, azurite.accountKey);
    const service = new library.BlobServiceClient(azurite.url, credential);
    const container = service.getContainerClient(freshContainerName('messages'));
    await container.create();
    const blob = container.getBlockBlobClient('b');
    await blob.upload('hello', 5);
    const sign = (values) =>
      library.generateBlobSASQueryParameters(
        { containerName: 'c', expiresOn: LATER, permissions: library.ContainerSASPermissions.parse('r'), ...values },
        credential,
      );
    const connect = (text) => library.BlobServiceClient.fromConnectionString(text);
    const anonymous = new library.BlobServiceClient(azurite.url);
    try {
      await misuse({ library, credential, service, anonymous, container, blob, sign, connect });
    } catch (error) {
      return error;
    }
    assert.fail('nothing was thrown');
  }

  test('each is provoked below, or cannot be', () => {
    const missing = messagesOfReference().filter((message) => !PROVOKED[message] && !(message in NOT_PROVOKED));
    assert.deepEqual(missing, []);
  });

  for (const [message, misuse] of Object.entries(PROVOKED).filter(([, misuse]) => misuse)) {
    test(message, async () => {
      const expected = await thrownBy(libraries.reference, misuse);
      const actual = await thrownBy(libraries.blobferry, misuse);
      assert.equal(actual.message, expected.message);
      assert.ok(actual instanceof Error);
    });
  }
});
