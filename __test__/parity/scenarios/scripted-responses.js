'use strict';

// What Azurite never responds: operations that it has not, and rejections of those that it always serves. The proxy responds itself.

const avro = require('../../support/avro');

const SOURCE = 'https://other.blob.core.windows.net/container/source?sv=1&sig=c2ln';
const MOMENT = 'Wed, 09 Sep 2015 09:20:02 GMT';

const COMMON = {
  'x-ms-request-id': '11111111-2222-3333-4444-555555555555',
  'x-ms-version': '2024-11-04',
};
const STATE = { etag: '"0x8D0000000000001"', 'last-modified': MOMENT };

/** A response without a body. */
const empty = (status, headers = {}) => ({ status, headers: { ...COMMON, ...headers, 'content-length': '0' } });

const xml = (status, body, headers = {}) => ({
  status,
  headers: { ...COMMON, 'content-type': 'application/xml', ...headers },
  body: `<?xml version="1.0" encoding="utf-8"?>${body}`,
});

const REJECTED = xml(
  403,
  '<Error><Code>AuthorizationPermissionMismatch</Code><Message>This request is not authorized.</Message></Error>',
  { 'x-ms-error-code': 'AuthorizationPermissionMismatch' },
);

/** Steps that the service serves, and the same that it rejects. */
async function servedAndRejected(context, calls) {
  for (const [label, [response, action]] of Object.entries(calls)) {
    context.reply(response);
    await context.step(label, action);
    context.reply(REJECTED);
    await context.step(`${label}, rejected`, action);
  }
  context.reply(undefined);
}

/** Clients of a container that need not be there. */
function clientsOf(context) {
  const container = context.service.getContainerClient(context.containerName());
  return {
    service: context.service,
    container,
    blob: container.getBlobClient('blob'),
    append: container.getAppendBlobClient('blob'),
    block: container.getBlockBlobClient('blob'),
    page: container.getPageBlobClient('blob'),
  };
}

const ACCOUNT = empty(200, {
  'x-ms-sku-name': 'Standard_LRS',
  'x-ms-account-kind': 'StorageV2',
  'x-ms-is-hns-enabled': 'true',
});

const FOUND = xml(
  200,
  '<EnumerationResults ServiceEndpoint="https://a.host/"><Where>a=1</Where><Blobs><Blob><Name>b</Name><ContainerName>c</ContainerName>' +
    '<Tags><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tags></Blob></Blobs><NextMarker/></EnumerationResults>',
);

const PAGES = xml(
  200,
  '<PageList><PageRange><Start>0</Start><End>511</End></PageRange><ClearRange><Start>512</Start><End>1023</End></ClearRange></PageList>',
  { ...STATE, 'x-ms-blob-content-length': '1024' },
);

const QUERIED = {
  status: 200,
  headers: {
    ...COMMON,
    ...STATE,
    'content-type': 'avro/binary',
    'accept-ranges': 'bytes',
    'x-ms-blob-type': 'BlockBlob',
  },
};
const queried = (...records) => ({
  ...QUERIED,
  body: Buffer.concat([avro.header(), ...records.map((item) => avro.block(item))]),
});

async function query(context, label, response, options) {
  context.reply(response);
  const { block } = clientsOf(context);
  const seen = [];
  const result = await context.step(label, () =>
    block.query('SELECT * FROM BlobStorage', {
      onProgress: (progress) => seen.push({ progress }),
      onError: (error) => seen.push({ error }),
      ...options,
    }),
  );
  if (result?.readableStreamBody) {
    await context.step(`${label}: bytes`, async () => {
      const chunks = [];
      for await (const chunk of result.readableStreamBody) chunks.push(chunk);
      return Buffer.concat(chunks);
    });
  }
  context.note(`${label}: seen`, seen);
  context.reply(undefined);
}

const column = (name, type, more = {}) => ({ name, type, ...more });

