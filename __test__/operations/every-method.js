'use strict';

// Every method that sends a request, by name, with parameters that fit: what is passed as options is for the test to say.

const path = require('node:path');

const PAST = new Date('2001-02-03T04:05:06.789Z');
const FUTURE = new Date('2099-01-02T03:04:05.678Z');
const LEASE = '11111111-2222-3333-4444-555555555555';
const SOURCE = 'https://other.host/container/source?sv=1&sig=a%2Fb';

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
  'BlockBlobClient.uploadFile': [__filename],
  'BlockBlobClient.syncUploadFromURL': [SOURCE],
  'BlockBlobClient.stageBlock': ['QUE=', 'hello', 5],
  'BlockBlobClient.stageBlockFromURL': ['QUE=', SOURCE, 0, 5],
  'BlockBlobClient.commitBlockList': [['QUE=']],
  'BlockBlobClient.getBlockList': ['all'],
  'BlockBlobClient.query': ['SELECT * FROM BlobStorage'],
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

/** How clients are made, each with a label in its URL that its requests carry. */
function clientsOf(library, origin) {
  const credential = new library.AnonymousCredential();
  const options = { retryOptions: { maxTries: 1 } };
  const container = (label) =>
    new library.ContainerClient(`${origin}/account/container?label=${label}`, credential, options);
  return {
    BlobServiceClient: (label) =>
      new library.BlobServiceClient(`${origin}/account?label=${label}`, credential, options),
    ContainerClient: container,
    BlobClient: (label) => container(label).getBlobClient('b'),
    AppendBlobClient: (label) => container(label).getAppendBlobClient('b'),
    BlockBlobClient: (label) => container(label).getBlockBlobClient('b'),
    PageBlobClient: (label) => container(label).getPageBlobClient('b'),
    BlobLeaseClient: (label) => container(label).getBlobClient('b').getBlobLeaseClient(LEASE),
  };
}

/**
 * Gives a function that runs a method, a listing up to its first page: of its name, a label for its requests, and the objects that it
 * takes, by the names of its parameters.
 */
function everyMethod(library, origin) {
  const clients = clientsOf(library, origin);
  return async (name, label, objects) => {
    const [className, method] = name.split('.');
    const before = BEFORE[name] ?? [];
    const client = clients[className](encodeURIComponent(label));
    const returned = client[method](...(typeof before === 'function' ? before(objects) : before), objects.options);
    if (returned?.byPage) await returned.byPage({ maxPageSize: 5 }).next();
    else await returned;
  };
}

/** Whose methods these are. */
const CLASSES =
  /^(BlobServiceClient|ContainerClient|BlobClient|BlockBlobClient|AppendBlobClient|PageBlobClient|BlobLeaseClient)\./;
/** What sends nothing, or is not there yet: see docs/coverage.md. */
const LEFT_OUT = /\.(generate\w+|with\w+|get\w+Client|uploadBrowserData|uploadFile|uploadStream)$/;

/** The methods of the reference, and the paths of the options that each takes. */
async function methodsOfTheReference() {
  const typings = path.join(path.dirname(require.resolve('@azure/storage-blob')), 'index.d.ts');
  const { readOptionPaths } = await import('../../tools/lib/option-paths.mjs');
  const methods = [...readOptionPaths(typings)].filter(([name]) => CLASSES.test(name) && !LEFT_OUT.test(name));
  return Object.fromEntries(methods);
}

module.exports = { everyMethod, methodsOfTheReference, FUTURE, LEASE, PAST, SOURCE };
