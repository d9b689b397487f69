'use strict';

// What policies see as the parsed body of responses that succeed, compared with the reference.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');
const { factoryOf, pipelineOf } = require('./service');

const MOMENT = 'Wed, 09 Sep 2015 09:20:02 GMT';
const TAGS = '<Tags><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tags>';

const listing = (inner) =>
  `<EnumerationResults ServiceEndpoint="https://a.host/" ContainerName="c">${inner}<NextMarker/></EnumerationResults>`;

const blobItem = (name) =>
  `<Blob>${name}<Properties><Creation-Time>${MOMENT}</Creation-Time><Last-Modified>${MOMENT}</Last-Modified><Etag>0x8</Etag>` +
  '<Content-Length>3</Content-Length><Content-MD5>XUFAKrxLKna5cZ2REBfFkg==</Content-MD5><BlobType>BlockBlob</BlobType>' +
  `<AccessTier>Hot</AccessTier><AccessTierInferred>true</AccessTierInferred></Properties><Metadata><x>y</x></Metadata>${TAGS}` +
  '<OrMetadata><or-1_2>complete</or-1_2></OrMetadata></Blob>';

const container =
  `<Container><Name>c</Name><Properties><Last-Modified>${MOMENT}</Last-Modified><Etag>"0x8"</Etag><LeaseStatus>locked</LeaseStatus>` +
  '<HasImmutabilityPolicy>false</HasImmutabilityPolicy></Properties><Metadata><a>b</a></Metadata></Container>';

/** Bodies, and the calls that they are responses to. */
const CALLS = {
  'containers, a page': [
    `<EnumerationResults ServiceEndpoint="https://a.host/"><Prefix>p</Prefix><MaxResults>3</MaxResults><Containers>${container}` +
      '</Containers><NextMarker>m</NextMarker></EnumerationResults>',
    ({ service }) => service.listContainers().byPage().next(),
  ],
  'blobs, a page': [
    listing(`<Prefix>p</Prefix><Blobs>${blobItem('<Name>a &amp; b</Name>')}</Blobs>`),
    ({ container }) => container.listBlobsFlat().byPage().next(),
  ],
  'blobs, more than a slice has': [
    listing(
      `<Blobs>${Array.from({ length: 300 }, (_, number) => blobItem(`<Name>${number}</Name>`)).join('')}</Blobs>`,
    ),
    ({ container }) => container.listBlobsFlat().byPage().next(),
  ],
  'no blobs': [listing('<Blobs/>'), ({ container }) => container.listBlobsFlat().byPage().next()],
  'blobs by hierarchy': [
    listing('<Delimiter>/</Delimiter><Blobs><BlobPrefix><Name>f/</Name></BlobPrefix></Blobs>'),
    ({ container }) => container.listBlobsByHierarchy('/').byPage().next(),
  ],
  'blobs by tags': [
    `<EnumerationResults ServiceEndpoint="https://a.host/"><Where>a=1</Where><Blobs><Blob><Name>b</Name><ContainerName>c</ContainerName>${TAGS}` +
      '</Blob></Blobs><NextMarker/></EnumerationResults>',
    ({ service }) => service.findBlobsByTags("a='1'").next(),
  ],
  'settings of the service': [
    '<StorageServiceProperties><Logging><Version>1.0</Version><Delete>true</Delete><Read>false</Read><Write>true</Write><RetentionPolicy>' +
      '<Enabled>true</Enabled><Days>7</Days></RetentionPolicy></Logging><Cors><CorsRule><AllowedOrigins>*</AllowedOrigins>' +
      '<AllowedMethods>GET</AllowedMethods><MaxAgeInSeconds>3</MaxAgeInSeconds><ExposedHeaders>x</ExposedHeaders>' +
      '<AllowedHeaders>y</AllowedHeaders></CorsRule></Cors><DefaultServiceVersion>2020-01-01</DefaultServiceVersion>' +
      '</StorageServiceProperties>',
    ({ service }) => service.getProperties(),
  ],
  statistics: [
    `<StorageServiceStats><GeoReplication><Status>live</Status><LastSyncTime>${MOMENT}</LastSyncTime></GeoReplication></StorageServiceStats>`,
    ({ service }) => service.getStatistics(),
  ],
  'a user delegation key': [
    '<UserDelegationKey><SignedOid>o</SignedOid><SignedTid>t</SignedTid><SignedStart>2015-09-09T09:20:02Z</SignedStart>' +
      '<SignedExpiry>2015-09-10T09:20:02Z</SignedExpiry><SignedService>b</SignedService><SignedVersion>2021-12-02</SignedVersion>' +
      '<Value>a2V5</Value></UserDelegationKey>',
    ({ service }) => service.getUserDelegationKey(new Date(0), new Date(1e12)),
  ],
  'access policies': [
    '<SignedIdentifiers><SignedIdentifier><Id>i</Id><AccessPolicy><Start>2015-09-09T09:20:02.0000000Z</Start>' +
      '<Expiry>2015-09-10T09:20:02.0000000Z</Expiry><Permission>r</Permission></AccessPolicy></SignedIdentifier></SignedIdentifiers>',
    ({ container }) => container.getAccessPolicy(),
  ],
  tags: [TAGS, ({ blob }) => blob.getTags()],
  'a block list': [
    '<BlockList><CommittedBlocks><Block><Name>QUE=</Name><Size>3</Size></Block></CommittedBlocks><UncommittedBlocks/></BlockList>',
    ({ blob }) => blob.getBlockBlobClient().getBlockList('all'),
  ],
  'page ranges': [
    '<PageList><PageRange><Start>0</Start><End>511</End></PageRange><ClearRange><Start>512</Start><End>1023</End></ClearRange></PageList>',
    ({ blob }) => blob.getPageBlobClient().getPageRanges(0, 1024),
  ],
  properties: ['', ({ blob }) => blob.getProperties()],
  'a download': ['content', ({ blob }) => blob.download()],
  'an upload': ['', ({ blob }) => blob.getBlockBlobClient().upload('', 0)],
  'a deleted blob': ['', ({ blob }) => blob.delete()],
};

