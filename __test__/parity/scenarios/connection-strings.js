'use strict';

// Connection strings: every form that the reference takes, and those that it rejects.

const { AccountSASPermissions } = require('@azure/storage-blob');

const KEY = 'AccountKey=a2V5a2V5';

const GOOD = {
  cloud: `DefaultEndpointsProtocol=https;AccountName=account;${KEY};EndpointSuffix=core.windows.net`,
  'cloud over http': `DefaultEndpointsProtocol=http;AccountName=account;${KEY};EndpointSuffix=core.windows.net`,
  'protocol in capitals': `DefaultEndpointsProtocol=HTTPS;AccountName=account;${KEY};EndpointSuffix=core.windows.net`,
  'other cloud': `DefaultEndpointsProtocol=https;AccountName=account;${KEY};EndpointSuffix=core.chinacloudapi.cn`,
  'trailing semicolon': `DefaultEndpointsProtocol=https;AccountName=account;${KEY};EndpointSuffix=core.windows.net;`,
  'spaces around': ` DefaultEndpointsProtocol=https ; AccountName=account ; ${KEY} ; EndpointSuffix=core.windows.net `,
  'line breaks': `DefaultEndpointsProtocol=https;\nAccountName=account;\n${KEY};\nEndpointSuffix=core.windows.net\n`,
  'another order': `EndpointSuffix=core.windows.net;${KEY};AccountName=account;DefaultEndpointsProtocol=https`,
  'unknown parts': `Other=thing;DefaultEndpointsProtocol=https;AccountName=account;${KEY};EndpointSuffix=core.windows.net;More`,
  'key with padding':
    'DefaultEndpointsProtocol=https;AccountName=account;AccountKey=YQ==;EndpointSuffix=core.windows.net',
  endpoint: `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;${KEY};BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1`,
  'endpoint with slash': `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;${KEY};BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1/;`,
  'endpoint of a domain': `DefaultEndpointsProtocol=https;AccountName=account;${KEY};BlobEndpoint=https://files.example.com;EndpointSuffix=ignored`,
  'endpoints of all services': `DefaultEndpointsProtocol=https;AccountName=account;${KEY};QueueEndpoint=https://q.example.com;BlobEndpoint=https://b.example.com;TableEndpoint=https://t.example.com`,
  development: 'UseDevelopmentStorage=true',
  'development with semicolon': 'UseDevelopmentStorage=true;',
  'development with proxy': 'UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://myproxy',
  'development with proxy and port': 'UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://myproxy:8080;',
  SAS: 'BlobEndpoint=https://account.blob.core.windows.net;SharedAccessSignature=sv=2021-12-02&ss=b&srt=sco&sp=rwdlac&sig=abc%2Bdef%3D',
  'SAS with slash':
    'BlobEndpoint=https://account.blob.core.windows.net/;SharedAccessSignature=sv=2021-12-02&sig=abc%2Bdef%3D;',
  'SAS with question mark':
    'BlobEndpoint=https://account.blob.core.windows.net/;SharedAccessSignature=?sv=2021-12-02&sig=abc%2Bdef%3D',
  'SAS with account name':
    'AccountName=named;BlobEndpoint=https://files.example.com/;SharedAccessSignature=sv=2021-12-02&sig=abc',
  'SAS on Azurite': 'BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;SharedAccessSignature=sv=2021-12-02&sig=abc',
  'SAS first':
    'SharedAccessSignature=sv=2021-12-02&sig=abc;BlobEndpoint=https://account.blob.core.windows.net/;FileEndpoint=https://f.example.com/',
};

