'use strict';

// Files: every kind of path, paths that are not files, and uploads whose file changes in the meantime.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { after, before, describe, test } = require('node:test');

const { startBodyServer } = require('../support/body-server');
const { blobferry, reference } = require('../support/libraries');
const { startSimulator } = require('../support/simulator');
const { makeContainer, pattern, withFile, withFolder } = require('./helpers');

/** More than the system keeps of a connection. */
const LENGTH = 24_000_000;
const BYTES = pattern(1_300_003);

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());

describe('paths', () => {
  test('of every form that node:fs takes', async () => {
    const blob = (await makeContainer(simulator)).getBlockBlobClient('b');
    await withFolder(async (folder) => {
      const name = path.join(folder, 'grüße 世界 %41 #?');
      fs.writeFileSync(name, BYTES);
      const link = path.join(folder, 'link');
      fs.symlinkSync(name, link);
      for (const form of [
        name,
        Buffer.from(name),
        new Uint8Array(Buffer.from(name)),
        pathToFileURL(name),
        path.relative(process.cwd(), name),
        link,
      ]) {
        await blob.delete().catch(() => {});
        await blob.uploadFile(form);
        assert.ok(BYTES.equals(await blob.downloadToBuffer()), String(form));
      }
    });
  });

  test('that are no text', { skip: process.platform !== 'linux' }, async () => {
    const blob = (await makeContainer(simulator)).getBlockBlobClient('b');
    await withFolder(async (folder) => {
      const name = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe, 0x41])]);
      fs.writeFileSync(name, BYTES);
      await blob.uploadFile(name);
      assert.ok(BYTES.equals(await blob.downloadToBuffer()));
    });
  });

  test('that cannot be read: the error is that of node:fs, as in the reference', async () => {
    const container = await makeContainer(simulator);
    const theirs = reference.ContainerClient;
    const key = new reference.StorageSharedKeyCredential('devstoreaccount1', simulator.accountKey());
    const blob = container.getBlockBlobClient('b');
    const other = new theirs(container.url, key).getBlockBlobClient('b');
    const fieldsOf = ({ name, code, errno, syscall, message }) => ({ name, code, errno, syscall, message });
    for (const name of ['/nowhere/at/all', path.join(__filename, 'below'), '']) {
      if (name === '') continue;
      const [expected, actual] = await Promise.all(
        [other, blob].map((client) => client.uploadFile(name).then(assert.fail, fieldsOf)),
      );
      assert.deepEqual(actual, expected, name);
    }
    await assert.rejects(blob.uploadFile('a\0b'), { code: 'ERR_INVALID_ARG_VALUE' });
    for (const nothing of [undefined, null, 5, {}, []]) {
      await assert.rejects(blob.uploadFile(nothing), /^TypeError: filePath must be a string/);
    }
    await assert.rejects(blob.uploadFile(''), /^RangeError: filePath must not be empty/);
    assert.equal(await blob.exists(), false);
  });

  test('to what is no file', { skip: process.platform !== 'linux' }, async () => {
    const blob = (await makeContainer(simulator)).getBlockBlobClient('b');
    await assert.rejects(blob.uploadFile(__dirname), { code: 'EISDIR' });
    await assert.rejects(blob.uploadFile('/dev/zero'), { code: 'NotAFile' });
    // It says that it is empty, and is not.
    await assert.rejects(blob.uploadFile('/proc/self/status'), { code: 'FileChanged' });
    assert.equal(await blob.exists(), false);
  });
});

