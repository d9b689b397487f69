'use strict';

/** A scripted server that sends lists, and the clients that ask for them. */

const { blobferry } = require('../support/libraries');
const { startScriptedServer } = require('../support/scripted-server');

const DATE = 'Mon, 01 Jan 2024 00:00:00 GMT';
const xml = (body) => ({ status: 200, headers: { 'content-type': 'application/xml' }, body });
const listing = (entries, around = '<NextMarker/>') =>
  `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://h/" ContainerName="c">${around}` +
  `<Blobs>${entries}</Blobs></EnumerationResults>`;
const blobNamed = (name, inside = '') =>
  `<Blob><Name>${name}</Name><Properties><Creation-Time>${DATE}</Creation-Time><Last-Modified>${DATE}</Last-Modified>` +
  `<Etag>0x8DA</Etag><Content-Length>5</Content-Length><BlobType>BlockBlob</BlobType></Properties>${inside}</Blob>`;
/** A page with this number of blobs; `next` is the marker of the following page. */
const pageOf = (count, next = '', from = 0) =>
  xml(
    listing(
      Array.from({ length: count }, (_, index) => blobNamed(`b${from + index}`)).join(''),
      `<NextMarker>${next}</NextMarker>`,
    ),
  );

const firstPage = async (iterator) => (await iterator.byPage().next()).value;
const flat = ({ container }) => firstPage(container.listBlobsFlat());
const byHierarchy = ({ container }) => firstPage(container.listBlobsByHierarchy('/'));
const containers = ({ service }) => firstPage(service.listContainers());
const found = ({ service }) => firstPage(service.findBlobsByTags("a='1'"));

async function all(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

function clientsOf(library, origin) {
  const options = { retryOptions: { maxTries: 1 } };
  const service = new library.BlobServiceClient(`${origin}/account`, new library.AnonymousCredential(), options);
  const container = service.getContainerClient('c');
  return { service, container, block: container.getBlockBlobClient('b'), page: container.getPageBlobClient('b') };
}

async function withServer(response, use, library = blobferry) {
  const server = await startScriptedServer(response);
  try {
    return await use(clientsOf(library, server.origin), server);
  } finally {
    await server.close();
  }
}

module.exports = {
  DATE,
  all,
  blobNamed,
  byHierarchy,
  containers,
  firstPage,
  flat,
  found,
  listing,
  pageOf,
  withServer,
  xml,
};
