'use strict';

// A process with a memory limit: what does not fit is an error of that call, and the process continues.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { runChild } = require('../support/child');
const { isReference } = require('../support/libraries');

const MIB = 1024 * 1024;
/** What is left to the process beyond what it has when everything is loaded: far less than an answer of 120 MiB. */
const LEFT = 40 * MIB;
const PIECE = Buffer.alloc(MIB, ' ');

const canLimit = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;

describe('a process that gets no more memory', { skip: isReference || (!canLimit && 'needs prlimit') }, () => {
  let server;
  before(async () => {
    server = http.createServer(async (request, response) => {
      response.setHeader('etag', '"1"');
      response.on('error', () => {});
      response.setHeader('content-length', 120 * PIECE.length);
      if (request.method === 'HEAD') return response.end();
      response.setMaxListeners(0);
      for (let count = 0; count < 120 && !response.destroyed; count += 1) {
        if (!response.write(PIECE)) {
          await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
        }
      }
      return response.end();
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  test('has an error of what does not fit, and goes on', async () => {
    const child = await runChild(path.join(__dirname, 'children', 'no-memory.js'), {
      // The engine's allocator takes address space ahead, which would be memory that is left.
      environment: { MIMALLOC_ARENA_RESERVE: '0', MIMALLOC_DISALLOW_ARENA_ALLOC: '1' },
      arguments: [`http://127.0.0.1:${server.address().port}`],
      onLine(line, { pid }) {
        if (line !== 'ready') return;
        const kibibytes = Number(/VmSize:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
        const limit = spawnSync('prlimit', ['--pid', pid, `--as=${kibibytes * 1024 + LEFT}`]);
        assert.equal(limit.status, 0, String(limit.stderr));
        process.kill(pid, 'SIGUSR2');
      },
    });
    assert.deepEqual([child.code, child.signal, child.stderr], [0, null, '']);
    const [, error, next] = child.stdout.trim().split('\n');
    assert.match(JSON.parse(error).message, /ENOMEM: there is no memory for an answer of \d+ bytes/);
    assert.equal(next, 'true', 'the next call goes well');
  });
});