describe('a file that changes while it is sent', () => {
  const CHANGES = {
    grows: [(file) => fs.appendFileSync(file, 'x'), /it grew from \d+ to \d+ bytes/],
    shrinks: [(file) => fs.truncateSync(file, 100), /it shrank from \d+ to 100 bytes/],
    'is emptied': [(file) => fs.truncateSync(file, 0), /it shrank from \d+ to 0 bytes/],
    'is written to': [
      (file) => {
        // Not `writeFileSync`, which would make it empty first.
        const descriptor = fs.openSync(file, 'r+');
        fs.writeSync(descriptor, 'other bytes');
        fs.closeSync(descriptor);
        fs.utimesSync(file, new Date(), new Date(Date.now() + 5000));
      },
      /it was written to/,
    ],
    'is replaced': [
      (file) => {
        fs.writeFileSync(`${file}.new`, Buffer.alloc(fs.statSync(file).size));
        fs.renameSync(`${file}.new`, file);
      },
      /another file was put in its place/,
    ],
  };

  for (const [label, [change, words]] of Object.entries(CHANGES)) {
    test(`${label}: in one request, of which the last byte is never sent`, async () => {
      const server = await startBodyServer();
      server.hold();
      try {
        await withFile(Buffer.alloc(LENGTH, 1), async (file) => {
          const blob = new blobferry.BlockBlobClient(`${server.origin}/account/c/b`);
          const ended = assert.rejects(blob.uploadFile(file), (error) => {
            assert.equal(error.code, 'FileChanged');
            assert.match(error.message, words);
            assert.ok(error.message.includes(file));
            return true;
          });
          await server.until(() => server.requests.length === 1);
          change(file);
          server.release();
          await ended;
          await server.until(() => server.requests[0].gone);
          assert.equal(server.requests[0].body, undefined);
          assert.equal(server.requests.length, 1);
        });
      } finally {
        await server.close();
      }
    });

    test(`${label}: in blocks, of which no blob is made`, async () => {
      let file;
      const server = await startBodyServer((request) => {
        if (request.url.includes('blockid') && server.requests.length === 2) change(file);
        return 201;
      });
      try {
        await withFile(BYTES, async (name) => {
          file = name;
          const blob = new blobferry.BlockBlobClient(`${server.origin}/account/c/b`);
          await assert.rejects(
            blob.uploadFile(file, { maxSingleShotSize: 0, blockSize: 300_000, concurrency: 1 }),
            (error) => {
              assert.equal(error.code, 'FileChanged');
              assert.match(error.message, words);
              return true;
            },
          );
          assert.ok(server.requests.every(({ url }) => !url.includes('blocklist')));
        });
      } finally {
        await server.close();
      }
    });
  }

  test('a file that loses its name is sent as it is', async () => {
    let file;
    const server = await startBodyServer(() => {
      fs.rmSync(file, { force: true });
      return 201;
    });
    try {
      await withFile(BYTES, async (name) => {
        file = name;
        const blob = new blobferry.BlockBlobClient(`${server.origin}/account/c/b`);
        await blob.uploadFile(file, { maxSingleShotSize: 0, blockSize: 300_000, concurrency: 1 });
      });
      const blocks = server.requests.filter(({ url }) => url.includes('blockid')).map(({ body }) => body);
      assert.ok(BYTES.equals(Buffer.concat(blocks)));
    } finally {
      await server.close();
    }
  });
});

test('a request that is retried reads the file again', async () => {
  const blob = (await makeContainer(simulator)).getBlockBlobClient('b');
  for (const what of [{ upload: { resetAfter: 1_000_000 } }, { status: 503, code: 'ServerBusy' }]) {
    const which = { container: blob.containerName, operation: 'putBlob' };
    await simulator.faults({ which, when: { nth: 1 }, what });
    const reported = [];
    await withFile(BYTES, (file) =>
      blob.uploadFile(file, { onProgress: ({ loadedBytes }) => reported.push(loadedBytes) }),
    );
    assert.ok(BYTES.equals(await blob.downloadToBuffer()));
    assert.ok(
      reported.every((bytes, at) => at === 0 || bytes > reported[at - 1]),
      `${reported}`,
    );
    assert.equal(reported.at(-1), BYTES.length);
  }
});

test('no descriptor stays open', { skip: process.platform !== 'linux' }, async () => {
  const open = (name) =>
    fs.readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return fs.readlinkSync(`/proc/self/fd/${fd}`).startsWith(name);
      } catch {
        return false;
      }
    });
  const blob = (await makeContainer(simulator)).getBlockBlobClient('b');
  await withFile(BYTES, async (file) => {
    await blob.uploadFile(file);
    await assert.rejects(blob.uploadFile(file, { conditions: { ifNoneMatch: '*' } }), { code: 'BlobAlreadyExists' });
    await assert.rejects(
      blob.uploadFile(file, { maxSingleShotSize: 0, blockSize: 1 }),
      /^RangeError: The buffer's size/,
    );
    // It is closed on the engine's thread, which has the request of the next call behind it.
    await blob.exists();
    assert.deepEqual(open(file), []);
  });
});
