'use strict';

// Query Blob Contents, which has no public method yet: the engine's operation against the simulator. (Azurite has no such operation.)

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { ACCOUNT_KEY, ACCOUNT_NAME, connectionString } = require('../support/azurite');
const { openEngine } = require('../support/engine');
const { freshContainerName } = require('../support/fresh');
const { reference } = require('../support/libraries');
const { startRecordingProxy } = require('../support/recording-proxy');
const { sharedSimulator } = require('../support/simulator');

const ENGINE = [
  { kind: 'sharedKey', accountName: ACCOUNT_NAME, accountKey: ACCOUNT_KEY },
  { retryOptions: { maxTries: 1 } },
];
const EVERYTHING = 'SELECT * FROM BlobStorage';
// Not a line feed: the reference would send none.
const CSV = {
  kind: 'csv',
  recordSeparator: '|',
  columnSeparator: ';',
  fieldQuote: '"',
  escapeCharacter: '\\',
  hasHeaders: true,
};

test('a query is the same request as that of the reference, and the service answers it', async (t) => {
  const proxy = await startRecordingProxy((await sharedSimulator()).origin);
  t.after(() => proxy.close());
  const url = `${proxy.origin}/${ACCOUNT_NAME}`;
  const service = reference.BlobServiceClient.fromConnectionString(connectionString(url));
  const container = service.getContainerClient(freshContainerName());
  await container.create();
  const blob = container.getBlockBlobClient('rows.csv');
  await blob.upload('a;b\n1;2\n', 8);
  const { etag } = await blob.getProperties();
  const before = proxy.requests.length;

  await blob.query(EVERYTHING, { inputTextConfiguration: CSV, conditions: { ifMatch: etag } });
  const result = await openEngine(...ENGINE).run('BlobQuery', blob.url, {
    query: EVERYTHING,
    inputTextConfiguration: CSV,
    options: { conditions: { ifMatch: etag } },
  });
  assert.deepEqual([result.contentType, result.etag, result.blobType], ['avro/binary', etag, 'BlockBlob']);

  const [theirs, ours] = proxy.requests.slice(before);
  const described = ({ method, target, rawHeaders, body }) => ({
    method,
    target,
    condition: rawHeaders[rawHeaders.findIndex((name) => name.toLowerCase() === 'if-match') + 1],
    body: String(body),
  });
  assert.deepEqual(described(ours), described(theirs));
});

test('a lease or condition that does not hold refuses a query', async () => {
  const url = `${(await sharedSimulator()).origin}/${ACCOUNT_NAME}`;
  const service = reference.BlobServiceClient.fromConnectionString(connectionString(url));
  const container = service.getContainerClient(freshContainerName());
  await container.create();
  const blob = container.getBlockBlobClient('rows.csv');
  await blob.upload('1,2\n', 4);
  const options = { conditions: { ifMatch: '"0x1"' } };
  const { failure } = await openEngine(...ENGINE).run('BlobQuery', blob.url, { query: EVERYTHING, options });
  assert.deepEqual([failure.statusCode, failure.code], [412, 'ConditionNotMet']);
});
