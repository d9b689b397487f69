'use strict';

exports.packages = ['backfill-cache@5.12.5', 'backfill-logger@5.4.2'];

/** A cache of builds: an archive that is packed while it is uploaded, and unpacked through streams that hold all of it back. */
exports.use = async ({ step, library, connectionString, container }) => {
  const fs = require('node:fs');
  const os = require('node:os');
  const path = require('node:path');
  const { getCacheStorageProvider } = require('backfill-cache');
  const { makeLogger } = require('backfill-logger');
  const client = library.BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container);
  await client.create();
  const folder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'blobferry-backfill-'));
  const silent = Object.fromEntries(['info', 'warn', 'error', 'log'].map((name) => [name, () => {}]));
  const logger = makeLogger('error', { console: silent });
  const cache = (place, options) =>
    getCacheStorageProvider({ provider: 'azure-blob', options }, 'name', logger, place, false);

  const built = folder();
  fs.mkdirSync(path.join(built, 'lib', 'deep'), { recursive: true });
  fs.writeFileSync(path.join(built, 'lib', 'small.txt'), 'small');
  fs.writeFileSync(path.join(built, 'lib', 'empty.txt'), '');
  fs.writeFileSync(path.join(built, 'lib', 'deep', 'large.bin'), Buffer.alloc(9_000_000, 'large'));
  const files = ['lib/small.txt', 'lib/empty.txt', 'lib/deep/large.bin'];

  for (const [way, options] of Object.entries({
    'a connection string': { connectionString, container },
    'a client': { containerClient: client },
    'a largest size': { connectionString, container, maxSize: 1000 },
    'a container that is missing': { connectionString, container: 'none' },
  })) {
    await step(`put, with ${way}`, () => cache(built, options).put(`hash ${way}`, ['lib/**']));
    const restored = folder();
    await step(`fetch, with ${way}`, async () => [
      await cache(restored, options).fetch(`hash ${way}`),
      files.map((file) => fs.existsSync(path.join(restored, file))),
      files.every((file) => fs.existsSync(path.join(restored, file)) && same(file, restored)),
    ]);
    await step(`fetch what is missing, with ${way}`, () => cache(restored, options).fetch('none'));
  }
  await step('fetch what is too large', () =>
    cache(built, { connectionString, container, maxSize: 1000 }).fetch('hash a client'),
  );
  await step('the blocks', async () => {
    const { committedBlocks } = await client.getBlockBlobClient('hash a client').getBlockList('committed');
    return committedBlocks.map(({ size }) => size);
  });

  function same(file, place) {
    return fs.readFileSync(path.join(built, file)).equals(fs.readFileSync(path.join(place, file)));
  }
};
