/**
 * The environment of a pipeline: `process.env` as its script sees it. That of a worker thread can differ from that of the process, and test
 * runners replace it, so the engine cannot read these variables by itself.
 */

/** The variables that say which proxy is used. */
const PROXY_VARIABLES = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY', 'NO_PROXY'] as const;

/** Variables by name. Those that are not set are missing. */
export type Environment = Readonly<Record<string, string>>;

/** The variables for proxies. As in the reference, those at the time of a pipeline's first client count. */
export function proxyEnvironment(): Environment {
  const { env } = process;
  const found: Record<string, string> = {};
  for (const name of PROXY_VARIABLES) {
    // As in the reference, either spelling counts, and an empty value means none.
    const value = [name, name.toLowerCase()]
      .map((spelling) => env[spelling])
      .find((text) => text !== undefined && text !== '');
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** The variable that Node.js reads for each connection. */
export function tlsEnvironment(): Environment {
  const { NODE_TLS_REJECT_UNAUTHORIZED: value } = process.env;
  return value === undefined ? {} : { NODE_TLS_REJECT_UNAUTHORIZED: value };
}
