// What scripts write. It must compile against the reference and against this package: see types.test.js.

import type { TokenCredential } from '@azure/core-auth';
import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  AnonymousCredential,
  AppendBlobClient,
  BlobClient,
  BlobSASPermissions,
  BlobServiceClient,
  BlockBlobClient,
  BlockBlobTier,
  ContainerClient,
  ContainerSASPermissions,
  PageBlobClient,
  Pipeline,
  PremiumPageBlobTier,
  RestError,
  SASProtocol,
  SASQueryParameters,
  StorageBlobAudience,
  StorageOAuthScopes,
  StorageRetryPolicyType,
  StorageSharedKeyCredential,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
  getBlobServiceAccountAudience,
  isPipelineLike,
  newPipeline,
} from 'storage-under-test';
import type {
  AccessTier,
  AccountSASSignatureValues,
  BlobAbortCopyFromURLResponse,
  BlobBeginCopyFromURLOptions,
  BlobBeginCopyFromURLResponse,
  BlobBeginCopyFromUrlPollState,
  BlobCopyFromURLResponse,
  BlobDeleteIfExistsResponse,
  BlobDeleteOptions,
  BlobDownloadOptions,
  BlobDownloadResponseParsed,
  BlobGenerateSasUrlOptions,
  BlobGetPropertiesHeaders,
  BlobGetPropertiesResponse,
  BlobHTTPHeaders,
  BlobItem,
  BlobProperties,
  BlobRequestConditions,
  BlobSASSignatureValues,
  BlobServiceClientOptions,
  BlobType,
  BlockBlobUploadOptions,
  BlockBlobUploadResponse,
  CommonGenerateSasUrlOptions,
  CommonOptions,
  ContainerClientOptions,
  ContainerCreateIfNotExistsResponse,
  ContainerCreateOptions,
  ContainerGenerateSasUrlOptions,
  ContainerListBlobFlatSegmentResponse,
  ContainerListBlobsOptions,
  CopyStatusType,
  CpkInfo,
  HttpRequestBody,
  Metadata,
  PollOperationState,
  PollerLike,
  PollerLikeWithCancellation,
  RequestHeaders,
  RequestQueryParameters,
  SASQueryParametersOptions,
  SasIPRange,
  ServiceGenerateAccountSasUrlOptions,
  StoragePipelineOptions,
  StorageRetryOptions,
  Tags,
  UserDelegationKey,
  WithResponse,
} from 'storage-under-test';

declare const tokenCredential: TokenCredential;

const retryOptions: StorageRetryOptions = {
  retryPolicyType: StorageRetryPolicyType.FIXED,
  maxTries: 3,
  tryTimeoutInMs: 5_000,
};
const options: StoragePipelineOptions = {
  retryOptions,
  userAgentOptions: { userAgentPrefix: 'app/1' },
  keepAliveOptions: { enable: true },
  proxyOptions: { host: 'http://proxy', port: 8080, username: 'me', password: 'secret' },
  audience: getBlobServiceAccountAudience('account'),
};
const serviceOptions: BlobServiceClientOptions = { ...options, audience: StorageBlobAudience.StorageOAuthScopes };
const containerOptions: ContainerClientOptions = options;

export function clients(): BlobClient[] {
  const key = new StorageSharedKeyCredential('account', 'key');
  const signature: string = key.computeHMACSHA256(key.accountName);
  const pipeline: Pipeline = newPipeline(tokenCredential, options);
  const services = [
    new BlobServiceClient('https://account.blob.core.windows.net', key, serviceOptions),
    new BlobServiceClient('https://account.blob.core.windows.net', tokenCredential),
    new BlobServiceClient(`https://account.blob.core.windows.net?${signature}`, new AnonymousCredential()),
    new BlobServiceClient('https://account.blob.core.windows.net', pipeline),
    new BlobServiceClient('https://account.blob.core.windows.net'),
    BlobServiceClient.fromConnectionString('UseDevelopmentStorage=true', options),
  ];
  const containers = [
    new ContainerClient('UseDevelopmentStorage=true', 'container', containerOptions),
    new ContainerClient('https://account.blob.core.windows.net/c', key),
    new ContainerClient('https://account.blob.core.windows.net/c', pipeline),
    ...services.map((service) => service.getContainerClient('c')),
  ];
  const first = containers[0]!;
  const blobs: BlobClient[] = [
    new BlobClient('UseDevelopmentStorage=true', 'c', 'b'),
    new BlobClient('https://account.blob.core.windows.net/c/b', key, options),
    new BlobClient('https://account.blob.core.windows.net/c/b', pipeline),
    new BlockBlobClient('https://account.blob.core.windows.net/c/b'),
    new AppendBlobClient('https://account.blob.core.windows.net/c/b', key),
    new PageBlobClient('https://account.blob.core.windows.net/c/b', key),
    first.getBlobClient('b').withSnapshot('2024').withVersion('1').getBlockBlobClient(),
    first.getAppendBlobClient('b'),
    first.getPageBlobClient('b').getAppendBlobClient().getPageBlobClient(),
  ];
  const block: BlockBlobClient = first.getBlockBlobClient('b').withSnapshot('2024');
  console.log(isPipelineLike(pipeline), StorageOAuthScopes, block.url, block.name, block.accountName, block.credential);
  return blobs;
}