module.exports = [
  {
    name: 'the service, served and rejected',
    async run(library, context) {
      const { service } = clientsOf(context);
      const [startsOn, expiresOn] = [new Date(MOMENT), new Date('2015-09-10T09:20:02Z')];
      const key =
        '<UserDelegationKey><SignedOid>o</SignedOid><SignedTid>t</SignedTid><SignedStart>2015-09-09T09:20:02Z</SignedStart>' +
        '<SignedExpiry>2015-09-10T09:20:02Z</SignedExpiry><SignedService>b</SignedService><SignedVersion>2021-12-02</SignedVersion>' +
        '<Value>a2V5</Value></UserDelegationKey>';
      const statistics =
        `<StorageServiceStats><GeoReplication><Status>live</Status><LastSyncTime>${MOMENT}</LastSyncTime></GeoReplication>` +
        '</StorageServiceStats>';
      const settings =
        '<StorageServiceProperties><Logging><Version>1.0</Version><Delete>true</Delete><Read>false</Read><Write>true</Write>' +
        '<RetentionPolicy><Enabled>true</Enabled><Days>7</Days></RetentionPolicy></Logging><Cors/></StorageServiceProperties>';
      const listed =
        '<EnumerationResults ServiceEndpoint="https://a.host/"><Containers><Container><Name>c</Name><Properties>' +
        `<Last-Modified>${MOMENT}</Last-Modified><Etag>"0x8D0000000000001"</Etag></Properties></Container></Containers><NextMarker/>` +
        '</EnumerationResults>';
      await servedAndRejected(context, {
        getStatistics: [xml(200, statistics), () => service.getStatistics()],
        getUserDelegationKey: [xml(200, key), () => service.getUserDelegationKey(startsOn, expiresOn)],
        undeleteContainer: [
          empty(201),
          async () => {
            const { containerClient, containerUndeleteResponse } = await service.undeleteContainer(
              'deleted',
              'version',
            );
            return { url: containerClient.url, containerUndeleteResponse };
          },
        ],
        getProperties: [xml(200, settings), () => service.getProperties()],
        setProperties: [empty(202), () => service.setProperties({ cors: [] })],
        getAccountInfo: [ACCOUNT, () => service.getAccountInfo()],
        listContainers: [xml(200, listed), () => service.listContainers().next()],
        'listContainers by page': [xml(200, listed), () => service.listContainers().byPage().next()],
        findBlobsByTags: [FOUND, () => service.findBlobsByTags("a='1'").next()],
      });
    },
  },
  {
    name: 'containers, served and rejected',
    async run(library, context) {
      const { container } = clientsOf(context);
      await servedAndRejected(context, {
        exists: [empty(200, STATE), () => container.exists()],
        createIfNotExists: [empty(201, STATE), () => container.createIfNotExists()],
        deleteIfExists: [empty(202), () => container.deleteIfExists()],
        getAccountInfo: [ACCOUNT, () => container.getAccountInfo()],
        findBlobsByTags: [FOUND, () => container.findBlobsByTags("a='1'").next()],
      });
    },
  },
  {
    name: 'blobs, served and rejected',
    async run(library, context) {
      const { blob, append, block, page } = clientsOf(context);
      const until = new Date('2015-09-10T09:20:02Z');
      const policy = {
        'x-ms-immutability-policy-until-date': 'Thu, 10 Sep 2015 09:20:02 GMT',
        'x-ms-immutability-policy-mode': 'unlocked',
      };
      const md5 = { 'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==', 'x-ms-request-server-encrypted': 'true' };
      await servedAndRejected(context, {
        abortCopyFromURL: [empty(204), () => blob.abortCopyFromURL('id')],
        setImmutabilityPolicy: [
          empty(200, policy),
          () => blob.setImmutabilityPolicy({ expiriesOn: until, policyMode: 'Unlocked' }),
        ],
        deleteImmutabilityPolicy: [empty(200), () => blob.deleteImmutabilityPolicy()],
        setLegalHold: [empty(200, { 'x-ms-legal-hold': 'true' }), () => blob.setLegalHold(true)],
        undelete: [empty(200), () => blob.undelete()],
        getAccountInfo: [ACCOUNT, () => blob.getAccountInfo()],
        appendBlockFromURL: [
          empty(201, { ...STATE, ...md5, 'x-ms-blob-append-offset': '5', 'x-ms-blob-committed-block-count': '2' }),
          () => append.appendBlockFromURL(SOURCE, 0, 5),
        ],
        stageBlockFromURL: [empty(201, md5), () => block.stageBlockFromURL('QUE=', SOURCE, 0, 5)],
        syncUploadFromURL: [empty(201, { ...STATE, ...md5 }), () => block.syncUploadFromURL(SOURCE)],
        uploadPagesFromURL: [
          empty(201, { ...STATE, ...md5, 'x-ms-blob-sequence-number': '3' }),
          () => page.uploadPagesFromURL(SOURCE, 0, 0, 512),
        ],
        startCopyIncremental: [
          empty(202, { ...STATE, 'x-ms-copy-id': 'id', 'x-ms-copy-status': 'pending' }),
          () => page.startCopyIncremental(`${SOURCE}&snapshot=2015-09-09T09:20:02.0000000Z`),
        ],
        listPageRanges: [PAGES, () => page.listPageRanges(0, 1024).next()],
        listPageRangesDiff: [PAGES, () => page.listPageRangesDiff(0, 1024, 'snapshot').next()],
        getPageRangesDiffForManagedDisks: [
          PAGES,
          () => page.getPageRangesDiffForManagedDisks(0, 1024, 'https://a.host/c/b?snapshot=x'),
        ],
      });
    },
  },
  {
    name: 'query',
    async run(library, context) {
      const rows = ['1,one\n', '2,two\n'].map((row) => avro.data(row));
      await query(context, 'rows', queried(...rows, avro.end(12)));
      await query(context, 'nothing', queried(avro.end(0)));
      await query(
        context,
        'progress',
        queried(rows[0], avro.progress(6, 12), rows[1], avro.progress(12, 12), avro.end(12)),
      );
      await query(context, 'from CSV to JSON', queried(...rows, avro.end(12)), {
        inputTextConfiguration: {
          kind: 'csv',
          recordSeparator: '\n',
          columnSeparator: ',',
          fieldQuote: '"',
          escapeCharacter: '\\',
          hasHeaders: true,
        },
        outputTextConfiguration: { kind: 'json', recordSeparator: '\n' },
      });
      await query(context, 'to Arrow', queried(...rows, avro.end(12)), {
        outputTextConfiguration: {
          kind: 'arrow',
          schema: [column('number', 'int64'), column('price', 'decimal', { precision: 4, scale: 2 })],
        },
      });
      await query(context, 'from Parquet', queried(...rows, avro.end(12)), {
        inputTextConfiguration: { kind: 'parquet' },
      });
      await query(context, 'under conditions', queried(avro.end(0)), {
        conditions: { ifMatch: '*', tagConditions: "a='1'", leaseId: 'lease' },
      });
    },
  },
  {
    name: 'query that fails',
    async run(library, context) {
      const failure = (isFatal) =>
        avro.failure({ isFatal, name: 'InvalidType', description: 'Cannot be cast.', position: 5 });
      await query(context, 'rejected', REJECTED);
      await query(
        context,
        'an error between rows',
        queried(avro.data('1\n'), failure(false), avro.data('2\n'), avro.end(4)),
      );
      await query(context, 'an error that ends it', queried(failure(true), avro.end(4)));
    },
  },
];
