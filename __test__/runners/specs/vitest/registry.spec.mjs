// The package is imported again after a reset. What lies in node_modules is Node's to load, so it stays the same one.

import { expect, test, vi } from 'vitest';

import { EXPECTED, freshContainer, work } from './work.cjs';

test('every kind of call after each reset', async () => {
  for (let round = 0; round < 2; round += 1) {
    vi.resetModules();
    expect(await work(await import('blobferry'))).toEqual(EXPECTED);
  }
});

test('calls that are under way when modules are reset come to their end', async () => {
  const container = await freshContainer(await import('blobferry'));
  const under = [container.getProperties(), container.getBlockBlobClient('blob').upload('content', 7)];
  vi.resetModules();
  expect((await Promise.all(under)).map(({ etag }) => typeof etag)).toEqual(['string', 'string']);
});
