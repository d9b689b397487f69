// Request policies and HTTP clients as scripts write them. It must compile against the reference and against this package.

import {
  AnonymousCredential,
  AnonymousCredentialPolicy,
  BaseRequestPolicy,
  BlobServiceClient,
  Credential,
  CredentialPolicy,
  type CredentialPolicyCreator,
  type HttpOperationResponse,
  type HttpRequestBody,
  type IHttpClient,
  newPipeline,
  Pipeline,
  type PipelineLike,
  type PipelineOptions,
  type RequestPolicy,
  type RequestPolicyFactory,
  type RequestPolicyOptions,
  type ServiceClientOptions,
  StorageBrowserPolicy,
  StorageBrowserPolicyFactory,
  type StoragePipelineOptions,
  StorageRetryPolicy,
  StorageRetryPolicyFactory,
  StorageRetryPolicyType,
  StorageSharedKeyCredential,
  StorageSharedKeyCredentialPolicy,
  type WebResource,
} from 'storage-under-test';

class LoggingPolicy extends BaseRequestPolicy {
  constructor(nextPolicy: RequestPolicy, options: RequestPolicyOptions) {
    super(nextPolicy, options);
  }
  async sendRequest(request: WebResource): Promise<HttpOperationResponse> {
    request.headers.set('x-ms-meta-number', 5);
    const body: HttpRequestBody | undefined = request.body;
    if (typeof body === 'string') request.body = body.toUpperCase();
    const copy: WebResource = request.clone();
    const response = await this._nextPolicy.sendRequest(copy);
    const headers = response.headers.clone();
    const text: string = response.bodyAsText ?? '';
    if (this.shouldLog(3)) this.log(3, `${String(response.status)} ${String(headers.get('etag'))} ${text}`);
    return response;
  }
}

class LoggingFactory implements RequestPolicyFactory {
  create(nextPolicy: RequestPolicy, options: RequestPolicyOptions): LoggingPolicy {
    return new LoggingPolicy(nextPolicy, options);
  }
}

class OwnPolicy extends CredentialPolicy {
  constructor(nextPolicy: RequestPolicy, options: RequestPolicyOptions) {
    super(nextPolicy, options);
  }
  protected override signRequest(request: WebResource): WebResource {
    request.headers.set('authorization', request.method);
    return request;
  }
}

class OwnCredential extends Credential {
  override create(nextPolicy: RequestPolicy, options: RequestPolicyOptions): RequestPolicy {
    return new OwnPolicy(nextPolicy, options);
  }
}

class Patient extends StorageRetryPolicy {
  protected override shouldRetry(isPrimaryRetry: boolean, attempt: number, response?: HttpOperationResponse): boolean {
    return response?.status === 418 || super.shouldRetry(isPrimaryRetry, attempt, response);
  }
}

const creator: CredentialPolicyCreator = (next, options) => new OwnPolicy(next, options);

const client: IHttpClient = {
  sendRequest: (request) => Promise.resolve({ request, status: 200, headers: request.headers.clone(), bodyAsText: '' }),
};

export function pipelines(credential: StorageSharedKeyCredential, next: RequestPolicy, logger: RequestPolicyOptions) {
  const options: StoragePipelineOptions = {
    httpClient: client,
    retryOptions: { retryPolicyType: StorageRetryPolicyType.FIXED },
  };
  const pipeline: Pipeline = newPipeline(credential, options);
  pipeline.factories.push(new LoggingFactory(), new OwnCredential(), new StorageBrowserPolicyFactory());
  const older: PipelineOptions = pipeline.options;
  const service: ServiceClientOptions = pipeline.toServiceClientOptions();
  const like: PipelineLike = new Pipeline([new StorageRetryPolicyFactory({ maxTries: 2 }), credential], older);
  const policies: BaseRequestPolicy[] = [
    new AnonymousCredentialPolicy(next, logger),
    new StorageBrowserPolicy(next, logger),
    new StorageSharedKeyCredentialPolicy(next, logger, credential),
    new AnonymousCredential().create(next, logger),
    credential.create(next, logger),
    new StorageRetryPolicyFactory().create(next, logger),
    new Patient(next, logger, { maxTries: 3 }),
    creator(next, logger),
  ];
  return { service, policies, client: new BlobServiceClient('https://account.blob.core.windows.net', like) };
}
