'use strict';

// Calls that are not awaited reach the service in the order in which they were made, whatever their kinds. The
// reference is shown too: scripts may rely on this order.

const assert = require('node:assert/strict');
const http = require('node:http');
const path = require('node:path');
const { describe, test } = require('node:test');

const { afterPolling } = require('../support/after-polling');
const { runChild } = require('../support/child');
const { isReference, libraries } = require('../support/libraries');

const KEY = Buffer.from('a key').toString('base64');
const HEADERS = {
  etag: '"1"',
  'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT',
  'x-ms-lease-id': 'id',
  'x-ms-copy-id': 'id',
  'x-ms-copy-status': 'success',
  'x-ms-blob-type': 'BlockBlob',
};
const PAGE = '<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>';

/** Writes down what arrives when its head does. Answers requests for `together-N` when N of them are there. */
async function withServer(action) {
  const arrived = [];
  const together = [];
  const server = http.createServer((request, response) => {
    const { searchParams, pathname } = new URL(request.url, 'http://host');
    const name = searchParams.get('prefix') ?? pathname.split('/').at(-1);
    request.resume();
    if (name.startsWith('together-')) {
      together.push(response);
      if (together.length < Number(name.split('-')[1])) return;
      afterPolling(() => together.splice(0).forEach((held) => held.writeHead(200, HEADERS).end()));
      return;
    }
    arrived.push(name);
    request.on('end', () => {
      const kind = searchParams.get('comp');
      const status = { GET: 200, HEAD: 200, DELETE: 202 }[request.method] ?? (kind === 'metadata' ? 200 : 201);
      const body = kind === 'list' ? PAGE : request.method === 'GET' ? 'content' : '';
      const headers = { ...HEADERS, 'content-length': body.length };
      afterPolling(() => {
        response.writeHead(request.headers['x-ms-copy-source'] ? 202 : status, headers);
        response.end(request.method === 'HEAD' ? undefined : body);
      });
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await action(`http://127.0.0.1:${server.address().port}/account/container`, arrived);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** A server in another process, and a way to take what arrived there. */
async function withOwnProcess(action) {
  let child;
  let ended;
  const port = await new Promise((resolve, reject) => {
    ended = runChild(path.join(__dirname, 'children', 'server.js'), {
      onLine(line, process) {
        child = process;
        resolve(Number(line));
      },
    });
    ended.then(({ stderr }) => reject(new Error(stderr)), reject);
  });
  const origin = `http://127.0.0.1:${port}`;
  try {
    return await action(`${origin}/account/container`, async () => (await fetch(`${origin}/arrived`)).json());
  } finally {
    child.kill();
    await ended;
  }
}

/** One of each kind of call, made of a container and a name that its request carries. */
const KINDS = [
  (container, name) => container.getBlobClient(name).getProperties(),
  (container, name) => container.getBlockBlobClient(name).upload('text', 4),
  (container, name) => container.getBlobClient(name).deleteIfExists(),
  (container, name) => container.getBlockBlobClient(name).upload(Buffer.alloc(1000), 1000),
  (container, name) => container.listBlobsFlat({ prefix: name }).next(),
  (container, name) => container.getBlobClient(name).beginCopyFromURL('http://127.0.0.1:1/source'),
  (container, name) => container.getBlobClient(name).getBlobLeaseClient().acquireLease(-1),
  (container, name) => container.getBlobClient(name).exists(),
  (container, name) =>
    container.getBlobClient(name).setMetadata({ a: 'b' }, { abortSignal: new AbortController().signal }),
  (container, name) => container.getAppendBlobClient(name).createIfNotExists(),
  (container, name) => container.listBlobsFlat({ prefix: name }).byPage().next(),
  (container, name) => container.getAppendBlobClient(name).appendBlock('text', 4),
  (container, name) => container.getBlobClient(name).syncCopyFromURL('http://127.0.0.1:1/source'),
  (container, name) => container.getBlobClient(name).createSnapshot(),
];

/**
 * Has so many connections made. A server reads from a connection that is new one turn later than from those that it has, so that what comes on
 * both may arrive in another order.
 */
const makeConnections = (container, count) =>
  Promise.all(Array.from({ length: count }, () => container.getBlobClient(`together-${count}`).getProperties()));

/** Has rounds run, each of which says what arrived in what order, and wants all of them in order, or all but so many. */
async function inOrder(rounds, run, but = 0) {
  const wrong = [];
  for (let round = 0; round < rounds; round += 1) {
    const { arrived, names } = await run(round);
    assert.deepEqual([...arrived].sort(), [...names].sort());
    if (arrived.join() !== names.join()) wrong.push(arrived.join(' '));
  }
  assert.ok(wrong.length <= but, `out of order in ${wrong.length} of ${rounds} rounds:\n${wrong.join('\n')}`);
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

for (const [label, library] of Object.entries(libraries)) {
  const clientAt = (url) => new library.ContainerClient(url, new library.StorageSharedKeyCredential('account', KEY));

  describe(`${label}: the order of calls that are not awaited`, () => {
    test('ten uploads, fifty times', () =>
      withServer((url, arrived) => {
        const container = clientAt(url);
        return inOrder(50, async (round) => {
          const names = Array.from({ length: 10 }, (_, number) => `${round}-${number}`);
          arrived.length = 0;
          await Promise.all(names.map((name) => container.getBlockBlobClient(name).upload('text', 4)));
          return { arrived, names };
        });
      }));

    test('a deletion, and what is written after it', () =>
      withServer((url, arrived) => {
        const container = clientAt(url);
        return inOrder(50, async (round) => {
          arrived.length = 0;
          const names = [`${round}-deleted`, `${round}-written`];
          void container.getBlobClient(names[0]).deleteIfExists();
          await container.getBlockBlobClient(names[1]).upload('new', 3);
          while (arrived.length < 2) await turn();
          return { arrived, names };
        });
      }));

    test('downloads among uploads', { skip: label === 'reference' }, () =>
      withServer(async (url, arrived) => {
        const container = clientAt(url);
        await makeConnections(container, 12);
        return inOrder(30, async (round) => {
          const names = Array.from({ length: 12 }, (_, number) => `${round}-${number}`);
          arrived.length = 0;
          const call = (name, number) =>
            (number + round) % 3 === 0
              ? container.getBlockBlobClient(name).upload('text', 4)
              : container.getBlobClient(name).downloadToBuffer(0, 7);
          await Promise.all(names.map(call));
          return { arrived, names };
        });
      }),
    );

    test('a body of many bytes among small ones, to a process of its own', { skip: label === 'reference' }, () =>
      withOwnProcess(async (url, takeArrived) => {
        const container = clientAt(url);
        const large = Buffer.alloc(100_000, 'x');
        await container.getBlockBlobClient('together-1').upload(large, large.length);
        await makeConnections(container, 15);
        const run = async (round) => {
          const names = Array.from({ length: 15 }, (_, number) => `${round}-${number}`);
          const body = (number) => (number === round % 3 ? large : Buffer.from('text'));
          const upload = (name, number) => container.getBlockBlobClient(name).upload(body(number), body(number).length);
          await Promise.all(names.map(upload));
          return { arrived: await takeArrived(), names };
        };
        // Two threads write, and on a busy machine one core delivers what was written there later than the other.
        return inOrder(200, run, 2);
      }),
    );

    // The reference sends some kinds of calls a turn later than others.
    test('every kind of call, in one go', { skip: label === 'reference' }, () =>
      withServer(async (url, arrived) => {
        const container = clientAt(url);
        await makeConnections(container, KINDS.length);
        return inOrder(30, async (round) => {
          const names = KINDS.map((_, number) => `${round}-${number}`);
          arrived.length = 0;
          // Another order each time, so that every kind comes after every other.
          await Promise.all(names.map((name, number) => KINDS[(number * 5 + round) % KINDS.length](container, name)));
          return { arrived, names };
        });
      }),
    );

    test('every kind of call, through a proxy', { skip: label === 'reference' }, () =>
      withServer(async (url, arrived) => {
        const { port } = new URL(url);
        const proxyOptions = { host: 'http://127.0.0.1', port: Number(port) };
        const credential = new library.StorageSharedKeyCredential('account', KEY);
        const container = new library.ContainerClient('http://account.invalid/account/container', credential, {
          proxyOptions,
        });
        await makeConnections(container, KINDS.length);
        return inOrder(30, async (round) => {
          const names = KINDS.map((_, number) => `${round}-${number}`);
          arrived.length = 0;
          await Promise.all(names.map((name, number) => KINDS[(number * 5 + round) % KINDS.length](container, name)));
          return { arrived, names };
        });
      }),
    );

    test('every kind of call, across goes', { skip: label === 'reference' }, () =>
      withServer(async (url, arrived) => {
        const container = clientAt(url);
        await makeConnections(container, KINDS.length);
        return inOrder(30, async (round) => {
          const names = KINDS.map((_, number) => `${round}-${number}`);
          arrived.length = 0;
          const calls = [];
          for (const [number, name] of names.entries()) {
            calls.push(KINDS[(number * 5 + round) % KINDS.length](container, name));
            if (number % 3 === 0) await undefined;
            if (number % 5 === 0) await turn();
          }
          await Promise.all(calls);
          return { arrived, names };
        });
      }),
    );

    test('while the engine is busy with thousands of others', { skip: isReference || label === 'reference' }, () =>
      withServer(async (url, arrived) => {
        const [container, other] = [clientAt(url), clientAt(url)];
        const busy = Array.from({ length: 3000 }, (_, number) =>
          other.getBlobClient(`other-${number}`).getProperties(),
        );
        await turn();
        const names = Array.from({ length: 50 }, (_, number) => `mine-${number}`);
        const calls = names.map((name) => container.getBlockBlobClient(name).upload('text', 4));
        await Promise.all([...busy, ...calls]);
        assert.deepEqual(
          arrived.filter((name) => name.startsWith('mine')),
          names,
        );
      }),
    );
  });
}
