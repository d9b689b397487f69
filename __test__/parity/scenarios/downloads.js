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
  {
    name: 'download that is aborted and destroyed',
    async run(library, context) {
      const { client, setup } = await context.container();
      await setup.getBlockBlobClient('big').uploadData(Buffer.alloc(8 * 1024 * 1024));
      for (const [label, later] of Object.entries({
        'at once': (call) => call(),
        'a microtask later': queueMicrotask,
      })) {
        const controller = new AbortController();
        const response = await client.getBlobClient('big').download(0, undefined, { abortSignal: controller.signal });
        const stream = response.readableStreamBody;
        const events = [];
        stream.on('error', () => events.push('error')).on('end', () => events.push('end'));
        const closed = new Promise((resolve) => stream.once('close', resolve));
        controller.abort();
        context.note(`${label}: destroyed by the signal`, stream.destroyed);
        later(() => stream.destroy());
        await closed;
        context.note(`${label}: events`, events);
      }
    },
  },
  {
    name: 'download that is aborted before it is read',
    async run(library, context) {
      const { client, setup } = await context.container();
      for (const length of [5, 100_000, 2_000_000]) {
        await setup.getBlockBlobClient('blob').uploadData(Buffer.alloc(length));
        const controller = new AbortController();
        const blob = client.getBlobClient('blob');
        const { readableStreamBody } = await blob.download(0, undefined, { abortSignal: controller.signal });
        controller.abort();
        let received = 0;
        const reading = (async () => {
          for await (const chunk of readableStreamBody) received += chunk.length;
        })();
        context.note(`${length}: ends with`, await reading.catch(({ name }) => name));
        context.note(`${length}: received`, received);
      }
    },
  },
  {
    name: 'download that is aborted while it is read',
    async run(library, context) {
      const { client, setup } = await context.container();
      const length = 8 * 1024 * 1024;
      await setup.getBlockBlobClient('blob').uploadData(Buffer.alloc(length));
      const controller = new AbortController();
      const blob = client.getBlobClient('blob');
      const { readableStreamBody } = await blob.download(0, undefined, { abortSignal: controller.signal });
      let received = 0;
      const reading = (async () => {
        for await (const chunk of readableStreamBody) {
          received += chunk.length;
          controller.abort();
        }
      })();
      context.note('ends with', await reading.catch(({ name }) => name));
      context.note('received all', received === length);
    },
  },
  {
    name: 'download that is aborted when everything has arrived',
    async run(library, context) {
      const { client, setup } = await context.container();
      await setup.getBlockBlobClient('small').upload('0123456789', 10);
      const controller = new AbortController();
      const blob = client.getBlobClient('small');
      const { readableStreamBody } = await blob.download(0, undefined, { abortSignal: controller.signal });
      const chunks = [];
      await context.step('read', async () => {
        for await (const chunk of readableStreamBody) {
          chunks.push(chunk);
          controller.abort();
        }
      });
      context.note('bytes', Buffer.concat(chunks));
    },
  },
];
