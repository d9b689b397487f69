'use strict';

// The poller's surface on copies that are done at once, which is how Azurite does them all.

async function withSource(context) {
  const container = await context.container();
  await container.setup.getBlockBlobClient('source').upload('content', 7);
  return {
    ...container,
    source: container.client.getBlobClient('source'),
    destination: container.client.getBlobClient('copy'),
  };
}

module.exports = [
  {
    name: 'poller of a finished copy',
    async run(library, context) {
      const { source, destination } = await withSource(context);
      const poller = await context.step('begin', () => destination.beginCopyFromURL(source.url));
      context.note('isDone', poller.isDone());
      context.note('isStopped', poller.isStopped());
      context.note('getResult', poller.getResult());
      await context.step('poll', () => poller.poll());
      await context.step('pollUntilDone', () => poller.pollUntilDone());
      await context.step('pollUntilDone again', () => poller.pollUntilDone());
      await context.step('poll after', () => poller.poll());
      context.note('the result is that of the state', poller.getResult().copyId === poller.getOperationState().copyId);
      context.note('at the end', poller);
    },
  },
  {
    name: 'poller cancelled after the end',
    async run(library, context) {
      const { source, destination } = await withSource(context);
      const poller = await context.step('begin', () => destination.beginCopyFromURL(source.url));
      await context.step('cancelOperation', () => poller.cancelOperation());
      context.note('after cancelOperation', poller);
      context.note('getResult', poller.getResult());
      await context.step('cancelOperation again', () => poller.cancelOperation());
      await context.step('pollUntilDone', () => poller.pollUntilDone());
    },
  },
  {
    name: 'poller stopped after the end',
    async run(library, context) {
      const { source, destination } = await withSource(context);
      const poller = await context.step('begin', () => destination.beginCopyFromURL(source.url));
      await context.step('stopPolling', () => poller.stopPolling());
      context.note('isStopped', poller.isStopped());
      await context.step('pollUntilDone', () => poller.pollUntilDone());
      await context.step('stopPolling again', () => poller.stopPolling());
      context.note('isStopped at the end', poller.isStopped());
    },
  },
  {
    name: 'poller with onProgress',
    async run(library, context) {
      const { source, destination } = await withSource(context);
      const calls = [];
      const poller = await context.step('begin', () =>
        destination.beginCopyFromURL(source.url, { onProgress: (state) => calls.push(state), intervalInMs: 10 }),
      );
      const forget = poller.onProgress((state) => calls.push(state));
      context.note('onProgress returns', forget);
      await context.step('pollUntilDone', () => poller.pollUntilDone());
      context.note('forgetting returns', forget());
      context.note('calls', calls.length);
      context.note('saved', JSON.parse(poller.toString()));
    },
  },
  {
    name: 'poller saved with options',
    async run(library, context) {
      const { source, destination } = await withSource(context);
      const poller = await context.step('begin', () =>
        destination.beginCopyFromURL(source.url, {
          intervalInMs: 123,
          metadata: { color: 'blue' },
          conditions: { ifModifiedSince: new Date('2001-02-03T04:05:06Z') },
          tier: 'Cool',
          tags: { a: 'b' },
        }),
      );
      context.note('saved', JSON.parse(poller.toString()));
    },
  },
  {
    name: 'poller saved and resumed by itself',
    async run(library, context) {
      const { source, destination } = await withSource(context);
      const saved = (await destination.beginCopyFromURL(source.url)).toString();
      const poller = await context.step('resume', () =>
        destination.beginCopyFromURL(source.url, { resumeFrom: saved }),
      );
      context.note('isDone', poller.isDone());
      context.note('getResult', poller.getResult());
      await context.step('pollUntilDone', () => poller.pollUntilDone());
      context.note('saved again', JSON.parse(poller.toString()));
    },
  },
  {
    name: 'poller saved here and resumed by the other library',
    async run(library, context) {
      const { name, source, destination } = await withSource(context);
      const saved = (await destination.beginCopyFromURL(source.url)).toString();
      const theirs = context.serviceOf(context.other).getContainerClient(name).getBlobClient('copy');
      const poller = await context.step('resume', () => theirs.beginCopyFromURL(source.url, { resumeFrom: saved }));
      context.note('isDone', poller.isDone());
      context.note('copy id', poller.getOperationState().copyId === JSON.parse(saved).state.copyId);
      context.note('getResult', poller.getResult());
      await context.step('pollUntilDone', () => poller.pollUntilDone());
    },
  },
  {
    name: 'poller resumed from what is no state',
    async run(library, context) {
      const { source, destination } = await withSource(context);
      await context.step('not JSON', () => destination.beginCopyFromURL(source.url, { resumeFrom: 'not JSON' }));
      await context.step('JSON of something else', () =>
        destination.beginCopyFromURL(source.url, { resumeFrom: '{}' }),
      );
    },
  },
  {
    name: 'aborted before it starts',
    async run(library, context) {
      const { source, destination, setup } = await withSource(context);
      const controller = new AbortController();
      controller.abort();
      await context.step('begin', () => destination.beginCopyFromURL(source.url, { abortSignal: controller.signal }));
      await context.step('sync', () => destination.syncCopyFromURL(source.url, { abortSignal: controller.signal }));
      await context.step('getProperties', () => source.getProperties({ abortSignal: controller.signal }));
      await context.step('exists', () => source.exists({ abortSignal: controller.signal }));
      await context.step('download', () => source.download(0, undefined, { abortSignal: controller.signal }));
      await context.step('list', () =>
        context.service.getContainerClient('any').listBlobsFlat({ abortSignal: controller.signal }).next(),
      );
      context.note('nothing was made', await setup.getBlobClient('copy').exists());
    },
  },
];
