'use strict';

exports.packages = ['@azure/storage-file-datalake@12.29.0'];

/**
 * Data Lake Storage: file systems and files by blob operations, on Azurite; and its own operations, which go through the same pipeline, on a
 * server that records them, for Azurite has none.
 */
exports.use = async ({ step, text, library, connectionString, container, account, key, endpoint }) => {
  const http = require('node:http');
  const lake = require('@azure/storage-file-datalake');
  const service = new lake.DataLakeServiceClient(endpoint, new lake.StorageSharedKeyCredential(account, key));
  const system = service.getFileSystemClient(container);
  const file = system.getFileClient('folder/a.txt');

  await step('create a file system', async () => Boolean((await system.create({ metadata: { color: 'blue' } })).etag));
  await step('exists', async () => [await system.exists(), await service.getFileSystemClient('none').exists()]);
  await step('properties', async () => (await system.getProperties()).metadata);
  await step('metadata', async () => {
    await system.setMetadata({ color: 'red' });
    return (await system.getProperties()).metadata;
  });
  await step('list file systems', async () => {
    const names = [];
    for await (const { name } of service.listFileSystems({ prefix: container })) names.push(name);
    return names;
  });
  await library.BlobServiceClient.fromConnectionString(connectionString)
    .getContainerClient(container)
    .uploadBlockBlob('folder/a.txt', 'hello world', 11);
  await step('read', async () => text((await file.read()).readableStreamBody));
  await step('read a range', async () => text((await file.read(6, 3)).readableStreamBody));
  await step('read to a buffer', async () => (await file.readToBuffer()).toString());
  await step('file exists', () => file.exists());
  await step('file metadata', async () => {
    await file.setMetadata({ kind: 'text' });
    const { metadata, contentLength } = await file.getProperties();
    return { metadata, contentLength };
  });
  await step('headers', async () => {
    await file.setHttpHeaders({ contentType: 'text/plain', cacheControl: 'no-cache' });
    const { contentType, cacheControl } = await file.getProperties();
    return { contentType, cacheControl };
  });
  await step('a lease', async () => {
    const lease = file.getDataLakeLeaseClient();
    await lease.acquireLease(15);
    return Boolean((await lease.releaseLease()).etag);
  });
  await step('a SAS', async () => {
    const url = await file.generateSasUrl({
      permissions: lake.DataLakeSASPermissions.parse('r'),
      expiresOn: new Date(Date.now() + 60_000),
    });
    return new URL(url).searchParams.get('sp');
  });
  await step('read what is missing', () => system.getFileClient('none').read());

  const seen = [];
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { authorization = '', 'x-ms-version': version } = request.headers;
      seen.push({
        method: request.method,
        url: request.url,
        body: Buffer.concat(chunks).toString(),
        signed: authorization.split(':')[0],
        version: Boolean(version),
      });
      const listing = request.url.includes('resource=filesystem');
      const status =
        request.method === 'PUT' ? 201 : request.method === 'PATCH' && request.url.includes('append') ? 202 : 200;
      const headers = {
        etag: '"0x1"',
        'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT',
        'x-ms-request-id': 'id',
        'x-ms-version': '2021-12-02',
      };
      if (listing) headers['content-type'] = 'application/json';
      if (request.url.includes('getAccessControl'))
        Object.assign(headers, {
          'x-ms-owner': 'me',
          'x-ms-group': 'us',
          'x-ms-permissions': 'rwxr-x---',
          'x-ms-acl': 'user::rwx,group::r-x,other::---',
        });
      response.writeHead(status, headers);
      response.end(
        listing && request.method === 'GET'
          ? JSON.stringify({
              paths: [
                { name: 'a', contentLength: '3', isDirectory: 'false', lastModified: 'Mon, 01 Jan 2024 00:00:00 GMT' },
              ],
            })
          : undefined,
      );
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = new lake.DataLakeServiceClient(
    `http://127.0.0.1:${server.address().port}/${account}`,
    new lake.StorageSharedKeyCredential(account, key),
  );
  const ownSystem = own.getFileSystemClient('system');
  try {
    const ownFile = ownSystem.getFileClient('folder/b.txt');
    await step('create a file', async () => (await ownFile.create()).etag);
    await step('append', async () => (await ownFile.append('hello', 0, 5))._response.status);
    await step('flush', async () => (await ownFile.flush(5)).etag);
    await step(
      'create a directory',
      async () => (await ownSystem.getDirectoryClient('folder').createIfNotExists()).succeeded,
    );
    await step('list paths', async () => {
      const found = [];
      for await (const { name, contentLength, isDirectory } of ownSystem.listPaths())
        found.push({ name, contentLength, isDirectory });
      return found;
    });
    await step('rename', async () => Boolean(await ownFile.move('folder/c.txt')));
    await step('access control', async () => (await ownFile.getAccessControl()).permissions);
    await step('upload', async () => (await ownFile.upload(Buffer.alloc(1000)))._response?.status);
    await step('delete', async () => (await ownFile.delete())._response.status);
    await step('what was sent', () => seen.map((request) => ({ ...request, url: request.url.replace(/\d{5}/g, 'N') })));
  } finally {
    server.close();
  }
};
