'use strict';

// Shared access signatures: of a blob, a container and the account; their permissions and limits.

const { hours } = require('../run-scenario');

const REFUSED = '403 AuthorizationPermissionMismatch';
const FAILED = '403 AuthenticationFailed';

async function containerAndBlob(context) {
  const container = await context.container();
  return { container, blob: await context.block(container) };
}

const write = (blob) => blob.upload('x', 1);
const list = (container) => container.listBlobsFlat().byPage().next();

module.exports = [
  {
    name: 'SAS of a blob',
    async run(context) {
      const { container, blob } = await containerAndBlob(context);
      const all = context.sas(blob, 'racwd');
      await context.step('read', 200, () => context.at(blob, all).download());
      await context.step('head', 200, () => context.at(blob, all).getProperties());
      await context.step('write', 201, () => write(context.at(blob, all)));
      await context.step('metadata', 200, () => context.at(blob, all).setMetadata({ a: 'b' }));
      await context.step('snapshot', 201, () => context.at(blob, all).createSnapshot());
      const other = await context.block(container, 'other');
      await context.step('another blob', FAILED, () => context.at(other, all).download());
      await context.step('its container', FAILED, () => list(context.at(container, all)));
      await context.step('delete', 202, () => context.at(blob, all).delete({ deleteSnapshots: 'include' }));
    },
  },
  {
    name: 'SAS of a blob that lacks permissions',
    async run(context) {
      const { blob } = await containerAndBlob(context);
      const at = (permissions) => context.at(blob, context.sas(blob, permissions));
      await context.step('read without r', REFUSED, () => at('w').download());
      await context.step('head without r', REFUSED, () => at('w').getProperties());
      await context.step('write without w', REFUSED, () => write(at('r')));
      await context.step('create over it with c alone', '403 UnauthorizedBlobOverwrite', () => write(at('c')));
      await context.step('delete without d', REFUSED, () => at('rw').delete());
      await context.step('metadata without w', REFUSED, () => at('r').setMetadata({ a: 'b' }));
      await context.step('snapshot without c or w', REFUSED, () => at('r').createSnapshot());
      await context.step('stage without w', REFUSED, () => at('r').stageBlock('YQ==', 'a', 1));
      await context.step('block list with r', 200, () => at('r').getBlockList('all'));
    },
  },
  {
    name: 'SAS of a container',
    async run(context) {
      const { container, blob } = await containerAndBlob(context);
      const all = context.sas(container, 'racwdl');
      await context.step('list', 200, () => list(context.at(container, all)));
      await context.step('read', 200, () => context.at(blob, all).download());
      await context.step('write', 201, () => write(context.at(blob, all)));
      await context.step('delete', 202, () => context.at(blob, all).delete());
      await context.step('list without l', REFUSED, () => list(context.at(container, context.sas(container, 'r'))));
      const other = await context.container();
      await context.step('another container', FAILED, () => list(context.at(other, all)));
    },
  },
  {
    name: 'SAS of a container does not reach the container itself',
    async run(context) {
      const { container } = await containerAndBlob(context);
      const all = context.sas(container, 'racwdl');
      await context.step('properties', '403 AuthorizationPermissionMismatch', () =>
        context.at(container, all).getProperties(),
      );
      await context.step('delete', '403 AuthorizationPermissionMismatch', () => context.at(container, all).delete());
    },
  },
  {
    name: 'SAS of the account',
    async run(context) {
      const { container, blob } = await containerAndBlob(context);
      const all = context.accountSas('rwdlacu');
      const fresh = context.at(context.service.getContainerClient(context.name()), all);
      await context.step('create a container', 201, () => fresh.create());
      await context.step('properties of it', 200, () => fresh.getProperties());
      await context.step('delete it', 202, () => fresh.delete());
      await context.step('list', 200, () => list(context.at(container, all)));
      await context.step('read', 200, () => context.at(blob, all).download());
      await context.step('write', 201, () => write(context.at(blob, all)));
      await context.step('delete', 202, () => context.at(blob, all).delete());
    },
  },
  {
    name: 'SAS of the account that lacks something',
    async run(context) {
      const { container, blob } = await containerAndBlob(context);
      const type = '403 AuthorizationResourceTypeMismatch';
      await context.step('no objects', type, () => context.at(blob, context.accountSas('r', 'sc')).download());
      await context.step('no containers', type, () => list(context.at(container, context.accountSas('l', 'so'))));
      await context.step('no reading', REFUSED, () => context.at(blob, context.accountSas('w')).download());
      await context.step('no writing', REFUSED, () => write(context.at(blob, context.accountSas('r'))));
      await context.step('no deleting', REFUSED, () => context.at(blob, context.accountSas('rw')).delete());
      await context.step('no listing', REFUSED, () => list(context.at(container, context.accountSas('r'))));
      const queue = context.accountSas('r', 'sco', { services: 'q' });
      await context.step('no blobs', '403 AuthorizationServiceMismatch', () => context.at(blob, queue).download());
    },
  },
  {
    name: 'SAS out of its time',
    async run(context) {
      const { blob } = await containerAndBlob(context);
      const at = (values) => context.at(blob, context.sas(blob, 'r', values)).download();
      await context.step('expired', FAILED, () => at({ startsOn: hours(-2), expiresOn: hours(-1) }));
      await context.step('not yet', FAILED, () => at({ startsOn: hours(1), expiresOn: hours(2) }));
      await context.step('in time', 200, () => at({ startsOn: hours(-1), expiresOn: hours(1) }));
      const account = context.accountSas('r', 'o', { expiresOn: hours(-1) });
      await context.step('expired for the account', FAILED, () => context.at(blob, account).download());
    },
  },
  {
    name: 'SAS with a wrong signature',
    async run(context) {
      const { blob } = await containerAndBlob(context);
      const broken = (sas) => sas.replace(/sig=.../, (start) => (start === 'sig=AAA' ? 'sig=BBB' : 'sig=AAA'));
      await context.step('of a blob', FAILED, () => context.at(blob, broken(context.sas(blob, 'r'))).download());
      await context.step('of the account', FAILED, () => context.at(blob, broken(context.accountSas('r'))).download());
      const more = context.sas(blob, 'r').replace('sp=r', 'sp=rw');
      await context.step('with more permissions', FAILED, () => context.at(blob, more).download());
      await context.step('on writing', FAILED, () => write(context.at(blob, broken(context.sas(blob, 'w')))));
    },
  },
  {
    name: 'SAS with limits on protocol and address',
    async run(context) {
      const { blob } = await containerAndBlob(context);
      const at = (values) => context.at(blob, context.sas(blob, 'r', values)).download();
      await context.step('HTTPS alone', '403 AuthorizationProtocolMismatch', () => at({ protocol: 'https' }));
      await context.step('either', 200, () => at({ protocol: 'https,http' }));
    },
  },
  {
    name: 'SAS with an address range',
    async run(context) {
      const { blob } = await containerAndBlob(context);
      const at = (ipRange) => context.at(blob, context.sas(blob, 'r', { ipRange })).download();
      await context.step('this one', 200, () => at({ start: '127.0.0.1' }));
      await context.step('others', '403 AuthorizationSourceIPMismatch', () =>
        at({ start: '10.1.2.3', end: '10.1.2.9' }),
      );
    },
  },
  {
    name: 'SAS that sets headers of the response',
    async run(context) {
      const { blob } = await containerAndBlob(context);
      const sas = context.sas(blob, 'r', {
        cacheControl: 'no-store',
        contentDisposition: 'attachment; filename=x',
        contentEncoding: 'identity',
        contentLanguage: 'fr',
        contentType: 'text/x-other',
      });
      await context.step('download', 200, () => context.at(blob, sas).download());
      await context.step('properties', 200, () => context.at(blob, sas).getProperties());
    },
  },
  {
    name: 'SAS of a stored access policy',
    async run(context) {
      const { container, blob } = await containerAndBlob(context);
      const policy = (permissions, expiresOn) => [{ id: 'policy', accessPolicy: { permissions, expiresOn } }];
      const sas = context.sas(container, undefined, { identifier: 'policy' });
      await context.step('without the policy', FAILED, () => context.at(blob, sas).download());
      await container.setAccessPolicy(undefined, policy('r', hours(1)));
      await context.step('read', 200, () => context.at(blob, sas).download());
      await context.step('write', REFUSED, () => write(context.at(blob, sas)));
      await container.setAccessPolicy(undefined, policy('rw', hours(1)));
      await context.step('write after', 201, () => write(context.at(blob, sas)));
      await container.setAccessPolicy(undefined, policy('r', hours(-1)));
      await context.step('expired', FAILED, () => context.at(blob, sas).download());
      await container.setAccessPolicy();
      await context.step('revoked', FAILED, () => context.at(blob, sas).download());
    },
  },
  {
    name: 'SAS of a snapshot',
    async run(context) {
      const { blob } = await containerAndBlob(context);
      const { snapshot } = await blob.createSnapshot();
      const then = blob.withSnapshot(snapshot);
      const sas = context.sas(blob, 'r', { snapshotTime: snapshot });
      await context.step('the snapshot', 200, () => context.at(then, sas).download());
      await context.step('the base', FAILED, () => context.at(blob, sas).download());
    },
  },
  {
    name: 'SAS for tags',
    async run(context) {
      const { blob } = await containerAndBlob(context);
      const at = (permissions) => context.at(blob, context.sas(blob, permissions));
      await context.step('set with t', 204, () => at('t').setTags({ a: 'b' }));
      await context.step('get with t', 200, () => at('t').getTags());
      await context.step('set without', REFUSED, () => at('rw').setTags({ a: 'b' }));
      await context.step('get without', REFUSED, () => at('rw').getTags());
    },
  },
];
