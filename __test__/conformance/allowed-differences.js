'use strict';

// Where Azurite may differ from the simulator, which follows the documentation of the real service. Everything that is not listed
// here must be equal. An entry that no scenario needs fails the suite, unless a scenario that it names is pending.
//
// - `scenario`: the name of a scenario, a pattern of names, or '*'
// - `where`: pattern of the place (see compare.js)
// - `accepts(azurite, simulator, beside)`: limits the entry to certain values; absent sides are `undefined`, and `beside` holds the
//   two trees that the values are part of
// - `reason`, and `page`: where the documentation says so, below https://learn.microsoft.com/rest/api/storageservices/

const absent = (value) => value === undefined;
const onlyAzurite = (value) => (azurite, simulator) => azurite === value && absent(simulator);
const onlySimulator = (value) => (azurite, simulator) => absent(azurite) && simulator === value;

const isAzurites = (response) => (value) => value === response || `${value}`.endsWith(` ${response}`);

/** Azurite has this error code, or status, where the service has that one. */
const insteadOf = (services, azurites) => {
  const isServices = (value) => isAzurites(services)(`${value}`.replace(/^\(the service: (.+)\)$/, '$1'));
  return (azurite, simulator) => isAzurites(azurites)(azurite) && isServices(simulator);
};

