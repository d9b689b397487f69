'use strict';

// Random inputs for shared access signatures, the same in every run. A value is a plan, from which either library makes its
// own objects: each has classes of its own.

/** Random numbers in [0, 1) from a seed (mulberry32). */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const VERSIONS = [
  '2014-02-14',
  '2015-04-05',
  '2018-03-28',
  '2018-11-08',
  '2018-11-09',
  '2019-02-02',
  '2019-10-10',
  '2019-12-12',
  '2020-02-10',
  '2020-08-04',
  '2020-12-06',
  '2021-04-10',
  '2021-12-02',
  '2025-07-05',
  '2025-11-05',
  '2026-04-06',
  '2027-01-01',
  '',
  undefined,
  undefined,
];
const TEXTS = [
  '',
  'plain',
  'a b&c=d+e/f?g#h%i',
  "it's!(fine)*~",
  'grüße 世界 😀',
  'max-age=60, "x"',
  'line\nfeed',
  ' ',
];
const TIMES = [0, 1, 999, -1, 1_795_366_189_999, 253_402_300_799_999, 253_402_300_800_000, -62_167_219_200_001];
const NAMES = ['blob', 'folder/blob.txt', 'a b%2Fc', 'back\\slash', '../x', 'grüße 世界', '0', '/'];
const KEY = Buffer.from('not a secret').toString('base64');

const PERMISSIONS = {
  BlobSASPermissions: 'racwdxtmeiy',
  ContainerSASPermissions: 'racwdxltmeiyf',
  AccountSASPermissions: 'rwdxftlacupiy',
};

/** Makes plans. */
class RandomValues {
  constructor(seed) {
    this.next = randomNumbers(seed);
  }

  oneOf(choices) {
    return choices[Math.floor(this.next() * choices.length)];
  }

  chance(probability) {
    return this.next() < probability;
  }

  letters(alphabet, probability) {
    const letters = [...alphabet].filter(() => this.chance(probability));
    return letters.sort(() => this.next() - 0.5).join('');
  }

  /** An object with some of the properties. */
  some(properties) {
    const chosen = Object.entries(properties).filter(([, [probability]]) => this.chance(probability));
    return Object.fromEntries(chosen.map(([name, [, make]]) => [name, make()]));
  }

  time() {
    return this.chance(0.5) ? this.oneOf(TIMES) : Math.floor(this.next() * 4e12);
  }

  /** Mostly of few letters: old versions reject each newer one. */
  permissions(className) {
    if (this.chance(0.05)) return { text: this.oneOf(['rw', 'wr', 'racwd', 'rq', 'r r', 'é', '']) };
    return { className, letters: this.letters(PERMISSIONS[className], this.oneOf([0, 0.1, 0.2, 1])) };
  }

  common() {
    const text = () => this.oneOf(TEXTS);
    return this.some({
      version: [0.9, () => this.oneOf(VERSIONS)],
      protocol: [0.4, () => this.oneOf(['https', 'https,http', ''])],
      startsOn: [0.5, () => this.time()],
      ipRange: [
        0.3,
        () => this.oneOf([{ start: '1.2.3.4' }, { start: '1.2.3.4', end: '5.6.7.8' }, { start: '::1', end: '' }]),
      ],
      encryptionScope: [0.15, text],
    });
  }

  blob() {
    const text = () => this.oneOf(TEXTS);
    const pairs = () =>
      this.oneOf([{}, { one: '1' }, { 'x-ms-b': 'ü & ?', 'X-Ms-A': '', 10: 'ten', 9: 'nine' }, { 'a b': 'c' }]);
    const isBlob = this.chance(0.6);
    const className = this.chance(0.9) === isBlob ? 'BlobSASPermissions' : 'ContainerSASPermissions';
    return {
      ...this.common(),
      containerName: this.oneOf(['container', '$root', 'grüße', 'a b']),
      ...this.some({
        expiresOn: [0.9, () => this.time()],
        permissions: [0.9, () => this.permissions(className)],
        identifier: [0.3, text],
        blobName: [isBlob ? 1 : 0, () => this.oneOf(NAMES)],
        snapshotTime: [0.1, () => '2026-11-22T13:11:11.0000000Z'],
        versionId: [0.1, () => '2026-11-22T13:11:12.0000000Z'],
        delegatedUserObjectId: [0.2, text],
        cacheControl: [0.2, text],
        contentDisposition: [0.2, text],
        contentEncoding: [0.2, text],
        contentLanguage: [0.2, text],
        contentType: [0.2, text],
        preauthorizedAgentObjectId: [0.1, text],
        correlationId: [0.1, text],
        requestHeaders: [0.2, pairs],
        requestQueryParameters: [0.2, pairs],
      }),
    };
  }

  account() {
    return {
      ...this.common(),
      expiresOn: this.time(),
      permissions: { ...this.permissions('AccountSASPermissions') },
      services: this.chance(0.1) ? this.oneOf(['x', 'b b', '']) : this.letters('bfqt', 0.6),
      resourceTypes: this.chance(0.1) ? this.oneOf(['x', 'S', '']) : this.letters('sco', 0.6),
    };
  }

  userDelegationKey() {
    return {
      signedObjectId: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
      signedTenantId: this.oneOf(['tenant', 'ten ant&']),
      signedStartsOn: this.time(),
      signedExpiresOn: this.time(),
      signedService: 'b',
      signedVersion: this.oneOf(['2020-02-10', '2026-04-06']),
      ...this.some({ signedDelegatedUserTenantId: [0.3, () => 'other tenant'] }),
      value: KEY,
    };
  }
}

const DATES = ['startsOn', 'expiresOn', 'signedStartsOn', 'signedExpiresOn'];

/** The values that a plan is for, as this library has them. */
function realise(plan, library) {
  return Object.fromEntries(
    Object.entries(plan).map(([name, value]) => {
      if (DATES.includes(name)) return [name, new Date(value)];
      if (name !== 'permissions') return [name, value];
      return [name, value.text ?? library[value.className].parse(value.letters)];
    }),
  );
}

module.exports = { KEY, PERMISSIONS, RandomValues, realise };
