/** The error message for a native module that cannot be loaded: why, and what to do. */

/** A module that was tried. Without a `problem`, it does not exist. */
export interface Attempt {
  name: string;
  problem: string | undefined;
  /** Whether Node.js loads no addons at all. */
  isDisabled?: boolean;
}

interface NotFound {
  attempts: Attempt[];
  /** The path in `BLOBFERRY_NATIVE_LIBRARY_PATH`. */
  override: string | undefined;
  /** The version of this package; a bundle has none. */
  version: string | undefined;
}

/** The platforms that have a package with an addon. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

const FROM_SOURCE =
  'build from source: in a clone of the repository, with Rust installed, run "npm install" and "npm run build"';

const DISABLED =
  'Node.js was told to load no addons. Start it without --no-addons; with --permission, also give --allow-addons (as options, or in ' +
  'NODE_OPTIONS).';

const HOW_TO_BUNDLE =
  'A bundler combines JavaScript into one file, which cannot contain a native addon. Leave blobferry out of the bundle, and ' +
  'install it beside the bundle, with "npm install blobferry":\n' +
  '  webpack: externals: { blobferry: "commonjs blobferry" }\n' +
  '  esbuild: --external:blobferry\n' +
  '  rollup, Vite: external: ["blobferry"] (Vite: in build.rollupOptions, or ssr.external)\n' +
  '  Next.js: serverExternalPackages: ["blobferry"] in next.config.js\n' +
  '  ncc: --external blobferry\n' +
  '  pkg: list "node_modules/blobferry*/**/*.node" as "assets" in package.json\n' +
  'If your package manager puts blobferry in place of @azure/storage-blob, leave that name out of the bundle as well. ' +
  'Or set BLOBFERRY_NATIVE_LIBRARY_PATH to the path of the .node file.';

/** Returns the message of the error: the places that were tried, why loading failed, and how to install the addon. */
export function notFoundMessage({ attempts, override, version }: NotFound): string {
  const lines = attempts.map(({ name, problem }) => `  ${name}: ${problem ?? 'not found'}`);
  const lookedFor = `Looked for:\n${lines.join('\n')}\n`;
  if (attempts.some(({ isDisabled }) => isDisabled)) {
    return `blobferry cannot load its native module. ${lookedFor}${DISABLED}`;
  }
  if (version === undefined) {
    return `blobferry cannot find its native module, because it was bundled. ${lookedFor}${HOW_TO_BUNDLE}`;
  }
  const platform = `${process.platform}-${process.arch}`;
  const libc = process.platform === 'linux' ? linuxLibc() : undefined;
  const running = `${process.platform} ${process.arch}${libc === undefined ? '' : `, ${libc}`}, Node.js ${process.version}`;
  const start = `blobferry cannot load its native module on this platform (${running}). ${lookedFor}`;
  const end = 'If the program is bundled, leave blobferry out of the bundle.';
  if (override !== undefined && override !== '') {
    return `${start}BLOBFERRY_NATIVE_LIBRARY_PATH names the only file that was tried; unset it, or ${FROM_SOURCE}. ${end}`;
  }
  if (attempts.some(({ problem }) => problem !== undefined)) {
    return `${start}A file is there but does not load. It may be for another platform or damaged, or it may lie where the system runs no programs (noexec): install again on this machine, or ${FROM_SOURCE}. ${end}`;
  }
  if (!PLATFORMS.includes(platform)) {
    return `${start}There is no package with an addon for ${platform}; ${FROM_SOURCE}. ${end}`;
  }
  return `${start}${howToInstall(packageName(platform, libc), version)} Or ${FROM_SOURCE}. ${end}`;
}

function packageName(platform: string, libc: string | undefined): string {
  if (process.platform === 'win32') return `blobferry-${platform}-msvc`;
  if (libc === undefined) return `blobferry-${platform}`;
  return `blobferry-${platform}-${libc === 'musl' ? 'musl' : 'gnu'}`;
}

/** The optional dependency is missing. Package managers leave it out silently, for the reasons that are listed. */
function howToInstall(name: string, version: string): string {
  return (
    `The addon is in the package ${name}, an optional dependency of blobferry, and that package is not installed. ` +
    'Such a package is left out if\n' +
    '  - optional dependencies are omitted (npm: --omit=optional, --no-optional, or "omit" in .npmrc; pnpm: --no-optional; ' +
    'yarn: --ignore-optional). Install without that.\n' +
    '  - node_modules was installed on another platform and copied here, as into a container. Install on this one, or ' +
    'name it: npm install --os=' +
    `${process.platform} --cpu=${process.arch}; "supportedArchitectures" of pnpm and yarn.\n` +
    '  - package-lock.json was made on another platform by an npm that listed only its own packages. Remove it and ' +
    'node_modules, and install again.\n' +
    `Or add the package itself: npm install ${name}@${version}.`
  );
}

/** Called only after loading has failed, because a process report is slow. */
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
