'use strict';

// Queries: against the simulator, compared with the reference (Azurite has no such operation), and responses written by hand.

const assert = require('node:assert/strict');
const http = require('node:http');
const { describe, test } = require('node:test');
const { buffer } = require('node:stream/consumers');

const { ACCOUNT_NAME, connectionString } = require('../support/azurite');
const avro = require('../support/avro');
const { freshContainerName } = require('../support/fresh');
const { blobferry, libraries, reference } = require('../support/libraries');
const { startRecordingProxy } = require('../support/recording-proxy');
const { startScriptedServer } = require('../support/scripted-server');
const { sharedSimulator } = require('../support/simulator');

const EVERYTHING = 'SELECT * FROM BlobStorage';
// Not a line feed: the reference would send none.
const CSV = {
  kind: 'csv',
  recordSeparator: '|',
  columnSeparator: ';',
  fieldQuote: '"',
  escapeCharacter: '\\',
  hasHeaders: true,
};
const ARROW = {
  kind: 'arrow',
  schema: [{ type: 'decimal', name: 'price', precision: 4, scale: 2 }, { type: 'bool' }],
};

/** A blob in the simulator, behind a proxy that records. */
async function blobWith(t, content, library = blobferry) {
  const proxy = await startRecordingProxy((await sharedSimulator()).origin);
  t.after(() => proxy.close());
  const text = connectionString(`${proxy.origin}/${ACCOUNT_NAME}`);
  const container = reference.BlobServiceClient.fromConnectionString(text).getContainerClient(freshContainerName());
  await container.create();
  await container.getBlockBlobClient('rows.csv').upload(content, content.length);
  const clientOf = (from) =>
    from.BlobServiceClient.fromConnectionString(text)
      .getContainerClient(container.containerName)
      .getBlockBlobClient('rows.csv');
  return { proxy, blob: clientOf(library), clientOf };
}

describe('a query in the simulator', () => {
  test('is the request of the reference, with its result and its events', async (t) => {
    const content = Buffer.alloc(300_000, 'a;b\n1;2\n');
    const { proxy, clientOf } = await blobWith(t, content);
    const seen = {};
    for (const [name, library] of Object.entries(libraries)) {
      const before = proxy.requests.length;
      const loaded = [];
      const errors = [];
      const result = await clientOf(library).query(EVERYTHING, {
        inputTextConfiguration: CSV,
        conditions: { ifNoneMatch: '"0x1"', tagConditions: undefined },
        onProgress: ({ loadedBytes }) => loaded.push(loadedBytes),
        onError: (error) => errors.push(error),
      });
      const rows = await buffer(result.readableStreamBody);
      assert.ok(rows.equals(content), `${name}: ${rows.length} bytes`);
      const { contentType, blobType, leaseState, isServerEncrypted, etag, contentLength, metadata } = result;
      const [{ method, target, rawHeaders, body }] = proxy.requests.slice(before);
      const condition = rawHeaders[rawHeaders.findIndex((header) => header.toLowerCase() === 'if-none-match') + 1];
      seen[name] = {
        result: { contentType, blobType, leaseState, isServerEncrypted, etag, contentLength, metadata },
        status: result._response.status,
        original: result.originalResponse?._response.status,
        request: { method, target, condition, body: String(body) },
        loaded,
        errors,
      };
    }
    assert.deepEqual(seen.blobferry, seen.reference);
    assert.deepEqual(seen.blobferry.loaded, [content.length]);
  });

  for (const [what, options] of Object.entries({
    'no formats': {},
    CSV: { inputTextConfiguration: CSV, outputTextConfiguration: CSV },
    'CSV with defaults': { inputTextConfiguration: { kind: 'csv', recordSeparator: '|' } },
    JSON: { inputTextConfiguration: { kind: 'json', recordSeparator: '|' } },
    'JSON out': { outputTextConfiguration: { kind: 'json', recordSeparator: ',' } },
    Arrow: { outputTextConfiguration: ARROW },
    Parquet: { inputTextConfiguration: { kind: 'parquet' }, outputTextConfiguration: ARROW },
  })) {
    test(`asks as the reference for ${what}`, async (t) => {
      const { proxy, clientOf } = await blobWith(t, 'a|b|');
      const bodies = [];
      for (const library of Object.values(libraries)) {
        const before = proxy.requests.length;
        // The simulator supports one format only. What counts is the request.
        await clientOf(library)
          .query(EVERYTHING, options)
          .then(({ readableStreamBody }) => buffer(readableStreamBody))
          .catch((error) => assert.equal(error.statusCode, 501));
        bodies.push(String(proxy.requests[before].body));
      }
      assert.equal(bodies[1], bodies[0]);
    });
  }

  test('that is rejected throws what the service said', async (t) => {
    const { blob } = await blobWith(t, 'a,b\n');
    await assert.rejects(blob.query(EVERYTHING, { conditions: { ifMatch: '"0x1"' } }), {
      name: 'RestError',
      statusCode: 412,
      code: 'ConditionNotMet',
    });
    await assert.rejects(blob.query('SELECT 5'), { statusCode: 501 });
  });

  for (const [what, query, options, message] of [
    ['no expression', '', {}, /query/],
    ['an unknown format', EVERYTHING, { inputTextConfiguration: { kind: 'xml' } }, /inputTextConfiguration\.kind/],
    [
      'a separator that is no text',
      EVERYTHING,
      { outputTextConfiguration: { kind: 'json', recordSeparator: {} } },
      /recordSeparator/,
    ],
    ['a schema that is no list', EVERYTHING, { outputTextConfiguration: { kind: 'arrow', schema: {} } }, /schema/],
    ['an onError that is no function', EVERYTHING, { onError: 5 }, /onError/],
    ['a key over HTTP', EVERYTHING, { customerProvidedKey: { encryptionKey: 'a', encryptionKeySha256: 'b' } }, /HTTPS/],
  ]) {
    test(`rejects ${what}`, async (t) => {
      const { proxy, blob } = await blobWith(t, 'a,b\n');
      const before = proxy.requests.length;
      await assert.rejects(blob.query(query, options), message);
      assert.equal(proxy.requests.length, before);
    });
  }
});

