'use strict';

// How a job reaches its sides: clouds of other names, proxies that swallow, containers that may be read and not listed, clocks that are wrong.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { sendSignal } = require('../support/send-signal');
const { CLOCK_BEHIND, failing, startTwoAccounts } = require('../transfer/helpers');
const { ODD_NAMES, containerBeside, namesOf, upload } = require('./helpers');

const { BlobServiceClient, ContainerClient, StorageSharedKeyCredential } = blobferry;
const PROGRAM = path.join(__dirname, '..', '..', 'dist', 'cli.js');
const ENDS_WITH_PARENT = path.join(__dirname, '..', 'support', 'die-with-parent.js');

/** A proxy that sends every request to one server, under the host that the client named. */
async function startForwardProxy(target) {
  const upstream = new URL(target);
  const hosts = [];
  const server = http.createServer((request, response) => {
    const { pathname, search } = new URL(request.url);
    hosts.push(request.headers.host);
    const passed = http.request(
      {
        host: upstream.hostname,
        port: upstream.port,
        method: request.method,
        // What the client wrote, without the origin.
        path: request.url.slice(request.url.indexOf('/', 'http://'.length)) || pathname + search,
        headers: request.headers,
        agent: false,
      },
      (reply) => {
        response.writeHead(reply.statusCode, reply.rawHeaders);
        reply.pipe(response);
      },
    );
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    hosts,
    port: server.address().port,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A proxy that takes connections and says nothing. */
async function startSilentProxy() {
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).resume();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    get connections() {
      return sockets.size;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('reaching both sides', () => {
  let simulator;
  let containerOf;
  let from;
  let to;
  let number = 0;

  before(async () => {
    ({ simulator, containerOf } = await startTwoAccounts({
      retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5, maxTries: 2 },
    }));
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await simulator.clearFaults();
    number += 1;
    [from, to] = ['one', 'two'].map((account) => containerBeside(containerOf(account), `reaching-${number}`));
    await Promise.all([from.create(), to.create()]);
  });

  const keyOf = (account) => new StorageSharedKeyCredential(account, simulator.accountKey(account));

  for (const [cloud, suffixes] of [
    ['China', ['core.chinacloudapi.cn', 'core.chinacloudapi.cn']],
    ['US Government', ['core.usgovcloudapi.net', 'core.usgovcloudapi.net']],
    ['one that nobody knows, from China', ['core.chinacloudapi.cn', 'core.azure.example']],
    ['a zone of its own', ['z13.storage.azure.net', 'core.windows.net']],
  ]) {
    test(`A9: the host is that of the URL, in ${cloud}`, async () => {
      for (const name of ODD_NAMES) await upload(from, name);
      const proxy = await startForwardProxy(simulator.origin);
      try {
        const options = { proxyOptions: { host: 'http://127.0.0.1', port: proxy.port } };
        const [source, destination] = ['one', 'two'].map(
          (account, side) =>
            new ContainerClient(
              `http://${account}.blob.${suffixes[side]}/${from.containerName}`,
              keyOf(account),
              options,
            ),
        );
        for (const strategy of ['auto', 'relay', 'asynchronous']) {
          const poller = await destination.beginCopyFromContainer(source, {
            strategy,
            destinationPrefix: `${strategy.slice(0, 1)}/`,
          });
          const { copied, failed } = await poller.pollUntilDone();
          assert.deepEqual([copied, failed], [ODD_NAMES.length, 0], strategy);
        }
        assert.deepEqual(
          [...new Set(proxy.hosts)].sort(),
          ['one', 'two'].map((account, side) => `${account}.blob.${suffixes[side]}`).sort(),
        );
        const sources = (await simulator.requests({ operation: 'copyBlobFromUrl' })).map(
          ({ headers }) => new URL(headers['x-ms-copy-source']).host,
        );
        assert.ok(sources.includes(`one.blob.${suffixes[0]}`), String(sources));
      } finally {
        await proxy.close();
      }
    });
  }

  test('A9: a connection string names the cloud by its suffix', () => {
    const suffix = 'core.chinacloudapi.cn';
    const text = `DefaultEndpointsProtocol=https;AccountName=one;AccountKey=a2V5;EndpointSuffix=${suffix}`;
    assert.equal(BlobServiceClient.fromConnectionString(text).url, `https://one.blob.${suffix}/`);
  });

  test('A8: a public container is listed and read anonymously', async () => {
    for (const name of ODD_NAMES) await upload(from, name);
    await from.setAccessPolicy('container');
    const poller = await to.beginCopyFromContainer(from.url);
    assert.equal((await poller.pollUntilDone()).copied, ODD_NAMES.length);
    assert.deepEqual((await namesOf(to)).sort(), [...ODD_NAMES].sort());
  });

  test('A8: one that forbids its listing says so before anything is written, and is copied by names that are known', async () => {
    for (const name of ODD_NAMES) await upload(from, name);
    await from.setAccessPolicy('blob');
    const error = await failing(to.beginCopyFromContainer(from.url));
    assert.match(error.message, /source container .* cannot be listed.*Nothing was copied/s);
    assert.deepEqual(await namesOf(to), []);
    const anonymous = new ContainerClient(from.url);
    await simulator.clearRequests();
    function* entries() {
      for (const name of ODD_NAMES) yield { source: anonymous.getBlobClient(name), destination: name };
    }
    const poller = await to.beginCopyFromContainer(entries());
    assert.deepEqual([(await poller.pollUntilDone()).copied], [ODD_NAMES.length]);
    for (const name of ODD_NAMES) {
      assert.equal((await to.getBlobClient(name).downloadToBuffer()).toString(), name);
    }
    const seen = await simulator.requests();
    assert.ok(seen.every(({ operation }) => operation !== 'listBlobs'));
    assert.ok(seen.filter(({ path: at }) => at.startsWith('/one/')).every(({ headers }) => !headers.authorization));
  });

  test('A6: a signature that is made for the service starts long before now, or has no start', async () => {
    await upload(from, 'a', 'x'.repeat(300));
    await upload(from, 'b');
    for (const strategy of ['synchronous', 'blocks', 'asynchronous']) {
      await simulator.clearRequests();
      const options = strategy === 'blocks' ? { strategy, blockSize: 100 } : { strategy };
      await (await to.beginCopyFromContainer(from, options)).pollUntilDone();
      const sources = (await simulator.requests()).flatMap(({ headers }) => headers['x-ms-copy-source'] ?? []);
      assert.ok(sources.length >= 2);
      for (const source of sources) {
        const start = new URL(source).searchParams.get('st');
        if (start !== null) assert.ok(Date.now() - Date.parse(start) >= 15 * 60_000, start);
        assert.ok(Date.parse(new URL(source).searchParams.get('se')) > Date.now() + 3_600_000);
      }
    }
  });

  test('A6: a wrong clock is reported with the rejection that it caused', async () => {
    await upload(from, 'a');
    const { simulator: late } = await startTwoAccounts();
    try {
      await late.advanceClock(3600 + CLOCK_BEHIND);
      const [source, destination] = ['one', 'two'].map((account) =>
        BlobServiceClient.fromConnectionString(late.connectionString(account)).getContainerClient('container'),
      );
      const error = await failing(destination.beginCopyFromContainer(source));
      assert.match(error.message, /clock of this machine is (59|60) minutes behind that of the service/);
      const own = await failing(source.getProperties());
      assert.match(own.message, /clock of this machine is (59|60) minutes behind/);
    } finally {
      await late.stop();
    }
  });

  test('A10: an unreachable proxy is named, and its password is not', async () => {
    const silent = await startSilentProxy();
    const { port } = silent;
    await silent.close();
    const options = {
      proxyOptions: { host: 'http://127.0.0.1', port, username: 'user', password: 'hunter2' },
      retryOptions: { maxTries: 1 },
    };
    for (const origin of ['http://one.blob.core.windows.net', 'https://one.blob.core.windows.net']) {
      const source = new ContainerClient(`${origin}/container`, keyOf('one'), options);
      const error = await failing(to.beginCopyFromContainer(source));
      assert.match(error.message, new RegExp(`prox.*127\\.0\\.0\\.1:${port}|127\\.0\\.0\\.1:${port}.*prox`, 'is'));
      assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /hunter2|aHVudGVyM/);
    }
  });

  test('A10: a silent proxy is named when a request times out', async () => {
    const silent = await startSilentProxy();
    try {
      const options = {
        proxyOptions: { host: 'http://127.0.0.1', port: silent.port, username: 'user', password: 'hunter2' },
        retryOptions: { maxTries: 1, tryTimeoutInMs: 50 },
      };
      for (const origin of ['http://one.blob.core.windows.net', 'https://one.blob.core.windows.net']) {
        const source = new ContainerClient(`${origin}/container`, keyOf('one'), options);
        const error = await failing(to.beginCopyFromContainer(source));
        assert.match(error.message, new RegExp(`proxy.*127\\.0\\.0\\.1:${silent.port}`, 's'), origin);
        assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /hunter2/);
      }
    } finally {
      await silent.close();
    }
  });

  test('A10: a command without a response says what it waits for, and names the proxy variable without its value', async () => {
    const silent = await startSilentProxy();
    try {
      const url = (account) => `http://${account}.blob.core.windows.net/container`;
      const environment = Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !/^(AZURE|BLOBFERRY)_|_proxy$/i.test(name)),
      );
      const child = spawn(
        process.execPath,
        [
          '-r',
          ENDS_WITH_PARENT,
          '-r',
          path.join(__dirname, 'children', 'short-minutes.js'),
          PROGRAM,
          'copy',
          url('one'),
          url('two'),
        ],
        {
          env: {
            ...environment,
            HTTP_PROXY: `http://user:hunter2@127.0.0.1:${silent.port}`,
            BLOBFERRY_SOURCE_KEY: 'a2V5',
            BLOBFERRY_DESTINATION_KEY: 'a2V5',
          },
          stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        },
      );
      let said = '';
      for (const name of ['stdout', 'stderr']) {
        child[name].setEncoding('utf8').on('data', (text) => {
          said += text;
          if (!said.includes('No progress') || child.requested) return;
          child.requested = true;
          sendSignal(child, 'SIGINT');
        });
      }
      const code = await new Promise((resolve) => child.once('close', resolve));
      assert.equal(code, 130, said);
      assert.match(
        said,
        /^No progress for 60 s\. Waiting for the first responses of http:\/\/one\S+ and http:\/\/two\S+\. .*HTTP_PROXY/m,
      );
      assert.doesNotMatch(said, /hunter2/);
    } finally {
      await silent.close();
    }
  });

  test('A10: so does one that waits for a copy, by its name', async () => {
    for (const name of ['a', 'b', 'c']) await upload(from, name);
    await simulator.faults({ which: { operation: 'copyBlobFromUrl', blob: 'b' }, what: { stall: true } });
    const child = spawn(
      process.execPath,
      [
        '-r',
        ENDS_WITH_PARENT,
        '-r',
        path.join(__dirname, 'children', 'short-minutes.js'),
        PROGRAM,
        'copy',
        from.url,
        to.url,
        '--json',
      ],
      {
        env: {
          ...process.env,
          BLOBFERRY_SOURCE_KEY: simulator.accountKey('one'),
          BLOBFERRY_DESTINATION_KEY: simulator.accountKey('two'),
        },
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      },
    );
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      // The numbers may be some moments old, so the first note may name one that has ended.
      if (!said.includes(`Waiting for the copies of ${JSON.stringify('"b"').slice(1, -1)}.`) || child.requested) return;
      child.requested = true;
      void simulator.clearFaults().then(() => simulator.releaseStalls());
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 0, said);
    const notes = said
      .split('\n')
      .filter(Boolean)
      .map(JSON.parse)
      .filter(({ event }) => event === 'note');
    assert.ok(
      notes.some(({ message }) => message === 'No progress for 60 s. Waiting for the copies of "b".'),
      said,
    );
    assert.deepEqual(await namesOf(to), ['a', 'b', 'c']);
  });
});
