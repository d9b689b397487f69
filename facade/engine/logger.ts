/**
 * The logger. It is that of `@azure/logger` if the process has loaded that package, so that `setLogLevel` and
 * `AzureLogger.log` of the package work. Otherwise it is our own, with the same surface and the same environment
 * variables.
 */

import { format } from 'node:util';

import type { AzureClientLogger, AzureLogger, AzureLogLevel, Debugger } from '../types/logger';
import { ForeignModule } from './foreignModules';
import { IMPORTED, markImported } from './imported';
import { isListed } from './namespaces';

/** The levels. Each includes those after it. */
const LEVELS: readonly AzureLogLevel[] = ['verbose', 'info', 'warning', 'error'];

/** The names in logs, as in the reference, so that filters keep working: of the package, and of what retries its requests. */
const CLIENT = 'storage-blob';
const RETRIES = 'storage-common';
const CLIENTS = [CLIENT, RETRIES];

const azurePackage = new ForeignModule('@azure/logger', 'index.js');

interface AzurePackage {
  createClientLogger(namespace: string): AzureClientLogger;
  setLogLevel(level?: AzureLogLevel): void;
  getLogLevel(): AzureLogLevel | undefined;
}

let azure: { from: AzurePackage; loggers: Map<string, AzureClientLogger> } | undefined;

/** The copy of `@azure/logger` that counts: of those for `import` and for `require`, the first one with a level. */
function azureCopy(): AzurePackage | undefined {
  const required = azurePackage.loaded() as AzurePackage | undefined;
  const imported = azurePackage.imported() as AzurePackage | undefined;
  if (imported === undefined) return required;
  return required !== undefined && imported.getLogLevel() === undefined ? required : imported;
}

/** The logger of `@azure/logger`, if that package is loaded. */
function azureLogger(client = CLIENT): AzureClientLogger | undefined {
  const from = azureCopy();
  if (from === undefined || typeof from.createClientLogger !== 'function') return undefined;
  if (azure?.from !== from) {
    azure = { from, loggers: new Map(CLIENTS.map((each) => [each, from.createClientLogger(each)])) };
  }
  return azure.loggers.get(client);
}

/** The namespaces that are logged. Undefined until the environment was read. */
let enabledNamespaces: string | undefined;
let level: AzureLogLevel | undefined;

function readEnvironment(): void {
  enabledNamespaces = process.env.DEBUG ?? '';
  const given = process.env.AZURE_LOG_LEVEL;
  if (given === undefined || given === '') return;
  if (isLevel(given)) {
    setOwnLevel(given);
    return;
  }
  console.error(
    `AZURE_LOG_LEVEL set to unknown log level '${given}'; logging is not enabled. Acceptable values: ${LEVELS.join(', ')}.`,
  );
}

function isLevel(value: string): value is AzureLogLevel {
  return (LEVELS as readonly string[]).includes(value);
}

function setOwnLevel(wanted: AzureLogLevel | undefined): void {
  level = wanted;
  const enabled = wanted === undefined ? [] : LEVELS.slice(LEVELS.indexOf(wanted));
  enabledNamespaces = CLIENTS.flatMap((client) => enabled.map((one) => `azure:${client}:${one}`)).join(',');
}

/**
 * Sets what is logged: requests and responses at `info`. It has the same effect as `setLogLevel` of `@azure/logger`,
 * and calls that if the process has loaded the package.
 *
 * @param logLevel - The level. Default: nothing is logged.
 * @throws Error when the level is unknown.
 *
 * @example
 * ```js
 * setLogLevel('info');
 * ```
 */
export function setLogLevel(logLevel?: AzureLogLevel): void {
  if (logLevel !== undefined && !isLevel(logLevel)) {
    throw new Error(`Unknown log level '${String(logLevel)}'. Acceptable values: ${LEVELS.join(',')}`);
  }
  if (azureLogger()) azure?.from.setLogLevel(logLevel);
  setOwnLevel(logLevel);
  overridden.clear();
}

/** Returns the level that is set, if there is one. */
export function getLogLevel(): AzureLogLevel | undefined {
  if (azureLogger()) return azure?.from.getLogLevel();
  if (enabledNamespaces === undefined) readEnvironment();
  return level;
}

/** Functions whose `enabled` was set by itself. */
const overridden = new Map<Debugger, boolean>();

function makeDebugger(namespace: string, foreign: () => Debugger | undefined, own: { log: Debugger['log'] }): Debugger {
  const log = ((...args: unknown[]): void => {
    const other = foreign();
    if (other) other(...args);
    if (other || !log.enabled) return;
    const [first, ...rest] = args;
    own.log(...(args.length === 0 ? [] : [`${namespace} ${String(first)}`, ...rest]));
  }) as Debugger;
  log.namespace = namespace;
  Object.defineProperties(log, {
    enabled: {
      get: () => foreign()?.enabled ?? overridden.get(log) ?? isOn(namespace),
      set: (enabled: boolean) => {
        const other = foreign();
        if (other) other.enabled = enabled;
        else overridden.set(log, enabled);
      },
      enumerable: true,
      configurable: true,
    },
    log: {
      get: () => foreign()?.log ?? own.log,
      set: (to: Debugger['log']) => {
        const other = foreign();
        if (other) other.log = to;
        else own.log = to;
      },
      enumerable: true,
      configurable: true,
    },
  });
  log.destroy = () => foreign()?.destroy() ?? false;
  log.extend = (further) => foreign()?.extend(further) ?? makeDebugger(`${namespace}:${further}`, () => undefined, own);
  return log;
}

function isOn(namespace: string): boolean {
  if (enabledNamespaces === undefined) readEnvironment();
  return enabledNamespaces !== undefined && enabledNamespaces !== '' && isListed(enabledNamespaces, namespace);
}

function writeToStandardError(...args: unknown[]): void {
  process.stderr.write(`${format(...args)}\n`);
}

const makeLogger = (client: string, at: AzureLogLevel): AzureLogger =>
  Object.assign(
    makeDebugger(`azure:${client}:${at}`, () => azureLogger(client)?.[at], { log: writeToStandardError }),
    { level: at },
  );

const makeClientLogger = (client: string): AzureClientLogger => ({
  error: makeLogger(client, 'error'),
  warning: makeLogger(client, 'warning'),
  info: makeLogger(client, 'info'),
  verbose: makeLogger(client, 'verbose'),
});

/**
 * The logger of this package. It logs requests and responses at `info`, with secrets redacted. Enable it with
 * {@link setLogLevel}, with `setLogLevel` of `@azure/logger`, or with the environment variable `AZURE_LOG_LEVEL`.
 */
export const logger: AzureClientLogger = makeClientLogger(CLIENT);

/** Logs attempts, and why they failed. */
export const retryLogger: AzureClientLogger = makeClientLogger(RETRIES);

// Not enumerable, because scripts list the members of a logger.
Object.defineProperty(logger, IMPORTED, { value: markImported });
