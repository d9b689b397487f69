'use strict';

// Scenarios that the simulator cannot do yet, by name. They still run, and say on Azurite what they mean; when the simulator agrees,
// the suite fails until they are taken off this list.

module.exports = [
  // Append and page blobs
  'append blob life',
  'append blob with every property',
  'append conditions',
  'append with an MD5',
  'append blobs are no block blobs',
  'append blob and its snapshot',
  'page blob life',
  'page ranges',
  'page writes that are refused',
  'page blob of another size',
  'sequence numbers',
  'sequence number conditions',
  'pages against block blobs',
  'page blob and its snapshot',
  'list of every kind of blob',
  'copy of an append blob',
  'copy of a page blob',

  // Leases where they meet what is missing
  'what a lease keeps others from',
  'what a lease lets its holder do',
  'what the lease of a container keeps others from',

  // Metadata of containers, properties of blobs
  'container with metadata',
  'container metadata conditions',
  'properties set later',
  'properties set under conditions',
  'reading what is missing',

  // Access policies
  'access policy of a container',
  'access policies that are refused',
  'access policy conditions',
  'a container that is opened later',
  'synchronous copy from a public container',
  'SAS of a stored access policy',

  // Tags and tiers
  'tags of a blob',
  'tags of an upload',
  'tags that are refused',
  'tags as a condition',
  'find by tags in a container',
  'find by tags in an account',
  'copy with metadata, tags and a tier',
  'SAS for tags',
  'tiers of a blob',
  'archived blobs',
  // A tier that was set tells when.
  'tiers of an upload',
  'list with a tier',

  // Listing by hierarchy
  'list by hierarchy',
  'list by hierarchy in pages',
  'list by hierarchy with includes',

  // The account
  'service properties',
  'account info',
  'list containers',
  'list containers with all that they have',
  'batch of deletes',
  'batch of tiers',
  'batch in a container',
];
