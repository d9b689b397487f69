'use strict';

// Runs in a process of its own, since Node reads NODE_EXTRA_CA_CERTS only when it starts. Calls every operation that takes keys of
// the customer's own, and prints what was thrown. Arguments: package, origin of the HTTPS server.

const { inspect } = require('node:util');

const [, , packageName, origin] = process.argv;
const library = require(packageName);

const KEY = 'c2VjcmV0LWtleS1vZi10aGUtYmxvYi0wMTIzNDU2Nzg=';
const SOURCE_KEY = 'c2VjcmV0LWtleS1vZi10aGUtc291cmNlLTAxMjM0NTY=';
const customerProvidedKey = { encryptionKey: KEY, encryptionKeySha256: 'sha', encryptionAlgorithm: 'AES256' };
const sourceCustomerProvidedKey = {
  encryptionKey: SOURCE_KEY,
  encryptionKeySha256: 'source-sha',
  encryptionAlgorithm: 'AES256',
};
const target = { customerProvidedKey };
const both = {
  customerProvidedKey,
  sourceCustomerProvidedKey,
  sourceAuthorization: { scheme: 'Bearer', value: 'token' },
};
const SOURCE = 'https://other.host/c/b';

const container = new library.ContainerClient(`${origin}/account/container`, new library.AnonymousCredential(), {
  retryOptions: { maxTries: 1 },
});
const block = container.getBlockBlobClient('b');
const append = container.getAppendBlobClient('b');
const page = container.getPageBlobClient('b');

const CALLS = [
  () => block.stageBlock('QUE=', 'x', 1, target),
  () => block.stageBlockFromURL('QUE=', SOURCE, 0, 1, both),
  () => block.stageBlockFromURL('QUE=', SOURCE, 0, 1, { sourceCustomerProvidedKey: { encryptionKey: SOURCE_KEY } }),
  () => block.commitBlockList(['QUE='], target),
  () => block.syncUploadFromURL(SOURCE, both),
  () => append.create(target),
  () => append.createIfNotExists(target),
  () => append.appendBlock('x', 1, target),
  () => append.appendBlockFromURL(SOURCE, 0, 1, both),
  () => page.create(512, target),
  () => page.createIfNotExists(512, target),
  () => page.uploadPages(Buffer.alloc(512), 0, 512, target),
  () => page.uploadPagesFromURL(SOURCE, 0, 0, 512, both),
  () => page.clearPages(0, 512, target),
  () => block.setHTTPHeaders({}, target),
  () => block.undelete(target),
];

(async () => {
  const errors = [];
  for (const call of CALLS) {
    const error = await call().catch((thrown) => thrown);
    errors.push(`${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`);
  }
  console.log(JSON.stringify({ errors, secrets: [KEY, SOURCE_KEY, 'Bearer token'] }));
})();
