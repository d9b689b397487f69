// What of the reference's types is not in ours, and why. `where` matches the path that compare-types.mjs gives; a gap that no entry
// explains fails `npm run generate` and the tests, and so does an entry that explains none.

/** @typedef {{ what: string, where: RegExp, reason: string }} Gap */

/** @type {Gap[]} */
export const TYPE_GAPS = [
  {
    what: 'request policies and their factories',
    where:
      /^(AnonymousCredentialPolicy|BaseRequestPolicy|CredentialPolicy|CredentialPolicyCreator|RequestPolicy|RequestPolicyFactory|RequestPolicyOptions|StorageBrowserPolicy|StorageBrowserPolicyFactory|StorageRetryPolicy|StorageRetryPolicyFactory|StorageSharedKeyCredentialPolicy|PipelineOptions)$/,
    reason: 'requests are sent by the engine, and no JavaScript runs on their way',
  },
  {
    what: "a credential's `create`, and what it makes",
    where: /^(AnonymousCredential|Credential|StorageSharedKeyCredential)\.create\(/,
    reason: 'it makes request policies; see there',
  },
  {
    what: 'the factories of pipelines',
    where:
      /^(new \w+Client#\d\(pipeline\)\..+|new Pipeline\(factories\)<0>\.create|(Pipeline|PipelineLike)\.factories<0>\.create)$/,
    reason: 'they would be request policies; see there',
  },
  {
    what: "an HTTP client of one's own",
    where: /(^IHttpClient$|^HttpOperationResponse$|httpClient(\.sendRequest)?$)/,
    reason: 'requests are sent by the engine; `options.httpClient` is a TypeError, and its type says so',
  },
  {
    what: 'options of `submitBatch` for the wire layer',
    where: /\.(requestOptions|serializerOptions|onResponse)$/,
    reason: "they reach into the reference's own wire layer; a value is a TypeError",
  },
  {
    what: 'uploads in several requests, from files and from streams',
    where: /^(BlockBlobClient\.upload(BrowserData|File|Stream)|BlockBlobUploadStreamOptions)$/,
    reason: 'not there yet; `uploadBrowserData` is for browsers',
  },
  {
    what: 'types that no method takes or gives',
    where:
      /^(BlobDownloadOptionalParams|ContainerBreakLeaseOptionalParams|ContainerRename\w+|ServiceRenameContainerOptions)$/,
    reason: "parts of the reference's own wire layer",
  },
  {
    what: '`isRestError`',
    where: /^isRestError$/,
    reason: 'not there yet',
  },
  {
    what: '`logger`',
    where: /^logger$/,
    reason: 'the engine logs nothing',
  },
  {
    what: '`_response.bodyAsText` of results',
    where: /\._response\.bodyAsText$|^WithResponse\._response$/,
    reason: 'the XML of an answer is read by the engine and not kept; `_response.parsedBody` has what it said',
  },
  {
    what: '`_response.parsedBody` of a container’s access policies',
    where:
      /^ContainerGetAccessPolicyResponse\._response\.parsedBody\.|^ContainerClient\.getAccessPolicy\(\)<0>\._response\.parsedBody\./,
    reason: 'the reference declares one policy there and gives a list of them; ours declares the list',
  },
  {
    what: 'members of `_response.request` beyond method, URL, headers and id',
    where: /(\._response\.request|^WebResource)\.(?!method|url|headers|requestId)\w+/,
    reason: 'a request is shown as it was sent; it cannot be changed or sent again',
  },
  {
    what: 'members of `error.request` and `error.response` that are not facts about the exchange',
    where: /^RestError\.(prototype\.)?(request|response)\./,
    reason: 'as above',
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
