// What the engine does while its profile is recorded: the work that its users wait for, in about the shares that matter to them. What it
// leaves out is made small rather than fast. `tools/lib/profile.mjs` runs it, with the folder of the package, that of its files, and the
// connection strings of the service over HTTP and HTTPS.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [packageFolder, folder, plain, secure] = process.argv.slice(2);
const { BlobServiceClient, StorageRetryPolicyType } = createRequire(import.meta.url)(packageFolder);

/** The container of computed blobs that the simulator has. */
const COMPUTED = 'computed';
const AT_ONCE = 32;
const SINGLE_COPIES = 4000;
const SMALL_BLOBS = 500;
const TRANSFERRED = Buffer.alloc(48 * 2 ** 20, 'profile');

for (const [name, connectionString] of Object.entries({ plain, secure })) {
  const service = BlobServiceClient.fromConnectionString(connectionString, {
    retryOptions: { maxTries: 2, retryPolicyType: StorageRetryPolicyType.FIXED },
  });
  const container = service.getContainerClient(name);
  await container.create();
  await transferSmall(container);
  await transferLarge(container);
}
const service = BlobServiceClient.fromConnectionString(plain);
await copyContainers(service);
await copyBlobs(service);
await listBlobs(service);

/** A copy with a journal and a reader of its events, a mirror that changes nothing, and a plan. */
async function copyContainers(service) {
  const source = service.getContainerClient(COMPUTED);
  for (const reads of [false, true]) {
    const destination = service.getContainerClient(`copied-${reads}`);
    await destination.create();
    const job = await destination.beginCopyFromContainer(source, { journal: path.join(folder, `journal-${reads}`) });
    if (reads) for await (const event of job) void event;
    await job.pollUntilDone();
    const mirror = { overwrite: 'ifSourceNewer', deleteExtraneous: true };
    await (await destination.beginCopyFromContainer(source, mirror)).pollUntilDone();
  }
}

async function copyBlobs(service) {
  const source = service.getContainerClient(COMPUTED);
  const destination = service.getContainerClient('single');
  await destination.create();
  let next = 0;
  const worker = async () => {
    while (next < SINGLE_COPIES) {
      const name = String(next++).padStart(5, '0');
      const poller = await destination.getBlobClient(name).beginCopyFromURL(source.getBlobClient(name).url);
      await poller.pollUntilDone();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function listBlobs(service) {
  for await (const blob of service.getContainerClient(COMPUTED).listBlobsFlat()) void blob;
}

async function transferSmall(container) {
  for (let number = 0; number < SMALL_BLOBS; number += 1) {
    const blob = container.getBlockBlobClient(`small ${number}`);
    await blob.upload('small', 5, { metadata: { kind: 'small' } });
    await blob.getProperties();
    await blob.downloadToBuffer();
    await blob.delete();
    await blob.exists();
  }
}

async function transferLarge(container) {
  const file = path.join(folder, 'large');
  fs.writeFileSync(file, TRANSFERRED);
  const blob = container.getBlockBlobClient('large');
  await blob.uploadData(TRANSFERRED);
  await blob.uploadFile(file);
  await blob.uploadStream(fs.createReadStream(file));
  await blob.downloadToBuffer();
  await blob.downloadToFile(path.join(folder, 'down'));
  const { readableStreamBody } = await blob.download();
  for await (const chunk of readableStreamBody) void chunk;
}
