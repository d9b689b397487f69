// The parts of the reference's types that ours lack, with the reasons. `where` matches the path that compare-types.mjs gives; a gap that no entry
// explains fails `npm run generate` and the tests, and so does an entry that explains none.

/** @typedef {{ what: string, where: RegExp, reason: string }} Gap */

/** @type {Gap[]} */
export const TYPE_GAPS = [
  {
    what: 'the clients that batches take',
    where:
      /^(BlobBatch\.(deleteBlob|setBlobAccessTier)|BlobBatchClient\.(deleteBlobs|setBlobsAccessTier))#2\(blobClients?\)/,
    reason: 'ours asks for less: any object with a URL and a credential, also a client of another copy of the package',
  },
  {
    what: 'options of `submitBatch` for the wire layer',
    where: /\.(requestOptions|serializerOptions|onResponse)$/,
    reason: "they reach into the reference's own wire layer; a value is a TypeError",
  },
  {
    what: '`_response.parsedBody` of a container’s access policies',
    where:
      /^ContainerGetAccessPolicyResponse\._response\.parsedBody\.|^ContainerClient\.getAccessPolicy\(\)<0>\._response\.parsedBody\./,
    reason: 'the reference declares one policy there and gives a list of them; ours declares the list',
  },
  {
    what: 'members of `error.request` and `error.response` that are not facts about the exchange',
    where: /^RestError\.(prototype\.)?(request|response)\./,
    reason: 'a request is shown as it was sent; it cannot be changed or sent again',
  },
];

/** What ours has because the newest reference has it, compared with an older one. @type {Gap[]} */
export const GAPS_OF_OLDER_REFERENCES = [
  {
    what: 'the tier `Smart`',
    where: /^(AccessTier|ArchiveStatus)$|\.(accessTier|archiveStatus)$/,
    reason: '12.32 does not know it',
  },
];

/** Sorts gaps to the entries that explain them. */
export function explain(gaps, entries = TYPE_GAPS) {
  const explained = new Map(entries.map((entry) => [entry, []]));
  const unexplained = [];
  for (const gap of gaps) {
    const entry = entries.find(({ where }) => where.test(gap.path));
    if (entry) explained.get(entry).push(gap);
    else unexplained.push(gap);
  }
  const idle = entries.filter((entry) => explained.get(entry).length === 0);
  return { explained, unexplained, idle };
}
