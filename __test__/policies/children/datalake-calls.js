'use strict';

// What a script does with the Data Lake package. Prints the result of each call.

const { Readable } = require('node:stream');

/** Members that differ from run to run. */
const UNSTABLE = ['date', '_response', 'requestId', 'clientRequestId', 'version'];

module.exports = async function datalakeCalls({ DataLakeServiceClient, RestError, StorageSharedKeyCredential }, blob) {
  const outcomes = [];
  const credential = new StorageSharedKeyCredential('account', process.env.KEY);
  const service = new DataLakeServiceClient(process.env.URL_OF_SERVICE, credential, {
    retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 1 },
  });
  const seen = [];
  const core = service.pipeline._corePipeline;
  core.addPolicy({ name: 'mine', sendRequest: (request, next) => (seen.push(request.method), next(request)) });
  core.addPolicy(
    { name: 'attempts', sendRequest: (request, next) => (seen.push(`attempt ${request.method}`), next(request)) },
    { afterPhase: 'Retry' },
  );
  const step = async (label, act) => {
    try {
      const result = await act();
      outcomes.push([
        label,
        'returned',
        JSON.stringify(result, (name, value) => (UNSTABLE.includes(name) ? undefined : value)),
      ]);
    } catch (error) {
      const classes = [error instanceof RestError, error instanceof blob.RestError];
      outcomes.push([label, error.details?.errorCode ?? error.code ?? error.name, error.statusCode, ...classes]);
    }
  };
  const all = async (items) => {
    const found = [];
    for await (const item of items) found.push(item);
    return found;
  };
  const system = service.getFileSystemClient('system');
  const folder = system.getDirectoryClient('folder');
  const file = folder.getFileClient('a b');
  await step('folder', () => folder.create());
  await step('create', () => file.create({ metadata: { x: 'y' } }));
  await step('append text', () => file.append('hello', 0, 5));
  await step('append buffer', () => file.append(Buffer.from('hello'), 5, 5));
  await step('append stream', () => file.append(() => Readable.from([Buffer.from('hel'), Buffer.from('lo')]), 10, 5));
  await step('flush', () => file.flush(15));
  await step('upload', () => file.upload(Buffer.alloc(600 * 1024, 'x')));
  await step('upload stream', () => file.uploadStream(Readable.from([Buffer.from('abc')])));
  await step('access', () => file.getAccessControl());
  const permissions = { read: true, write: true, execute: false };
  const entry = { accessControlType: 'user', entityId: '', defaultScope: false, permissions };
  await step('set access', () => file.setAccessControl([entry]));
  await step('paths', () => all(system.listPaths({ recursive: true })));
  await step('deleted', () => all(system.listDeletedPaths()));
  await step('missing', () => system.getFileClient('missing').setAccessControl([entry]));
  // A method of the blob package.
  await step('blob missing', () => system.getFileClient('missing').getProperties());
  await step('delete', () => folder.delete(true));
  await step('read', async () => Buffer.concat(await all((await file.read()).readableStreamBody)).toString());
  outcomes.push(['seen', 'returned', seen.join()]);
  // Who is aborted before the first attempt makes none.
  await step('aborted', () => file.getAccessControl({ abortSignal: AbortSignal.abort() }));
  return outcomes;
};
