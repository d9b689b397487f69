'use strict';

// Every form of every constructor over a table of URLs: no requests, only what the clients say of themselves.

const URLS = {
  'Azurite service': 'http://127.0.0.1:10000/devstoreaccount1',
  'Azurite container': 'http://127.0.0.1:10000/devstoreaccount1/container',
  'Azurite blob': 'http://127.0.0.1:10000/devstoreaccount1/container/folder/blob.txt',
  'cloud service': 'https://account.blob.core.windows.net',
  'cloud service with slash': 'https://account.blob.core.windows.net/',
  'cloud container': 'https://account.blob.core.windows.net/container',
  'cloud container with slash': 'https://account.blob.core.windows.net/container/',
  'cloud blob': 'https://account.blob.core.windows.net/container/folder/blob.txt',
  'cloud blob with slash': 'https://account.blob.core.windows.net/container/folder/',
  'cloud blob without extension': 'https://account.blob.core.windows.net/container/blob',
  'cloud with port': 'https://account.blob.core.windows.net:8443/container/blob',
  'cloud with default port': 'https://account.blob.core.windows.net:443/container/blob',
  'other cloud': 'https://account.blob.core.chinacloudapi.cn/container/blob',
  secondary: 'https://account-secondary.blob.core.windows.net/container/blob',
  'DNS zone': 'https://account.z01.blob.storage.azure.net/container/blob',
  'private link': 'https://account.privatelink.blob.core.windows.net/container/blob',
  'dfs host': 'https://account.dfs.core.windows.net/container/blob',
  'custom domain': 'https://files.example.com/container/blob',
  'custom domain without blob': 'https://files.example.com/container',
  'custom domain with blob label': 'https://files.blob.example.com/container/blob',
  'custom domain with port': 'https://files.example.com:10000/account/container/blob',
  'custom domain with path-style port': 'http://azurite:10000/devstoreaccount1/container/blob',
  'custom domain with other port': 'http://azurite:9999/devstoreaccount1/container/blob',
  localhost: 'http://localhost/devstoreaccount1/container/blob',
  'localhost with port': 'http://localhost:10000/devstoreaccount1/container/blob',
  'localhost service': 'http://localhost:10000/devstoreaccount1',
  'docker host': 'http://host.docker.internal:10000/devstoreaccount1/container/blob',
  'IPv4 without port': 'http://192.168.0.1/account/container/blob',
  IPv6: 'http://[::1]:10000/devstoreaccount1/container/blob',
  'IPv6 without port': 'http://[2001:db8::1]/devstoreaccount1/container/blob',
  'IPv6 service': 'http://[::1]:10000/devstoreaccount1/',
  'upper case scheme and host': 'HTTPS://Account.Blob.Core.Windows.Net/Container/Blob',
  SAS: 'https://account.blob.core.windows.net/container/blob?sv=2021-12-02&sr=b&sp=r&se=2030-01-01T00%3A00%3A00Z&sig=abc%2Bdef%2F%3D',
  'SAS on service': 'https://account.blob.core.windows.net/?sv=2021-12-02&ss=b&srt=sco&sp=rwdlac&sig=abc%2Bdef%3D',
  'SAS on container': 'https://account.blob.core.windows.net/container?sv=2021-12-02&sr=c&sig=abc%2Bdef%3D',
  snapshot: 'https://account.blob.core.windows.net/container/blob?snapshot=2011-03-09T01:42:34.9360000Z',
  'snapshot escaped':
    'https://account.blob.core.windows.net/container/blob?snapshot=2011-03-09T01%3A42%3A34.9360000Z&sig=a',
  version: 'https://account.blob.core.windows.net/container/blob?versionid=2011-03-09T01:42:34.9360000Z',
  'empty query': 'https://account.blob.core.windows.net/container/blob?',
  'query with spaces': 'https://account.blob.core.windows.net/container/blob?a=b c&d=%20+',
  fragment: 'https://account.blob.core.windows.net/container/blob#part',
  'root container': 'https://account.blob.core.windows.net/$root/blob.txt',
  'double slash': 'https://account.blob.core.windows.net/container//blob',
  'only slashes': 'https://account.blob.core.windows.net//',
  'escaped slash': 'https://account.blob.core.windows.net/container/a%2Fb',
  'escaped percent': 'https://account.blob.core.windows.net/container/100%25',
  'bare percent': 'https://account.blob.core.windows.net/container/100%',
  'bad escape': 'https://account.blob.core.windows.net/container/a%zz',
  'bad UTF-8 escape': 'https://account.blob.core.windows.net/container/a%ff',
  plus: 'https://account.blob.core.windows.net/container/a+b',
  space: 'https://account.blob.core.windows.net/container/a b',
  apostrophe: "https://account.blob.core.windows.net/container/it's",
  unicode: 'https://account.blob.core.windows.net/container/grüße 世界',
  'unicode container': 'https://account.blob.core.windows.net/gr%C3%BC%C3%9Fe/blob',
  backslash: 'https://account.blob.core.windows.net/container/a\\b',
  'escaped backslash': 'https://account.blob.core.windows.net/container/a%5Cb',
  dots: 'https://account.blob.core.windows.net/container/a/../b/./c',
  'user info': 'https://user:password@account.blob.core.windows.net/container/blob',
  'unicode host': 'https://bücher.example/container/blob',
  'leading and trailing space': '  https://account.blob.core.windows.net/container/blob  ',
};

