'use strict';

// A process that may have no more memory: what does not fit is an error of that call, what fits goes well, and the process lives on.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { makeCertificate } = require('../support/certificate');
const { runChild } = require('../support/child');
const { closerOf } = require('../support/close-server');
const { isReference } = require('../support/libraries');

const MIB = 1024 * 1024;
/** What is left to the process beyond what it has when everything is loaded: far less than a response of 120 MiB. */
const LEFT = 40 * MIB;
const PIECE = Buffer.alloc(MIB, ' ');

const canLimit = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;

/** Takes all that it is sent, and gives 120 MiB of everything. */
async function respond(request, response) {
  response.on('error', () => {});
  request.on('error', () => {});
  request.resume();
  response.setHeader('etag', '"1"');
  if (request.method === 'PUT') {
    await new Promise((resolve) => request.once('end', resolve).once('close', resolve));
    response.setHeader('last-modified', new Date(0).toUTCString());
    response.writeHead(201).end();
    return;
  }
  if (request.url.includes('/error')) response.statusCode = 400;
  response.setHeader('content-length', 120 * PIECE.length);
  if (request.method === 'HEAD') return void response.end();
  response.setMaxListeners(0);
  for (let count = 0; count < 120 && !response.destroyed; count += 1) {
    if (!response.write(PIECE)) {
      await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
    }
  }
  response.end();
}

describe('a process that gets no more memory', { skip: isReference || (!canLimit && 'needs prlimit') }, () => {
  let certificate;
  let servers;
  let closers;
  before(async () => {
    certificate = makeCertificate();
    servers = [http.createServer(respond), https.createServer(certificate, respond)];
    closers = servers.map(closerOf);
    for (const server of servers) await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => {
    for (const close of closers) close();
  });

  test('has an error for what does not fit, and continues', async () => {
    const [plain, secure] = servers.map((server) => server.address().port);
    const child = await runChild(path.join(__dirname, 'children', 'no-memory.js'), {
      environment: {
        // The engine's allocator takes address space ahead, which would be memory that is left.
        MIMALLOC_ARENA_RESERVE: '0',
        // Bun's own allocator is mimalloc, too, and does not start with this.
        ...(globalThis.Bun ? {} : { MIMALLOC_DISALLOW_ARENA_ALLOC: '1' }),
        NODE_EXTRA_CA_CERTS: certificate.authorityFile,
      },
      arguments: [`http://127.0.0.1:${plain}`, `https://127.0.0.1:${secure}`],
      onLine(line, { pid }) {
        if (line !== 'ready') return;
        const kibibytes = Number(/VmSize:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
        const limit = spawnSync('prlimit', ['--pid', pid, `--as=${kibibytes * 1024 + LEFT}`]);
        assert.equal(limit.status, 0, String(limit.stderr));
        process.kill(pid, 'SIGUSR2');
      },
    });
    assert.deepEqual([child.code, child.signal, child.stderr], [0, null, ''], child.stdout);
    const [, ...lines] = child.stdout.trim().split('\n');
    const outcomes = lines.map((line) => JSON.parse(line));
    for (const { name, next } of outcomes) assert.equal(next, true, `the call after ${name} goes well`);
    const outcomeOf = Object.fromEntries(outcomes.map(({ name, outcome }) => [name, outcome]));
    const fails = {
      list: /ENOMEM: there is no memory for a response of \d+ bytes/,
      'a new buffer': /^125829120 bytes do not fit in/,
      'a stream, which is kept': /There is no memory for a copy of \d+ bytes/,
      'a stream over HTTPS': /There is no memory for a copy of \d+ bytes/,
    };
    for (const [name, message] of Object.entries(fails)) assert.match(outcomeOf[name].message, message, name);
    assert.equal(outcomeOf['an error'].status, 400);
    for (const [name, outcome] of Object.entries(outcomeOf)) {
      if (name !== 'an error' && !(name in fails)) assert.equal(outcome, 'done', name);
    }
    assert.equal(outcomes.length, 10);
  });
});