export async function containers(service: BlobServiceClient, abortSignal: AbortSignal): Promise<void> {
  const create: ContainerCreateOptions = { access: 'blob', metadata: { a: 'b' }, abortSignal };
  const { containerClient, containerCreateResponse } = await service.createContainer('c', create);
  const etag: string | undefined = containerCreateResponse.etag;
  const created: ContainerCreateIfNotExistsResponse = await containerClient.createIfNotExists(create);
  const { lastModified, metadata } = await containerClient.getProperties({ conditions: { leaseId: '1' } });
  const modified: number | undefined = lastModified?.getTime();
  const exists: boolean = await containerClient.exists({ abortSignal });
  await containerClient.delete({ conditions: { ifModifiedSince: new Date() } });
  const { succeeded } = await containerClient.deleteIfExists();
  await service.deleteContainer('c');
  console.log(etag, created.succeeded, modified, metadata?.['a'], exists, succeeded, created._response.status);
}

export async function copies(source: BlobClient, destination: BlobClient, abortSignal: AbortSignal): Promise<void> {
  const conditions: BlobRequestConditions = { ifMatch: '*', leaseId: '1', tagConditions: 'a = 1' };
  const metadata: Metadata = { a: 'b' };
  const tags: Tags = { a: 'b' };
  const begin: BlobBeginCopyFromURLOptions = {
    abortSignal,
    intervalInMs: 100,
    onProgress: (state: BlobBeginCopyFromUrlPollState) =>
      console.log(state.copyProgress, state.copyId, state.isCompleted),
    resumeFrom: '{}',
    metadata,
    tags,
    tier: BlockBlobTier.Cool,
    rehydratePriority: 'High',
    conditions,
    sourceConditions: { ifNoneMatch: '*', tagConditions: 'a = 1' },
    sealBlob: true,
    legalHold: false,
    immutabilityPolicy: { expiriesOn: new Date(), policyMode: 'Unlocked' },
  };
  const poller: PollerLikeWithCancellation<
    PollOperationState<BlobBeginCopyFromURLResponse>,
    BlobBeginCopyFromURLResponse
  > = await destination.beginCopyFromURL(source.url, begin);
  const remove = poller.onProgress((state) => console.log(state.isStarted));
  while (!poller.isDone()) await poller.poll({ abortSignal });
  remove();
  const result: BlobBeginCopyFromURLResponse = await poller.pollUntilDone();
  const status: CopyStatusType | undefined = result.copyStatus;
  const partial = poller.getResult()?.copyId;
  if (!poller.isStopped()) poller.stopPolling();
  await poller.cancelOperation({ abortSignal });
  console.log(
    status,
    partial,
    poller.toString(),
    poller.getOperationState().error?.message,
    result._response.parsedHeaders.copyId,
  );

  const aborted: BlobAbortCopyFromURLResponse = await destination.abortCopyFromURL('id', {
    conditions: { leaseId: '1' },
  });
  const copied: BlobCopyFromURLResponse = await destination.syncCopyFromURL(source.url, {
    sourceContentMD5: new Uint8Array(16),
    sourceAuthorization: { scheme: 'Bearer', value: 'token' },
    copySourceTags: 'COPY',
    tier: PremiumPageBlobTier.P10,
    encryptionScope: 'scope',
  });
  console.log(aborted.requestId, copied.contentMD5?.byteLength, copied.copyStatus === 'success');
}

export async function pollAnything<T>(poller: PollerLike<PollOperationState<T>, T>): Promise<T> {
  return poller.pollUntilDone({ abortSignal: AbortSignal.timeout(1_000) });
}

