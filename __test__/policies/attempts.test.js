'use strict';

// Attempts and errors of requests that pass policies: what is retried, what callers catch, and what a pipeline without policies has.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { containerWith, factoryOf, madeResponse, pipelineOf, startService } = require('./service');

let server;
before(async () => {
  server = await startService();
});
after(() => server.close());

describe('policies in blobferry', () => {
  const { blobferry } = libraries;

  test('see attempts, each signed again, and their changes stay for the next', async () => {
    for (const library of Object.values(libraries)) {
      server.reset();
      const objects = new Set();
      const pipeline = pipelineOf(library);
      const service = new library.BlobServiceClient(server.url, pipeline);
      const seen = [];
      const policy = {
        name: 'mine',
        sendRequest(request, next) {
          objects.add(request);
          const count = Number(request.headers.get('x-mine') ?? '0') + 1;
          request.headers.set('x-mine', String(count));
          seen.push(count);
          return next(request);
        },
      };
      pipeline._corePipeline.addPolicy(policy, { afterPhase: 'Retry' });
      await service.getContainerClient('c').getBlobClient('flaky').getProperties();
      assert.deepEqual(seen, [1, 2, 3]);
      assert.deepEqual(
        server.requests.map(({ headers }) => headers['x-mine']),
        ['1', '2', '3'],
      );
      assert.equal(objects.size, 1, 'one object stands for the request');
      assert.ok(server.requests.every(({ headers }) => headers.authorization.startsWith('SharedKey account:')));
    }
  });

  test('an error that looks like one of the network is retried, another one is not', async () => {
    for (const library of Object.values(libraries)) {
      const attempts = async (make) => {
        let count = 0;
        const blobs = containerWith(
          library,
          server.url,
          async () => {
            count += 1;
            throw make();
          },
          { eachAttempt: true },
        );
        const error = await blobs
          .getBlobClient('b')
          .getProperties()
          .catch((thrown) => thrown);
        return [count, error.message];
      };
      assert.deepEqual(await attempts(() => new library.RestError('gone', { code: 'ECONNRESET' })), [4, 'gone']);
      assert.deepEqual(await attempts(() => new library.RestError('busy', { statusCode: 503 })), [4, 'busy']);
      assert.deepEqual(await attempts(() => new library.RestError('no', { statusCode: 400 })), [1, 'no']);
      assert.deepEqual(await attempts(() => new Error('ECONNRESET')), [1, 'ECONNRESET']);
    }
  });

  test('responses that policies make are retried by their status', async () => {
    for (const library of Object.values(libraries)) {
      let count = 0;
      const act = async (request, next) => {
        count += 1;
        return count < 3 ? madeResponse(request, 503, {}, { bodyAsText: '' }) : next(request);
      };
      server.reset();
      await containerWith(library, server.url, act, { eachAttempt: true }).getBlobClient('b').getProperties();
      assert.deepEqual([count, server.requests.length], [3, 1]);
    }
  });

  test('the error that policies see is the one that the caller catches', async () => {
    for (const library of Object.values(libraries)) {
      const seen = [];
      const act = async (request, next) => {
        try {
          return await next(request);
        } catch (error) {
          seen.push(error);
          throw error;
        }
      };
      const blobs = containerWith(library, server.url, act);
      const caught = await blobs
        .getBlobClient('missing')
        .download()
        .catch((error) => error);
      assert.equal(caught, seen[0]);
      assert.deepEqual([caught.name, caught.statusCode, caught.details.errorCode], ['RestError', 404, 'BlobNotFound']);
      assert.equal(await blobs.getBlobClient('missing').exists(), false);
      assert.deepEqual(
        await blobs
          .getBlobClient('missing')
          .deleteIfExists()
          .then(({ succeeded }) => succeeded),
        false,
      );
    }
  });

  test('a policy that continues after the call was settled does no harm', async () => {
    const abort = new AbortController();
    let later;
    let blobs;
    const done = new Promise((resolve) => {
      const act = (request, next) => {
        later = async () => {
          const outcome = await next(request).then(
            () => 'sent',
            (error) => error.name,
          );
          resolve(outcome);
          return outcome;
        };
        abort.abort();
        return new Promise(() => {});
      };
      blobs = containerWith(blobferry, server.url, act);
    });
    server.reset();
    await assert.rejects(blobs.getBlobClient('b').getProperties({ abortSignal: abort.signal }), { name: 'AbortError' });
    later();
    assert.equal(await done, 'AbortError');
    assert.equal(server.requests.length, 0);
  });

  test('a copy of a request can be sent, too', async () => {
    server.reset();
    const act = (request, next) => next(request.clone());
    await containerWith(blobferry, server.url, act).getBlobClient('b').getProperties();
    await containerWith(blobferry, server.url, act, { eachAttempt: true }).getBlobClient('b').getProperties();
    assert.equal(server.requests.length, 2);
  });

  test('what is no response is a clear error', async () => {
    for (const response of [undefined, null, 'text', {}, { status: '200' }, { status: 1000 }]) {
      const blobs = containerWith(blobferry, server.url, async (request, next) => {
        await next(request);
        return response;
      });
      await assert.rejects(blobs.getBlobClient('b').getProperties(), TypeError);
    }
  });

  test('a header that cannot be sent is an error that names it', async () => {
    for (const [name, value] of [
      ['x-mine', 'a\nb\0'],
      ['x mine', 'value'],
    ]) {
      server.reset();
      const act = (request, next) => {
        request.headers.set(name, value);
        return next(request);
      };
      await assert.rejects(containerWith(blobferry, server.url, act).getBlobClient('b').getProperties(), (error) => {
        assert.equal(error.name, 'TypeError');
        assert.match(error.message, new RegExp(`"${name}"`));
        return true;
      });
      assert.equal(server.requests.length, 0);
    }
  });

  test('a copy that this process makes goes through both pipelines', async () => {
    const seen = [];
    const watch = (where) => (request, next) => {
      seen.push(`${where} ${request.method}`);
      return next(request);
    };
    const source = containerWith(blobferry, server.url, watch('source')).getBlobClient('b');
    const other = containerWith(blobferry, server.url, watch('destination'));
    const poller = await other
      .getBlockBlobClient('copied')
      .beginCopyFrom(source, { strategy: 'relay', verify: 'length' });
    await poller.pollUntilDone().catch((error) => seen.push(error.message));
    assert.ok(seen.includes('source GET'), seen.join());
    assert.ok(seen.includes('destination PUT'), seen.join());
  });

  test('without policies there is no layer', async () => {
    const pipeline = pipelineOf(blobferry);
    const blob = new blobferry.BlobServiceClient(server.url, pipeline).getContainerClient('c').getBlobClient('b');
    await blob.getProperties();
    // Looking does not make one, either.
    pipeline._corePipeline.getOrderedPolicies();
    await blob.getProperties();
    let count = 0;
    pipeline._corePipeline.addPolicy({ name: 'late', sendRequest: (request, next) => ((count += 1), next(request)) });
    await blob.getProperties();
    assert.equal(count, 1);
    pipeline._corePipeline.removePolicy({ name: 'late' });
    await blob.getProperties();
    assert.equal(count, 1);
  });

  test('factories that come after the first client are too late, as in the reference', async () => {
    for (const library of Object.values(libraries)) {
      const pipeline = pipelineOf(library);
      let count = 0;
      const counting = factoryOf(library, (request, next) => ((count += 1), next(request)));
      pipeline.factories.push(counting);
      const service = new library.BlobServiceClient(server.url, pipeline);
      pipeline.factories.push(counting);
      await service.getContainerClient('c').getBlobClient('b').getProperties();
      assert.equal(count, 1);
    }
  });

  test('the retries or the signature can be removed', async () => {
    for (const library of Object.values(libraries)) {
      server.reset();
      const pipeline = pipelineOf(library);
      const blobs = new library.BlobServiceClient(server.url, pipeline).getContainerClient('c');
      pipeline._corePipeline.removePolicy({ phase: 'Retry' });
      await assert.rejects(blobs.getBlobClient('flaky').getProperties(), { statusCode: 503 });
      pipeline._corePipeline.removePolicy({ phase: 'Sign' });
      await blobs.getBlobClient('b').getProperties();
      assert.deepEqual(
        server.requests.map(({ headers }) => headers.authorization !== undefined),
        [true, false],
      );
    }
  });
});
