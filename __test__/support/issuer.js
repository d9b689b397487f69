'use strict';

// Stands for Microsoft Entra ID and for the endpoints of managed identities, as `@azure/identity` talks to them. Its tokens are the
// simulator's, so the simulator accepts them.

const { startScriptedServer } = require('./scripted-server');

/** @import { Simulator } from './simulator' */

const json = (value, status = 200) => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

/** Facts of a tenant: https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#fetch-the-openid-configuration-document */
function configuration(origin, tenant) {
  return {
    issuer: `${origin}/${tenant}/v2.0`,
    authorization_endpoint: `${origin}/${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: `${origin}/${tenant}/oauth2/v2.0/token`,
    jwks_uri: `${origin}/${tenant}/discovery/v2.0/keys`,
  };
}

/**
 * Starts both servers.
 *
 * @param {Simulator} simulator
 * @param {{ key: string, cert: string }} tls
 * @returns {Promise<{ origin: string, metadataOrigin: string, grants: { tenant: string, form: Record<string, string> }[],
 *   managed: { query: URLSearchParams, headers: object, path: string }[], close(): Promise<void> }>} `origin` is the authority's;
 *   `metadataOrigin` that of managed identities, over HTTP as on a virtual machine. `grants` and `managed` list their requests.
 */
async function startIssuer(simulator, tls) {
  const grants = [];
  const managed = [];

  const authority = await startScriptedServer(
    async (request) => {
      const [, tenant, ...rest] = request.path.split('/');
      if (rest.join('/') === 'v2.0/.well-known/openid-configuration')
        return json(configuration(authority.origin, tenant));
      if (rest.join('/') !== 'oauth2/v2.0/token') return json({ error: 'not_found' }, 404);
      grants.push({ tenant, form: Object.fromEntries(new URLSearchParams(request.body.toString())) });
      const response = await fetch(`${simulator.control}${request.path}`, { method: 'POST', body: request.body });
      return json(await response.json(), response.status);
    },
    { tls },
  );

  // https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token#get-a-token-using-http
  const metadata = await startScriptedServer(async (request) => {
    const resource = request.query.get('resource');
    // A request without this header checks whether the endpoint exists.
    if (request.headers.metadata === undefined && request.headers['x-identity-header'] === undefined) {
      return json({ error: 'invalid_request' }, 400);
    }
    managed.push({ query: request.query, headers: request.headers, path: request.path });
    const { token, expiresOn } = await simulator.token({ audience: resource });
    const expiresIn = expiresOn - Math.floor(Date.now() / 1000);
    return json({
      access_token: token,
      client_id: 'managed',
      expires_in: String(expiresIn),
      expires_on: String(expiresOn),
      not_before: String(expiresOn - 3600),
      resource,
      token_type: 'Bearer',
    });
  });

  return {
    origin: authority.origin,
    metadataOrigin: metadata.origin,
    grants,
    managed,
    close: async () => {
      await Promise.all([authority.close(), metadata.close()]);
    },
  };
}

module.exports = { startIssuer };
