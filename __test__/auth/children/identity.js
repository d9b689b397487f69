'use strict';

// Runs in a process of its own: `@azure/identity` reads its environment, and Node its certificates, when they start. Prints one line of JSON.
// Arguments: package, URL of the account, name of the case. What a credential takes is in the environment.

const identity = require('@azure/identity');

const [, , packageName, url, caseName] = process.argv;
const library = require(packageName);
const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, TEST_AUTHORITY: authorityHost } = process.env;
const containerName = `container-${process.pid}`;
const options = { authorityHost, disableInstanceDiscovery: true };

const credentials = {
  secret: () => new identity.ClientSecretCredential(tenant, client, process.env.TEST_SECRET, options),
  certificate: () =>
    new identity.ClientCertificateCredential(tenant, client, process.env.TEST_CERTIFICATE_FILE, options),
  workload: () => new identity.WorkloadIdentityCredential(options),
  managed: () => new identity.ManagedIdentityCredential(),
  managedOfUser: () => new identity.ManagedIdentityCredential({ clientId: 'of-user' }),
  chained: () => new identity.ChainedTokenCredential(new identity.EnvironmentCredential(options), credentials.secret()),
  environment: () => new identity.EnvironmentCredential(options),
  default: () => new identity.DefaultAzureCredential(options),
  assertion: () => new identity.ClientAssertionCredential(tenant, client, async () => 'an-assertion', options),
};

/** A credential that records its calls and results. */
function watched(credential) {
  const calls = [];
  return {
    calls,
    async getToken(scopes, getOptions) {
      const call = { scopes: [scopes].flat(), claims: getOptions?.claims, enableCae: getOptions?.enableCae };
      calls.push(call);
      const token = await credential.getToken(scopes, getOptions);
      call.token = token.token;
      return token;
    },
  };
}

/** Puts a blob, copies it, and reads the copy. */
async function roundTrip(credential) {
  const service = new library.BlobServiceClient(url, credential, { retryOptions: { maxTries: 1 } });
  const container = service.getContainerClient(containerName);
  await container.create();
  const source = container.getBlockBlobClient('source');
  await source.upload('hello', 5);
  const copy = container.getBlobClient('copy');
  await (await copy.beginCopyFromURL(source.url)).pollUntilDone();
  return (await copy.downloadToBuffer()).toString();
}

const cases = {
  async roundTrip() {
    const credential = watched(credentials[process.env.TEST_CREDENTIAL]());
    const content = await roundTrip(credential);
    return { content, calls: credential.calls };
  },

  /** A user delegation SAS of the identity, used by nobody in particular. */
  async delegation() {
    const service = new library.BlobServiceClient(url, credentials.secret());
    const container = service.getContainerClient(containerName);
    await container.create();
    const blob = container.getBlockBlobClient('blob');
    await blob.upload('hello', 5);
    const expiresOn = new Date(Date.now() + 3_600_000);
    const key = await service.getUserDelegationKey(new Date(Date.now() - 60_000), expiresOn);
    const permissions = library.BlobSASPermissions.parse('r');
    const values = { containerName, blobName: 'blob', permissions, expiresOn };
    const sas = library.generateBlobSASQueryParameters(values, key, service.accountName);
    const anonymous = new library.BlobClient(`${blob.url}?${sas}`);
    return { content: (await anonymous.downloadToBuffer()).toString() };
  },

  /** Tokens that are due as soon as they are issued, while many requests are under way. */
  async refreshed() {
    const credential = watched(credentials.secret());
    const service = new library.BlobServiceClient(url, credential, { retryOptions: { maxTries: 1 } });
    const container = service.getContainerClient(containerName);
    await container.create();
    const blob = container.getBlockBlobClient('blob');
    await blob.upload('hello', 5);
    const end = Date.now() + 30_000;
    const contents = new Set();
    const tokens = () => new Set(credential.calls.map(({ token }) => token).filter(Boolean)).size;
    do {
      const buffers = await Promise.all(Array.from({ length: 20 }, () => blob.downloadToBuffer()));
      for (const buffer of buffers) contents.add(buffer.toString());
    } while (tokens() < 3 && Date.now() < end);
    return { contents: [...contents], tokens: tokens() };
  },

  /** What the service says no to, and what the credential does. */
  async failing() {
    const credential = watched(credentials[process.env.TEST_CREDENTIAL]());
    const error = await roundTrip(credential).catch((thrown) => thrown);
    return {
      name: error.name,
      message: error.message,
      statusCode: error.statusCode,
      // The very classes of the credential's package.
      own: [identity.AuthenticationError, identity.AuthenticationRequiredError].some((kind) => error instanceof kind),
      calls: credential.calls.length,
    };
  },

  async properties() {
    const credential = watched(credentials.secret());
    const blob = new library.BlobClient(`${url}/container/blob`, credential, { retryOptions: { maxTries: 1 } });
    const results = [];
    for (let count = 0; count < Number(process.env.TEST_CALLS ?? 1); count += 1) {
      results.push(
        await blob.getProperties().then(
          ({ etag }) => etag,
          ({ name, statusCode }) => ({ name, statusCode }),
        ),
      );
    }
    return { results, calls: credential.calls };
  },
};

cases[caseName]().then(
  (result) => console.log(JSON.stringify(result)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