const BAD = {
  empty: '',
  spaces: '   ',
  'no pairs': 'garbage',
  'a URL': 'https://account.blob.core.windows.net',
  'no account name': `DefaultEndpointsProtocol=https;${KEY};EndpointSuffix=core.windows.net`,
  'empty account name': `DefaultEndpointsProtocol=https;AccountName=;${KEY};EndpointSuffix=core.windows.net`,
  'no key': 'DefaultEndpointsProtocol=https;AccountName=account;EndpointSuffix=core.windows.net',
  'empty key': 'DefaultEndpointsProtocol=https;AccountName=account;AccountKey=;EndpointSuffix=core.windows.net',
  'key that is not base64':
    'DefaultEndpointsProtocol=https;AccountName=account;AccountKey=***;EndpointSuffix=core.windows.net',
  'no protocol': `AccountName=account;${KEY};EndpointSuffix=core.windows.net`,
  'unknown protocol': `DefaultEndpointsProtocol=ftp;AccountName=account;${KEY};EndpointSuffix=core.windows.net`,
  'no suffix': `DefaultEndpointsProtocol=https;AccountName=account;${KEY}`,
  'endpoint that is no URL': `DefaultEndpointsProtocol=https;AccountName=account;${KEY};BlobEndpoint=nowhere`,
  'SAS without endpoint': 'SharedAccessSignature=sv=2021-12-02&sig=abc',
  'SAS without endpoint, with name': 'AccountName=account;SharedAccessSignature=sv=2021-12-02&sig=abc',
  'endpoint without SAS': 'BlobEndpoint=https://account.blob.core.windows.net/',
  'SAS with bad endpoint': 'BlobEndpoint=nowhere;SharedAccessSignature=sv=2021-12-02&sig=abc',
  'lower case names': `defaultendpointsprotocol=https;accountname=account;accountkey=a2V5;endpointsuffix=core.windows.net`,
  'development in lower case': 'usedevelopmentstorage=true',
};

async function parse(library, context, table) {
  for (const [label, text] of Object.entries(table)) {
    const service = await context.step(label, () => library.BlobServiceClient.fromConnectionString(text));
    if (service) context.note(`${label}: blob`, service.getContainerClient('container').getBlobClient('blob'));
  }
}

module.exports = [
  { name: 'connection strings', run: (library, context) => parse(library, context, GOOD) },
  {
    name: 'connection strings that are refused',
    async run(library, context) {
      await parse(library, context, BAD);
      for (const [label, text] of Object.entries(BAD)) {
        await context.step(`container: ${label}`, () => new library.ContainerClient(text, 'container'));
        await context.step(`blob: ${label}`, () => new library.BlobClient(text, 'container', 'blob'));
      }
      for (const [label, value] of Object.entries({ undefined: undefined, null: null, number: 42, object: {} })) {
        await context.step(label, () => library.BlobServiceClient.fromConnectionString(value));
      }
    },
  },
  {
    name: 'connection string on Azurite',
    async run(library, context) {
      const service = library.BlobServiceClient.fromConnectionString(context.connectionString);
      const container = service.getContainerClient(context.containerName());
      await context.step('create', () => container.create());
      await context.step('upload', () =>
        new library.BlockBlobClient(context.connectionString, container.containerName, 'a b').upload('x', 1),
      );
      await context.step('exists', () =>
        new library.ContainerClient(context.connectionString, container.containerName).exists(),
      );
      await context.step('blob', () =>
        new library.BlobClient(context.connectionString, container.containerName, 'a b').getProperties(),
      );
      // What `condition && options` is.
      for (const proxyOptions of [false, 0, '', null]) {
        const options = { proxyOptions };
        await context.step(`exists, with the proxy ${JSON.stringify(proxyOptions)}`, () =>
          new library.ContainerClient(context.connectionString, container.containerName, options).exists(),
        );
      }
    },
  },
  {
    name: 'SAS connection string on Azurite',
    async run(library, context) {
      const sas = new URL(
        context.setup.generateAccountSasUrl(
          new Date(Date.now() + 3_600_000),
          AccountSASPermissions.parse('rwdlac'),
          'sco',
        ),
      ).search;
      const text = `BlobEndpoint=${context.url};SharedAccessSignature=${sas}`;
      const service = library.BlobServiceClient.fromConnectionString(text);
      const container = service.getContainerClient(context.containerName());
      await context.step('create', () => container.create());
      const blob = new library.BlockBlobClient(text, container.containerName, 'folder/a b');
      await context.step('upload', () => blob.upload('content', 7));
      await context.step('copy', async () =>
        (await container.getBlobClient('copy').beginCopyFromURL(blob.url)).pollUntilDone(),
      );
      await context.step('list', () => container.listBlobsFlat().byPage().next());
      await context.step('delete', () => container.delete());
    },
  },
];
