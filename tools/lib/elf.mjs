// Reads from an ELF file what a Linux library needs from other libraries:
// https://refspecs.linuxbase.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html (A few fields of one section; so no program has to be
// installed for it.)

const SECTION_OF_NEEDED_VERSIONS = 0x6ffffffe; // SHT_GNU_verneed

/**
 * The versions that a 64-bit little-endian ELF file needs of the symbols of other libraries.
 *
 * @param {Buffer} file
 * @returns {Map<string, string[]>} by the library's name, such as `libc.so.6` → `['GLIBC_2.2.5', 'GLIBC_2.28']`
 */
export function neededVersions(file) {
  if (file.toString('latin1', 0, 4) !== '\x7fELF') throw new Error('this is no ELF file');
  if (file[4] !== 2 || file[5] !== 1) throw new Error('this is no 64-bit little-endian ELF file');
  const sections = readSections(file);
  const needed = new Map();
  for (const section of sections.filter(({ type }) => type === SECTION_OF_NEEDED_VERSIONS)) {
    const names = sections[section.link].offset;
    let entry = section.offset;
    for (let library = 0; library < section.info; library += 1) {
      const versions = [];
      let version = entry + file.readUInt32LE(entry + 8);
      for (let index = 0; index < file.readUInt16LE(entry + 2); index += 1) {
        versions.push(readText(file, names + file.readUInt32LE(version + 8)));
        version += file.readUInt32LE(version + 12);
      }
      needed.set(readText(file, names + file.readUInt32LE(entry + 4)), versions);
      entry += file.readUInt32LE(entry + 12);
    }
  }
  return needed;
}

/** The newest version of glibc that the file needs, such as `2.28`; undefined if it needs none. */
export function neededGlibc(file) {
  const versions = [...neededVersions(file).values()].flat().filter((version) => /^GLIBC_\d/.test(version));
  return versions
    .map((version) => version.slice('GLIBC_'.length))
    .sort(compareVersions)
    .at(-1);
}

/** Orders `2.9` before `2.28`. */
export function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function readSections(file) {
  const [start, size, count] = [Number(file.readBigUInt64LE(0x28)), file.readUInt16LE(0x3a), file.readUInt16LE(0x3c)];
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size;
    return {
      type: file.readUInt32LE(at + 4),
      offset: Number(file.readBigUInt64LE(at + 24)),
      link: file.readUInt32LE(at + 40),
      info: file.readUInt32LE(at + 44),
    };
  });
}

function readText(file, start) {
  return file.toString('latin1', start, file.indexOf(0, start));
}
