// The members that `catch` blocks read.

import { BlobServiceClient, RestError } from '@azure/storage-blob';
import type { Context } from './context.js';

function explain(error: unknown): unknown {
  if (error instanceof RestError) {
    const { name, code, statusCode, details } = error;
    const { errorCode } = details as { errorCode?: string };
    // A response without a body has its code only in the details, unless the library fills it in.
    return {
      name,
      code: code ?? errorCode,
      statusCode,
      errorCode,
      method: error.request?.method,
      status: error.response?.status,
    };
  }
  return error instanceof Error ? error.name : typeof error;
}

export async function main({ connectionString, prefix, print }: Context): Promise<void> {
  const service = BlobServiceClient.fromConnectionString(connectionString, { retryOptions: { maxTries: 2 } });
  const container = service.getContainerClient(prefix);
  const attempt = async (label: string, action: () => Promise<unknown>): Promise<void> => {
    try {
      await action();
      print(label, 'worked');
    } catch (error) {
      print(label, explain(error));
    }
  };
  await attempt('list what is not there', () => container.listBlobsFlat().next());
  await attempt('create', () => container.create());
  await attempt('create again', () => container.create());
  const blob = container.getBlockBlobClient('blob');
  await attempt('copy what is not there', () => blob.beginCopyFromURL(container.getBlobClient('missing').url));
  await attempt('download what is not there', () => blob.download());
  await attempt('delete what is not there', () => blob.delete());
  await attempt('set metadata of what is not there', () => blob.setMetadata({ a: 'b' }));
  await attempt('upload', () => blob.upload('x', 1));
  await attempt('upload unless there', () => blob.upload('x', 1, { conditions: { ifNoneMatch: '*' } }));
  await attempt('copy unless there', () => blob.beginCopyFromURL(blob.url, { conditions: { ifNoneMatch: '*' } }));
  await attempt('copy if it changed since', () =>
    blob.beginCopyFromURL(blob.url, { sourceConditions: { ifModifiedSince: new Date(Date.now() + 3_600_000) } }),
  );
  await attempt('delete with snapshots', async () => {
    await blob.createSnapshot();
    await blob.delete();
  });
  const controller = new AbortController();
  controller.abort();
  await attempt('aborted', () => blob.getProperties({ abortSignal: controller.signal }));
  try {
    await blob.download(0, undefined, { abortSignal: controller.signal });
  } catch (error) {
    print((error as Error).name === 'AbortError', error instanceof RestError);
  }
  const own = new RestError('own', { code: 'Own', statusCode: 418 });
  print(
    own instanceof Error,
    own.name,
    own.message,
    own.code,
    own.statusCode,
    RestError.PARSE_ERROR,
    RestError.REQUEST_SEND_ERROR,
  );
}
