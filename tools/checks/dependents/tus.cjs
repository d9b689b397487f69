'use strict';

exports.packages = ['@tus/azure-store@2.0.2', '@tus/utils@0.6.0'];

/** Uploads that can be resumed, in append blobs whose metadata says how far they are. */
exports.use = async ({ step, text, library, connectionString, container }) => {
  const { Readable } = require('node:stream');
  const { AzureStore } = await import('@tus/azure-store');
  const { Upload } = await import('@tus/utils');
  const client = library.BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container);
  await client.create();
  const store = () => new AzureStore({ client });
  const shown = ({ id, size, offset, metadata }) => ({ id, size, offset, metadata });

  await step('create', async () =>
    shown(await store().create(new Upload({ id: 'file', size: 11, offset: 0, metadata: { name: 'ä.txt' } }))),
  );
  await step('write a first part', () => store().write(Readable.from([Buffer.from('hello ')]), 'file', 0));
  await step('ask how far it is', async () => shown(await store().getUpload('file')));
  await step('write the rest', () => store().write(Readable.from([Buffer.from('world')]), 'file', 6));
  await step('read', async () => text(await store().read('file')));
  await step('ask for what is missing', () => store().getUpload('none'));
};