export async function blobs(container: ContainerClient, blob: BlockBlobClient): Promise<void> {
  const upload: BlockBlobUploadOptions = {
    blobHTTPHeaders: { blobContentType: 'text/plain' } satisfies BlobHTTPHeaders,
    onProgress: ({ loadedBytes }) => console.log(loadedBytes),
    tier: 'Hot',
  };
  const bodies: HttpRequestBody[] = ['text', Buffer.from('bytes'), new ArrayBuffer(2), new Blob(['b']), process.stdin];
  for (const body of bodies) await blob.upload(body, 5, upload);
  await blob.upload(() => process.stdin, 5);
  await blob.uploadData(Buffer.from('data'), { blobHTTPHeaders: {}, concurrency: 4 });
  const uploaded: BlockBlobUploadResponse = (await container.uploadBlockBlob('b', 'text', 4)).response;

  const download: BlobDownloadOptions = {
    maxRetryRequests: 2,
    onProgress: ({ loadedBytes }) => console.log(loadedBytes),
  };
  const response: BlobDownloadResponseParsed = await blob.download(0, undefined, download);
  response.readableStreamBody?.pipe(process.stdout);
  const buffer: Buffer = await blob.downloadToBuffer();
  await blob.downloadToBuffer(buffer, 0, 5, { concurrency: 2 });
  const { contentLength } = await blob.downloadToFile('file', 0, 5);

  const properties: BlobGetPropertiesResponse = await blob.getProperties();
  const headers: BlobGetPropertiesHeaders = properties._response.parsedHeaders;
  const type: BlobType | undefined = properties.blobType;
  await blob.setMetadata({ a: 'b' }, { conditions: { ifUnmodifiedSince: new Date() } });
  const { snapshot } = await blob.createSnapshot({ metadata: { a: 'b' } });
  const key: CpkInfo = { encryptionKey: 'k', encryptionKeySha256: 's', encryptionAlgorithm: 'AES256' };
  const remove: BlobDeleteOptions = { deleteSnapshots: 'include', customerProvidedKey: key };
  const deleted: BlobDeleteIfExistsResponse = await blob.deleteIfExists(remove);
  await container.deleteBlob('b', { versionId: '1' });
  console.log(uploaded.etag, contentLength, headers.etag, type, snapshot, deleted.succeeded, await blob.exists());

  const list: ContainerListBlobsOptions = { prefix: 'a/', includeMetadata: true, includeUncommitedBlobs: true };
  for await (const item of container.listBlobsFlat(list)) print(item);
  const pages: AsyncIterableIterator<ContainerListBlobFlatSegmentResponse> = container
    .listBlobsFlat()
    .byPage({ maxPageSize: 10, continuationToken: 'token' });
  for await (const page of pages) page.segment.blobItems.forEach(print);
  const { value, done } = await container.listBlobsFlat().next();
  if (!done) print(value);
}

function print(item: BlobItem): void {
  const properties: BlobProperties = item.properties;
  const tier: AccessTier | undefined = properties.accessTier;
  console.log(item.name, item.snapshot, item.deleted, item.tags?.['a'], properties.lastModified.toISOString(), tier);
}

export async function signatures(
  service: BlobServiceClient,
  container: ContainerClient,
  blob: BlobClient,
  key: StorageSharedKeyCredential,
  userDelegationKey: UserDelegationKey,
): Promise<string[]> {
  const expiresOn = new Date(userDelegationKey.signedExpiresOn);
  const ipRange: SasIPRange = { start: '1.1.1.1', end: '2.2.2.2' };
  const forBlob: BlobGenerateSasUrlOptions = {
    permissions: BlobSASPermissions.from({ read: true }),
    expiresOn,
    ipRange,
  };
  const forContainer: ContainerGenerateSasUrlOptions = { permissions: ContainerSASPermissions.parse('rl'), expiresOn };
  const forAccount: ServiceGenerateAccountSasUrlOptions = { protocol: SASProtocol.Https, version: '2021-12-02' };
  const common: CommonGenerateSasUrlOptions = forBlob;
  const values: BlobSASSignatureValues = {
    ...common,
    containerName: 'c',
    blobName: 'b',
    requestHeaders: { a: 'b' } satisfies RequestHeaders,
    requestQueryParameters: { a: 'b' } satisfies RequestQueryParameters,
  };
  const ofAccount: AccountSASSignatureValues = {
    permissions: AccountSASPermissions.parse('r'),
    services: AccountSASServices.parse('b').toString(),
    resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
    expiresOn,
  };
  const sas: SASQueryParameters = generateBlobSASQueryParameters(values, key);
  const protocol: SASProtocol | undefined = sas.protocol;
  const parts: SASQueryParametersOptions = { permissions: 'r', userDelegationKey };
  return [
    await blob.generateSasUrl(forBlob),
    blob.generateSasStringToSign(forBlob),
    await blob.generateUserDelegationSasUrl(forBlob, userDelegationKey),
    blob.generateUserDelegationSasStringToSign(forBlob, userDelegationKey),
    await container.generateSasUrl(forContainer),
    container.generateSasStringToSign(forContainer),
    await container.generateUserDelegationSasUrl(forContainer, userDelegationKey),
    container.generateUserDelegationSasStringToSign(forContainer, userDelegationKey),
    service.generateAccountSasUrl(expiresOn, AccountSASPermissions.parse('r'), 'sco', forAccount),
    service.generateSasStringToSign(),
    generateBlobSASQueryParameters(values, userDelegationKey, 'account').signature,
    generateAccountSASQueryParameters(ofAccount, key).toString(),
    new SASQueryParameters('2021-12-02', 'signature', parts).toString(),
    new SASQueryParameters('2021-12-02', 'signature', 'r', 'b', 'sco', protocol, expiresOn, expiresOn, ipRange).version,
    sas.startsOn?.toISOString() ?? sas.ipRange?.start ?? '',
  ];
}

export function explain(error: unknown, common: CommonOptions): string {
  if (error instanceof RestError) {
    const details = error.details as { errorCode?: string };
    const id = error.response?.headers.get('x-ms-request-id');
    return `${error.code} ${error.statusCode} ${details.errorCode} ${id} ${error.request?.method} ${error.request?.url}`;
  }
  return RestError.REQUEST_SEND_ERROR + RestError.PARSE_ERROR + String(common.tracingOptions);
}

export type Answer = WithResponse<{ requestId?: string }, { requestId?: string }>;