/** A client whose queries get these bytes as the response. */
async function clientWithResponse(t, body, library = blobferry) {
  const headers = { 'content-type': 'avro/binary' };
  const server = await startScriptedServer(() => ({ status: 200, headers, body }));
  t.after(() => server.close());
  return new library.BlockBlobClient(`${server.origin}/account/c/b`);
}

/** The rows of a response, and the events. */
async function read(t, body, options = {}, library = blobferry) {
  const reported = [];
  const client = await clientWithResponse(t, body, library);
  const { readableStreamBody } = await client.query(EVERYTHING, {
    onProgress: ({ loadedBytes }) => reported.push(loadedBytes),
    onError: (error) => reported.push(error),
    ...options,
  });
  const rows = await buffer(readableStreamBody);
  return { rows: String(rows), reported };
}

const ROW_ERROR = { isFatal: false, name: 'ParseError', description: 'no number: é', position: 2 ** 40 };
const FATAL = { ...ROW_ERROR, isFatal: true };

describe('the response to a query', () => {
  const whole = Buffer.concat([
    avro.header(),
    avro.block(avro.data('1,'), avro.progress(3, 9), avro.data('2\n')),
    avro.block(avro.failure(ROW_ERROR)),
    avro.block(avro.data('')),
    avro.block(avro.data('3,4\n'), avro.end(9)),
  ]);

  for (const name of Object.keys(libraries)) {
    test(`has rows, progress and errors (${name})`, async (t) => {
      const { rows, reported } = await read(t, whole, {}, libraries[name]);
      assert.equal(rows, '1,2\n3,4\n');
      assert.deepEqual(reported, [3, ROW_ERROR, 9]);
    });
  }

  test('is an error wherever it is cut off', async (t) => {
    // The end is in the last block, so a file that lacks a byte of it has none.
    for (let cut = 0; cut < whole.length; cut += 11) {
      await assert.rejects(
        read(t, whole.subarray(0, cut)),
        { name: 'RestError', code: 'PARSE_ERROR' },
        `cut at ${cut}`,
      );
    }
  });

  const huge = avro.long(2n ** 60n);
  for (const [what, body] of Object.entries({
    nothing: '',
    text: '<html>no</html>',
    'a wrong marker': Buffer.concat([whole.subarray(0, -1), Buffer.from([8])]),
    'a compressed file': avro.header({ 'avro.codec': 'deflate', 'avro.schema': JSON.stringify(avro.SCHEMA) }),
    'a file without a schema': Buffer.concat([avro.header({ a: 'b' }), avro.block(avro.data('x'))]),
    'an unknown schema': Buffer.concat([avro.header({ 'avro.schema': '{"type":"map","values":"long"}' }), huge]),
    'an unknown record': Buffer.concat([avro.header(), avro.block(avro.unknown())]),
    'a record of no type': Buffer.concat([avro.header(), avro.block(avro.long(9))]),
    'a negative number of records': Buffer.concat([avro.header(), avro.long(-1), avro.long(9)]),
    'a negative length': Buffer.concat([avro.header(), avro.long(1), avro.long(9), avro.long(0), avro.long(-5)]),
    'rows that do not end': Buffer.concat([avro.header(), avro.long(1), huge, avro.long(0), huge, Buffer.alloc(99)]),
    'a text that does not end': Buffer.concat([
      avro.header(),
      avro.long(1),
      huge,
      avro.long(1),
      Buffer.from([1]),
      huge,
    ]),
    'a number that does not end': Buffer.concat([avro.header(), Buffer.alloc(99, 0xff)]),
    'a header that does not end': Buffer.concat([Buffer.from('Obj\x01'), huge, Buffer.alloc(999_999)]),
    'progress beyond what a number can be': Buffer.concat([avro.header(), avro.block(avro.progress(2n ** 53n, 0))]),
    'rows after the end': Buffer.concat([whole, avro.block(avro.data('5,6\n'))]),
  })) {
    test(`is an error if it is ${what}`, async (t) => {
      await assert.rejects(read(t, body), (error) => {
        // What comes after the end may have been read with it, or not at all.
        assert.deepEqual([error.name, error.code], ['RestError', 'PARSE_ERROR']);
        return true;
      });
    });
  }

  test('continues after a fatal error with a listener', async (t) => {
    const body = Buffer.concat([avro.header(), avro.block(avro.data('1\n'), avro.failure(FATAL), avro.end(2))]);
    assert.deepEqual(await read(t, body), { rows: '1\n', reported: [FATAL, 2] });
  });

  test('fails with a fatal error without a listener, and with one that has no end after it', async (t) => {
    const expected = { name: 'RestError', code: 'ParseError', message: /position 1099511627776: no number/ };
    const ended = Buffer.concat([avro.header(), avro.block(avro.failure(FATAL), avro.end(2))]);
    await assert.rejects(read(t, ended, { onError: undefined }), expected);
    await assert.rejects(read(t, Buffer.concat([avro.header(), avro.block(avro.failure(FATAL))])), expected);
  });

  test('continues when a callback throws', async (t) => {
    const warnings = [];
    const listener = (warning) => warnings.push(warning.code);
    process.on('warning', listener);
    t.after(() => process.off('warning', listener));
    const onProgress = () => {
      throw new Error('mine');
    };
    const onError = async () => {
      throw new Error('mine');
    };
    assert.equal((await read(t, whole, { onProgress, onError })).rows, '1,2\n3,4\n');
    await new Promise(setImmediate);
    assert.deepEqual([...new Set(warnings)].sort(), ['BLOBFERRY_ON_ERROR_THREW', 'BLOBFERRY_ON_PROGRESS_THREW']);
  });
});

