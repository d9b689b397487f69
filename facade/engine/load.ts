/** Finds the native module, or throws an error that says what to do. */

import type { Addon } from './addon';
import type { NativeModule } from './nativeModule';

type Require = (id: string) => unknown;

/** Finds the native module. Throws an error that lists where it was looked for, and how to get it. */
export function load(
  requireModule: Require = requireFromHere,
  environment: NodeJS.ProcessEnv = process.env,
): NativeModule | Addon {
  const override = environment.BLOBFERRY_NATIVE_LIBRARY_PATH;
  const attempts: string[] = [];
  const candidates = override === undefined || override === '' ? packageCandidates() : [override];
  for (const candidate of candidates) {
    try {
      return requireModule(candidate) as NativeModule | Addon;
    } catch (error) {
      attempts.push(`  ${shownName(candidate)}: ${reason(error)}`);
    }
  }
  const lookedFor = `Looked for:\n${attempts.join('\n')}\n`;
  throw new Error(
    inBundle(requireModule)
      ? `blobferry cannot find its native module, because it was bundled. ${lookedFor}${HOW_TO_BUNDLE}`
      : `blobferry has no native module for this platform (${platformName()}). ${lookedFor}` +
          'Install without omitting optional dependencies, or build from source: in a clone of the repository, with Rust ' +
          'installed, run "npm install" and "npm run build". If the program is bundled, leave blobferry out of the bundle.',
  );
}

const HOW_TO_BUNDLE =
  'A bundler combines JavaScript into one file, which cannot contain a native addon. Leave blobferry out of the bundle, and ' +
  'install it beside the bundle, with "npm install blobferry":\n' +
  '  webpack: externals: { blobferry: "commonjs blobferry" }\n' +
  '  esbuild: --external:blobferry\n' +
  '  rollup, Vite: external: ["blobferry"] (Vite: in build.rollupOptions, or ssr.external)\n' +
  '  Next.js: serverExternalPackages: ["blobferry"] in next.config.js\n' +
  '  ncc: --external blobferry\n' +
  '  pkg: list "node_modules/blobferry/*.node" as "assets" in package.json\n' +
  'Or set BLOBFERRY_NATIVE_LIBRARY_PATH to the path of the .node file.';

/** Returns whether this code was bundled: the file beside which the addon lies is then missing. */
function inBundle(requireModule: Require): boolean {
  if ('pkg' in process) return true;
  try {
    return (requireModule('../package.json') as { name?: unknown }).name !== 'blobferry';
  } catch {
    return true;
  }
}

/** The possible module names, in order: beside the package first, then the package of the platform. */
function packageCandidates(): string[] {
  const names = platformTriples().map((triple) => `${process.platform}-${process.arch}${triple}`);
  return [...names.map((name) => `../blobferry.${name}.node`), ...names.map((name) => `blobferry-${name}`)];
}

/**
 * On Linux both C libraries are tried. An addon for the wrong one is absent or fails to load. To find out which library
 * is in use takes a process report, which is slow.
 */
function platformTriples(): string[] {
  if (process.platform === 'linux') return ['-gnu', '-musl'];
  if (process.platform === 'win32') return ['-msvc'];
  return [''];
}

function platformName(): string {
  const libc = process.platform === 'linux' ? `, ${linuxLibc()}` : '';
  return `${process.platform} ${process.arch}${libc}, Node.js ${process.version}`;
}

/** Called only after loading has failed: see `platformTriples`. */
function linuxLibc(): string {
  try {
    const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
    report.excludeNetwork = true;
    const { header } = report.getReport() as unknown as { header?: { glibcVersionRuntime?: string } };
    return header?.glibcVersionRuntime === undefined ? 'musl' : `glibc ${header.glibcVersionRuntime}`;
  } catch {
    return 'unknown C library';
  }
}

function shownName(candidate: string): string {
  return candidate.startsWith('../') ? candidate.slice('../'.length) : candidate;
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code === 'MODULE_NOT_FOUND' ? 'not found' : ((message ?? String(error)).split('\n')[0] ?? '');
}

/** The bundle is CommonJS in `dist/`, so a path that starts with `../` is in the package's root. */
function requireFromHere(id: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an addon can only be loaded by require
  return require(id);
}
