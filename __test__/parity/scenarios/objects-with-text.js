'use strict';

// Objects that have a text, such as the ids of databases, where the reference uses their text as a name or a URL.

/** As the id of a document database. */
class ObjectId {
  #text;
  constructor(text) {
    this.#text = text;
  }
  toString() {
    return this.#text;
  }
}

const FORMS = {
  'a String object': (text) => new String(text),
  'an object with toString': (text) => new ObjectId(text),
  'an object with toPrimitive': (text) => ({ [Symbol.toPrimitive]: () => text }),
  'a list of one': (text) => [text],
};

const TIME = '2024-01-02T03:04:05.0000000Z';

module.exports = Object.entries(FORMS).map(([form, of]) => ({
  name: `${form} in place of a text`,
  async run(library, context) {
    const { accountName, accountKey } = context;
    const container = await context.container();
    const { containerName } = container.client;
    await container.setup.getBlockBlobClient('b').upload('x', 1);
    const blob = container.client.getBlobClient('b');
    const credential = new library.StorageSharedKeyCredential(accountName, accountKey);
    await context.step('a container', async () => {
      const named = context.service.getContainerClient(of(containerName));
      return [named.url, named.containerName, await named.exists()];
    });
    await context.step('create and delete a container', async () => {
      const name = `${containerName}-2`;
      const { containerClient } = await context.service.createContainer(of(name));
      await context.service.deleteContainer(of(name));
      return containerClient.containerName;
    });
    await context.step('a URL', () => new library.BlobClient(of(blob.url), credential).exists());
    await context.step('a snapshot', () => blob.withSnapshot(of(TIME)).url);
    await context.step('a version', () => blob.withVersion(of(TIME)).url);
    await context.step('a signature', () => {
      const values = {
        containerName: of(containerName),
        blobName: of('b'),
        contentType: of('text/plain'),
        permissions: library.BlobSASPermissions.parse('r'),
        expiresOn: new Date(Date.UTC(2050, 0)),
        version: '2021-12-02',
      };
      return library.generateBlobSASQueryParameters(values, credential).toString();
    });
    if (form !== 'a String object') return;
    await context.step(
      'a connection string',
      () => library.BlobServiceClient.fromConnectionString(of('UseDevelopmentStorage=true')).url,
    );
    await context.step('an access level', () => container.client.setAccessPolicy(of('blob')));
    await context.step('a key in bytes', () =>
      new library.StorageSharedKeyCredential(accountName, Buffer.from(accountKey, 'base64')).computeHMACSHA256('text'),
    );
  },
}));
