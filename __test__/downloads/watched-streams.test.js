'use strict';

// Downloads to files of clients whose `download` was replaced by one that listens to the stream: it measures it, hashes it, or notes its
// end. The file gets everything, and so does the listener.

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const fs = require('node:fs/promises');
const path = require('node:path');
const { PassThrough, finished } = require('node:stream');
const { after, before, describe, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { MEBIBYTE, contentOf, inDirectory, startBlobs } = require('./helpers');

const CONTENT = contentOf(9 * MEBIBYTE + 1);

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Hashes the pieces that a stream emits. */
function hashing(stream) {
  const hash = createHash('sha256');
  stream.on('data', (piece) => hash.update(piece));
  return () => hash.digest('hex');
}

/** Each begins to watch a stream, and returns a function that returns what it has seen. */
const WATCHING = {
  'its data': [hashing, hashOf(CONTENT)],
  'its data, through another stream': [(stream) => hashing(stream.pipe(new PassThrough())), hashOf(CONTENT)],
  'its end': [
    (stream) => {
      let seen;
      stream.on('end', () => (seen = 'end'));
      return () => seen;
    },
    'end',
  ],
  'how it ends': [
    (stream) => {
      let seen;
      finished(stream, (error) => (seen = error ? error.message : 'well'));
      return () => seen;
    },
    'well',
  ],
};

for (const [label, library] of Object.entries(libraries)) {
  describe(`${label}: downloadToFile, with a download that watches`, () => {
    let blobs;
    before(async () => (blobs = await startBlobs()));
    after(() => blobs.stop());

    for (const [what, [watch, expected]] of Object.entries(WATCHING)) {
      test(what, async () => {
        const blob = await blobs.blob(library, CONTENT);
        const { download } = blob;
        let seen;
        blob.download = async (...parameters) => {
          const response = await download.apply(blob, parameters);
          seen = watch(response.readableStreamBody);
          return response;
        };
        await inDirectory(async (directory) => {
          const file = path.join(directory, 'file');
          await blob.downloadToFile(file);
          assert.ok((await fs.readFile(file)).equals(CONTENT));
          // The end of a stream is reported after its last byte.
          await new Promise((resolve) => setImmediate(resolve));
          assert.equal(seen(), expected);
        });
      });
    }
  });
}