const MALFORMED = {
  'no URL': 'not a url',
  empty: '',
  'no scheme': 'account.blob.core.windows.net/container',
  'no host': 'https://',
  'bad port': 'https://account.blob.core.windows.net:99999/container',
};

const WRONG_TYPES = { undefined: undefined, null: null, number: 42, object: {} };

module.exports = [
  ...['BlobServiceClient', 'ContainerClient', 'BlobClient', 'BlockBlobClient'].map((className) => ({
    name: `${className} from a URL`,
    async run(library, context) {
      const credential = new library.StorageSharedKeyCredential('account', 'a2V5');
      for (const [label, url] of Object.entries(URLS)) {
        await context.step(label, () => new library[className](url));
        await context.step(`${label}, with a key`, () => new library[className](url, credential));
      }
    },
  })),
  {
    name: 'constructor forms',
    async run(library, context) {
      const blob = 'https://account.blob.core.windows.net/container/blob';
      const container = 'https://account.blob.core.windows.net/container';
      const service = 'https://account.blob.core.windows.net';
      const token = { getToken: async () => ({ token: 'token', expiresOnTimestamp: Date.now() + 3_600_000 }) };
      const credentials = {
        none: undefined,
        // What `condition && credential` is.
        false: false,
        anonymous: new library.AnonymousCredential(),
        key: new library.StorageSharedKeyCredential('account', 'a2V5'),
      };
      for (const [label, credential] of Object.entries(credentials)) {
        await context.step(
          `service, ${label}`,
          () => new library.BlobServiceClient(service, credential, { retryOptions: { maxTries: 1 } }),
        );
        await context.step(
          `container, ${label}`,
          () => new library.ContainerClient(container, credential, { retryOptions: { maxTries: 1 } }),
        );
        await context.step(
          `blob, ${label}`,
          () => new library.BlobClient(blob, credential, { retryOptions: { maxTries: 1 } }),
        );
        await context.step(`block blob, ${label}`, () => new library.BlockBlobClient(blob, credential, {}));
      }
      // What `condition && options` is.
      for (const none of [false, 0, '', null]) {
        const label = JSON.stringify(none);
        await context.step(`service, options ${label}`, () => new library.BlobServiceClient(service, undefined, none));
        await context.step(`container, options ${label}`, () => new library.ContainerClient(container, token, none));
        await context.step(`service of a connection string, options ${label}`, () =>
          library.BlobServiceClient.fromConnectionString('UseDevelopmentStorage=true', none),
        );
      }
      await context.step(
        'service, no retries',
        () => new library.BlobServiceClient(service, token, { retryOptions: false }),
      );
      await context.step('service, empty text', () => new library.BlobServiceClient(service, ''));
      await context.step('container, empty text', () => new library.ContainerClient(container, ''));
      context.note(
        'a token credential is kept as it is',
        new library.BlobServiceClient(service, token).credential === token,
      );
      context.note(
        'a key credential is kept as it is',
        new library.BlobServiceClient(service, credentials.key).credential === credentials.key,
      );
      for (const [label, connectionString] of Object.entries({
        key: 'DefaultEndpointsProtocol=https;AccountName=account;AccountKey=a2V5;EndpointSuffix=core.windows.net',
        SAS: 'BlobEndpoint=https://account.blob.core.windows.net/;SharedAccessSignature=sv=2021-12-02&sig=abc%2B',
        development: 'UseDevelopmentStorage=true',
      })) {
        await context.step(
          `container of ${label} connection string`,
          () => new library.ContainerClient(connectionString, 'my container'),
        );
        await context.step(
          `blob of ${label} connection string`,
          () => new library.BlobClient(connectionString, 'container', 'a/b c%2F'),
        );
        await context.step(
          `block blob of ${label} connection string`,
          () => new library.BlockBlobClient(connectionString, 'container', 'a/b', {}),
        );
        await context.step(`service of ${label} connection string`, () =>
          library.BlobServiceClient.fromConnectionString(connectionString, {}),
        );
      }
    },
  },
  {
    name: 'clients made by clients',
    async run(library, context) {
      for (const url of [
        URLS['Azurite service'],
        URLS['cloud service'],
        URLS['SAS on service'],
        URLS['IPv6 service'],
      ]) {
        const service = new library.BlobServiceClient(url);
        const container = service.getContainerClient('container');
        context.note(`container of ${url}`, container);
        const blob = container.getBlobClient('folder/blob.txt');
        context.note(`blob of ${url}`, blob);
        context.note(`block blob of ${url}`, container.getBlockBlobClient('folder/blob.txt'));
        context.note(`block blob of the blob of ${url}`, blob.getBlockBlobClient());
        context.note(`append blob of the blob of ${url}`, blob.getAppendBlobClient());
        context.note(`page blob of the blob of ${url}`, blob.getPageBlobClient());
        context.note(`snapshot of ${url}`, blob.withSnapshot('2011-03-09T01:42:34.9360000Z'));
        context.note(
          `snapshot replaced of ${url}`,
          blob.withSnapshot('2011-03-09T01:42:34.9360000Z').withSnapshot('other one'),
        );
        context.note(`snapshot removed of ${url}`, blob.withSnapshot('2011-03-09T01:42:34.9360000Z').withSnapshot(''));
        context.note(`version of ${url}`, blob.withVersion('2011-03-09T01:42:34.9360000Z'));
        context.note(`version removed of ${url}`, blob.withVersion('2011-03-09T01:42:34.9360000Z').withVersion(''));
        context.note(
          `snapshot of the block blob of ${url}`,
          container.getBlockBlobClient('b').withSnapshot('2011-03-09T01:42:34.9360000Z'),
        );
        context.note(`snapshot of version of ${url}`, blob.withVersion('one').withSnapshot('two'));
        // Scripts read the URL of the container from a client without a name.
        for (const kind of ['Blob', 'AppendBlob', 'BlockBlob', 'PageBlob']) {
          context.note(`${kind} without a name, of ${url}`, container[`get${kind}Client`](''));
        }
      }
    },
  },
  {
    // Programs create their clients when they are loaded, and are built and tested without the variables of the environment.
    name: 'clients without configuration',
    async run(library, context) {
      const pairs = [
        ['', ''],
        ['account', ''],
        ['', 'a2V5'],
        [undefined, ''],
        [undefined, 'a2V5'],
        [null, 'a2V5'],
      ];
      for (const [name, key] of pairs) {
        await context.step(
          `the name ${JSON.stringify(name)} and the key "${key}"`,
          () =>
            new library.BlobServiceClient(
              `https://${name}.blob.core.windows.net`,
              new library.StorageSharedKeyCredential(name, key),
            ),
        );
      }
      const service = new library.BlobServiceClient('https://account.blob.core.windows.net');
      for (const name of [undefined, null]) {
        const container = await context.step(`the container ${name}`, () => service.getContainerClient(name));
        await context.step(`a blob of ${name}`, () => container.getBlockBlobClient('a.txt'));
        await context.step(`another blob of ${name}`, () => container.getBlobClient('a b/ü'));
        await context.step(`its snapshot of ${name}`, () => container.getBlobClient('a').withSnapshot('one'));
      }
      const blob = service.getContainerClient('container').getBlobClient('folder/blob');
      for (const id of [undefined, null, ''])
        await context.step(`the lease ${id}`, () => blob.getBlobLeaseClient(id).leaseId.length);
    },
  },
  {
    // Customers often have a number, and a container each.
    name: 'containers that are called by a number',
    async run(library, context) {
      const credential = new library.StorageSharedKeyCredential('account', 'a2V5');
      const service = new library.BlobServiceClient('https://account.blob.core.windows.net', credential);
      for (const name of [1024, 2 ** 53 - 1, 12n]) {
        await context.step(`the container ${name}`, () => service.getContainerClient(name));
        const values = {
          containerName: name,
          version: '2020-02-10',
          expiresOn: new Date(1e12),
          permissions: library.ContainerSASPermissions.parse('r'),
        };
        const sign = () => library.generateBlobSASQueryParameters(values, credential).signature;
        await context.step(`a signature for ${name}`, sign);
      }
      const number = Number(process.hrtime.bigint() / 1000n);
      context.names.set(String(number), '<number>');
      const created = async () =>
        (await context.service.createContainer(number)).containerCreateResponse._response.status;
      await context.step('create', created);
      await context.step('delete', async () => (await context.service.deleteContainer(number))._response.status);
    },
  },
  {
    // The address of a listing is often handed on as that of its container.
    name: 'URLs with parameters of operations',
    async run(library, context) {
      const { name, setup } = await context.container();
      await setup.getBlockBlobClient('blob').upload('text', 4);
      const credential = new library.StorageSharedKeyCredential(context.accountName, context.accountKey);
      const listing = `${context.url}/${name}?restype=container&comp=list&prefix=nothing`;
      const container = new library.ContainerClient(listing, credential);
      const names = async (options) => {
        const found = [];
        for await (const blob of container.listBlobsFlat(options)) found.push(blob.name);
        return found;
      };
      await context.step('list', () => names({ prefix: 'b' }));
      await context.step('list without a prefix', () => names());
      await context.step('set metadata', () => container.setMetadata({ a: 'b' }));
      await context.step('policies', () => container.getAccessPolicy());
      const blob = new library.BlobClient(`${context.url}/${name}/blob?comp=metadata&x=1`, credential);
      await context.step('set metadata of a blob', () => blob.setMetadata({ a: 'b' }));
      await context.step('tags of a blob', () => blob.getTags());
      const service = new library.BlobServiceClient(`${context.url}?comp=list&maxresults=3`, credential);
      await context.step('settings', () => service.getProperties());
    },
  },
  {
    // Scripts put the URL of a cache there, for those whom they hand the client to.
    name: 'a URL that is set afterwards',
    async run(library, context) {
      const { client: container } = await context.container();
      const blob = container.getBlockBlobClient('blob');
      await blob.upload('text', 4);
      for (const client of [context.serviceOf(library), container, blob]) {
        client.url = 'http://127.0.0.1:1/elsewhere';
        await context.step(client.constructor.name, () => client.getProperties());
        context.note(`the URL of ${client.constructor.name}`, client.url);
      }
      await context.step('content', async () => String(await blob.downloadToBuffer(0, 4)));
      await context.step('list', async () => (await container.listBlobsFlat().next()).value.name);
    },
  },
  {
    name: 'members that are private in the reference',
    async run(library, context) {
      const service = new library.BlobServiceClient('https://account.blob.core.windows.net');
      const container = service.getContainerClient('my container');
      const blob = container.getBlobClient('folder/a b');
      context.note('names', [container._containerName, blob._containerName, blob._name]);
      for (const client of [service, container, blob])
        context.note(`storageClientContext of ${client.url}`, client.storageClientContext.url);
    },
  },
  {
    name: 'classes',
    async run(library, context) {
      const blob = new library.BlockBlobClient('https://account.blob.core.windows.net/container/blob');
      context.note('a block blob client is a blob client', blob instanceof library.BlobClient);
      context.note('its block blob client is one', blob.getBlockBlobClient() instanceof library.BlockBlobClient);
      const credential = new library.StorageSharedKeyCredential('account', 'a2V5');
      context.note('account name of a credential', credential.accountName);
      context.note('its signature', credential.computeHMACSHA256('text'));
      context.note('an error is an Error', new library.RestError('message') instanceof Error);
      context.note('a RestError', new library.RestError('message', { code: 'Code', statusCode: 400 }));
    },
  },
  {
    name: 'argument errors',
    async run(library, context) {
      const classes = ['BlobServiceClient', 'ContainerClient', 'BlobClient', 'BlockBlobClient'];
      for (const className of classes) {
        for (const [label, url] of Object.entries(MALFORMED))
          await context.step(`${className}: ${label}`, () => new library[className](url));
        for (const [label, url] of Object.entries(WRONG_TYPES))
          await context.step(`${className}: ${label}`, () => new library[className](url));
      }
      const connectionString = 'UseDevelopmentStorage=true';
      await context.step('container without a name', () => new library.ContainerClient(connectionString, ''));
      await context.step('blob without a name', () => new library.BlobClient(connectionString, 'container', ''));
      await context.step('blob without a container', () => new library.BlobClient(connectionString, '', 'blob'));
      await context.step('blob with only a container', () => new library.BlobClient(connectionString, 'container'));
      await context.step(
        'block blob with only a container',
        () => new library.BlockBlobClient(connectionString, 'container'),
      );
      const container = new library.ContainerClient('https://account.blob.core.windows.net/container');
      await context.step('getBlobClient of undefined', () => container.getBlobClient(undefined));
      await context.step('getBlobClient of null', () => container.getBlobClient(null));
      await context.step('a lone surrogate', () => container.getBlobClient('a\ud800b'));
      await context.step('download at a negative offset', () => container.getBlobClient('b').download(-1));
      await context.step('download of a negative count', () => container.getBlobClient('b').download(0, -1));
    },
  },
];
