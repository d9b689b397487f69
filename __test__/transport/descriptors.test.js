'use strict';

// A process with few file descriptors makes thousands of calls at once: they wait for each other, and leave descriptors
// for the process.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const http = require('node:http');
const path = require('node:path');
const { describe, test } = require('node:test');

const { isReference } = require('../support/blobferry');

const CHILD = path.join(__dirname, 'children', 'few-descriptors.js');
const SUPPORT = path.join(__dirname, '..', 'support');
const DESCRIPTORS = 256;
const CALLS = 5000;
/** What the program opens afterwards. Node itself needs some twenty. */
const FILES = 100;

// Windows has no such limit; the reference opens a connection for each call.
const skip = process.platform === 'win32' || isReference;

/** Runs the child under the limit; resolves with what it printed. */
async function runLimited(...parameters) {
  const preload = ['-r', path.join(SUPPORT, 'die-with-parent.js'), '-r', path.join(SUPPORT, 'release-channel.js')];
  const command = `ulimit -n ${DESCRIPTORS} && exec "$0" "$@"`;
  const child = spawn('sh', ['-c', command, process.execPath, ...preload, CHILD, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  assert.equal(code, 0, output);
  return JSON.parse(output);
}

async function startServer() {
  let most = 0;
  let open = 0;
  const server = http.createServer((request, response) => {
    request.resume();
    response.writeHead(200, { etag: '"1"', 'content-length': 0 });
    response.end();
  });
  server.on('connection', (socket) => {
    open += 1;
    most = Math.max(most, open);
    socket.on('error', () => {});
    socket.on('close', () => (open -= 1));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', 1024, resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}/account/container`, most: () => most };
}

async function outcomeOf(...parameters) {
  const { server, url, most } = await startServer();
  try {
    return { ...(await runLimited(url, ...parameters.map(String))), most: most() };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe(`calls in a process that may open ${DESCRIPTORS} files`, { skip }, () => {
  test(`${CALLS} at once all succeed, few connections stay, and files can be opened`, async () => {
    const outcome = await outcomeOf(0, CALLS, FILES, DESCRIPTORS / 4);
    assert.equal(outcome.rejected, undefined);
    assert.equal(outcome.succeeded, CALLS);
    assert.equal(outcome.error, undefined);
    assert.equal(outcome.during, FILES);
    assert.equal(outcome.opened, FILES);
    assert.ok(outcome.most <= DESCRIPTORS / 2, `${outcome.most} connections at once`);
    if (outcome.kept !== null) assert.ok(outcome.kept <= DESCRIPTORS / 4, `${outcome.kept} connections stay`);
  });

  test('they make do with what the program has left', async () => {
    const outcome = await outcomeOf(180, 1000, 5, DESCRIPTORS);
    assert.equal(outcome.rejected, undefined);
    assert.equal(outcome.succeeded, 1000);
    assert.equal(outcome.during, 5, 'files opened while the last calls were in flight');
    assert.equal(outcome.opened, 5, 'files opened afterwards');
  });

  test('when it has left nothing, the error says what that means', async () => {
    const outcome = await outcomeOf(DESCRIPTORS, 5, 0, DESCRIPTORS);
    assert.equal(outcome.succeeded, 0);
    assert.match(outcome.rejected, /EMFILE/);
    assert.match(outcome.rejected, /ulimit -n/);
  });
});
