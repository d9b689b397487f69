// The names that depend on the platform. The facade's loader looks for the same addon name.

/**
 * The platform as the addon's file name spells it, such as `linux-x64-gnu`, `linux-arm64-musl`, `darwin-arm64`, `win32-x64-msvc`.
 * Linux needs the C library in the name, because one machine can run only one of the two builds.
 */
export function platformName(platform = process.platform, arch = process.arch, glibcVersion = readGlibcVersion()) {
  if (platform === 'win32') return `win32-${arch}-msvc`;
  if (platform === 'linux') return `linux-${arch}-${glibcVersion ? 'gnu' : 'musl'}`;
  return `${platform}-${arch}`;
}

/** The addon's file name at the root of the package. */
export function addonFileName(name = platformName()) {
  return `blobferry.${name}.node`;
}

/** The extension of the shared library that cargo writes on a platform. */
export function libraryExtension(platform = process.platform) {
  if (platform === 'win32') return '.dll';
  return platform === 'darwin' ? '.dylib' : '.so';
}

function readGlibcVersion() {
  if (process.platform !== 'linux') return undefined;
  process.report.excludeNetwork = true; // else the report looks up the names of all open connections, which takes seconds
  return process.report.getReport().header.glibcVersionRuntime;
}
