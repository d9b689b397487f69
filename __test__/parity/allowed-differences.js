'use strict';

// Where blobferry may differ from the reference, and why. Everything that is not listed here must be equal. An entry that no
// scenario needs fails the suite, so the table cannot outlive its reasons.
//
// - `scenario`: the name of a scenario, a pattern of names, or '*'
// - `where`: pattern of the place (see compare.js)
// - `accepts(reference, blobferry, beside)`: limits the entry to certain values; absent sides are `undefined`, and `beside` holds
//   the two trees that the values are part of
// - `newest`: true for the newest reference alone, false for the one that Node 20 gets alone
// - `reason`

const absent = (value) => value === undefined;
const saysSomething = (value) => typeof value === 'string' && value.length > 0;
const isEmptyTree = (value) => typeof value === 'object' && Object.keys(value).length === 0;
const isArgumentError = (error) => ['TypeError', 'RangeError', 'URIError'].includes(error?.className);

module.exports = [
  {
    scenario: '*',
    where: /\.(xMsContentCrc64|smartAccessTier|accessTierInferred|accessTierChangedOn|accessTier)$/,
    newest: false,
    accepts: (reference, blobferry) => absent(reference) && blobferry === 'undefined',
    reason: 'Members that 12.34 has and 12.32 has not. Every result has all members of its operation.',
  },
  {
    scenario: '*',
    where: /\.directoryDepth$/,
    newest: false,
    accepts: (reference, blobferry) => absent(reference) && blobferry === 'undefined',
    reason: 'A field that the class has since 12.33.',
  },
  {
    scenario: '*',
    where:
      /^steps\.(in pages|nothing|of a blob|of a container|getAccountInfo)\.ok\.(\d+\.)?(_response\.parsedHeaders\.)?errorCode$/,
    accepts: (reference, blobferry) => absent(reference) && blobferry === 'undefined',
    reason: 'The reference declares the header for an account and not for a container or a blob, though all have it.',
  },
  {
    scenario: 'batches that are made by hand',
    where: /^(steps\.submitted\.ok\._response\.request\.url|requests\[0\]\.query order)$/,
    accepts: (reference, blobferry) => [...reference].sort().join() === [...blobferry].sort().join(),
    reason: 'The same parameters in another order, which has no meaning.',
  },
  {
    scenario: '*',
    where: /\.subResponses\.\d+\._request\.credential\.accountKey$/,
    accepts: (reference, blobferry) => saysSomething(reference) && absent(blobferry),
    reason: 'The key of a credential is no member of it, so that logging a response does not show it.',
  },
  {
    scenario: '*',
    where: /^requests\[\d+\]\.headers\.x-ms-version$/,
    accepts: (reference, blobferry) => saysSomething(reference) && /^\d{4}-\d\d-\d\d$/.test(blobferry),
    reason:
      'blobferry asks for the oldest service version that has every feature in use, so that released Azurites accept it.',
  },
  {
    scenario: '*',
    where: /^steps\..+\.error\.message$/,
    accepts: (reference, blobferry) => reference === '' && saysSomething(blobferry),
    reason:
      'The response to a HEAD request has no body, so the reference throws an error without a message. blobferry says what happened.',
  },
  {
    scenario: '*',
    where: /^steps\..+\.error\.code$/,
    accepts: (reference, blobferry) => absent(reference) && saysSomething(blobferry),
    reason:
      'For the same reason the reference has no code after a HEAD, though x-ms-error-code carries it. blobferry fills it in.',
  },
  {
    scenario: '*',
    where: /^steps\..+\.error\.(className|name|message|code)$/,
    accepts: (reference, blobferry, beside) =>
      beside.reference.className !== 'RestError' && isArgumentError(beside.blobferry),
    reason:
      'A wrong argument is a TypeError or RangeError that names the argument; the reference throws a bare Error or what Node throws.',
  },
  {
    scenario: /^upload(Data|File|Stream) |^uploads (call|with)/,
    where: /^steps\.[^.]+\.ok\..*(contentMD5|content-md5)$/,
    reason: 'The response to Put Block List has a hash of the list, which has the random ids of the blocks.',
  },
  {
    scenario: 'uploadStream that was aborted before',
    where: /^requests\[\d\]$/,
    accepts: (reference, blobferry) => reference.includes('comp=block&') && absent(blobferry),
    reason: 'The reference looks at the signal only when it commits; blobferry sends nothing.',
  },
  {
    scenario: 'uploadBrowserData',
    where: /^(requests\[\d+\]|steps\..+ in (blocks|one request)\.(ok|error))$/,
    accepts: (reference, blobferry) =>
      absent(reference) || (absent(blobferry) && reference.message === 'Unrecognized body type'),
    reason: 'The method is for browsers. In Node.js the reference sends nothing; blobferry does what uploadData does.',
  },
  {
    scenario: 'query',
    where: /^requests\[\d+\]\.body$/,
    accepts: (reference, blobferry) =>
      reference === blobferry.replaceAll('<RecordSeparator>\n<', '<RecordSeparator><') && reference !== blobferry,
    reason: 'The reference sends a line break that separates records as an empty text; blobferry sends the line break.',
  },
  {
    scenario: 'query',
    where: /^requests\[\d+\]\.headers\.content-length$/,
    accepts: (reference, blobferry) => Number(blobferry) === Number(reference) + 2,
    reason: 'For the same reason: two line breaks.',
  },
  {
    scenario: 'downloadToBuffer of a whole blob',
    where: /^(requests\[\d+\]|steps\.a missing blob\.error\.(request|response|details)\.)/,
    reason:
      'The reference asks for the length first, and then for ranges. blobferry asks for the content, and reads further ranges beside it only where it is long: one request less, and all of one state of the blob.',
  },
  {
    scenario: 'downloadToBuffer in blocks is watched',
    where: /^requests\[\d+\](\.headers\.x-ms-range)?$/,
    reason: 'For the same reason: content that is short is read with one request, whatever the size of the blocks.',
  },
  {
    scenario: 'copy from what is no blob',
    where: /^(requests\[\d\]|steps\..+\.error\.(className|name|message|code|statusCode|request|response|details))$/,
    accepts: (reference, blobferry, beside) => absent(blobferry) || isArgumentError(beside.blobferry),
    reason:
      'A source that is no absolute URL is a wrong argument, told before any request; the reference has the service find out.',
  },
  {
    scenario: 'poller resumed from what is no state',
    where: /^(requests\[0\]|steps\.JSON of something else\.(ok|error))$/,
    accepts: (reference, blobferry) => absent(blobferry) || isArgumentError(blobferry),
    reason: 'What is no saved poller is a wrong argument; the reference takes it for nothing and starts another copy.',
  },
  {
    scenario: 'metadata that no header can carry',
    where: /^(requests\[0\]|steps\.a value with a line break\.(ok|error)|steps\..+: nothing was made\.ok)$/,
    accepts: (reference, blobferry) => absent(blobferry) || blobferry === 'boolean false' || isArgumentError(blobferry),
    reason:
      'A line break in metadata is refused; the reference drops it in silence and stores another value than it was given.',
  },
  {
    scenario: 'container with metadata and public access',
    where: /(metadata\.empty|x-ms-meta-empty)$/,
    accepts: (reference, blobferry) => absent(reference) && blobferry === 'string ',
    reason: 'The reference loses response headers without a value, and with them metadata whose value is empty.',
  },
  {
    scenario: 'list with includes',
    where: /\.metadata$/,
    accepts: (reference, blobferry) => reference === 'string ' && isEmptyTree(blobferry),
    reason: 'The reference reads an empty <Metadata/> as an empty text, against its own type.',
  },
  {
    scenario: /^(BlobClient|BlockBlobClient) from a URL$|^random names$/,
    where: /\.ok\.name$/,
    accepts: (reference, blobferry) => reference === 'string undefined' && blobferry === 'string ',
    reason: 'A URL without a blob name has none; the reference decodes `undefined` into a text.',
  },
  {
    scenario: 'ContainerClient from a URL',
    where: /^steps\.(Azurite|localhost) service(, .+)?\.(ok|error|thrownAtOnce)$/,
    accepts: (reference, blobferry, beside) =>
      beside.reference.ok?.containerName === 'string undefined' && isArgumentError(beside.blobferry.error),
    reason:
      "An account's URL names no container; the reference makes a client of a container that is called `undefined`.",
  },
  {
    scenario: 'container conditions',
    where:
      /^(requests\[\d+\]\.(headers\.x-ms-lease-id|status)|steps\.getProperties with a lease it has not\.(ok|error))$/,
    reason:
      'The reference declares `conditions.leaseId` for the properties of a container and loses it on the way; blobferry sends it.',
  },
  {
    scenario: '*',
    where: /\.startCopyFromURLOptions\.(conditions|sourceConditions)$/,
    accepts: (reference, blobferry) => isEmptyTree(reference) && absent(blobferry),
    reason: "The reference writes empty conditions into the caller's options and saves them. Absent says the same.",
  },
  {
    scenario: 'copy with a SAS in the source',
    where: /\.saved\.state\.copySource$/,
    accepts: (reference, blobferry) => reference.includes('&sig=') && !blobferry.includes('sig='),
    reason:
      'A saved poller does not need the signature of its source once the copy has started, so it is not written down.',
  },
  {
    scenario: /^poller saved .*resumed by/,
    where: /\.(date|lastModified)$/,
    accepts: (...sides) => sides.slice(0, 2).sort().join() === 'Date <recent>,string <time>',
    reason:
      'In a resumed result blobferry turns the dates back into dates, as their type says; the reference leaves the texts of the JSON.',
  },
  {
    scenario: /^poller saved .*resumed by/,
    where: /\.startCopyFromURLOptions\.resumeFrom$/,
    accepts: (reference, blobferry) => absent(reference) !== absent(blobferry),
    reason:
      'The reference saves the state that it was resumed from inside the new one, signature included, and so with every round.',
  },
  {
    scenario: /^(BlobServiceClient|ContainerClient|BlobClient|BlockBlobClient) from a URL$/,
    where: /^steps\.secondary.*\.ok\.accountName$/,
    newest: false,
    accepts: (reference, blobferry) => reference === `${blobferry}-secondary`,
    reason: 'Since 12.34 the reference takes the secondary host for one of the same account; so does blobferry.',
  },
  {
    scenario: /^signed (blob|container)$/,
    where: /\.(url|ok|query)$/,
    newest: true,
    accepts: (reference, blobferry) => reference?.replace('sv=2026-10-06', 'sv=2026-04-06') === blobferry,
    reason:
      'The version of a signature is the oldest that has all that one can say. What the newest version signs is the same.',
  },
];