let server;
let body;
before(async () => {
  server = await startScriptedServer(({ method }) => {
    const isXml = body.startsWith('<');
    const sent = isXml ? `<?xml version="1.0" encoding="utf-8"?>${body}` : body;
    return {
      status: { PUT: 201, DELETE: 202 }[method] ?? 200,
      headers: {
        etag: '"1"',
        'content-type': isXml ? 'application/xml' : 'text/plain',
        'content-length': String(Buffer.byteLength(sent)),
      },
      body: sent,
    };
  });
});
after(() => server.close());

/**
 * What both have. Names of blobs are objects in the reference: of a name that is a text, it has each character as a member besides. Of a
 * list of policies, it has the headers as members.
 */
function comparable(value) {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array) return value;
  const kept = Object.entries(value).filter(([key, member]) => member !== undefined && !/^\d+$/.test(key));
  return Object.fromEntries(kept.map(([key, member]) => [key, comparable(member)]));
}

/** Members that only the newest reference has. */
const NEW = ['xMsContentCrc64', 'accessTier', 'accessTierInferred', 'accessTierChangedOn', 'smartAccessTier'];

/** The members of headers or of a body, in their order, with those that the service did not send. */
const membersOf = (parsed) =>
  typeof parsed === 'object' && !Array.isArray(parsed) ? Object.keys(parsed).filter((name) => !NEW.includes(name)) : [];

for (const [what, [text, call]] of Object.entries(CALLS)) {
  test(`the parsed headers and the parsed body of ${what}`, async () => {
    body = text;
    const seen = [];
    for (const library of Object.values(libraries)) {
      const pipeline = pipelineOf(library);
      const act = async (request, next) => {
        const response = await next(request);
        const { parsedHeaders, parsedBody } = response;
        seen.push([comparable(parsedBody), membersOf(parsedHeaders), membersOf(parsedBody)]);
        return response;
      };
      pipeline.factories.push(factoryOf(library, act));
      const service = new library.BlobServiceClient(`${server.origin}/account`, pipeline);
      const container = service.getContainerClient('c');
      await call({ service, container, blob: container.getBlobClient('b') });
    }
    assert.equal(seen.length, 2);
    assert.deepEqual(seen[1], seen[0]);
  });
}

test('a parsed body that a policy sets is what the next one sees', async () => {
  body = TAGS;
  for (const library of Object.values(libraries)) {
    const pipeline = pipelineOf(library);
    let seen;
    const add = (act) => pipeline.factories.push(factoryOf(library, act));
    add(async (request, next) => {
      const response = await next(request);
      seen = response.parsedBody;
      return response;
    });
    add(async (request, next) => {
      const response = await next(request);
      response.parsedBody = { blobTagSet: [] };
      return response;
    });
    const service = new library.BlobServiceClient(`${server.origin}/account`, pipeline);
    await service.getContainerClient('c').getBlobClient('b').getTags();
    assert.deepEqual(seen, { blobTagSet: [] });
  }
});
