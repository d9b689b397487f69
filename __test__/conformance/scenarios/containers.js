'use strict';

// Containers: create, properties, metadata, delete, names, access policies, conditions.

const { hours } = require('../run-scenario');

const PAST = new Date('2001-02-03T04:05:06Z');

module.exports = [
  {
    name: 'container life',
    async run(context) {
      const container = context.service.getContainerClient(context.name());
      await context.step('properties before', '404 ContainerNotFound', () => container.getProperties());
      await context.step('list before', '404 ContainerNotFound', () => container.listBlobsFlat().next());
      await context.step('delete before', '404 ContainerNotFound', () => container.delete());
      await context.step('create', 201, () => container.create());
      await context.step('create again', '409 ContainerAlreadyExists', () => container.create());
      await context.step('properties', 200, () => container.getProperties());
      await context.step('delete', 202, () => container.delete());
      await context.step('delete again', '404 ContainerNotFound', () => container.delete());
    },
  },
  {
    name: 'container with metadata',
    async run(context) {
      const container = context.service.getContainerClient(context.name());
      await context.step('create', 201, () => container.create({ metadata: { one: 'first', two_2: 'a b' } }));
      await context.step('properties', 200, () => container.getProperties());
      await context.step('set metadata', 200, () => container.setMetadata({ three: '3' }));
      await context.step('properties after', 200, () => container.getProperties());
      await context.step('clear metadata', 200, () => container.setMetadata());
      await context.step('properties at the end', 200, () => container.getProperties());
    },
  },
  {
    name: 'container metadata conditions',
    async run(context) {
      const container = await context.container();
      const set = (conditions) => container.setMetadata({ a: 'b' }, { conditions });
      await context.step('modified since long ago', 200, () => set({ ifModifiedSince: PAST }));
      await context.step('modified since tomorrow', '412 ConditionNotMet', () => set({ ifModifiedSince: hours(24) }));
    },
  },
  {
    name: 'container delete conditions',
    async run(context) {
      const container = await context.container();
      const remove = (conditions) => container.delete({ conditions });
      await context.step('unmodified since long ago', '412 ConditionNotMet', () => remove({ ifUnmodifiedSince: PAST }));
      await context.step('modified since tomorrow', '412 ConditionNotMet', () =>
        remove({ ifModifiedSince: hours(24) }),
      );
      await context.step('modified since long ago', 202, () => remove({ ifModifiedSince: PAST }));
    },
  },
  {
    name: 'container names that are rejected',
    async run(context) {
      for (const [name, code] of [
        ['UPPER', 'InvalidResourceName'],
        ['ab', 'OutOfRangeInput'],
        ['x'.repeat(64), 'OutOfRangeInput'],
        ['two--dashes', 'InvalidResourceName'],
        ['under_score', 'InvalidResourceName'],
        ['trailing-', 'InvalidResourceName'],
        ['-leading', 'InvalidResourceName'],
      ]) {
        await context.step(`create ${name}`, `400 ${code}`, () => context.service.getContainerClient(name).create());
      }
    },
  },
  {
    name: 'container with public access',
    async run(context) {
      for (const access of ['blob', 'container']) {
        const container = context.service.getContainerClient(context.name());
        await context.step(`create for ${access}`, 201, () => container.create({ access }));
        await context.step(`properties with ${access}`, 200, () => container.getProperties());
      }
      const unheardOf = context.service.getContainerClient(context.name());
      const headers = { 'x-ms-blob-public-access': 'all' };
      await context.step('create for what is not', 400, () =>
        context.raw(unheardOf, 'PUT', { query: 'restype=container', headers }),
      );
    },
  },
  {
    name: 'access policy of a container',
    async run(context) {
      const container = await context.container();
      await context.step('get before', 200, () => container.getAccessPolicy());
      const policies = [
        {
          id: 'first',
          accessPolicy: { permissions: 'rl', startsOn: PAST, expiresOn: new Date('2099-01-02T03:04:05Z') },
        },
        { id: 'second', accessPolicy: { permissions: 'w' } },
      ];
      await context.step('set', 200, () => container.setAccessPolicy(undefined, policies));
      await context.step('get', 200, () => container.getAccessPolicy());
      await context.step('set for blobs', 200, () => container.setAccessPolicy('blob'));
      await context.step('get for blobs', 200, () => container.getAccessPolicy());
      await context.step('properties', 200, () => container.getProperties());
      await context.step('set for the container', 200, () =>
        container.setAccessPolicy('container', policies.slice(0, 1)),
      );
      await context.step('get for the container', 200, () => container.getAccessPolicy());
    },
  },
  {
    name: 'access policies that are rejected',
    async run(context) {
      const container = await context.container();
      const policies = Array.from({ length: 6 }, (_, index) => ({
        id: `p${index}`,
        accessPolicy: { permissions: 'r' },
      }));
      await context.step('six of them', '400 InvalidXmlDocument', () => container.setAccessPolicy(undefined, policies));
      const missing = context.service.getContainerClient(context.name());
      await context.step('of no container', '404 ContainerNotFound', () => missing.getAccessPolicy());
      await context.step('for no container', '404 ContainerNotFound', () => missing.setAccessPolicy());
    },
  },
  {
    name: 'access policy conditions',
    async run(context) {
      const container = await context.container();
      const set = (conditions) => container.setAccessPolicy(undefined, [], { conditions });
      await context.step('modified since tomorrow', '412 ConditionNotMet', () => set({ ifModifiedSince: hours(24) }));
      await context.step('unmodified since long ago', '412 ConditionNotMet', () => set({ ifUnmodifiedSince: PAST }));
      await context.step('modified since long ago', 200, () => set({ ifModifiedSince: PAST }));
    },
  },
  {
    name: 'blobs of a container that was deleted',
    async run(context) {
      const container = await context.container();
      const blob = await context.block(container);
      await context.step('delete container', 202, () => container.delete());
      await context.step('read', '404 ContainerNotFound', () => blob.download());
      await context.step('properties', '404 ContainerNotFound', () => blob.getProperties());
      await context.step('write', '404 ContainerNotFound', () => blob.upload('x', 1));
      await context.step('delete', '404 ContainerNotFound', () => blob.delete());
    },
  },
];
