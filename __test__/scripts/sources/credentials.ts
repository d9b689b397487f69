// Every way to say who one is.

import type { AccessToken, TokenCredential } from '@azure/core-auth';
import {
  AnonymousCredential,
  BlobServiceClient,
  ContainerClient,
  StorageRetryPolicyType,
  StorageSharedKeyCredential,
  isPipelineLike,
  newPipeline,
  type Pipeline,
  type StoragePipelineOptions,
} from '@azure/storage-blob';
import type { Context } from './context.js';

class OwnCredential implements TokenCredential {
  readonly requested: (string | string[])[] = [];

  async getToken(scopes: string | string[]): Promise<AccessToken> {
    this.requested.push(scopes);
    return { token: 'secret-token', expiresOnTimestamp: Date.now() + 3_600_000 };
  }
}

export async function main({ url, accountName, accountKey, prefix, print }: Context): Promise<void> {
  const options: StoragePipelineOptions = {
    retryOptions: { maxTries: 2, retryPolicyType: StorageRetryPolicyType.FIXED, retryDelayInMs: 1 },
    userAgentOptions: { userAgentPrefix: 'script/1' },
    keepAliveOptions: { enable: true },
  };
  const pipeline: Pipeline = newPipeline(new StorageSharedKeyCredential(accountName, accountKey), options);
  print(isPipelineLike(pipeline), isPipelineLike({}), Object.keys(pipeline.options).length > 0);
  const container = new ContainerClient(`${url}/${prefix}`, pipeline);
  await container.create({ access: 'blob' });
  await container.getBlockBlobClient('public.txt').upload('public', 6);
  print(container.accountName, container.credential instanceof StorageSharedKeyCredential);

  const anonymous = new BlobServiceClient(url, new AnonymousCredential()).getContainerClient(prefix);
  print((await anonymous.getBlobClient('public.txt').downloadToBuffer()).toString());
  await anonymous
    .getProperties()
    .catch(({ name, statusCode }: { name: string; statusCode?: number }) => print(name, statusCode));

  const credential = new OwnCredential();
  const client = new ContainerClient(`${url}/${prefix}`, credential, options);
  print(client.credential === credential);
  await client.getProperties().then(
    () => print('a token over HTTP'),
    (error: Error) => print(error.message.includes('secret-token'), credential.requested.length),
  );
  const fails: TokenCredential = { getToken: async () => Promise.reject(new Error('no token today')) };
  await new ContainerClient('https://localhost:1/a/b', fails, options)
    .exists()
    .catch((error: Error) => print(error.message));
  print(new StorageSharedKeyCredential('name', 'a2V5').computeHMACSHA256('text'));
}
