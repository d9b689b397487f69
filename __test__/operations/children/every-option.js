'use strict';

// Runs in a process of its own, since Node reads NODE_EXTRA_CA_CERTS only when it starts. Calls every method with every option of
// it, one at a time, and prints how each call ended. Arguments: package, origin of the HTTPS server, file with the options' paths.

const { readFileSync } = require('node:fs');

const { everyMethod, FUTURE, LEASE, PAST, SOURCE } = require('../every-method');

const [, , packageName, origin, file] = process.argv;
const call = everyMethod(require(packageName), origin);
const methods = JSON.parse(readFileSync(file, 'utf8'));

const KEY = 'c2VjcmV0LWtleS1vZi10aGUtYmxvYi0wMTIzNDU2Nzg=';
const MD5 = Buffer.from('XUFAKrxLKna5cZ2REBfFkg==', 'base64');
const savedState = { isStarted: true, copyId: 'id', copySource: SOURCE, startCopyFromURLOptions: {} };

/** A value for each option, by its name or the end of its path. */
const VALUES = {
  'immutabilityPolicy.expiriesOn': FUTURE,
  'range.count': 3,
  'range.offset': 2,
  abortSignal: new AbortController().signal,
  access: 'blob',
  accessTierIfModifiedSince: PAST,
  accessTierIfUnmodifiedSince: FUTURE,
  appendPosition: 7,
  blobCacheControl: 'no-cache',
  blobContentDisposition: 'attachment; filename="a b"',
  blobContentEncoding: 'gzip',
  blobContentLanguage: 'de-AT',
  blobContentMD5: MD5,
  blobContentType: 'text/plain; charset=utf-8',
  blobSequenceNumber: 5,
  blockSize: 1024,
  concurrency: 2,
  contentChecksumAlgorithm: 'None',
  copySourceBlobProperties: false,
  copySourceTags: 'REPLACE',
  cors: [{ allowedOrigins: '*', allowedMethods: 'GET', allowedHeaders: '', exposedHeaders: '', maxAgeInSeconds: 5 }],
  days: 7,
  defaultEncryptionScope: 'scope',
  defaultIndexDocumentPath: 'index.html',
  defaultServiceVersion: '2020-10-02',
  delegatedUserTenantId: 'tenant',
  deleteProperty: true,
  deleteSnapshots: 'include',
  destinationContainerName: 'destination',
  enabled: true,
  encryptionAlgorithm: 'AES256',
  encryptionKey: KEY,
  encryptionKeySha256: 'sha',
  encryptionScope: 'scope',
  errorDocument404Path: '404.html',
  expiresOn: FUTURE,
  expiriesOn: FUTURE,
  ifMatch: '"0x1"',
  ifModifiedSince: PAST,
  ifNoneMatch: '*',
  ifSequenceNumberEqualTo: 0,
  ifSequenceNumberLessThan: 8,
  ifSequenceNumberLessThanOrEqualTo: 9,
  ifUnmodifiedSince: FUTURE,
  includeAPIs: true,
  indexDocument: 'index.html',
  inputTextConfiguration: { kind: 'csv', recordSeparator: '|', hasHeaders: true },
  intervalInMs: 5,
  leaseId: LEASE,
  legalHold: false,
  maxRetryRequests: 3,
  maxRetryRequestsPerBlock: 3,
  maxSingleShotSize: 1024,
  maxSize: 100,
  metadata: { color: 'blue', empty: '', number: '1' },
  onError: () => {},
  onProgress: () => {},
  outputTextConfiguration: { kind: 'json', recordSeparator: ',' },
  policyMode: 'Unlocked',
  prefix: 'a/b c',
  preventEncryptionScopeOverride: true,
  range: 'bytes=0-1',
  rangeGetContentCrc64: true,
  rangeGetContentMD5: true,
  read: true,
  rehydratePriority: 'High',
  resumeFrom: JSON.stringify({ state: savedState }),
  scheme: 'Bearer',
  sealBlob: true,
  snapshot: '2026-11-22T13:11:11.0000000Z',
  sourceContentCrc64: Buffer.from('abcdefgh'),
  sourceContentMD5: MD5,
  sourceShareTokenIntent: 'backup',
  startFrom: 'name',
  startsOn: PAST,
  tagConditions: '"a b" = \'c\'',
  tags: { 'a b': 'c+d', e: 'f' },
  tier: 'Cool',
  timeoutInSeconds: 30,
  tracingContext: { getValue: () => undefined, setValue: (key, value) => (void key, value), deleteValue: () => {} },
  transactionalContentCrc64: Buffer.from('abcdefgh'),
  transactionalContentMD5: MD5,
  value: 'token',
  version: '1.0',
  versionId: '2026-11-22T13:11:11.0000000Z',
  write: true,
};