/** A server that sends rows as long as somebody takes them. */
async function startEndlessServer(t) {
  const piece = Buffer.alloc(64 * 1024, 'x');
  const state = { sent: 0, closed: undefined };
  const server = http.createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'avro/binary' });
    response.write(
      Buffer.concat([avro.header(), avro.long(1), avro.long(2n ** 50n), avro.long(0), avro.long(2n ** 49n)]),
    );
    const send = () => {
      while (!response.destroyed) {
        state.sent += piece.length;
        if (!response.write(piece)) return;
      }
    };
    response.on('drain', send);
    state.closed = new Promise((resolve) => response.on('close', resolve));
    send();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { state, client: new blobferry.BlockBlobClient(`http://127.0.0.1:${server.address().port}/account/c/b`) };
}

/** Takes this number of bytes. */
async function take(stream, wanted) {
  let taken = 0;
  while (taken < wanted) {
    const chunk = stream.read();
    if (chunk === null) await new Promise((resolve) => stream.once('readable', resolve));
    else taken += chunk.length;
  }
}

describe('rows without an end', () => {
  test('are sent as they are taken, and no more', async (t) => {
    const { state, client } = await startEndlessServer(t);
    const { readableStreamBody } = await client.query(EVERYTHING);
    await take(readableStreamBody, 8 * 1024 * 1024);
    // What nobody takes is in the buffers of two sockets and of the stream.
    for (let seen = -1; seen !== state.sent;) {
      seen = state.sent;
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    }
    assert.ok(state.sent < 48 * 1024 * 1024, `${state.sent} bytes were sent`);
    readableStreamBody.destroy();
    await state.closed;
  });

  test('end with the signal', async (t) => {
    const { state, client } = await startEndlessServer(t);
    const controller = new AbortController();
    const { readableStreamBody } = await client.query(EVERYTHING, { abortSignal: controller.signal });
    const reading = buffer(readableStreamBody);
    controller.abort();
    await assert.rejects(reading, { name: 'AbortError' });
    await state.closed;
  });
});
