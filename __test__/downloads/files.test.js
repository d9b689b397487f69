'use strict';

// Downloads to files: the state of the file afterwards, also after failures.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs/promises');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { after, before, describe, test } = require('node:test');

const { blobferry, isReference, libraries } = require('../support/libraries');
const { MEBIBYTE, contentOf, inDirectory, startBlobs } = require('./helpers');

const CONTENT = contentOf(20 * MEBIBYTE + 1);
const isRoot = process.getuid?.() === 0;

describe('downloadToFile', () => {
  let blobs;
  before(async () => (blobs = await startBlobs()));
  after(() => blobs.stop());

  for (const [label, library] of Object.entries(libraries)) {
    test(`${label}: the whole and parts of it, and the response`, async () => {
      const blob = await blobs.blob(library, CONTENT);
      await inDirectory(async (directory) => {
        const file = path.join(directory, 'file');
        const whole = await blob.downloadToFile(file);
        assert.ok((await fs.readFile(file)).equals(CONTENT));
        assert.equal(whole.contentLength, CONTENT.length);
        assert.equal(whole.readableStreamBody, undefined);
        assert.equal(whole._response.status, 200);
        const part = await blob.downloadToFile(file, 3, 10 * MEBIBYTE);
        assert.ok((await fs.readFile(file)).equals(CONTENT.subarray(3, 3 + 10 * MEBIBYTE)));
        assert.equal(part.contentLength, 10 * MEBIBYTE);
        assert.equal(part.contentRange, `bytes 3-${10 * MEBIBYTE + 2}/${CONTENT.length}`);
        assert.equal(part._response.status, 206);
        await blob.downloadToFile(file, CONTENT.length - 2);
        assert.ok((await fs.readFile(file)).equals(CONTENT.subarray(-2)));
      });
    });

    test(`${label}: paths of every form that node:fs takes`, async () => {
      const blob = await blobs.blob(library, CONTENT);
      await inDirectory(async (directory) => {
        const name = path.join(directory, 'grüße 世界 %41 #?');
        const noText = Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0xff, 0xfe, 0x41])]);
        const forms = [name, Buffer.from(name), pathToFileURL(name), path.relative(process.cwd(), name)];
        for (const form of process.platform === 'linux' ? [...forms, noText] : forms) {
          await fs.rm(form, { force: true });
          await blob.downloadToFile(form);
          assert.ok((await fs.readFile(form)).equals(CONTENT), String(form));
        }
        await assert.rejects(blob.downloadToFile('a\0b'), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
      });
    });

    test(`${label}: an empty blob makes an empty file`, async () => {
      const blob = await blobs.blob(library, Buffer.alloc(0));
      await inDirectory(async (directory) => {
        await blob.downloadToFile(path.join(directory, 'file'));
        assert.equal((await fs.readFile(path.join(directory, 'file'))).length, 0);
      });
    });

    test(`${label}: errors of the file system are those of Node`, async () => {
      const blob = await blobs.blob(library, CONTENT);
      await inDirectory(async (directory) => {
        const file = path.join(directory, 'file');
        await fs.writeFile(file, '');
        for (const [where, code] of [
          [path.join(directory, 'none', 'file'), 'ENOENT'],
          [directory, 'EISDIR'],
          [path.join(file, 'file'), 'ENOTDIR'],
          [path.join(directory, 'n'.repeat(300)), 'ENAMETOOLONG'],
        ]) {
          const expected = await fs.open(where, 'w').then(assert.fail, (error) => error);
          assert.equal(expected.code, code);
          await assert.rejects(blob.downloadToFile(where), (error) => {
            assert.deepEqual({ ...error }, { ...expected });
            assert.equal(error.message, expected.message);
            return true;
          });
        }
        assert.deepEqual(await fs.readdir(directory), ['file']);
      });
    });

    test(`${label}: a missing blob touches no file`, async () => {
      const container = await blobs.container(library);
      await inDirectory(async (directory) => {
        const file = path.join(directory, 'file');
        await fs.writeFile(file, 'what was there');
        const downloading = container.getBlobClient('missing').downloadToFile(file);
        await assert.rejects(downloading, { name: 'RestError', statusCode: 404, code: 'BlobNotFound' });
        assert.equal(await fs.readFile(file, 'utf8'), 'what was there');
      });
    });

    test(`${label}: a device`, { skip: process.platform === 'win32' }, async () => {
      const blob = await blobs.blob(library, CONTENT);
      const response = await blob.downloadToFile('/dev/null');
      assert.equal(response.contentLength, CONTENT.length);
    });

    test(`${label}: a file that may not be written`, { skip: isRoot || process.platform === 'win32' }, async () => {
      const blob = await blobs.blob(library, CONTENT);
      await inDirectory(async (directory) => {
        const file = path.join(directory, 'file');
        await fs.writeFile(file, 'what was there', { mode: 0o400 });
        await assert.rejects(blob.downloadToFile(file), { code: 'EACCES', syscall: 'open', path: file });
        assert.equal(await fs.readFile(file, 'utf8'), 'what was there');
      });
    });
  }

  test('a file that is there is replaced at the end, with its permissions', { skip: isReference }, async () => {
    const blob = await blobs.blob(blobferry, CONTENT);
    await inDirectory(async (directory) => {
      const file = path.join(directory, 'file');
      await fs.writeFile(file, 'what was there', { mode: 0o640 });
      await blobs.simulator.faults({
        which: { operation: 'getBlob' },
        what: { body: { stall: { part: 0.1 } } },
      });
      const downloading = blob.downloadToFile(file);
      while ((await blobs.simulator.stalls()) === 0) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(await fs.readFile(file, 'utf8'), 'what was there');
      await blobs.simulator.clearFaults();
      let isWhole = false;
      const whole = downloading.then(() => (isWhole = true));
      // A range that met the fault before it was cleared may be held back after the others were released.
      const release = async () => {
        while (!isWhole) await Promise.race([blobs.simulator.releaseStalls(), whole]);
      };
      await Promise.all([whole, release()]);
      assert.ok((await fs.readFile(file)).equals(CONTENT));
      assert.equal((await fs.stat(file)).mode & 0o777, 0o640);
      assert.deepEqual(await fs.readdir(directory), ['file']);
    });
  });

  test('downloads to one file at the same time leave one of them whole', { skip: isReference }, async () => {
    const container = await blobs.container(blobferry);
    const contents = [CONTENT, Buffer.alloc(CONTENT.length, 'b'), Buffer.alloc(5, 'c')];
    for (const [number, content] of contents.entries()) {
      await container.getBlockBlobClient(`${number}`).upload(content, content.length);
    }
    await inDirectory(async (directory) => {
      const file = path.join(directory, 'file');
      await Promise.all(contents.map((_, number) => container.getBlobClient(`${number}`).downloadToFile(file)));
      const left = await fs.readFile(file);
      assert.ok(contents.some((content) => content.equals(left)));
      assert.deepEqual(await fs.readdir(directory), ['file']);
    });
  });

  test('a download that is overridden is used', { skip: isReference }, async () => {
    const { Readable } = require('node:stream');
    class Mine extends blobferry.BlobClient {
      async download() {
        return { readableStreamBody: Readable.from([Buffer.from('mine')]), etag: 'mine' };
      }
    }
    await inDirectory(async (directory) => {
      const file = path.join(directory, 'file');
      const response = await new Mine('http://127.0.0.1:1/a/c/b').downloadToFile(file);
      assert.equal(response.etag, 'mine');
      assert.equal(await fs.readFile(file, 'utf8'), 'mine');
    });
  });

  test('a full disk is an error, and leaves what was there', { skip: isReference || !canMount() }, async () => {
    const blob = await blobs.blob(blobferry, CONTENT);
    await inDirectory(async (directory) => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', directory]);
      try {
        const file = path.join(directory, 'file');
        await fs.writeFile(file, 'what was there');
        await assert.rejects(blob.downloadToFile(file), {
          name: 'Error',
          code: 'ENOSPC',
          syscall: 'write',
          message: 'ENOSPC: no space left on device, write',
        });
        assert.equal(await fs.readFile(file, 'utf8'), 'what was there');
        assert.deepEqual(await fs.readdir(directory), ['file']);
      } finally {
        execFileSync('umount', [directory]);
      }
    });
  });
});

/** Whether this process may mount a file system of its own. */
function canMount() {
  if (process.platform !== 'linux' || !isRoot) return false;
  const directory = require('node:fs').mkdtempSync(path.join(require('node:os').tmpdir(), 'blobferry-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', directory], { stdio: 'ignore' });
    execFileSync('umount', [directory]);
    return true;
  } catch {
    return false;
  } finally {
    require('node:fs').rmdirSync(directory);
  }
}
