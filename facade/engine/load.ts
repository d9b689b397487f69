/** Finds the native module, or throws an error that says what to do. */

import type { Addon } from './addon';
import { notFoundMessage, type Attempt } from './loadMessage';
import type { NativeModule } from './nativeModule';

type Require = (id: string) => unknown;

/** Finds the native module. Throws an error that lists the places that were tried, and how to install it. */
export function load(
  requireModule: Require = requireFromHere,
  environment: NodeJS.ProcessEnv = process.env,
): NativeModule | Addon {
  const override = environment.BLOBFERRY_NATIVE_LIBRARY_PATH;
  const candidates = override === undefined || override === '' ? packageCandidates() : [override];
  const attempts: Attempt[] = [];
  for (const candidate of candidates) {
    try {
      return requireModule(candidate) as NativeModule | Addon;
    } catch (error) {
      attempts.push(failedAttempt(candidate, error));
    }
  }
  throw new Error(notFoundMessage({ attempts, override, version: versionBeside(requireModule) }));
}

/**
 * The possible module names, in order. A checkout, or a package that was packed in one, has the addon in its root. A
 * published package has it in a package of its own for each platform.
 */
function packageCandidates(): string[] {
  const names = platformTriples().map((triple) => `${process.platform}-${process.arch}${triple}`);
  return [...names.map((name) => `../blobferry.${name}.node`), ...names.map((name) => `blobferry-${name}`)];
}

/**
 * On Linux both C libraries are tried. An addon for the wrong one is absent or fails to load. Finding out which library
 * is in use takes a process report, which is slow.
 */
function platformTriples(): string[] {
  if (process.platform === 'linux') return ['-gnu', '-musl'];
  if (process.platform === 'win32') return ['-msvc'];
  return [''];
}

/**
 * The version of this package. In a bundle there is none: the file next to the addon is then missing, or that
 * of another package.
 */
function versionBeside(requireModule: Require): string | undefined {
  if ('pkg' in process) return undefined;
  try {
    const { name, version } = requireModule('../package.json') as { name?: unknown; version?: string };
    return name === 'blobferry' ? version : undefined;
  } catch {
    return undefined;
  }
}

function failedAttempt(candidate: string, error: unknown): Attempt {
  const { code, message } = error as { code?: string; message?: string };
  const name = candidate.startsWith('../') ? candidate.slice('../'.length) : candidate;
  // Yarn's Plug'n'Play throws with this code too, and a long text.
  if (code === 'MODULE_NOT_FOUND') return { name, problem: undefined };
  const problem = (message ?? String(error)).split('\n')[0] ?? '';
  return { name, problem, isDisabled: code === 'ERR_DLOPEN_DISABLED' };
}

/** The bundle is CommonJS in `dist/`, so a path that starts with `../` is in the package's root. */
function requireFromHere(id: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an addon can only be loaded by require
  return require(id);
}
