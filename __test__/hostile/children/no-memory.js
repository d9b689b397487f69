'use strict';

// Reads and sends what is far longer than the memory that its parent leaves it. Arguments: the origins of the server. Prints "ready" once
// everything is loaded, and waits for a signal. Then it prints for each call what it ended with, and whether the next one went well.

const { Readable } = require('node:stream');

const { blobferry } = require('../../support/blobferry');

const MIB = 1024 * 1024;
const LONG = 120 * MIB;

const options = { retryOptions: { maxTries: 1 } };
const containerAt = (origin) => new blobferry.ContainerClient(`${origin}/account/container`, undefined, options);
const [container, secure] = process.argv.slice(2).map(containerAt);
const blob = container.getBlockBlobClient('blob');

/** Memory that is there before there is no more. */
const mine = Buffer.alloc(LONG, 'mine');

function* chunks() {
  for (let at = 0; at < LONG; at += MIB) yield mine.subarray(at, at + MIB);
}

const CALLS = {
  list: () => container.listBlobsFlat().byPage().next(),
  'a new buffer': () => blob.downloadToBuffer(),
  'a buffer that is there': () => blob.downloadToBuffer(Buffer.from(mine.buffer)),
  'a buffer that is there, over HTTPS': () => secure.getBlobClient('blob').downloadToBuffer(Buffer.from(mine.buffer)),
  'an upload': () => blob.upload(mine, LONG),
  'an upload over HTTPS': () => secure.getBlockBlobClient('blob').upload(mine, LONG),
  'a function that makes a stream': () => blob.upload(() => Readable.from(chunks()), LONG),
  'a stream, which is kept': () => blob.upload(Readable.from(chunks()), LONG),
  'a stream over HTTPS': () => secure.getBlockBlobClient('blob').upload(Readable.from(chunks()), LONG),
  'an error': () => container.getBlobClient('error').getTags(),
};

async function main() {
  // The threads for bytes, and what they and TLS need at all.
  for (const name of ['a buffer that is there', 'a buffer that is there, over HTTPS', 'an upload over HTTPS'])
    await CALLS[name]();
  // A signal that is waited for keeps no process.
  const alive = setInterval(() => {}, 1000);
  const signalled = new Promise((resolve) => process.once('SIGUSR2', resolve));
  console.log('ready');
  await signalled;
  clearInterval(alive);
  for (const [name, call] of Object.entries(CALLS)) {
    const outcome = await call().then(
      () => 'done',
      (error) => ({ name: error.name, code: error.code, message: error.message, status: error.statusCode }),
    );
    console.log(JSON.stringify({ name, outcome, next: await blob.exists() }));
  }
}

void main();
