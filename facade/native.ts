/**
 * The engine: what its native module offers, and how it is found. It is loaded on first use, so that importing the
 * package costs next to nothing.
 */

import { withoutContext } from './asyncContext';
import { withPromises, type Addon } from './calls';

/** What an asynchronous call ends with: the result as JSON, or a failure as JSON. */
export interface NativeOutcome {
  ok?: string;
  /** The HTTP exchange behind the result, for `_response`. */
  head?: string;
  failure?: string;
  /** Bytes that came with the result, or a handle. */
  attachment?: unknown;
}

/** Stops the calls that it was given to. */
export interface NativeCancel {
  cancel(): void;
}

/** Counts how much of a body has been handed to the connection, for the one call that it was given to. */
export interface NativeSent {
  /** The number of bytes, once that is news; nothing when the call has ended and all is told. */
  next(): Promise<number | undefined>;
}

/** The body of one request, piece by piece. */
export interface NativeUploadSource {
  /** What is wanted next, once there is room for it; nothing when the request is over. */
  next(): Promise<{ offset: number; room: number } | undefined>;
  /** Takes a copy of a piece. False = it is not wanted any more. */
  give(offset: number, piece: Uint8Array): boolean;
  /** There will be no more: the request is broken off before its end. */
  breakOff(): void;
}

/** A body that is being received, once somebody waits for it. */
export interface NativeBody {
  /** How many bytes can be taken, once there are so many or no more will come. None at the end. */
  wait(wanted: number): Promise<{ length: number; failure?: string }>;
  /** Copies bytes that are there to the start of the target, as many as fit, and gives their number. */
  take(target: Uint8Array): number;
  close(): void;
}

/** One asynchronous copy. */
export interface NativeCopyPoller {
  poll(cancel?: NativeCancel): Promise<NativeOutcome>;
  /** Waits, polls, and resolves when the progress changed or the copy ended. */
  pollUntilChange(cancel?: NativeCancel): Promise<NativeOutcome>;
  cancelOperation(cancel?: NativeCancel): Promise<NativeOutcome>;
  /** Wakes the calls of `pollUntilChange` that wait at this moment. */
  stopPolling(): void;
  state(): string;
  toString(): string;
}

/** Credential, connections and policies that clients share. */
export interface NativePipeline {
  run(operation: string, url: string, options: string, cancel?: NativeCancel): Promise<NativeOutcome>;
  runWithBody(
    operation: string,
    url: string,
    body: Uint8Array,
    options: string,
    cancel?: NativeCancel,
    sent?: NativeSent,
    source?: NativeUploadSource,
  ): Promise<NativeOutcome>;
  download(url: string, options: string, cancel?: NativeCancel): Promise<NativeOutcome & { body?: NativeBody }>;
  beginCopy(
    url: string,
    options: string,
    cancel?: NativeCancel,
  ): Promise<NativeOutcome & { poller?: NativeCopyPoller }>;
  /** Copies by whatever way fits. `source` reads the source; without it that follows from the two URLs. */
  beginCopyFrom(
    url: string,
    options: string,
    source: NativePipeline | undefined,
    sourceUrl: string,
    cancel?: NativeCancel,
  ): Promise<NativeOutcome & { poller?: NativeCopyPoller }>;
}

/** The native module. */
export interface NativeModule {
  NativeCancel: new () => NativeCancel;
  NativeSent: new () => NativeSent;
  /** `keep` for a body that can be given once only; `inPlace` for one that may be read where it is, but for its last piece. */
  NativeUploadSource: new (length: number, keep: boolean, inPlace?: Uint8Array) => NativeUploadSource;
  NativePipeline: new (
    credential: string,
    options: string,
    getToken?: (request: string) => Promise<string>,
  ) => NativePipeline;
  describeUrl(url: string, kind: 'service' | 'container' | 'blob'): string;
  appendPath(url: string, name: string, kind: 'container' | 'blob'): string;
  /** As `describeUrl`, of a child of the URL. */
  describeChild(url: string, name: string, kind: 'container' | 'blob'): string;
  setParameter(url: string, name: string, value?: string): string;
  parseConnectionString(text: string): string;
  /** Makes a shared access signature from values and a key, all as JSON. */
  signSas(kind: 'blob' | 'account', values: string, key: string): string;
  /** The text of a poller that needs no handle any more. */
  savePoller(state: string, options: string): string;
  /** Whether the system has certificates to trust. */
  systemHasRoots(): boolean;
  /** What is trusted where the system has no certificates. */
  setFallbackRoots(roots: Uint8Array[]): void;
  version(): string;
  /** A text as it may be shown. */
  redact(text: string): string;
  /** Calls back in a later turn of the event loop. */
  nextTurn(next: () => void): void;
}

let loaded: NativeModule | undefined;

/** The native module; the first call loads it. */
export function native(): NativeModule {
  // Without the context of whoever happens to be first: the addon would keep it.
  return (loaded ??= withoutContext(() => usable(load())));
}

/** The addon answers in batches; a module that answers with promises, as tests have one, is taken as it is. */
function usable(module: NativeModule | Addon): NativeModule {
  return 'NativeCalls' in module ? withPromises(module) : module;
}

type Require = (id: string) => unknown;

/** Finds the native module, or throws an error that says what was looked for and how to get it. */
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
      ? `blobferry cannot find its native module, for it was put into a bundle. ${lookedFor}${HOW_TO_BUNDLE}`
      : `blobferry has no native module for this platform (${platformName()}). ${lookedFor}` +
          'Install without omitting optional dependencies, or build from source: in a clone of the repository, with Rust ' +
          'installed, run "npm install" and "npm run build". If the program is bundled, leave blobferry out of the bundle.',
  );
}

const HOW_TO_BUNDLE =
  'A bundler puts JavaScript into one file, and cannot put a native addon there. Leave blobferry out of the bundle, and ' +
  'install it beside the bundle, with "npm install blobferry":\n' +
  '  webpack: externals: { blobferry: "commonjs blobferry" }\n' +
  '  esbuild: --external:blobferry\n' +
  '  rollup, Vite: external: ["blobferry"] (Vite: in build.rollupOptions, or ssr.external)\n' +
  '  Next.js: serverExternalPackages: ["blobferry"] in next.config.js\n' +
  '  ncc: --external blobferry\n' +
  '  pkg: list "node_modules/blobferry/*.node" as "assets" in package.json\n' +
  'Or set BLOBFERRY_NATIVE_LIBRARY_PATH to the path of the .node file.';

/** Whether this code has been taken out of its package: the file beside which the addon lies is not there any more. */
function inBundle(requireModule: Require): boolean {
  if ('pkg' in process) return true;
  try {
    return (requireModule('../package.json') as { name?: unknown }).name !== 'blobferry';
  } catch {
    return true;
  }
}

/** The addon's names in the order in which they are tried: beside the package first, then the platform's package. */
function packageCandidates(): string[] {
  const names = platformTriples().map((triple) => `${process.platform}-${process.arch}${triple}`);
  return [...names.map((name) => `../blobferry.${name}.node`), ...names.map((name) => `blobferry-${name}`)];
}

/**
 * On Linux both C libraries are tried: the addon of the wrong one is absent or refuses to load, and to find out which
 * one is there takes a process report, which is slow.
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

/** Only asked for once something went wrong: see `platformTriples`. */
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

/** The bundle is CommonJS in `dist/`, so a path that starts with `../` is one in the package's root. */
function requireFromHere(id: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an addon can only be loaded by require
  return require(id);
}
