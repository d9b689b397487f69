/** The older form of policies and HTTP clients, from `pipeline.factories` and the options, as policies of the pipeline. */

import { compatResponseOf, requestOf, responseOf, webResourceOf } from './compat';
import type { CoreHttpClient, PipelinePolicy, SendRequest } from '../types/corePipeline';
import type { IHttpClient, RequestPolicy, RequestPolicyFactory, RequestPolicyOptions } from '../types/policies';

const FACTORIES = 'RequestPolicyFactoryPolicy';

/** The options that the policies of factories are created with. The reference's logger drops everything, too. */
const POLICY_OPTIONS: RequestPolicyOptions = { log: () => undefined, shouldLog: () => false };

/** Names of policies that the reference has built in, and ignores in factories. */
const KNOWN_POLICIES = [
  'GenerateClientRequestIdPolicy',
  'TracingPolicy',
  'LogPolicy',
  'ProxyPolicy',
  'DisableResponseDecompressionPolicy',
  'KeepAlivePolicy',
  'DeserializationPolicy',
];

/** The same for names of factories. */
const KNOWN_FACTORIES = ['StorageBrowserPolicyFactory', 'StorageRetryPolicyFactory', 'TelemetryPolicyFactory'];

/** The policies of factories, as one. They are created for each request. */
export function factoriesPolicy(factories: readonly RequestPolicyFactory[]): PipelinePolicy {
  return {
    name: FACTORIES,
    async sendRequest(request, next) {
      const last: RequestPolicy = {
        sendRequest: async (resource) => compatResponseOf(await next(requestOf(resource))),
      };
      const policy = factories.reduceRight((following, factory) => factory.create(following, POLICY_OPTIONS), last);
      return responseOf(await policy.sendRequest(webResourceOf(request)), request);
    },
  };
}

/** An HTTP client from the options, which has the older form. The newer form works, too: headers have the members of both. */
export function fromOlderClient(client: IHttpClient): CoreHttpClient {
  const sendRequest: SendRequest = async (request) =>
    responseOf(await client.sendRequest(webResourceOf(request)), request);
  return { sendRequest };
}

/** The factories of custom policies. The reference has the others built in, and ignores them here. */
export function novelFactories(
  factories: readonly unknown[],
  isCredential: (factory: unknown) => boolean,
): RequestPolicyFactory[] {
  return factories.filter((factory): factory is RequestPolicyFactory => {
    if (typeof factory !== 'object' || factory === null) throw noFactory();
    const { credential, create } = factory as Partial<RequestPolicyFactory> & { credential?: unknown };
    if (isCredential(factory) || (credential !== undefined && isCredential(credential))) return false;
    for (
      let known = Object.getPrototypeOf(factory) as object | null;
      known;
      known = Object.getPrototypeOf(known) as object
    ) {
      if (KNOWN_FACTORIES.includes(known.constructor.name)) return false;
    }
    if (typeof create !== 'function') throw noFactory();
    const sample = create.call(factory, NOWHERE, POLICY_OPTIONS) as RequestPolicy | undefined;
    const name = sample?.constructor.name ?? '';
    return !KNOWN_POLICIES.some((known) => name.startsWith(known));
  });
}

function noFactory(): TypeError {
  return new TypeError(
    'pipeline.factories must contain credentials and factories of request policies: objects with create(nextPolicy, options)',
  );
}

/** The next policy of policies that are created only to be inspected. */
const NOWHERE: RequestPolicy = {
  sendRequest: (request) => Promise.resolve({ request, headers: request.headers.clone(), status: 500 }),
};
