'use strict';

exports.packages = ['@azure/storage-file-share@12.32.0'];

/** File shares, with a credential of this package: their clients sign only with what they take for their own class. Azurite has no shares. */
exports.use = async ({ step, library, account, key }) => {
  const http = require('node:http');
  const shares = require('@azure/storage-file-share');
  const seen = [];
  const server = http.createServer((request, response) => {
    const { method, url, headers } = request;
    seen.push([method, url, headers.authorization?.split(':')[0]]);
    request.resume();
    const responseHeaders = { etag: '"1"', 'last-modified': 'Sat, 28 Nov 2026 10:00:00 GMT', 'x-ms-request-id': '1' };
    response.writeHead(201, responseHeaders).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}/${account}`;
  const credential = new library.StorageSharedKeyCredential(account, key);
  const create = async (service) => {
    seen.length = 0;
    await service.getShareClient('share').create();
    return seen;
  };
  const values = { expiresOn: new Date(Date.UTC(2050, 0)), version: '2021-12-02' };
  const permissions = shares.ShareSASPermissions.parse('r');

  await step('a key', () => create(new shares.ShareServiceClient(url, credential)));
  await step('a pipeline of the key', () => create(new shares.ShareServiceClient(url, shares.newPipeline(credential))));
  await step('a pipeline for blobs', () => create(new shares.ShareServiceClient(url, library.newPipeline(credential))));
  await step('the key of a client', () =>
    create(new shares.ShareServiceClient(url, new library.BlobServiceClient(url, credential).credential)),
  );
  await step('the pipeline of a client', () =>
    create(new shares.ShareServiceClient(url, new library.BlobServiceClient(url, credential).pipeline)),
  );
  await step('anonymous', () => create(new shares.ShareServiceClient(url, new library.AnonymousCredential())));
  await step('anonymous, a share', async () => {
    seen.length = 0;
    await new shares.ShareClient(`${url}/share`, new library.AnonymousCredential()).create();
    return seen;
  });
  await step('a SAS of a share', () =>
    shares.generateFileSASQueryParameters({ ...values, shareName: 'share', permissions }, credential).toString(),
  );
  await step('a SAS of a client', async () => {
    const client = new shares.ShareServiceClient(url, credential).getShareClient('share');
    return new URL(await client.generateSasUrl({ ...values, permissions })).search;
  });
  await step('a key of theirs, for blobs', async () => {
    const service = new library.BlobServiceClient(url, new shares.StorageSharedKeyCredential(account, key));
    seen.length = 0;
    await service.getContainerClient('container').create();
    return seen;
  });
  server.close();
  server.closeAllConnections();
};
