'use strict';

// Runs the samples of the document unchanged. They are extracted when the test runs. Only the service client that they
// get comes from blobferry.

const assert = require('node:assert/strict');
const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { sharedAzurite } = require('./support/azurite');
const { blobferry, isReference } = require('./support/blobferry');
const { freshContainerName } = require('./support/fresh');
const { startPendingCopies } = require('./support/pending-copies');

const FOLDER = process.env.BLOBFERRY_DOCUMENT_DIR ?? path.join(__dirname, '..', '..', 'shared', 'document');

/** The code blocks marked as JavaScript, in the document's order. */
function readSamples() {
  let files;
  try {
    files = readdirSync(FOLDER).filter((file) => file.endsWith('.txt'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  const texts = files.sort().map((file) => readFileSync(path.join(FOLDER, file), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(/^```javascript\r?\n([\s\S]*?)^```/gm)].map((match) => match[1]));
}

/** Makes a sample's function; what it prints is collected. */
function compile(sample) {
  const name = /async function (\w+)/.exec(sample)[1];
  const lines = [];
  const console = { log: (...parts) => lines.push(parts.join(' ')) };
  const run = new Function('console', `${sample}\nreturn ${name};`)(console);
  return { run, lines };
}

const samples = readSamples();
const skip = samples === undefined ? `the document is not here: ${FOLDER}` : false;

describe('the samples of the document', { skip }, () => {
  let service;
  let source;
  let destination;

  before(async () => {
    // The reference is newer than this Azurite; blobferry must be understood by it as it is.
    const azurite = await sharedAzurite({ skipApiVersionCheck: isReference });
    service = blobferry.BlobServiceClient.fromConnectionString(azurite.connectionString);
    source = service.getContainerClient(freshContainerName('source'));
    destination = service.getContainerClient(freshContainerName('destination'));
    await source.create();
    await destination.create();
    await source.getBlockBlobClient('folder/blob a.txt').upload('the content', 11, { metadata: { color: 'blue' } });
  });

  const parametersTo = (name) => [service, source.containerName, 'folder/blob a.txt', destination.containerName, name];

  /** The copy's bytes and metadata, read over a plain request. */
  async function copied(name) {
    const blob = destination.getBlobClient(name);
    const { metadata, copyStatus } = await blob.getProperties();
    const { readableStreamBody } = await blob.download();
    return { content: String(Buffer.concat(await readableStreamBody.toArray())), metadata, copyStatus };
  }
  const EXPECTED = { content: 'the content', metadata: { color: 'blue' }, copyStatus: 'success' };

  test('there are two', () => assert.equal(samples.length, 2));

  test('copy', async () => {
    const { run, lines } = compile(samples[0]);
    await run(...parametersTo('copy'));
    assert.deepEqual(lines, ['start copy from A to B']);
    assert.deepEqual(await copied('copy'), EXPECTED);
  });

  test('copy over an existing blob', async () => {
    await destination.getBlockBlobClient('old').upload('old', 3, { metadata: { old: 'yes' } });
    await compile(samples[0]).run(...parametersTo('old'));
    assert.deepEqual(await copied('old'), EXPECTED);
  });

  test('cancel, of a copy that is done at once', async () => {
    const { run, lines } = compile(samples[1]);
    await run(...parametersTo('cancelled'));
    assert.deepEqual(lines, ['start copy from A to C', 'request to cancel copy from A to C']);
    assert.deepEqual(await copied('cancelled'), EXPECTED);
  });

  describe('with a copy that stays pending', () => {
    let copies;
    before(async () => {
      copies = await startPendingCopies();
    });
    after(() => copies.close());

    test('cancel', { skip: isReference && 'the reference says so only in poll and pollUntilDone' }, async () => {
      const { run, lines } = compile(samples[1]);
      await run(copies.service(blobferry), 'a', 'source', 'c', 'destination');
      assert.deepEqual(lines, [
        'start copy from A to C',
        'request to cancel copy from A to C',
        'The copy was cancelled.',
      ]);
      assert.equal(copies.aborts.length, 1);
    });
  });
});
