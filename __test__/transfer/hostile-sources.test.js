'use strict';

// Sources that are no blobs and unreliable: web servers without ranges or ETags, with weak ETags, that change while
// they are read, or that cut responses off. The destination is the whole source in one state, or nothing.

const assert = require('node:assert/strict');
const http = require('node:http');
const { after, before, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { startSimulator } = require('../support/simulator');
const { failing, fill } = require('./helpers');

const SIZE = 300_000;
const OLD = fill(SIZE);
const NEW = Buffer.from(OLD).map((byte) => byte ^ 0xff);
const MONDAY = 'Mon, 02 Nov 2026 10:00:00 GMT';
const TUESDAY = 'Tue, 03 Nov 2026 10:00:00 GMT';

/**
 * A web server with one document. `behave` may change what it is before each response; `ranges`, `conditions` say what the server
 * understands, and `cut` cuts the response off after this number of bytes. `claim` is the size that HEAD reports; `chunked` says that GET tells
 * none,
 * `unsatisfiable` what it says of a range that it does not have, `total` what it calls the size of the whole in parts.
 */
async function startSource() {
  const document = {};
  const reset = () =>
    Object.assign(document, {
      content: OLD,
      etag: '"old"',
      lastModified: MONDAY,
      ranges: true,
      conditions: true,
      cut: undefined,
      shift: 0,
      behave: undefined,
      reject: undefined,
      claim: undefined,
      chunked: false,
      unsatisfiable: undefined,
      total: undefined,
      requests: [],
    });
  reset();
  const server = http.createServer((request, response) => {
    document.requests.push({ method: request.method, headers: request.headers });
    document.behave?.(request, document.requests.length);
    const { content, etag, lastModified } = document;
    const headers = { ...(etag && { etag }), ...(lastModified && { 'last-modified': lastModified }) };
    const rejected = document.reject?.(request);
    if (rejected) return void response.writeHead(rejected.status, rejected.headers).end();
    const ifMatch = request.headers['if-match'];
    if (document.conditions && ifMatch && ifMatch !== etag) return void response.writeHead(412, headers).end();
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers['range'] ?? request.headers['x-ms-range'] ?? '');
    let [start, end, status] = [0, content.length - 1, 200];
    if (range && document.ranges) {
      if (Number(range[1]) >= content.length) {
        const total = document.unsatisfiable ?? { 'content-range': `bytes */${content.length}` };
        return void response.writeHead(416, total).end();
      }
      status = 206;
      start = Number(range[1]) + document.shift;
      end = Math.min(range[2] ? Number(range[2]) + document.shift : end, content.length - 1);
      headers['content-range'] = `bytes ${start}-${end}/${document.total ?? content.length}`;
    }
    const body = content.subarray(start, end + 1);
    const length = request.method === 'HEAD' ? (document.claim ?? body.length) : body.length;
    const isTold = request.method === 'HEAD' || !document.chunked;
    response.writeHead(status, { ...headers, ...(isTold && { 'content-length': length }) });
    if (request.method === 'HEAD') return void response.end();
    if (document.cut === undefined) return void response.end(body);
    response.write(body.subarray(0, document.cut), () => setImmediate(() => request.socket.resetAndDestroy()));
    document.cut = undefined;
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    document,
    reset,
    url: `http://127.0.0.1:${server.address().port}/document`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('a source that is a web server', () => {
  let simulator;
  let source;
  let container;

  before(async () => {
    [simulator, source] = [await startSimulator(), await startSource()];
    const options = { retryOptions: { maxTries: 2, retryDelayInMs: 1 } };
    const service = blobferry.BlobServiceClient.fromConnectionString(simulator.connectionString(), options);
    container = service.getContainerClient('container');
    await container.create();
  });
  after(() => Promise.all([simulator.stop(), source.close()]));
  beforeEach(async () => {
    source.reset();
    await simulator.clearFaults();
    await simulator.clearRequests();
  });

  let names = 0;
  const fresh = () => container.getBlockBlobClient(`destination-${(names += 1)}`);
  const copy = async (destination, options) => (await destination.beginCopyFrom(source.url, options)).pollUntilDone();
  const BLOCKS = { blockSize: 100_000, concurrency: 1 };

  /** Whatever happened: the destination is one state of the source, whole, or it is not there. */
  async function wholeOrNothing(destination, copied) {
    const error = await copied.then(
      () => undefined,
      (reason) => reason,
    );
    if (!error) {
      const found = await destination.downloadToBuffer();
      assert.ok(found.equals(OLD) || found.equals(NEW), 'one state, whole');
      return;
    }
    assert.equal(await destination.exists(), false, error.stack);
    return error;
  }

  for (const ranges of [true, false]) {
    test(`a connection that breaks is gone on with, ${ranges ? 'by a range' : 'though the server knows no ranges'}`, async () => {
      Object.assign(source.document, { ranges, cut: 120_000 });
      const destination = fresh();
      await copy(destination, { strategy: 'relay' });
      assert.ok((await destination.downloadToBuffer()).equals(OLD));
    });
  }

  test('a server that knows no ranges is not cut into blocks, and the error says what to do', async () => {
    source.document.ranges = false;
    const destination = fresh();
    const error = await wholeOrNothing(destination, copy(destination, { strategy: 'relay', ...BLOCKS }));
    assert.match(error.message, /does not support ranges\. Copy it by beginCopyFrom, with a "blockSize" of \d+ bytes/);
  });

  test('a server that responds with another range than requested is detected', async () => {
    source.document.shift = 1;
    const destination = fresh();
    const error = await wholeOrNothing(
      destination,
      copy(destination, { strategy: 'relay', blockSize: 100_000, concurrency: 1 }),
    );
    assert.match(error.message, /bytes 0-99999|another part|asked/);
  });

  for (const strategy of ['relay', 'blocks']) {
    for (const [what, { before: first, then }] of Object.entries({
      'has an ETag': { then: { etag: '"new"' } },
      'has an ETag, which it does not hold to': { before: { conditions: false }, then: { etag: '"new"' } },
      'has a weak ETag': { before: { etag: 'W/"old"' }, then: { etag: 'W/"new"' } },
      'has only a time': { before: { etag: undefined }, then: { lastModified: TUESDAY } },
    })) {
      test(`${strategy}: a source that ${what} and changes in the middle is never mixed`, async () => {
        Object.assign(source.document, first);
        let reads = 0;
        source.document.behave = ({ method }) => {
          if (method === 'GET' && (reads += 1) === 2) Object.assign(source.document, { content: NEW, ...then });
        };
        const destination = fresh();
        const error = await wholeOrNothing(destination, copy(destination, { strategy, ...BLOCKS }));
        assert.equal(error.code, 'SourceChanged', error.stack);
      });
    }

    for (const [what, first, then] of [
      ['a weak ETag', { etag: 'W/"old"' }, { etag: 'W/"new"' }],
      ['only a time', { etag: undefined }, { lastModified: TUESDAY }],
      ['nothing to tell it by', { etag: undefined, lastModified: undefined }, {}],
    ]) {
      test(`${strategy}: blocks of an earlier state of a source with ${what} are not used again`, async () => {
        Object.assign(source.document, first);
        const destination = fresh();
        await simulator.faults({
          which: { operation: ['putBlock', 'putBlockFromUrl'] },
          when: { after: 2 },
          what: { status: 503, code: 'ServerBusy' },
        });
        const poller = await destination.beginCopyFrom(source.url, { strategy, ...BLOCKS });
        await failing(poller.pollUntilDone());
        await simulator.clearFaults();
        Object.assign(source.document, { content: NEW, ...then });
        const resumed = destination
          .beginCopyFrom(source.url, { resumeFrom: poller.toString() })
          .then((again) => again.pollUntilDone());
        await wholeOrNothing(destination, resumed);
      });
    }
  }

  test('a source that changes between a break and the rest is never mixed', async () => {
    Object.assign(source.document, { conditions: false, cut: 120_000 });
    let reads = 0;
    source.document.behave = ({ method }) => {
      if (method === 'GET' && (reads += 1) === 2) Object.assign(source.document, { content: NEW, etag: '"new"' });
    };
    const destination = fresh();
    const error = await wholeOrNothing(destination, copy(destination, { strategy: 'relay' }));
    assert.equal(error.code, 'SourceChanged', error.stack);
  });

  for (const status of [403, 405, 501]) {
    for (const strategy of ['auto', 'blocks', 'relay']) {
      test(`${strategy}: GET is tried on a server that responds to HEAD with ${status}`, async () => {
        source.document.reject = ({ method }) => method === 'HEAD' && { status };
        const destination = fresh();
        await copy(destination, { strategy, blockSize: 100_000 });
        assert.ok((await destination.downloadToBuffer()).equals(OLD));
      });
    }
  }

  for (const ranges of [true, false]) {
    test(`GET is tried on a server that does not report the size for HEAD (ranges: ${ranges})`, async () => {
      source.document.ranges = ranges;
      source.document.reject = ({ method }) => method === 'HEAD' && { status: 200, headers: { etag: '"old"' } };
      const destination = fresh();
      await copy(destination, { strategy: 'relay' });
      assert.ok((await destination.downloadToBuffer()).equals(OLD));
    });

    test(`an empty document of a server without HEAD is copied (ranges: ${ranges})`, async () => {
      Object.assign(source.document, { ranges, content: Buffer.alloc(0) });
      source.document.reject = ({ method }) => method === 'HEAD' && { status: 405 };
      const destination = fresh();
      await copy(destination, {});
      assert.equal((await destination.getProperties()).contentLength, 0);
    });
  }

  test('a URL that leads elsewhere is not followed, and the error says so', async () => {
    source.document.reject = () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } });
    const error = await failing(copy(fresh(), {}));
    assert.equal(error.statusCode, 302);
    assert.match(error.message, /leads to another URL/);
  });

  for (const url of ['ftp://host/file', 'file:///etc/hostname', 'data:text/plain,x']) {
    test(`${url} is rejected by name`, async () => {
      const error = await failing(fresh().beginCopyFrom(url));
      assert.ok(error instanceof RangeError, error.stack);
      assert.match(error.message, /source must be a URL that begins with https:/);
    });
  }

  test('what opens a URL of another cloud can be read nowhere', async () => {
    const secrets =
      'X-Amz-Credential=id&X-Amz-Security-Token=SECRET&X-Amz-Signature=SECRET&Signature=SECRET&token=SECRET';
    const url = `${source.url.replace('//', '//user:SECRET@')}?${secrets}`;
    const poller = await fresh().beginCopyFrom(url, {});
    const result = await poller.pollUntilDone();
    const seen = [poller.toString(), poller.getOperationState(), result._response.request];
    await simulator.faults({
      which: { operation: 'putBlobFromUrl' },
      what: { status: 409, code: 'OperationNotAllowed' },
    });
    for (const strategy of ['synchronous', 'auto']) {
      const error = await failing(
        fresh()
          .beginCopyFrom(url, { strategy })
          .then((other) => other.pollUntilDone()),
      );
      seen.push(error.stack, error, error.request, error.response);
      source.document.reject = () => ({ status: 500 });
    }
    for (const text of seen) assert.doesNotMatch(JSON.stringify(text), /SECRET/);
  });

  // What HEAD says of 300,000 bytes, and what GET makes of it.
  for (const [label, claim] of Object.entries({
    none: 0,
    one: 1,
    fewer: 200_000,
    'one fewer': SIZE - 1,
    more: SIZE + 1,
  })) {
    for (const strategy of ['auto', 'synchronous', 'blocks', 'relay']) {
      for (const behaviour of [
        {},
        { ranges: false },
        { chunked: true },
        { ranges: false, chunked: true },
        { total: '*' },
      ]) {
        test(`${strategy}: a server that calls ${label} by HEAD what GET brings is found out, ${JSON.stringify(behaviour)}`, async () => {
          Object.assign(source.document, { claim, ...behaviour });
          const destination = fresh();
          const copied = copy(destination, { strategy, blockSize: 100_000 });
          const error = await copied.then(
            () => undefined,
            (reason) => reason,
          );
          const there = await destination.exists();
          const found = there ? await destination.downloadToBuffer() : undefined;
          assert.ok(!found || found.equals(OLD), `${found?.length} bytes arrived`);
          if (!error) return assert.ok(found, 'it is said to have arrived');
          assert.match(error.message, /bytes|size|parts|Content-Length/, error.stack);
          assert.match(error.message, /document/, 'it names the source');
          // What one request makes is compared afterwards, and the error says that it is there.
          if (there) assert.match(error.message, /after the destination was written/);
        });
      }
    }
  }

  test('a server whose HEAD calls everything empty is copied by what its GET says', async () => {
    for (const strategy of ['auto', 'synchronous', 'blocks', 'relay']) {
      source.document.claim = 0;
      const destination = fresh();
      await copy(destination, { strategy, blockSize: 100_000 });
      assert.ok((await destination.downloadToBuffer()).equals(OLD), strategy);
    }
  });

  for (const [label, behaviour] of Object.entries({
    '416 with its size': {},
    '416 without a size': { unsatisfiable: {} },
    '416 with a size that is left open': { unsatisfiable: { 'content-range': 'bytes */*' } },
    '200 and a length of 0': { ranges: false },
    '200 and no length': { ranges: false, chunked: true },
  })) {
    for (const strategy of ['auto', 'synchronous', 'blocks', 'relay']) {
      test(`${strategy}: an empty document whose GET gets ${label} is copied`, async () => {
        Object.assign(source.document, { content: Buffer.alloc(0), ...behaviour });
        const destination = fresh();
        await copy(destination, { strategy });
        assert.equal((await destination.getProperties()).contentLength, 0);
      });
    }
  }

  for (const strategy of ['auto', 'blocks', 'relay']) {
    test(`${strategy}: a server that leaves the size of the whole open is copied`, async () => {
      source.document.total = '*';
      const destination = fresh();
      await copy(destination, { strategy, blockSize: 100_000 });
      assert.ok((await destination.downloadToBuffer()).equals(OLD));
    });
  }

  test('an empty document of a server that contradicts itself is rejected', async () => {
    Object.assign(source.document, { content: Buffer.alloc(0), unsatisfiable: { 'content-range': 'bytes */7' } });
    const error = await wholeOrNothing(fresh(), copy(fresh(), { strategy: 'relay' }));
    assert.equal(error.statusCode, 416, error.stack);
  });

  test('verifying does not call a server that knows no ranges different', async () => {
    source.document.ranges = false;
    const destination = fresh();
    await copy(destination, { strategy: 'relay', verify: 'crc64' });
    assert.ok((await destination.downloadToBuffer()).equals(OLD));
  });
});
