'use strict';

// Who may do what: the account's key, nobody, and what containers open to everybody.

const WRONG_KEY = Buffer.alloc(64, 1).toString('base64');

const withKey = (context, client, accountName, key) =>
  new client.constructor(client.url, context.pipeline(new context.sdk.StorageSharedKeyCredential(accountName, key)));

module.exports = [
  {
    name: 'shared key that is wrong',
    async run(context) {
      const container = await context.container();
      const blob = await context.block(container);
      const { accountName } = context.credential;
      const code = '403 AuthenticationFailed';
      await context.step('read', code, () => withKey(context, blob, accountName, WRONG_KEY).download());
      await context.step('head', code, () => withKey(context, blob, accountName, WRONG_KEY).getProperties());
      await context.step('write', code, () => withKey(context, blob, accountName, WRONG_KEY).upload('x', 1));
      await context.step('list', code, () =>
        withKey(context, container, accountName, WRONG_KEY).listBlobsFlat().next(),
      );
      await context.step('missing', code, () =>
        withKey(context, container.getBlobClient('missing'), accountName, WRONG_KEY).download(),
      );
    },
  },
  {
    name: 'authorization that cannot be read',
    async run(context) {
      const blob = await context.block(await context.container());
      const headers = { 'x-ms-version': '2021-12-02', 'x-ms-date': new Date().toUTCString() };
      const get = (authorization) =>
        context.send({ method: 'GET', url: blob.url, headers: { ...headers, authorization } });
      await context.step('nonsense', '400 InvalidAuthenticationInfo', () => get('nonsense'));
      await context.step('no signature', '403 AuthenticationFailed', () =>
        get(`SharedKey ${context.credential.accountName}:`),
      );
    },
  },
  {
    name: 'nobody at a private container',
    async run(context) {
      const container = await context.container();
      const blob = await context.block(container);
      const code = '401 NoAuthenticationInformation';
      await context.step('read', code, () => context.anonymous(blob).download());
      await context.step('head', code, () => context.anonymous(blob).getProperties());
      await context.step('write', code, () => context.anonymous(blob).upload('x', 1));
      await context.step('delete', code, () => context.anonymous(blob).delete());
      await context.step('list', code, () => context.anonymous(container).listBlobsFlat().next());
      await context.step('create', code, () =>
        context.anonymous(context.service.getContainerClient(context.name())).create(),
      );
    },
  },
  {
    name: 'nobody at a container with public blobs',
    async run(context) {
      const container = await context.container({ access: 'blob' });
      const blob = await context.block(container);
      await context.step('read', 200, () => context.anonymous(blob).download());
      await context.step('head', 200, () => context.anonymous(blob).getProperties());
      await context.step('missing', '404 BlobNotFound', () =>
        context.anonymous(container.getBlobClient('missing')).download(),
      );
      const code = '401 NoAuthenticationInformation';
      await context.step('list', code, () => context.anonymous(container).listBlobsFlat().next());
      await context.step('properties', code, () => context.anonymous(container).getProperties());
      await context.step('write', code, () => context.anonymous(blob).upload('x', 1));
      await context.step('delete', code, () => context.anonymous(blob).delete());
    },
  },
  {
    name: 'nobody at a public container',
    async run(context) {
      const container = await context.container({ access: 'container' });
      const blob = await context.block(container);
      await context.step('read', 200, () => context.anonymous(blob).download());
      await context.step('list', 200, () => context.anonymous(container).listBlobsFlat().byPage().next());
      await context.step('properties', 200, () => context.anonymous(container).getProperties());
      await context.step('write', '401 NoAuthenticationInformation', () => context.anonymous(blob).upload('x', 1));
    },
  },
  {
    name: 'a container that is opened later',
    async run(context) {
      const container = await context.container();
      const blob = await context.block(container);
      await context.step('open', 200, () => container.setAccessPolicy('blob'));
      await context.step('read', 200, () => context.anonymous(blob).download());
      await context.step('close', 200, () => container.setAccessPolicy());
      await context.step('read after', '401 NoAuthenticationInformation', () => context.anonymous(blob).download());
    },
  },
  {
    name: 'an account that is not there',
    async run(context) {
      const blob = await context.block(await context.container());
      const url = blob.url.replace(context.credential.accountName, 'nobodyknows');
      const other = new blob.constructor(url, context.pipeline(context.credential));
      await context.step('read', 404, () => other.download());
    },
  },
];