module.exports = [
  {
    scenario: '*',
    where: /\.xml\.EnumerationResults\.@ServiceEndpoint$/,
    accepts: (azurite, simulator) => `${azurite}/` === simulator,
    reason: 'The endpoint of a listing ends with a slash.',
    page: 'list-blobs',
  },
  {
    scenario: '*',
    where: /\.xml\.EnumerationResults\.(Prefix|Marker|Delimiter)$/,
    accepts: onlyAzurite(''),
    reason: 'A listing repeats the parameters of the request, and no others.',
    page: 'list-blobs',
  },
  {
    scenario: '*',
    where: /\.xml\.EnumerationResults\.MaxResults$/,
    accepts: onlyAzurite('5000'),
    reason: 'The same: Azurite writes its own default.',
    page: 'list-blobs',
  },
  {
    scenario: '*',
    where: /\.Blobs\.Blob\.\d+\.OrMetadata$/,
    accepts: onlySimulator(''),
    reason: 'Every blob in a listing ends with the metadata of object replication, be there any or not.',
    page: 'list-blobs',
  },
  {
    scenario: '*',
    where: /\.Blob\.\d+\.Properties\.(Content-(Encoding|Language|Disposition|MD5)|Cache-Control)$/,
    accepts: onlySimulator(''),
    reason: 'A listing has an empty element for a property without a value; Azurite leaves it out.',
    page: 'list-blobs',
  },
  {
    scenario: '*',
    where: /\.(headers\.x-ms-access-tier-change-time|Properties\.AccessTierChangeTime)$/,
    accepts: (azurite, simulator, beside) =>
      azurite === '<date>' &&
      absent(simulator) &&
      'true' === (beside.simulator['x-ms-access-tier-inferred'] ?? beside.simulator.AccessTierInferred),
    reason: 'Nobody ever changed a tier that the service inferred.',
    page: 'get-blob-properties',
  },
  {
    scenario: '*',
    where: /\.headers\.x-ms-blob-content-md5$/,
    accepts: (azurite, simulator, beside) =>
      absent(simulator) && absent(beside.simulator['content-range']) && azurite === beside.simulator['content-md5'],
    reason: 'The MD5 of the whole blob has a separate header only in the response to a range.',
    page: 'get-blob',
  },
  {
    scenario: '*',
    where: /\.headers\.content-md5$/,
    accepts: (azurite, simulator, beside) =>
      absent(simulator) &&
      beside.simulator['x-ms-blob-type'] !== undefined &&
      // Only Get Blob Properties returns the tier, and Azurite sends this one together with an MD5 of the blob.
      absent(beside.simulator['x-ms-access-tier']) &&
      absent(beside.azurite['x-ms-blob-content-md5']),
    reason: 'A download has an MD5 only if the blob has one; Azurite makes one up for blobs of blocks.',
    page: 'get-blob',
  },
  {
    scenario: /block|commit|^(conditions on what is missing|what a lease lets its holder do)$/,
    where: /^(commit|if[A-Z]|upload\.3).*\.headers\.content-md5$/,
    accepts: (azurite, simulator) => absent(simulator),
    reason: 'Since version 2019-02-02, the service returns the MD5 of a block list only to requests that have one.',
    page: 'put-block-list',
  },
  {
    scenario: '*',
    where: /\.headers\.x-ms-access-tier-inferred$/,
    accepts: (azurite, simulator, beside) => absent(simulator) && beside.simulator['x-ms-access-tier'] !== undefined,
    reason: 'A tier that was set is not said to be inferred, or not to be.',
    page: 'get-blob-properties',
  },
  {
    scenario: '*',
    where: /\.(headers\.x-ms-incremental-copy|Properties\.IncrementalCopy)$/,
    accepts: onlyAzurite('false'),
    reason: 'Only incremental copies are marked.',
    page: 'get-blob-properties',
  },
  {
    scenario: '*',
    where: /\.headers\.x-ms-request-server-encrypted$/,
    accepts: onlySimulator('false'),
    reason: 'A snapshot says that its request was not encrypted; Azurite says nothing.',
    page: 'snapshot-blob',
  },
  {
    scenario: '*',
    where: /\.headers\.content-type$/,
    accepts: (azurite, simulator, beside) =>
      azurite === 'application/xml' && absent(simulator) && beside.simulator['x-ms-error-code'] === 'ConditionNotMet',
    reason: 'A response that nothing has changed has no body and no type.',
    page: 'get-blob',
  },
  {
    scenario: '*',
    where: /\.(expected|headers\.x-ms-error-code|xml\.Error\.Code)$/,
    accepts: insteadOf('AuthenticationFailed', 'AuthorizationFailure'),
    reason: 'A signature that is wrong or out of its time does not authenticate. Azurite has another word for it.',
    page: 'common-rest-api-error-codes',
  },
  {
    scenario: '*',
    where: /\.(expected|headers\.x-ms-error-code|xml\.Error\.Code)$/,
    accepts: insteadOf('NoAuthenticationInformation', 'AuthorizationFailure'),
    reason: 'A request without credentials is rejected with status 401.',
    page: 'common-rest-api-error-codes',
  },
  {
    scenario: /^nobody at|^a container that is opened later$/,
    where: /\.status$/,
    accepts: insteadOf('401', '403'),
    reason: 'The same for the status.',
    page: 'common-rest-api-error-codes',
  },
  {
    scenario: /^nobody at|^a container that is opened later$/,
    where: /\.headers\.www-authenticate$/,
    accepts: (azurite, simulator) => absent(azurite) && /^Bearer authorization_uri=/.test(simulator),
    reason: 'A 401 says how to authenticate.',
    page: 'authorize-with-azure-active-directory',
  },
  {
    scenario: 'authorization that cannot be read',
    where: /^nonsense\./,
    reason: 'An Authorization header that is none is a fault of form, 400 InvalidAuthenticationInfo.',
    page: 'common-rest-api-error-codes',
  },
  {
    scenario: '*',
    where: /\.(expected|headers\.x-ms-error-code|xml\.Error\.Code)$/,
    accepts: insteadOf('Md5Mismatch', 'InvalidOperation'),
    reason: 'An MD5 that does not match has an error code of its own.',
    page: 'common-rest-api-error-codes',
  },
  {
    scenario: /^(upload of nothing|ranges)$/,
    where: /^(range of nothing|past the end)\./,
    reason: 'A range that starts at the end is outside of the blob; Azurite rejects it only beyond the end.',
    page: 'get-blob',
  },
  {
    scenario: 'range headers that are none',
    where: /^lines=1-2\./,
    reason: 'A range in anything but bytes is none.',
    page: 'specifying-the-range-header-for-blob-service-operations',
  },
  {
    scenario: 'range MD5',
    where: /^without a range\./,
    reason: 'The MD5 of a range cannot be requested without a range.',
    page: 'get-blob',
  },
  {
    scenario:
      /^(put without a blob type|(block lists|aborts|deletes|list with parameters) that (are no XML|cannot be read|are rejected))$/,
    where: /\.(expected|body|headers\.(content-type|x-ms-error-code))$/,
    reason: 'A rejection has an error code and a body; Azurite sends neither when it cannot read a request.',
    page: 'status-and-error-codes2',
  },
  {
    scenario: 'container with public access',
    where: /^create for what is not\./,
    reason: 'Containers are public for blobs, for themselves, or not at all; Azurite takes any word.',
    page: 'create-container',
  },
  {
    scenario: 'list with parameters that are rejected',
    where: /^more than there may be\..+\.MaxResults$/,
    reason: 'A listing repeats the requested page size, even if the page is shorter.',
    page: 'list-blobs',
  },
  {
    scenario: 'block list before the first commit',
    where: /\.headers\.(etag|last-modified)$/,
    reason: 'Both are returned only if the blob has committed blocks.',
    page: 'get-block-list',
  },
  {
    scenario: '*',
    where: /\.xml\.BlockList\.(Unc|C)ommittedBlocks$/,
    accepts: onlyAzurite(''),
    reason: 'A list has only the requested kind of blocks.',
    page: 'get-block-list',
  },
  {
    scenario: 'blocks that are rejected',
    where: /^nothing in it\./,
    reason: 'A block is not empty.',
    page: 'put-block',
  },
  {
    scenario: 'an upload drops staged blocks',
    where: /^(block list|commit)\./,
    reason: 'Put Blob discards uncommitted blocks; Azurite keeps them.',
    page: 'put-block',
  },
  {
    scenario: 'copy drops what was staged',
    where: /^blocks\..+\.UncommittedBlocks$/,
    reason: 'So does Copy Blob.',
    page: 'copy-blob',
  },
  {
    scenario: 'properties in plain headers',
    where: /^properties.*\.headers\.(cache-control|content-(encoding|language))$/,
    accepts: (azurite, simulator) => absent(azurite) && simulator !== undefined,
    reason: 'Put Blob keeps these from their plain headers, too; Azurite keeps only the type.',
    page: 'put-blob',
  },
  {
    scenario: 'access policies that are rejected',
    where: /^six of them\./,
    reason: 'A container has at most five stored access policies.',
    page: 'set-container-acl',
  },
  {
    scenario: 'metadata by itself',
    where: /^.+ of the container\.0\.headers\.x-ms-/,
    accepts: (azurite, simulator) => absent(simulator),
    reason: 'Metadata comes with ETag and time, and nothing else.',
    page: 'get-container-metadata',
  },
  {
    scenario: 'metadata by itself',
    where: /^.+ of the blob\.0\.(body|headers\.)/,
    reason: 'The same; Azurite sends the whole blob.',
    page: 'get-blob-metadata',
  },
  {
    scenario: 'snapshot with metadata',
    where: /\.headers\.etag$/,
    reason: 'A snapshot with metadata of its own has an ETag of its own.',
    page: 'snapshot-blob',
  },
  {
    scenario: 'snapshot under conditions',
    where: /^if(NoneMatch right|ModifiedSince future)\./,
    reason: 'A write whose condition is not met gets 412; 304 is for reads.',
    page: 'specifying-conditional-headers-for-blob-service-operations',
  },
  {
    scenario: /^(synchronous )?copy under source conditions$/,
    where: /^if(Match wrong|NoneMatch right|ModifiedSince future|UnmodifiedSince past)\./,
    reason: 'A condition on the source that is not met has an error code of its own, and is never 304.',
    page: 'copy-blob',
  },
  {
    scenario: 'conditions on what is missing',
    where: /^upload if there is any\./,
    reason: 'If-Match: * asks for the blob to exist.',
    page: 'specifying-conditional-headers-for-blob-service-operations',
  },
  {
    scenario: 'copy onto another kind of blob',
    where: /^copy\./,
    reason: 'A destination that exists must be of the kind of the source.',
    page: 'copy-blob',
  },
  {
    scenario: 'abort of what is done',
    where: /^abort of what never was\./,
    reason: 'No copy is pending; Azurite checks the id of the copy first.',
    page: 'abort-copy-blob',
  },
  {
    scenario: 'synchronous copy without a credential for the source',
    where: /./,
    reason: 'A synchronous copy needs a source that it may read; Azurite does not check that within its account.',
    page: 'copy-blob-from-url',
  },
  {
    scenario: '*',
    where: /\.Blobs\.Blob\.\d+\.Metadata$/,
    accepts: onlySimulator(''),
    reason: 'A listing with metadata has an empty element for blobs without any.',
    page: 'list-blobs',
  },
  {
    scenario: /^list (with|several) snapshots$|^deletes that are rejected$/,
    where: /\.Blobs\.Blob\.\d+\.Snapshot$/,
    reason: 'Snapshots come before their base blob, oldest first.',
    page: 'list-blobs',
  },
  {
    scenario: 'list with uncommitted blobs',
    where: /\.Blobs\.Blob\.0\.Properties\.(Creation-Time|Etag|Last-Modified|LeaseStat(e|us))$/,
    reason: 'A blob that was never committed has a name and a length, and nothing else.',
    page: 'list-blobs',
  },
  {
    scenario: 'list with uncommitted blobs',
    where: /\.Blobs\.Blob\.1\.Properties\.Etag$/,
    reason: 'One more ETag before it, and so another number.',
    page: 'list-blobs',
  },
  {
    scenario: 'list with copies',
    where: /^without\..+\.Properties\.Copy/,
    accepts: (azurite, simulator) => absent(simulator),
    reason: 'Copies are listed for those who ask.',
    page: 'list-blobs',
  },
  {
    scenario: 'list names with control characters',
    where: /./,
    reason: 'Azurite fails; the service percent-encodes such names and marks them so.',
    page: 'list-blobs',
  },
  {
    scenario: 'list by hierarchy with includes',
    where: /^snapshots with a delimiter\./,
    reason: 'Snapshots cannot be listed by hierarchy.',
    page: 'list-blobs',
  },
  {
    scenario: 'SAS of a blob that lacks permissions',
    where: /^create over it with c alone\./,
    accepts: insteadOf('UnauthorizedBlobOverwrite', 'AuthorizationPermissionMismatch'),
    reason: 'Who may create a blob and not write it gets an error code of its own where there is one.',
    page: 'create-service-sas',
  },
  {
    scenario: 'SAS with an address range',
    where: /^others\./,
    reason: 'Azurite does not check addresses.',
    page: 'create-service-sas',
  },
  {
    scenario: 'leases that are rejected',
    where: /^id that is none\./,
    reason: 'The id of a lease is a GUID.',
    page: 'lease-blob',
  },
  {
    scenario: 'leases that are rejected',
    where: /^no such action\./,
    reason: 'Azurite rejects it without an error code or a body.',
    page: 'lease-blob',
  },
  {
    scenario: 'page writes that are rejected',
    where: /^(not on a page|beyond the end|no such kind)\./,
    reason: 'Azurite writes the reason phrase in the place of the error code, or nothing.',
    page: 'put-page',
  },
  {
    scenario: 'page blob of another size',
    where: /^(no multiple of a page|created with none)\./,
    reason: 'A header with a wrong value has an error code that says so.',
    page: 'put-blob',
  },
  {
    scenario: 'tags that are rejected',
    where: /\.(headers\.x-ms-error-code|xml\.Error\.Code)$/,
    reason: 'The documentation gives the limits and the status, but no code; Azurite is at odds with itself.',
    page: 'set-blob-tags',
  },

  {
    scenario: '*',
    where: /\.(headers\.x-ms-blob-sealed|Properties\.Sealed)$/,
    accepts: onlyAzurite('false'),
    reason: 'Only append blobs that are sealed are marked.',
    page: 'get-blob-properties',
  },
  {
    scenario: /^(copy with metadata, tags and a tier|synchronous copy)$/,
    where: /\.headers\.x-ms-access-tier-change-time$/,
    accepts: (azurite, simulator, beside) =>
      onlySimulator('<date>')(azurite, simulator) && absent(beside.simulator['x-ms-access-tier-inferred']),
    reason: 'A tier that was chosen for a copy tells when.',
    page: 'get-blob-properties',
  },
  {
    scenario: '*',
    where: /\.xml\.Error\.AuthenticationErrorDetail$/,
    accepts: (azurite, simulator) => absent(azurite) && Boolean(simulator),
    reason: 'The response says why a credential was rejected.',
    page: 'status-and-error-codes2',
  },
  {
    scenario: 'properties set later',
    where: /^properties at the end\.0\.headers\.content-type$/,
    accepts: onlySimulator('text/plain'),
    reason: 'Properties are cleared when any other is set; a request that sets none leaves them.',
    page: 'set-blob-properties',
  },
  {
    scenario: 'page blob life',
    where: /\.headers\.accept-ranges$/,
    accepts: onlySimulator('bytes'),
    reason: 'Every download says that it takes ranges.',
    page: 'get-blob',
  },
  {
    scenario: /^page (ranges|blob and its snapshot)$/,
    where: /^(that touch|base)\..+\.PageList\.PageRange\.\d(\.End)?$/,
    reason: 'Neighbouring pages are one range, in however many requests they were written.',
    page: 'get-page-ranges',
  },
  {
    scenario: 'service properties',
    where: /\.StorageServiceProperties\.DefaultServiceVersion$/,
    accepts: (azurite, simulator) => absent(simulator),
    reason: 'There is a default version if somebody set one.',
    page: 'get-blob-service-properties',
  },
  {
    scenario: 'service properties',
    where: /\.StorageServiceProperties\.DeleteRetentionPolicy$/,
    accepts: (azurite, simulator) => absent(azurite) && simulator.Enabled === 'false',
    reason:
      'Since version 2017-07-29 the properties say whether deleted blobs are kept. Azurite keeps none and says nothing.',
    page: 'get-blob-service-properties',
  },
  {
    scenario: 'account info',
    where: /\.headers\.x-ms-sku-name$/,
    reason: 'There are accounts of many kinds.',
    page: 'get-account-information',
  },
  {
    scenario: 'account info',
    where: /^of a container\.0\.headers\.x-ms-is-hns-enabled$/,
    accepts: onlySimulator('false'),
    reason: 'The response is the same at every resource; Azurite leaves this out at a container.',
    page: 'get-account-information',
  },
  {
    scenario: /^list containers/,
    where: /\.Properties\.(DefaultEncryptionScope|DenyEncryptionScopeOverride|ImmutableStorageWithVersioningEnabled)$/,
    accepts: (azurite, simulator) => absent(azurite) && ['$account-encryption-key', 'false'].includes(simulator),
    reason: 'Every container has these properties.',
    page: 'list-containers2',
  },
  {
    scenario: 'list containers',
    where: /^second page\..+\.EnumerationResults\.Marker$/,
    accepts: onlySimulator('<marker>'),
    reason: 'A listing repeats the parameters of the request.',
    page: 'list-containers2',
  },
  {
    scenario: 'tiers of a blob',
    where: /^to what is not\./,
    accepts: insteadOf('InvalidHeaderValue', 'AccessTierNotSupportedForBlobType'),
    reason: 'A header that no blob can have is a wrong value, and no fault of the type of this one.',
    page: 'common-rest-api-error-codes',
  },

  // Faults of the simulator that mislead no client.
  {
    scenario: '*',
    where: /\.headers\.content-type$/,
    accepts: (azurite, simulator, beside) =>
      absent(azurite) &&
      simulator === 'application/xml' &&
      Boolean(beside.azurite['x-ms-error-code'] && beside.simulator['x-ms-error-code']),
    reason: 'The response to a rejected HEAD has no body and so no type. The simulator writes one.',
    page: 'get-blob-properties',
  },
  {
    scenario: '*',
    where: /\.xml\.Error\.(Header(Name|Value)|QueryParameter(Name|Value)|(ServerCalculated|UserSpecified)Md5|Reason)$/,
    accepts: (azurite, simulator) => absent(simulator),
    reason: 'Some errors say which header, parameter or hash is wrong. The simulator does not.',
    page: 'status-and-error-codes2',
  },
];
