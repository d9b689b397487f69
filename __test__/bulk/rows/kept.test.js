'use strict';

// What of a blob is kept, compared, skipped and deleted, on Azurite. Tests are named by the rows of the requirements (see `table.js`).

const assert = require('node:assert/strict');
const http = require('node:http');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');

const { blobferry } = require('../../support/blobferry');
const { createBeside, describeContainer, namesOf, settled, upload } = require('../helpers');
const { RELAY, relayed: run, useTwoAzurites } = require('../two-azurites');

describe('what a container copy keeps on Azurite', () => {
  const pair = useTwoAzurites();

  let folder;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'blobferry-rows-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  test('H1, H3: markers of directories are copied like other blobs, or skipped and counted', async () => {
    const isFolder = { metadata: { hdi_isfolder: 'true' } };
    const { from, to } = await pair.sides(['d/x', 'd/e/y']);
    for (const name of ['d/e', 'd']) await upload(from, name, '', isFolder);
    const { summary } = await run(from, to, { markers: 'skip' });
    assert.deepEqual([summary.copied, summary.skipped], [2, { marker: 2 }]);
    assert.deepEqual(await namesOf(to), ['d/e/y', 'd/x']);
    assert.equal((await run(from, to)).summary.copied, 4);
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  });

  /** The names of metadata as a listing has them: the headers of other responses have no case. */
  async function spelled(container) {
    const spelling = {};
    for await (const { name, metadata } of container.listBlobsFlat({ includeMetadata: true }))
      spelling[name] = { ...metadata };
    return spelling;
  }

  test('H2, P4: metadata keep the case of their names and every character of their values', async () => {
    const { from, to } = await pair.sides([]);
    const metadata = {
      hdi_isfolder: 'true',
      CamelKey: 'Value',
      UPPER: ' inner  spaces ',
      _x1: 'a=b;c,d "e" \\f %41',
      empty: '-',
    };
    await upload(from, 'small', 'x', { metadata });
    await upload(from, 'blocks', 'x'.repeat(5000), { metadata });
    const expected = await spelled(from);
    assert.deepEqual(Object.keys(expected.small).sort(), Object.keys(metadata).sort());
    for (const options of [{}, { verify: 'properties' }, { blockSize: 1000 }]) {
      const { summary } = await run(from, to, options);
      assert.deepEqual([summary.copied, summary.failures], [2, []]);
      assert.deepEqual(await spelled(to), expected, JSON.stringify(options));
    }
  });

  test('P4: what the service copies keeps values that are not ASCII; what is sent again says which value no header can carry', async () => {
    const { to } = await pair.containers();
    const from = await createBeside(to);
    const sas = await from.generateSasUrl({
      permissions: blobferry.ContainerSASPermissions.parse('cwt'),
      expiresOn: new Date(Date.now() + 3600_000),
    });
    const headers = {
      'x-ms-blob-type': 'BlockBlob',
      'x-ms-meta-latin': 'caf\u00e9 \u00ff',
      'x-ms-tags': 'a%20b=c%2Bd%2Fe%3Af%3Dg&_=',
    };
    const sent = { method: 'PUT', headers, body: 'x' };
    assert.equal((await fetch(`${from.getBlobClient('x').url}${new URL(sas).search}`, sent)).status, 201);
    await upload(from, 'plain');
    const { summary } = await run(from, to, { strategy: 'asynchronous' });
    assert.deepEqual([summary.copied, summary.failures], [2, []]);
    assert.deepEqual(await spelled(to), await spelled(from));
    assert.deepEqual((await to.getBlobClient('x').getTags()).tags, { 'a b': 'c+d/e:f=g', _: '' });
    const relayed = await run(from, to, { destinationPrefix: 'relayed ' });
    assert.deepEqual([relayed.summary.copied, relayed.summary.failed], [1, 1]);
    assert.match(relayed.summary.failures[0].message, /latin.*a header cannot carry|latin.*HTTP header cannot carry/);
  });

  test('P7, P8: what is verified is equal, different or unproven, and a manifest has a line for each blob', async () => {
    const { from, to } = await pair.sides(['a', 'b', 'c']);
    const manifest = path.join(folder, 'manifest');
    assert.equal((await run(from, to, { verify: 'content', manifest })).summary.verified.equal, 3);
    const lines = readFileSync(manifest, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(lines.map(({ source }) => source).sort(), ['a', 'b', 'c']);
    for (const { source, destination, bytes, etag } of lines) {
      assert.deepEqual([destination, bytes], [source, `source of ${source}`.length]);
      assert.match(etag, /^"?0x[0-9A-F]+"?$/);
    }
    await from.getBlobClient('a').setHTTPHeaders({ blobContentMD5: Buffer.alloc(16, 1) });
    const block = from.getBlockBlobClient('b');
    await block.stageBlock(Buffer.from('1').toString('base64'), 'content', 7);
    await block.commitBlockList([Buffer.from('1').toString('base64')]);
    const { events, summary } = await run(from, to, { verify: 'md5' });
    assert.deepEqual(
      [summary.verified.equal, summary.verified.different, summary.verified.unproven],
      [1, 0, 1],
      JSON.stringify(summary.failures),
    );
    // The claim comes along, so that the service itself rejects the content.
    assert.deepEqual(
      summary.failures.map(({ source, statusCode }) => [source, statusCode]),
      [['a', 400]],
    );
    assert.deepEqual(
      events.filter(({ verified }) => verified === 'unproven').map(({ source }) => source),
      ['b'],
    );
  });

  test('P16: the time of the last change is kept as metadata, under a name that other tools read', async () => {
    const { from, to } = await pair.sides(['x']);
    await upload(from, 'older', 'x', { metadata: { mtime: '2019-05-01T00:00:00Z' } });
    await upload(from, 'modtime', 'x', { metadata: { modtime: '2019-05-01T00:00:00Z' } });
    await run(from, to, { keepTimes: true });
    const { lastModified } = await from.getBlobClient('x').getProperties();
    const metadata = await spelled(to);
    assert.deepEqual({ ...metadata.x }, { mtime: lastModified.toISOString() });
    assert.deepEqual({ ...metadata.older }, { mtime: '2019-05-01T00:00:00Z' });
    assert.deepEqual({ ...metadata.modtime }, { modtime: '2019-05-01T00:00:00Z' });
  });

  test('P20: what the source does not have is not made up', async () => {
    const { from, to } = await pair.sides(['x']);
    await run(from, to);
    const [there, here] = await Promise.all(
      [from, to].map((container) => container.getBlobClient('x').getProperties()),
    );
    for (const name of ['cacheControl', 'contentLanguage', 'contentEncoding', 'contentDisposition', 'contentType']) {
      assert.equal(here[name], there[name], name);
    }
    assert.deepEqual([here.metadata, (await to.getBlobClient('x').getTags()).tags], [{}, {}]);
  });

  test('J10: neither files nor saved text nor events have a secret', async () => {
    const { from, to } = await pair.sides(['a', 'b']);
    const files = ['journal', 'manifest', 'failed'].map((name) => [name, path.join(folder, `${name}-10`)]);
    const signed = await from.generateSasUrl({
      permissions: 'rl',
      expiresOn: new Date(Date.now() + 3600_000),
    });
    const poller = await to.beginCopyFromContainer(signed, {
      ...RELAY,
      ...Object.fromEntries(files),
      destinationPrefix: 'x'.repeat(1024),
    });
    const { events } = await settled(poller);
    const texts = [poller.toString(), JSON.stringify(events), ...files.map(([, file]) => readFileSync(file, 'utf8'))];
    const secrets = [new URL(signed).searchParams.get('sig'), ...pair.azurites.map(({ accountKey }) => accountKey)];
    assert.match(texts[1], /UnusableName/);
    for (const text of texts) {
      for (const secret of secrets) {
        for (const form of [secret, encodeURIComponent(secret)]) assert.ok(!text.includes(form), text);
      }
    }
  });

  test('P19: a container takes its metadata along; public access on request, and policies never', async () => {
    const [one, two] = pair.accounts;
    const names = ['p19-plain', 'p19-public'];
    for (const name of names) {
      const container = one.getContainerClient(name);
      await container.create({ access: 'blob', metadata: { owner: 'me' } });
      await container.setAccessPolicy('blob', [
        { id: 'p', accessPolicy: { permissions: 'r', expiresOn: new Date(Date.now() + 3600_000) } },
      ]);
      await upload(container, 'x');
    }
    for (const [name, options, access] of [
      ['p19-plain', {}, undefined],
      ['p19-public', { copyPublicAccess: true }, 'blob'],
    ]) {
      const poller = await two.beginCopyFromAccount(one, { ...RELAY, includeContainers: [name], ...options });
      const { events, summary } = await settled(poller);
      assert.equal(summary.copied, 1, JSON.stringify(summary));
      const { notCopied = [] } = events.find(({ event }) => event === 'containerBegun');
      assert.deepEqual(notCopied.includes('publicAccess'), access === undefined);
      const container = two.getContainerClient(name);
      const { metadata, blobPublicAccess } = await container.getProperties();
      assert.deepEqual([metadata, blobPublicAccess], [{ owner: 'me' }, access]);
      assert.deepEqual((await container.getAccessPolicy()).signedIdentifiers, []);
    }
  });

  test('P2: tags that may not be read are left out if that is wanted, and counted', async () => {
    const { from, to } = await pair.sides(['plain']);
    await upload(from, 'tagged', 'x', { tags: { a: 'b', c: 'd' } });
    const url = await from.generateSasUrl({
      permissions: blobferry.ContainerSASPermissions.parse('rl'),
      expiresOn: new Date(Date.now() + 3600_000),
    });
    const { events, summary } = await run(url, to, { onTagsForbidden: 'skip' });
    assert.deepEqual([summary.copied, summary.notKept], [2, { tags: 1 }], JSON.stringify(summary.failures));
    assert.deepEqual(
      events.filter(({ notKept }) => notKept).map(({ source }) => source),
      ['tagged'],
    );
    assert.deepEqual((await to.getBlobClient('tagged').getTags()).tags, {});
  });

  test('P5: metadata names that the service would reject are found before a request, which Azurite would accept', async () => {
    const { to } = await pair.containers();
    const server = http.createServer((request, response) => {
      response.writeHead(200, { ETag: '"1"', 'x-ms-meta-x-y': 'v', 'x-ms-meta-own': 'er', 'Content-Length': 1 });
      response.end(request.method === 'HEAD' ? undefined : 'x');
    });
    await new Promise((resolve) => void server.listen(0, '127.0.0.1', resolve));
    try {
      const source = `http://127.0.0.1:${server.address().port}/x`;
      for (const [invalidMetadata, expected] of [
        [undefined, undefined],
        ['drop', { own: 'er' }],
        ['rename', { own: 'er', x_x002d_y: 'v' }],
      ]) {
        const { summary } = await run([{ source, destination: 'x' }], to, { invalidMetadata });
        assert.deepEqual(summary.failedByCode, expected ? {} : { InvalidMetadata: 1 });
        assert.deepEqual(await namesOf(to), expected ? ['x'] : []);
        if (expected) assert.deepEqual((await to.getBlobClient('x').getProperties()).metadata, expected);
      }
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
