'use strict';

// Tags and access tiers.

module.exports = [
  {
    name: 'tags of a blob',
    async run(context) {
      const blob = await context.block(await context.container());
      await context.step('none', 200, () => blob.getTags());
      await context.step('set', 204, () => blob.setTags({ project: 'x', 'a b': '1+2=3' }));
      await context.step('get', 200, () => blob.getTags());
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('download', 200, () => blob.download());
      await context.step('clear', 204, () => blob.setTags({}));
      await context.step('get after', 200, () => blob.getTags());
      await context.step('properties after', 200, () => blob.getProperties());
    },
  },
  {
    name: 'tags of an upload',
    async run(context) {
      const container = await context.container();
      const blob = container.getBlockBlobClient('blob');
      await context.step('upload', 201, () => blob.upload('x', 1, { tags: { b: '2', a: '1' } }));
      await context.step('get', 200, () => blob.getTags());
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('upload without', 201, () => blob.upload('x', 1));
      await context.step('get after', 200, () => blob.getTags());
    },
  },
  {
    name: 'tags that are rejected',
    async run(context) {
      const blob = await context.block(await context.container());
      const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`t${index}`, 'x']));
      await context.step('too many', 400, () => blob.setTags(many));
      await context.step('odd characters', 400, () => blob.setTags({ a: '#' }));
      await context.step('a long name', 400, () => blob.setTags({ ['x'.repeat(129)]: 'a' }));
      await context.step('a long value', 400, () => blob.setTags({ a: 'x'.repeat(257) }));
      await context.step('get', 200, () => blob.getTags());
    },
  },
  {
    name: 'tags as a condition',
    async run(context) {
      const blob = await context.block(await context.container(), 'blob', 'x', { tags: { state: 'ready' } });
      const when = (tagConditions) => ({ conditions: { tagConditions } });
      await context.step('holds', 200, () => blob.getProperties(when('"state" = \'ready\'')));
      await context.step('does not', '412 ConditionNotMet', () => blob.getProperties(when('"state" = \'done\'')));
      await context.step('metadata', '412 ConditionNotMet', () =>
        blob.setMetadata({ a: 'b' }, when('"state" = \'done\'')),
      );
      await context.step('delete', 202, () => blob.delete(when('"state" >= \'read\' AND "state" < \'z\'')));
    },
  },
  {
    name: 'find by tags in a container',
    async run(context) {
      const container = await context.container();
      await context.block(container, 'a', 'x', { tags: { color: 'red' } });
      await context.block(container, 'b', 'x', { tags: { color: 'blue' } });
      const find = (query) => container.findBlobsByTags(query).byPage().next();
      await context.step('one', 200, () => find("color='red'"));
      await context.step('none', 200, () => find("color='green'"));
      await context.step('both', 200, () => find("color>='a'"));
    },
  },
  {
    name: 'find by tags in an account',
    async run(context) {
      const container = await context.container();
      const tag = container.containerName;
      await context.block(container, 'a', 'x', { tags: { run: tag } });
      await context.step('one', 200, () => context.service.findBlobsByTags(`run='${tag}'`).byPage().next());
      await context.step('of a container', 200, () =>
        context.service.findBlobsByTags(`@container='${tag}' AND run='${tag}'`).byPage().next(),
      );
    },
  },
  {
    name: 'tiers of a blob',
    async run(context) {
      const blob = await context.block(await context.container());
      await context.step('inferred', 200, () => blob.getProperties());
      await context.step('to Cool', 200, () => blob.setAccessTier('Cool'));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('to Hot', 200, () => blob.setAccessTier('Hot'));
      await context.step('properties after', 200, () => blob.getProperties());
      await context.step('to what is not', 400, () =>
        context.raw(blob, 'PUT', { query: 'comp=tier', headers: { 'x-ms-access-tier': 'Warm' } }),
      );
    },
  },
  {
    name: 'archived blobs',
    async run(context) {
      const container = await context.container();
      const blob = await context.block(container);
      await context.step('archive', 200, () => blob.setAccessTier('Archive'));
      await context.step('properties', 200, () => blob.getProperties());
      await context.step('download', '409 BlobArchived', () => blob.download());
      await context.step('list', 200, () => container.listBlobsFlat().byPage().next());
    },
  },
  {
    name: 'tiers of an upload',
    async run(context) {
      const container = await context.container();
      for (const tier of ['Hot', 'Cool', 'Cold']) {
        const blob = container.getBlockBlobClient(tier);
        await context.step(`upload ${tier}`, 201, () => blob.upload('x', 1, { tier }));
        await context.step(`properties ${tier}`, 200, () => blob.getProperties());
      }
      const other = container.getBlockBlobClient('other');
      const headers = { 'x-ms-blob-type': 'BlockBlob', 'x-ms-access-tier': 'Warm' };
      await context.step('upload Warm', 400, () => context.raw(other, 'PUT', { headers, body: 'x' }));
    },
  },
];
