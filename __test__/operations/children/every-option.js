'use strict';

// Runs in a process of its own, since Node reads NODE_EXTRA_CA_CERTS only when it starts. Calls every method with every option of
// it, one at a time, and prints how each call ended. Arguments: package, origin of the HTTPS server, file with the options' paths.

const { readFileSync } = require('node:fs');

const [, , packageName, origin, file] = process.argv;
const library = require(packageName);
const methods = JSON.parse(readFileSync(file, 'utf8'));

const PAST = new Date('2001-02-03T04:05:06.789Z');
const FUTURE = new Date('2099-01-02T03:04:05.678Z');
const KEY = 'c2VjcmV0LWtleS1vZi10aGUtYmxvYi0wMTIzNDU2Nzg=';
const MD5 = Buffer.from('XUFAKrxLKna5cZ2REBfFkg==', 'base64');
const SOURCE = 'https://other.host/container/source?sv=1&sig=a%2Fb';
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
  intervalInMs: 5,
  leaseId: '11111111-2222-3333-4444-555555555555',
  legalHold: false,
  maxRetryRequests: 3,
  maxRetryRequestsPerBlock: 3,
  maxSingleShotSize: 1024,
  maxSize: 100,
  metadata: { color: 'blue', empty: '', number: '1' },
  onProgress: () => {},
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

const container = (url) => new library.ContainerClient(url, new library.AnonymousCredential(), ONE_TRY);
const service = (url) => new library.BlobServiceClient(url, new library.AnonymousCredential(), ONE_TRY);
const ONE_TRY = { retryOptions: { maxTries: 1 } };
const CLIENTS = {
  BlobServiceClient: (label) => service(`${origin}/account?label=${label}`),
  ContainerClient: (label) => container(`${origin}/account/container?label=${label}`),
  BlobClient: (label) => container(`${origin}/account/container?label=${label}`).getBlobClient('b'),
  AppendBlobClient: (label) => container(`${origin}/account/container?label=${label}`).getAppendBlobClient('b'),
  BlockBlobClient: (label) => container(`${origin}/account/container?label=${label}`).getBlockBlobClient('b'),
  PageBlobClient: (label) => container(`${origin}/account/container?label=${label}`).getPageBlobClient('b'),
  BlobLeaseClient: (label) =>
    container(`${origin}/account/container?label=${label}`).getBlobClient('b').getBlobLeaseClient(VALUES.leaseId),
};

/** The parameters before the options, where a method has any. A function gets what the test passes as objects. */
const BEFORE = {
  'BlobServiceClient.createContainer': ['name'],
  'BlobServiceClient.deleteContainer': ['name'],
  'BlobServiceClient.undeleteContainer': ['name', 'version'],
  'BlobServiceClient.setProperties': ({ properties = {} }) => [properties],
  'BlobServiceClient.findBlobsByTags': ["a='b'"],
  'BlobServiceClient.getUserDelegationKey': ({ parameters }) =>
    parameters
      ? [{ startsOn: PAST, expiresOn: FUTURE, delegatedUserTenantId: 'tenant', ...parameters }]
      : [PAST, FUTURE],
  'BlobClient.download': [1, 5],
  'BlobClient.downloadToBuffer': [1, 5],
  'BlobClient.downloadToFile': ['/nowhere/file', 1, 5],
  'BlobClient.setHTTPHeaders': ({ blobHTTPHeaders }) => [blobHTTPHeaders],
  'BlobClient.setMetadata': [{ a: 'b' }],
  'BlobClient.setTags': [{ a: 'b' }],
  'BlobClient.beginCopyFromURL': [SOURCE],
  'BlobClient.abortCopyFromURL': ['id'],
  'BlobClient.syncCopyFromURL': [SOURCE],
  'BlobClient.setAccessTier': ['Hot'],
  'BlobClient.setImmutabilityPolicy': ({ immutabilityPolicy }) => [
    { expiriesOn: FUTURE, policyMode: 'Locked', ...immutabilityPolicy },
  ],
  'BlobClient.setLegalHold': [true],
  'AppendBlobClient.appendBlock': ['hello', 5],
  'AppendBlobClient.appendBlockFromURL': [SOURCE, 0, 5],
  'BlockBlobClient.upload': ['hello', 5],
  'BlockBlobClient.uploadData': [Buffer.from('hello')],
  'BlockBlobClient.syncUploadFromURL': [SOURCE],
  'BlockBlobClient.stageBlock': ['QUE=', 'hello', 5],
  'BlockBlobClient.stageBlockFromURL': ['QUE=', SOURCE, 0, 5],
  'BlockBlobClient.commitBlockList': [['QUE=']],
  'BlockBlobClient.getBlockList': ['all'],
  'PageBlobClient.create': [512],
  'PageBlobClient.createIfNotExists': [512],
  'PageBlobClient.uploadPages': [Buffer.alloc(512), 0, 512],
  'PageBlobClient.uploadPagesFromURL': [SOURCE, 0, 0, 512],
  'PageBlobClient.clearPages': [0, 512],
  'PageBlobClient.getPageRanges': [0, 512],
  'PageBlobClient.listPageRanges': [0, 512],
  'PageBlobClient.getPageRangesDiff': [0, 512, 'snapshot'],
  'PageBlobClient.listPageRangesDiff': [0, 512, 'snapshot'],
  'PageBlobClient.getPageRangesDiffForManagedDisks': [0, 512, 'https://other.host/c/b?snapshot=x'],
  'PageBlobClient.resize': [1024],
  'PageBlobClient.updateSequenceNumber': ['update', 7],
  'PageBlobClient.startCopyIncremental': [SOURCE],
  'ContainerClient.setMetadata': [{ a: 'b' }],
  'ContainerClient.setAccessPolicy': ['blob', []],
  'ContainerClient.uploadBlockBlob': ['b', 'hello', 5],
  'ContainerClient.deleteBlob': ['b'],
  'ContainerClient.listBlobsByHierarchy': ['/'],
  'ContainerClient.findBlobsByTags': ["a='b'"],
  'BlobLeaseClient.acquireLease': [15],
  'BlobLeaseClient.changeLease': ['22222222-2222-3333-4444-555555555555'],
  'BlobLeaseClient.breakLease': [5],
};

/** Runs a method, a listing up to its first page. */
async function call(name, label, objects) {
  const [className, method] = name.split('.');
  const before = BEFORE[name] ?? [];
  const client = CLIENTS[className](encodeURIComponent(label));
  const returned = client[method](...(typeof before === 'function' ? before(objects) : before), objects.options);
  if (returned?.byPage) await returned.byPage({ maxPageSize: 5 }).next();
  else await returned;
}

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
