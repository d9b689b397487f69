'use strict';

// The classes of policies and factories in pipelines of clients. What each place sees and may change is compared in
// __test__/policies/.

const { asStep } = require('../outcomes');

/** A client whose requests pass the policies that `create` makes, behind one that notes what came back. */
function clientWith(library, context, create) {
  const credential = new library.StorageSharedKeyCredential(context.accountName, context.accountKey);
  const pipeline = library.newPipeline(credential, { retryOptions: { maxTries: 1 } });
  pipeline.factories.push({ create });
  return new library.BlobServiceClient(context.url, pipeline).getContainerClient(context.containerName());
}

/** A policy around one of the package, behind which so many attempts fail. What is sent in the end is the request itself, because clones of
 * requests must not go over HTTP in the reference. */
const around = (create, times, next) => ({
  async sendRequest(request) {
    let left = times;
    const last = {
      async sendRequest() {
        left -= 1;
        if (left < 0) return next.sendRequest(request);
        throw Object.assign(new Error('The connection was lost.'), { code: 'ECONNRESET', name: 'RestError' });
      },
    };
    return asStep(() => create(last).sendRequest(request));
  },
});

const RETRY = { maxTries: 2, retryDelayInMs: 1, maxRetryDelayInMs: 1 };

const POLICIES = {
  StorageBrowserPolicy: (library, next, options) => new library.StorageBrowserPolicy(next, options),
  'StorageBrowserPolicyFactory.create': (library, next, options) =>
    new library.StorageBrowserPolicyFactory().create(next, options),
  StorageRetryPolicy: (library, next, options) => new library.StorageRetryPolicy(next, options, RETRY),
  'StorageRetryPolicyFactory.create': (library, next, options) =>
    new library.StorageRetryPolicyFactory(RETRY).create(next, options),
  AnonymousCredentialPolicy: (library, next, options) => new library.AnonymousCredential().create(next, options),
};

module.exports = [
  {
    name: 'policies of the package',
    async run(library, context) {
      for (const [label, create] of Object.entries(POLICIES)) {
        for (const times of [0, 1, 2]) {
          const client = clientWith(library, context, (next, options) =>
            around((last) => create(library, last, options), times, next),
          );
          await context.step(`${label}, ${times} times lost`, () => client.create());
          await context.step(`${label}, ${times} times lost, rejected`, () => client.getBlobClient('b').delete());
        }
      }
    },
  },
  {
    name: 'factories of the package',
    async run(library, context) {
      const next = { sendRequest: () => Promise.reject(new Error('never called')) };
      const options = { log() {}, shouldLog: () => false };
      const factories = {
        AnonymousCredential: new library.AnonymousCredential(),
        StorageSharedKeyCredential: new library.StorageSharedKeyCredential('account', 'a2V5'),
        StorageBrowserPolicyFactory: new library.StorageBrowserPolicyFactory(),
        StorageRetryPolicyFactory: new library.StorageRetryPolicyFactory(RETRY),
        Credential: new library.Credential(),
      };
      for (const [label, factory] of Object.entries(factories)) {
        await context.step(label, () => factory.create(next, options).constructor.name);
      }
      await context.step('computeHMACSHA256', () => factories.StorageSharedKeyCredential.computeHMACSHA256('text'));
      await context.step('toServiceClientOptions', () => {
        const pipeline = library.newPipeline(new library.AnonymousCredential(), {
          userAgentOptions: { userAgentPrefix: 'mine' },
        });
        return typeof pipeline.toServiceClientOptions();
      });
    },
  },
  {
    name: 'what policies log',
    async run(library, context) {
      const logged = [];
      const options = { log: (level, message) => logged.push([level, message]), shouldLog: (level) => level < 3 };
      class Quiet extends library.BaseRequestPolicy {}
      for (const [label, policy] of Object.entries({
        'with options': new Quiet({}, options),
        'of the package': new library.StorageBrowserPolicy({}, options),
      })) {
        for (const level of [0, 2, 3]) {
          await context.step(`${label}: shouldLog(${level})`, () => policy.shouldLog(level));
          await context.step(`${label}: log(${level})`, () => policy.log(level, `a message ${level}`));
        }
      }
      context.note('logged', logged);
    },
  },
  {
    name: 'policies that extend those of the package',
    async run(library, context) {
      const notes = [];
      class Noting extends library.BaseRequestPolicy {
        async sendRequest(request) {
          notes.push({ method: request.method, logs: this.shouldLog(3) });
          this.log(3, 'a message');
          return this._nextPolicy.sendRequest(request);
        }
      }
      class Signing extends library.CredentialPolicy {
        signRequest(request) {
          request.headers.set('x-ms-meta-signed', request.method);
          return request;
        }
      }
      const noting = clientWith(library, context, (next, options) => new Noting(next, options));
      await context.step('noted', () => noting.exists());
      await context.step('noted, rejected', () => noting.getProperties());
      context.note('notes', notes);
      const signing = clientWith(library, context, (next, options) => new Signing(next, options));
      await context.step('signed', () => signing.create());
      await context.step('signed: metadata', async () => (await signing.getProperties()).metadata);
    },
  },
];
