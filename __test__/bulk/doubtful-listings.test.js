'use strict';

// Listings that can be parsed but cannot belong to the request: a gateway made them up, or cached them of another request. What they leave out
// would be missed by a copy, and deleted by a mirror.

const assert = require('node:assert/strict');
const { afterEach, beforeEach, describe, test } = require('node:test');

const { blobferry } = require('../support/blobferry');
const { failing } = require('../transfer/helpers');
const { startAltering } = require('./altering-proxy');
const { describeContainer, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const blob = (name, length = 3) =>
  `<Blob>${name}<Properties><Last-Modified>Sun, 22 Nov 2020 13:31:11 GMT</Last-Modified><Etag>0x1</Etag>` +
  `<Content-Length>${length}</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>`;
const named = (name, length) => blob(`<Name>${name}</Name>`, length);
const list = (...inner) =>
  `<EnumerationResults ServiceEndpoint="http://x/" ContainerName="c">${inner.join('')}<NextMarker /></EnumerationResults>`;
const blobs = (...each) => `<Blobs>${each.join('')}</Blobs>`;
const [A, B, C] = ['a', 'b', 'c'].map((name) => named(name));

describe('a listing that cannot belong to its request', () => {
  const accounts = useTwoAccounts({ maxTries: 1 });
  const stops = [];
  let simulator;
  let from;
  let to;

  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
    for (const name of ['a', 'b', 'c']) await upload(from, name, 'abc');
    for (const name of ['a', 'b', 'x']) await upload(to, name, 'old');
    await simulator.advanceClock(2);
    await simulator.clearRequests();
  });
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });

  /** A client behind a proxy that responds to listings with these bodies, the last one again and again; `null` is the service's response. */
  async function behindProxy(client, account, ...bodies) {
    const proxy = await startAltering(simulator.origin, (request, response) => {
      if (!request.url.includes('comp=list')) return undefined;
      const body = bodies.length > 1 ? bodies.shift() : bodies[0];
      if (body === null) return response;
      return { status: 200, headers: { ...response.headers, 'content-type': 'application/xml' }, body };
    });
    stops.push(proxy.stop);
    const credential = new blobferry.StorageSharedKeyCredential(account, simulator.accountKey(account));
    const url = client.url.replace(simulator.origin, proxy.origin);
    return new client.constructor(url, credential, { retryOptions: { maxTries: 1 } });
  }

  const MIRROR = { strategy: 'relay', deleteExtraneous: true, allowMassDeletes: true };
  const writes = async () => (await simulator.requests()).filter(({ method }) => method !== 'GET' && method !== 'HEAD');

  for (const [what, body, options, reason] of [
    ['has no <Blobs>', list(), {}, /it has no <Blobs>/],
    ['has them elsewhere', list(`<Result>${blobs(A, B, C)}</Result>`), {}, /it has no <Blobs>/],
    ['is an error within', list('<Error><Code>ServerBusy</Code></Error>'), {}, /it has no <Blobs>/],
    [
      'is of containers',
      list('<Containers><Container><Name>a</Name></Container></Containers>'),
      {},
      /it has no <Blobs>/,
    ],
    [
      'is by hierarchy',
      list('<Delimiter>/</Delimiter>', blobs('<BlobPrefix><Name>a/</Name></BlobPrefix>')),
      {},
      /it is a list by hierarchy/,
    ],
    ['has a blob without a name', list(blobs(blob(''), A, B, C)), {}, /it has an entry without a name/],
    ['has one with an empty name', list(blobs(named(''), A, B, C)), {}, /it has an entry without a name/],
    ['has a name twice', list(blobs(A, A, B, C)), {}, /its names are in no order/],
    ['ignores the prefix', list(blobs(A, B, C)), { prefix: 'p/' }, /does not begin with the prefix/],
    ['is of another prefix', list('<Prefix>q/</Prefix>', blobs()), { prefix: 'p/' }, /it is of another prefix/],
    ['is of a part', list('<Prefix>a</Prefix>', blobs(A)), {}, /it is of another prefix/],
  ]) {
    test(`D2: of the source, and ${what}: nothing is copied or deleted`, async () => {
      const source = await behindProxy(from, 'one', body);
      const error = await failing(to.beginCopyFromContainer(source, { ...MIRROR, ...options }));
      assert.match(error.message, reason);
      assert.equal(error.code, 'PARSE_ERROR');
      assert.deepEqual(await writes(), []);
    });

    test(`D2: of the destination, and ${what}: nothing is copied or deleted`, async () => {
      const destination = await behindProxy(to, 'two', body);
      const error = await failing(destination.beginCopyFromContainer(from, { ...MIRROR, ...options }));
      assert.match(error.message, reason);
      assert.deepEqual(await writes(), []);
    });
  }

  /** Empty pages whose markers repeat, as often as a client would follow them. */
  const round = (inner) =>
    Array.from({ length: 40 }, (_, at) => list(inner).replace('<NextMarker />', `<NextMarker>${at % 3}</NextMarker>`));

  test('D2: of the source, and repeats without a name: the job ends, and nothing is deleted', async () => {
    const source = await behindProxy(from, 'one', ...round(blobs()));
    const error = await failing((await to.beginCopyFromContainer(source, MIRROR)).pollUntilDone());
    assert.match(error.message, /^The source container .* None of it was read\. .*their markers repeat/s);
    assert.equal(error.code, 'PARSE_ERROR');
    assert.deepEqual(await writes(), []);
  });

  test('D2: of the destination, and repeats after its first names: nothing is deleted', async () => {
    const first = list(blobs(A, B)).replace('<NextMarker />', '<NextMarker>x</NextMarker>');
    const destination = await behindProxy(to, 'two', first, ...round(blobs()));
    const poller = await destination.beginCopyFromContainer(from, MIRROR);
    const error = await failing(poller.pollUntilDone());
    assert.equal(error.code, 'DeletesWithheld');
    assert.match(error.message, /read up to "b", 2 names in all\. .*their markers repeat\. All copies were made\.$/);
    assert.equal((await describeContainer(to)).x !== undefined, true);
  });

  test('is requested again, as it may be one of thousands', async () => {
    const source = await behindProxy(from, 'one', list(), list(blobs(blob(''))), null);
    const { copied } = await (await to.beginCopyFromContainer(source, { strategy: 'relay' })).pollUntilDone();
    assert.equal(copied, 3);
    const { x, ...others } = await describeContainer(to);
    assert.ok(x);
    assert.deepEqual(others, await describeContainer(from));
  });

  test('lengths that no blob has are failures of these blobs, and the others are copied', async () => {
    const lengths = ['18446744073709551615', '18446744073709551615', '-5', '9007199254740993', '1e30', ''];
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const name of names) await upload(from, name, 'abc');
    const body = list(blobs(...names.map((name, at) => named(name, lengths[at]))));
    const source = await behindProxy(from, 'one', body);
    const plan = await to.planContainerCopy(source, { strategy: 'relay' });
    assert.deepEqual([plan.listed, plan.copies + plan.failed], [6, 6]);
    const poller = await to.beginCopyFromContainer(source, { strategy: 'relay' });
    await poller.pollUntilDone().catch(() => undefined);
    const { listed, copied, failed } = poller.getOperationState().summary;
    assert.deepEqual([listed, copied + failed], [6, 6]);
    assert.ok((await namesOf(to)).includes('c'));
  });

  const containers = (...each) =>
    `<Containers>${each.map((name) => `<Container>${name}</Container>`).join('')}</Containers>`;
  for (const [what, body, options, reason] of [
    ['has no <Containers>', list(), {}, /it has no <Containers>/],
    ['is of blobs', list(blobs(A)), {}, /it has no <Containers>/],
    ['does not say that it is the last page', list(containers()).replace('<NextMarker />', ''), {}, /the last page/],
    ['has a container without a name', list(containers('<Metadata />')), {}, /without a name/],
    [
      'ignores the prefix',
      list(containers('<Name>other</Name>')),
      { containerPrefix: 'container' },
      /does not begin with the prefix/,
    ],
  ]) {
    test(`of an account, and ${what}: nothing is written`, async () => {
      const [source, destination] = [from, to].map(
        (container) => new blobferry.BlobServiceClient(container.url.replace(/\/[^/]+$/, ''), container.pipeline),
      );
      const behind = await behindProxy(source, 'one', body);
      const error = await failing(
        destination.beginCopyFromAccount(behind, options).then((poller) => poller.pollUntilDone()),
      );
      assert.match(error.message, reason);
      assert.deepEqual(await writes(), []);
    });
  }

  test('of an account, and goes a longer way round: the job ends', async () => {
    const [source, destination] = [from, to].map(
      (container) => new blobferry.BlobServiceClient(container.url.replace(/\/[^/]+$/, ''), container.pipeline),
    );
    const behind = await behindProxy(source, 'one', ...round(containers()));
    const error = await failing(destination.beginCopyFromAccount(behind).then((poller) => poller.pollUntilDone()));
    assert.match(error.message, /^The source account .* could not be listed to its end.*their markers repeat/s);
  });

  test('of an account, and repeats: the job ends', async () => {
    const [source, destination] = [from, to].map(
      (container) => new blobferry.BlobServiceClient(container.url.replace(/\/[^/]+$/, ''), container.pipeline),
    );
    const body = list(containers()).replace('<NextMarker />', '<NextMarker>again</NextMarker>');
    const behind = await behindProxy(source, 'one', body);
    const error = await failing(destination.beginCopyFromAccount(behind).then((poller) => poller.pollUntilDone()));
    assert.match(error.message, /the marker of the next page is that of this one/);
  });
});
