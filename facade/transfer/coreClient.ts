/**
 * Finds `@azure/core-client` where a package that sends its own requests has it. Such a package, as
 * `@azure/storage-file-datalake` is, describes its operations in that package's terms, and only that package can serialize and parse
 * them. blobferry does not depend on it: the calling package has it installed.
 */

import { standForRestErrorOf } from '../errors/errors';
import { importedFile, isModuleFile } from '../engine/imported';
import { createRequire } from '../engine/lazyModules';
import type { PipelinePolicy } from '../types/corePipeline';

type PolicyOptions = Record<string, unknown>;

/** The members that are used of the package. */
interface CoreClient {
  serializationPolicy(options: PolicyOptions): PipelinePolicy;
  deserializationPolicy(options: PolicyOptions): PipelinePolicy;
}

/** The members that are used of `@azure/core-xml`. */
interface CoreXml {
  stringifyXML(value: unknown, options?: unknown): string;
  parseXML(text: string, options?: unknown): Promise<unknown>;
}

/** The policies that serialize requests and parse responses. */
export interface OperationPolicies {
  serialize: PipelinePolicy;
  deserialize: PipelinePolicy;
}

/** By the calling file. Packages may have different versions, which cannot read each other's requests. */
const policiesByFile = new Map<string, OperationPolicies | undefined>();

/** The files of the callers, the nearest first. */
export function callers(): string[] {
  const holder: { stack?: NodeJS.CallSite[] } = {};
  const { stackTraceLimit } = Error;
  const prepareStackTrace: unknown = (Error as { prepareStackTrace: unknown }).prepareStackTrace;
  try {
    Error.prepareStackTrace = (_error, sites) => sites;
    Error.stackTraceLimit = 10;
    Error.captureStackTrace(holder, callers);
    const files = (holder.stack ?? []).map((site) => site.getFileName() ?? '');
    return [...new Set(files.filter((file) => file !== __filename && /^(?:\/|file:|[A-Za-z]:\\)/.test(file)))];
  } catch {
    // Other code may have replaced `prepareStackTrace` in the meantime.
    return [];
  } finally {
    // Undefined is what it is by default.
    (Error as { prepareStackTrace: unknown }).prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The policies of the package that calls, or of one next to this package. */
export function operationPolicies(files: readonly string[]): OperationPolicies | undefined {
  for (const file of [...files, __filename, `${process.cwd()}/package.json`]) {
    if (!policiesByFile.has(file)) policiesByFile.set(file, policiesFrom(file, files));
    const policies = policiesByFile.get(file);
    if (policies) return policies;
  }
  return undefined;
}

function policiesFrom(file: string, files: readonly string[]): OperationPolicies | undefined {
  const core = find('@azure/core-client', [file]) as CoreClient | undefined;
  if (!core) return undefined;
  standForRestErrorOf(file);
  const xml = (): CoreXml => {
    const found = find('@azure/core-xml', [file, ...files, __filename, `${process.cwd()}/package.json`]) as
      CoreXml | undefined;
    if (!found) throw new Error('@azure/core-xml cannot be found, which the package that sends this request needs');
    return found;
  };
  const serializerOptions = { xml: { xmlCharKey: '#' } };
  return {
    serialize: core.serializationPolicy({
      stringifyXML: (value: unknown, options?: unknown) => xml().stringifyXML(value, options),
      serializerOptions,
    }),
    deserialize: core.deserializationPolicy({
      parseXML: (text: string, options?: unknown) => xml().parseXML(text, options),
      serializerOptions,
    }),
  };
}

function find(name: string, files: readonly string[]): unknown {
  for (const file of files) {
    try {
      const load = createRequire(file);
      // Packages that are imported get the errors of the copy that they import.
      return load(importedFile(load.resolve(name), isModuleFile(file)) ?? name) as unknown;
    } catch {
      // Not installed, or not visible from there.
    }
  }
  return undefined;
}
