'use strict';

// Conditions: ETags, times and `*`, on reads, writes, deletes and copies, and on what is missing.

const { hours } = require('../run-scenario');

const WRONG = '"0x8D00000000000AA"';
const PAST = new Date('2001-02-03T04:05:06Z');

/** Every condition by itself, whether it holds for a blob that was just written. */
const conditionsOf = (etag) => [
  ['ifMatch right', { ifMatch: etag }, true],
  ['ifMatch wrong', { ifMatch: WRONG }, false],
  ['ifMatch star', { ifMatch: '*' }, true],
  ['ifNoneMatch wrong', { ifNoneMatch: WRONG }, true],
  ['ifNoneMatch right', { ifNoneMatch: etag }, false],
  ['ifModifiedSince past', { ifModifiedSince: PAST }, true],
  ['ifModifiedSince future', { ifModifiedSince: hours(24) }, false],
  ['ifUnmodifiedSince future', { ifUnmodifiedSince: hours(24) }, true],
  ['ifUnmodifiedSince past', { ifUnmodifiedSince: PAST }, false],
];

const isAboutNew = (conditions) => 'ifNoneMatch' in conditions || 'ifModifiedSince' in conditions;

/** A scenario that does one operation under every condition; `act` makes and does it, on a blob of its own each time. */
function underEveryCondition(name, ok, act, { reads = false } = {}) {
  return {
    name,
    async run(context) {
      const container = await context.container();
      for (const [index, [label]] of conditionsOf('').entries()) {
        const blob = await context.block(container, `blob-${index}`);
        const { etag } = await blob.getProperties();
        const [, conditions, holds] = conditionsOf(etag)[index];
        const rejected = reads && isAboutNew(conditions) ? 304 : '412 ConditionNotMet';
        await context.step(label, holds ? ok : rejected, () => act(blob, conditions, container));
      }
    },
  };
}

/** The same for the source of a copy. */
function underEverySourceCondition(name, copy) {
  return {
    name,
    async run(context) {
      const container = await context.container();
      const source = await context.block(container, 'source');
      const { etag } = await source.getProperties();
      for (const [label, sourceConditions, holds] of conditionsOf(etag)) {
        const expected = holds ? 202 : '412 SourceConditionNotMet';
        await context.step(label, expected, () => copy(context, container, source, sourceConditions));
      }
    },
  };
}

module.exports = [
  underEveryCondition(
    'download under conditions',
    200,
    (blob, conditions) => blob.download(0, undefined, { conditions }),
    {
      reads: true,
    },
  ),
  underEveryCondition('properties under conditions', 200, (blob, conditions) => blob.getProperties({ conditions }), {
    reads: true,
  }),
  underEveryCondition('upload under conditions', 201, (blob, conditions) => blob.upload('new', 3, { conditions })),
  underEveryCondition('commit under conditions', 201, (blob, conditions) => blob.commitBlockList([], { conditions })),
  underEveryCondition('metadata under conditions', 200, (blob, conditions) =>
    blob.setMetadata({ a: 'b' }, { conditions }),
  ),
  underEveryCondition('snapshot under conditions', 201, (blob, conditions) => blob.createSnapshot({ conditions })),
  underEveryCondition('delete under conditions', 202, (blob, conditions) => blob.delete({ conditions })),
  underEveryCondition('lease under conditions', 201, (blob, conditions) =>
    blob.getBlobLeaseClient().acquireLease(-1, { conditions }),
  ),
  underEveryCondition('copy onto what is there under conditions', 202, async (blob, conditions, container) => {
    const source = container.getBlockBlobClient('source');
    await blob.beginCopyFromURL(source.url.replace(/source$/, 'blob-0'), { conditions, intervalInMs: 1 });
  }),
  underEverySourceCondition('copy under source conditions', (context, container, source, sourceConditions) =>
    container.getBlobClient('destination').beginCopyFromURL(source.url, { sourceConditions, intervalInMs: 1 }),
  ),
  underEverySourceCondition(
    'synchronous copy under source conditions',
    (context, container, source, sourceConditions) =>
      container
        .getBlobClient('destination')
        .syncCopyFromURL(`${source.url}?${context.sas(source, 'r')}`, { sourceConditions }),
  ),
  {
    name: 'star conditions on what exists',
    async run(context) {
      const container = await context.container();
      const blob = await context.block(container);
      const conditions = { ifNoneMatch: '*' };
      await context.step('upload', '409 BlobAlreadyExists', () => blob.upload('x', 1, { conditions }));
      await context.step('commit', '409 BlobAlreadyExists', () => blob.commitBlockList([], { conditions }));
      await context.step('copy', '409 BlobAlreadyExists', () =>
        blob.beginCopyFromURL(blob.url, { conditions, intervalInMs: 1 }),
      );
      await context.step('download', '400 UnsatisfiableCondition', () => blob.download(0, undefined, { conditions }));
    },
  },
  {
    name: 'conditions on what is missing',
    async run(context) {
      const container = await context.container();
      const source = await context.block(container, 'source');
      const missing = (name) => container.getBlockBlobClient(name);
      const ifMatch = { conditions: { ifMatch: WRONG } };
      await context.step('upload if it is another', '412 ConditionNotMet', () => missing('a').upload('x', 1, ifMatch));
      await context.step('commit if it is another', '412 ConditionNotMet', () =>
        missing('a').commitBlockList([], ifMatch),
      );
      await context.step('copy if it is another', '412 ConditionNotMet', () =>
        missing('a').beginCopyFromURL(source.url, { ...ifMatch, intervalInMs: 1 }),
      );
      await context.step('upload if there is any', '412 ConditionNotMet', () =>
        missing('a').upload('x', 1, { conditions: { ifMatch: '*' } }),
      );
      const ifNone = { conditions: { ifNoneMatch: '*' } };
      await context.step('upload if there is none', 201, () => missing('b').upload('x', 1, ifNone));
      await context.step('commit if there is none', 201, () => missing('c').commitBlockList([], ifNone));
      await context.step('copy if there is none', 202, () =>
        missing('d').beginCopyFromURL(source.url, { ...ifNone, intervalInMs: 1 }),
      );
      await context.step('upload if it has not changed', 201, () =>
        missing('e').upload('x', 1, { conditions: { ifUnmodifiedSince: PAST } }),
      );
    },
  },
  {
    name: 'several conditions at once',
    async run(context) {
      const blob = await context.block(await context.container());
      const { etag } = await blob.getProperties();
      const read = (conditions) => blob.download(0, undefined, { conditions });
      await context.step('both hold', 200, () => read({ ifMatch: etag, ifUnmodifiedSince: hours(24) }));
      await context.step('the ETag does not', '412 ConditionNotMet', () =>
        read({ ifMatch: WRONG, ifUnmodifiedSince: hours(24) }),
      );
      await context.step('neither is new', 304, () => read({ ifNoneMatch: etag, ifModifiedSince: hours(24) }));
    },
  },
];
