// Measures how much of an account's bandwidth the copy of a container of large blobs uses: copies by blocks to an account that accepts
// a limited number of bytes per second, and rejects the rest.

import { createRequire } from 'node:module';

import { inRoot } from '../../tools/lib/paths.mjs';
import { Client } from './client.mjs';
import { ACCOUNTS } from './containers.mjs';
import { OURS, THEIRS } from './libraries.mjs';

const { ACCOUNT_NAME } = createRequire(import.meta.url)(inRoot('__test__', 'support', 'development-account.js'));
const { BlobServiceClient } = createRequire(import.meta.url)(THEIRS);

const GIB = 2 ** 30;
const SOURCE_ACCOUNT = ACCOUNTS.find((account) => account.name !== ACCOUNT_NAME).name;

/** The number of blobs, the bytes of each, and a limit in gigabits per second. */
export async function measureBandwidth(simulator, { blobs, size, gigabits }) {
  const what = `${blobs} blobs of ${size / GIB} GiB by blocks, to an account that takes ${gigabits} Gb/s`;
  console.error(`bench: ${what} …`);
  const fromAccount = simulator.connectionString(SOURCE_ACCOUNT);
  await BlobServiceClient.fromConnectionString(fromAccount).createContainer('large');
  for (let index = 0; index < blobs; index += 1) {
    const blob = `large ${index}`;
    await simulator.synthetic({ account: SOURCE_ACCOUNT, container: 'large', blob, size, seed: index });
  }
  const bytesPerSecond = (gigabits * 1e9) / 8;
  await simulator.throttle({ bytesPerSecond, account: ACCOUNT_NAME });
  await simulator.clearStatistics();
  const client = new Client(OURS, simulator.connectionString());
  try {
    const { copied, blobsPerSecond, peakMegabytes } = await client.ask('copyContainer', {
      from: 'large',
      to: 'large-copies',
      fromAccount,
    });
    if (copied !== blobs) throw new Error(`${copied} of ${blobs} blobs were copied`);
    const { operations, errors } = await simulator.statistics();
    const requests = Object.values(operations).reduce((sum, each) => sum + each, 0);
    const held = (blobsPerSecond * size) / bytesPerSecond;
    return [
      { what: `${what}: part of that`, unit: '%', ours: held * 100, target: '≥ 95 %' },
      { what: `${what}: throttled`, unit: '%', ours: ((errors['503'] ?? 0) / requests) * 100 },
      { what: `${what}: peak memory`, unit: 'MB', ours: peakMegabytes },
    ];
  } finally {
    client.stop();
    await simulator.throttle();
  }
}
