'use strict';

// Copies a container between two accounts over HTTPS, each side with tokens of its own tenant, and reports how often each was requested. Run
// with the simulator's authority in NODE_EXTRA_CA_CERTS.

const { blobferry } = require('../../support/blobferry');

const {
  urls,
  tenants,
  control,
  container,
  starts,
  options,
  lifetime = 3_600_000,
  sourceSas,
} = JSON.parse(process.argv[2]);

/** Asks the token endpoint of a tenant, as a client with a secret does. */
function credentialOf(tenant) {
  const given = [];
  return {
    given,
    async getToken() {
      const response = await fetch(`${control}/${tenant}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: 'client',
          client_secret: 'secret',
          scope: 'https://storage.azure.com/.default',
        }),
      });
      const { access_token: token } = await response.json();
      given.push(token);
      return { token, expiresOnTimestamp: Date.now() + lifetime };
    },
  };
}

async function main() {
  const credentials = { one: credentialOf(tenants.one), two: credentialOf(tenants.two) };
  const clientOf = (account) =>
    sourceSas !== undefined && account === 'one'
      ? new blobferry.ContainerClient(`${urls.one}/${container}?${sourceSas}`)
      : new blobferry.ContainerClient(`${urls[account]}/${container}`, credentials[account]);
  // Each job has clients of its own.
  const jobs = Array.from({ length: starts }, async (_, at) => {
    const poller = await clientOf('two').beginCopyFromContainer(clientOf('one'), {
      ...options,
      destinationPrefix: `${at}/`,
    });
    return (await poller.pollUntilDone()).copied;
  });
  const copied = await Promise.all(jobs);
  console.log(JSON.stringify({ copied, given: { one: credentials.one.given, two: credentials.two.given } }));
}

void main();
