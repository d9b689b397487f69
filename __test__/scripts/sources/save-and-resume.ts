// Starts copies, saves their pollers, and resumes them.

import {
  ContainerClient,
  type BlobBeginCopyFromUrlPollState,
  type PollerLikeWithCancellation,
  type PollOperationState,
  type BlobBeginCopyFromURLResponse,
} from '@azure/storage-blob';
import type { Context } from './context.js';

type CopyPoller = PollerLikeWithCancellation<
  PollOperationState<BlobBeginCopyFromURLResponse>,
  BlobBeginCopyFromURLResponse
>;

export async function main({ connectionString, prefix, print }: Context): Promise<void> {
  const container = new ContainerClient(connectionString, prefix);
  await container.create();
  const source = container.getBlockBlobClient('source');
  await source.uploadData(Buffer.from('content'));
  const seen: BlobBeginCopyFromUrlPollState[] = [];
  const poller: CopyPoller = await container.getBlobClient('copy').beginCopyFromURL(source.url, {
    onProgress: (state) => void seen.push(state),
    tier: 'Cool',
  });
  const stop = poller.onProgress((state) => print('progress', state.isStarted === true));
  const saved: string = poller.toString();
  const { state } = JSON.parse(saved) as { state: { copySource: string; isStarted: boolean } };
  print(Object.keys(JSON.parse(saved) as object), state.copySource === source.url, state.isStarted);
  const result = await poller.pollUntilDone();
  stop();
  print(
    poller.isDone(),
    poller.isStopped(),
    result.copyStatus,
    result.copyId === poller.getResult()?.copyId,
    seen.length,
  );

  const resumed = await container.getBlobClient('copy').beginCopyFromURL(source.url, { resumeFrom: poller.toString() });
  print(resumed.isDone(), (await resumed.pollUntilDone()).copyStatus, resumed.getOperationState().isCompleted);

  try {
    await resumed.cancelOperation();
    print('nothing to cancel');
  } catch (error) {
    print((error as Error).name);
  }
  try {
    await container.getBlobClient('copy').abortCopyFromURL(result.copyId!);
  } catch (error) {
    print((error as { code?: string; statusCode?: number }).code, (error as { statusCode?: number }).statusCode);
  }
}