/** What must be there besides an option for it to mean anything. */
const ALONGSIDE = {
  'PageBlobClient.create': { tier: 'P10' },
  'PageBlobClient.createIfNotExists': { tier: 'P10' },
};

const valueOf = (method, path) => {
  const ends = path.split('.').map((_, index, parts) => parts.slice(index).join('.'));
  const end = ends.find((end) => end in VALUES);
  if (end === undefined && path.startsWith('include')) return true;
  if (end === undefined) throw new Error(`no value is given for the option ${path} of ${method}`);
  return ALONGSIDE[method]?.[path] ?? VALUES[end];
};

function nested(path, value) {
  return path.split('.').reduceRight((inner, part) => ({ [part]: inner }), value);
}

function merged(target, source) {
  for (const [key, value] of Object.entries(source)) {
    const isNested = value?.constructor === Object && target[key]?.constructor === Object;
    target[key] = isNested ? merged(target[key], value) : value;
  }
  return target;
}

/** Every call: none of the options, each with a value, null and undefined, and all of them at once. */
function* calls() {
  for (const [name, parameters] of Object.entries(methods)) {
    yield { name, label: `${name}()`, objects: {} };
    yield { name, label: `${name}(null)`, objects: { options: null } };
    yield { name, label: `${name}(unknown options)`, objects: { options: UNKNOWN } };
    for (const [parameter, paths] of Object.entries(parameters)) {
      for (const path of paths) {
        const label = `${name}(${parameter}.${path}`;
        const value = valueOf(name, path);
        yield { name, label: `${label})`, objects: { [parameter]: nested(path, value) } };
        yield { name, label: `${label}=undefined)`, objects: { [parameter]: nested(path, undefined) } };
        yield { name, label: `${label}=null)`, objects: { [parameter]: nested(path, null) } };
        if (WORDS.test(path))
          yield { name, label: `${label}=another)`, objects: { [parameter]: nested(path, 'another') } };
      }
      const together = paths.filter((path) => !TAKEN_ALONE.test(path));
      const all = together.map((path) => nested(path, valueOf(name, path))).reduce(merged, {});
      yield { name, label: `${name}(${parameter}: all)`, objects: { [parameter]: all } };
    }
  }
}

/** Options that are one of a few words. */
const WORDS = /(^|\.)(access|copySourceTags|deleteSnapshots|policyMode|rehydratePriority|tier)$/;

/**
 * What no typings have, but scripts pass along with what is meant for others. The reference passes options on to its HTTP client, which
 * follows a timeout in them, so it must be one that a busy machine does not reach.
 */
const UNKNOWN = { onResponse: () => {}, requestOptions: { timeout: 600_000 }, unheardOf: ['x'] };

/** What excludes others, or changes what is sent at all. */
const TAKEN_ALONE = /^resumeFrom$|Crc64$/;

(async () => {
  const ends = {};
  for (const { name, label, objects } of calls()) {
    const error = await call(name, label, objects).then(
      () => undefined,
      (thrown) => thrown,
    );
    ends[label] =
      error === undefined ? 'ok' : { name: error.name, statusCode: error.statusCode, message: error.message };
  }
  console.log(JSON.stringify(ends));
})();
