'use strict';

// What the tests of beginCopyFrom share.

const { failing } = require('../support/failing');
const { blobferry } = require('../support/blobferry');
const { startSimulator } = require('../support/simulator');

const ACCOUNTS = [
  { name: 'one', key: 'b25lIGtleQ==' },
  { name: 'two', key: 'dHdvIGtleQ==' },
];

/** A simulator with two accounts, `one` to copy from and `two` to copy to, and a container in each. */
/** How many seconds the clock of the service is behind that of the client at first: less than what a mirror reports. */
const CLOCK_BEHIND = 240;

async function startTwoAccounts(options) {
  // A mirror takes what is newer than this machine's clock for newer than the job. So tests can move the service's clock forward and stay behind.
  const simulator = await startSimulator({ accounts: ACCOUNTS, clockBehind: CLOCK_BEHIND });
  const containerOf = (account, ownOptions = options) =>
    blobferry.BlobServiceClient.fromConnectionString(
      simulator.connectionString(account),
      ownOptions,
    ).getContainerClient('container');
  const [from, to] = [containerOf('one'), containerOf('two')];
  await from.create();
  await to.create();
  return { simulator, from, to, containerOf };
}

/** Bytes that differ from place to place. */
function fill(length) {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at += 1) bytes[at] = (at * 31 + (at >> 8)) & 0xff;
  return bytes;
}

/** Everything of a blob that a copy keeps. */
async function describeBlob(client) {
  const properties = await client.getProperties();
  const names = [
    'contentLength',
    'contentType',
    'contentEncoding',
    'contentLanguage',
    'contentDisposition',
    'cacheControl',
    'metadata',
    'accessTier',
    'blobType',
  ];
  const kept = Object.fromEntries(names.map((name) => [name, properties[name]]));
  const { tags } = await client.getTags();
  const content = await client.downloadToBuffer();
  return { ...kept, contentMD5: properties.contentMD5?.toString('hex'), tags, content: content.toString('base64') };
}

const settle = (poller) => poller.pollUntilDone();

module.exports = { ACCOUNTS, CLOCK_BEHIND, describeBlob, failing, fill, settle, startTwoAccounts };
