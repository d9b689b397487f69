'use strict';

// What each operation does, and what it leaves at the service: the rows of the table of faults.
//
// - `operation`: its name in the simulator
// - `prepare(context)`: what must be there; no fault is in force yet. What it resolves with goes to the others
// - `run(context, prepared)`: the call that meets the fault
// - `state(context, prepared)`: what is at the service, as text or a list of texts
// - `before`, `after`: that state without and with the operation's effect
// - `lostResponse`: the outcome when the first attempt takes effect and its response is lost: the state, and the error's code when
//   the caller sees one. Without it, the caller sees success and the state is `after`
// - `once`: the request is never sent again after it may have taken effect

const ID = Buffer.from('block-1').toString('base64');
const LEASE = '11111111-2222-3333-4444-555555555555';

const textOf = async (blob) => ((await blob.exists()) ? (await blob.downloadToBuffer()).toString() : 'nothing');

async function collect(iterator, pick) {
  const all = [];
  for await (const item of iterator) all.push(pick(item));
  return all;
}

/** An operation that writes a block blob with the name `blob`. */
const onBlob = (definition) => ({
  prepare: ({ sure }) => sure.getBlockBlobClient('blob').upload('old', 3, { metadata: { is: 'old' } }),
  ...definition,
});

const WRITES = [
  onBlob({
    operation: 'putBlob',
    run: ({ container }) => container.getBlockBlobClient('blob').upload('new', 3),
    state: ({ sure }) => textOf(sure.getBlobClient('blob')),
    before: 'old',
    after: 'new',
  }),
  {
    operation: 'copyBlob',
    prepare: async ({ sure }) => {
      await sure.getBlockBlobClient('source').upload('new', 3);
      await sure.getBlockBlobClient('blob').upload('old', 3);
    },
    run: async ({ container }) => {
      const poller = await container.getBlobClient('blob').beginCopyFromURL(container.getBlobClient('source').url);
      await poller.pollUntilDone();
    },
    state: ({ sure }) => textOf(sure.getBlobClient('blob')),
    before: 'old',
    after: 'new',
  },
  {
    operation: 'copyBlobFromUrl',
    prepare: async ({ sure }) => {
      await sure.getBlockBlobClient('source').upload('new', 3);
      await sure.getBlockBlobClient('blob').upload('old', 3);
    },
    run: ({ container, signed }) =>
      container.getBlobClient('blob').syncCopyFromURL(signed(container.getBlobClient('source').url)),
    state: ({ sure }) => textOf(sure.getBlobClient('blob')),
    before: 'old',
    after: 'new',
  },
  {
    operation: 'putBlock',
    prepare: () => undefined,
    run: ({ container }) => container.getBlockBlobClient('blob').stageBlock(ID, 'new', 3),
    state: async ({ reference }) => {
      const list = await reference
        .getBlockBlobClient('blob')
        .getBlockList('uncommitted')
        .catch(() => undefined);
      return (list?.uncommittedBlocks ?? []).map(({ size }) => String(size));
    },
    before: [],
    after: ['3'],
  },
  {
    operation: 'putBlockList',
    prepare: async ({ sure, reference }) => {
      await sure.getBlockBlobClient('blob').upload('old', 3);
      await reference.getBlockBlobClient('blob').stageBlock(ID, 'new', 3);
    },
    run: ({ container }) => container.getBlockBlobClient('blob').commitBlockList([ID]),
    state: ({ sure }) => textOf(sure.getBlobClient('blob')),
    before: 'old',
    after: 'new',
  },
  onBlob({
    operation: 'setBlobMetadata',
    run: ({ container }) => container.getBlobClient('blob').setMetadata({ is: 'new' }),
    state: async ({ sure }) => (await sure.getBlobClient('blob').getProperties()).metadata.is,
    before: 'old',
    after: 'new',
  }),
  onBlob({
    operation: 'setBlobTags',
    run: ({ container }) => container.getBlobClient('blob').setTags({ is: 'new' }),
    state: async ({ reference }) => Object.values((await reference.getBlobClient('blob').getTags()).tags),
    before: [],
    after: ['new'],
  }),
  onBlob({
    operation: 'setBlobTier',
    run: ({ container }) => container.getBlobClient('blob').setAccessTier('Cool'),
    state: async ({ sure }) => (await sure.getBlobClient('blob').getProperties()).accessTier,
    before: 'Hot',
    after: 'Cool',
  }),
  onBlob({
    operation: 'leaseBlob',
    run: ({ container }) => container.getBlobClient('blob').getBlobLeaseClient(LEASE).acquireLease(-1),
    state: async ({ sure }) => (await sure.getBlobClient('blob').getProperties()).leaseState,
    before: 'available',
    after: 'leased',
  }),
  onBlob({
    operation: 'deleteBlob',
    run: ({ container }) => container.getBlobClient('blob').delete(),
    state: ({ sure }) => textOf(sure.getBlobClient('blob')),
    before: 'old',
    after: 'nothing',
    lostResponse: { code: 'BlobNotFound', state: 'nothing' },
  }),
  onBlob({
    operation: 'snapshotBlob',
    run: ({ container }) => container.getBlobClient('blob').createSnapshot(),
    state: ({ sure }) =>
      collect(sure.listBlobsFlat({ includeSnapshots: true }), ({ snapshot }) => (snapshot ? 'snapshot' : 'base')),
    before: ['base'],
    after: ['snapshot', 'base'],
    // One more than was requested: it takes space and loses nothing.
    lostResponse: { state: ['snapshot', 'snapshot', 'base'] },
  }),
  {
    operation: 'createContainer',
    prepare: () => undefined,
    run: ({ other }) => other.create(),
    state: async ({ sureOther }) => ((await sureOther.exists()) ? 'there' : 'nothing'),
    before: 'nothing',
    after: 'there',
    lostResponse: { code: 'ContainerAlreadyExists', state: 'there' },
  },
  {
    operation: 'abortCopyBlob',
    prepare: async ({ sure, simulator }) => {
      await sure.getBlockBlobClient('source').upload('new', 3);
      await simulator.copies({ rules: [{ blob: 'aborted', pending: { untilReleased: true } }] });
      const poller = await sure.getBlobClient('aborted').beginCopyFromURL(sure.getBlobClient('source').url);
      return poller.getOperationState().copyId;
    },
    run: ({ container }, copyId) => container.getBlobClient('aborted').abortCopyFromURL(copyId),
    state: async ({ sure }) => (await sure.getBlobClient('aborted').getProperties()).copyStatus,
    before: 'pending',
    after: 'aborted',
    lostResponse: { code: 'NoPendingCopyOperation', state: 'aborted' },
  },
  {
    operation: 'appendBlock',
    prepare: ({ reference }) => reference.getAppendBlobClient('appended').create(),
    run: ({ container }) => container.getAppendBlobClient('appended').appendBlock('new', 3),
    state: ({ sure }) => textOf(sure.getBlobClient('appended')),
    before: '',
    after: 'new',
    once: true,
  },
  {
    operation: 'setBlobProperties',
    prepare: ({ reference }) => reference.getPageBlobClient('pages').create(512),
    run: ({ container }) => container.getPageBlobClient('pages').updateSequenceNumber('increment'),
    state: async ({ sure }) => String((await sure.getBlobClient('pages').getProperties()).blobSequenceNumber),
    before: '0',
    after: '1',
    once: true,
  },
];

const READS = [
  onBlob({
    operation: 'getBlobProperties',
    run: async ({ container }) => (await container.getBlobClient('blob').getProperties()).metadata.is,
    result: 'old',
  }),
  onBlob({
    operation: 'getBlob',
    run: async ({ container }) => (await container.getBlobClient('blob').downloadToBuffer()).toString(),
    result: 'old',
    hasBody: true,
    // What has arrived is kept, and the rest is requested: there is none.
    exceptions: { 'body shorter than it was announced': { attempts: 2, error: { code: 'PARSE_ERROR' } } },
  }),
  onBlob({
    operation: 'listBlobs',
    run: ({ container }) => collect(container.listBlobsFlat(), ({ name }) => name),
    result: ['blob'],
    hasBody: true,
  }),
];

module.exports = { READS, WRITES };
