'use strict';

// Downloads: the stream, its bytes, ranges, and what comes with it.

async function read(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function download(context, label, action) {
  const response = await context.step(label, action);
  if (response?.readableStreamBody) context.note(`${label}: bytes`, await read(response.readableStreamBody));
}

module.exports = [
  {
    name: 'download',
    async run(library, context) {
      const { client, setup } = await context.container();
      await setup.getBlockBlobClient('blob').upload('0123456789', 10, {
        metadata: { color: 'blue' },
        blobHTTPHeaders: { blobContentType: 'text/plain', blobCacheControl: 'no-store', blobContentLanguage: 'en' },
      });
      const blob = client.getBlobClient('blob');
      await download(context, 'whole', () => blob.download());
      await download(context, 'from the start', () => blob.download(0, 4));
      await download(context, 'from the middle', () => blob.download(3));
      await download(context, 'a range', () => blob.download(3, 4));
      await download(context, 'a range beyond the end', () => blob.download(8, 100));
      await download(context, 'past the end', () => blob.download(10));
      await download(context, 'a range with its checksum', () => blob.download(3, 4, { rangeGetContentMD5: true }));
      await download(context, 'if match another', () =>
        blob.download(0, undefined, { conditions: { ifMatch: '"0x1111111"' } }),
      );
      await download(context, 'through a block blob client', () => client.getBlockBlobClient('blob').download());
    },
  },
  {
    name: 'download of an empty blob',
    async run(library, context) {
      const { client, setup } = await context.container();
      await setup.getBlockBlobClient('empty').upload('', 0);
      await download(context, 'whole', () => client.getBlobClient('empty').download());
      await download(context, 'a range', () => client.getBlobClient('empty').download(0, 1));
    },
  },
  {
    name: 'download of nothing',
    async run(library, context) {
      const { client } = await context.container();
      await context.step('missing blob', () => client.getBlobClient('missing').download());
      await context.step('missing container', () =>
        context.service.getContainerClient(context.containerName()).getBlobClient('blob').download(),
      );
    },
  },
  {
    name: 'download of a snapshot',
    async run(library, context) {
      const { client, setup } = await context.container();
      const original = setup.getBlockBlobClient('blob');
      await original.upload('before', 6);
      const { snapshot } = await original.createSnapshot();
      await original.upload('after it', 8);
      const blob = client.getBlobClient('blob');
      await download(context, 'by client', () => blob.withSnapshot(snapshot).download());
      await download(context, 'by option', () => blob.download(0, undefined, { snapshot }));
      await download(context, 'the blob itself', () => blob.download());
    },
  },
  {
    name: 'download of a copy',
    async run(library, context) {
      const { client, setup } = await context.container();
      await setup.getBlockBlobClient('source').upload('content', 7);
      await (
        await setup.getBlobClient('copy').beginCopyFromURL(`${context.url}/${client.containerName}/source`)
      ).pollUntilDone();
      await download(context, 'whole', () => client.getBlobClient('copy').download());
    },
  },
  {
    name: 'download of eight mebibytes',
    async run(library, context) {
      const { client, setup } = await context.container();
      const content = Buffer.alloc(8 * 1024 * 1024, 'eight mebibytes of this ');
      await setup.getBlockBlobClient('big').upload(content, content.length);
      const loaded = [];
      const response = await context.step('download', () =>
        client
          .getBlobClient('big')
          .download(0, undefined, { onProgress: ({ loadedBytes }) => loaded.push(loadedBytes) }),
      );
      context.note('same bytes', content.equals(await read(response.readableStreamBody)));
      context.note('progress ends at', loaded.at(-1));
      context.note(
        'progress never goes back',
        loaded.every((bytes, index) => index === 0 || bytes >= loaded[index - 1]),
      );
    },
  },
];
