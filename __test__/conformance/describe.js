'use strict';

// Describes a response as a tree of texts, for comparison.

const { readXml } = require('./xml');

/** Never compared: they belong to one hop, name the server, or differ between responses. */
const IGNORED_HEADERS = new Set([
  'connection',
  'date',
  'keep-alive',
  'server',
  'transfer-encoding',
  'x-ms-client-request-id',
  'x-ms-request-id',
  'x-ms-version',
]);

/** For people, with a similar meaning in other words; programs read the code. */
const FOR_PEOPLE = new Set(['Message']);
/** A marker means something to the server that wrote it, and to nobody else. */
const OPAQUE = new Set(['Marker', 'NextMarker']);

/** Describes `{ status, headers, body }`. */
function describeExchange({ status, headers, body, method }, normalize) {
  const type = headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  const described = describeBody(body, type);
  // The length of XML says how it was laid out; that of a response without a body to anything but HEAD is always none.
  const ignoresLength = typeof described === 'object' || (body.length === 0 && method !== 'HEAD');
  const kept = headers.filter(([name]) => !IGNORED_HEADERS.has(name) && !(name === 'content-length' && ignoresLength));
  return normalizeTree({ status: String(status), headers: describeHeaders(kept), body: described }, normalize);
}

/** A header sent twice is kept as a list. */
function describeHeaders(pairs) {
  const described = {};
  for (const [name, value] of pairs) {
    const known = name === 'content-type' ? value.replace(/(boundary=)\S+/, '$1<boundary>') : value;
    described[name] = name in described ? `${described[name]} | ${known}` : known;
  }
  return described;
}

function describeBody(body, type) {
  const text = body.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(body)) return `bytes ${body.toString('hex')}`;
  const boundary = /^multipart\/mixed;\s*boundary=(\S+)/.exec(type)?.[1];
  if (boundary !== undefined) return { parts: describeParts(text, boundary) };
  if (!/^application\/xml/.test(type) || text === '') return `text ${text}`;
  return { xml: withoutNoise(readXml(text.replace(/^\uFEFF/, ''))) };
}

/** The responses inside the response to a batch, in the order of their ids. */
function describeParts(text, boundary) {
  const parts = text.split(`--${boundary}`).slice(1, -1).map(describePart);
  return parts.sort((first, second) => first.id.localeCompare(second.id));
}

function describePart(part) {
  const [outer, ...rest] = part.trim().split('\r\n\r\n');
  const [statusLine, ...lines] = rest[0].split('\r\n');
  const pairs = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  const kept = pairs.filter(([name]) => !IGNORED_HEADERS.has(name) && name !== 'content-length');
  const body = rest.slice(1).join('\r\n\r\n').trim();
  return {
    id: /content-id:\s*(\S+)/i.exec(outer)?.[1] ?? '<none>',
    status: statusLine.split(' ')[1],
    headers: describeHeaders(kept),
    body: body.startsWith('<') ? { xml: withoutNoise(readXml(body)) } : `text ${body}`,
  };
}

function withoutNoise(tree) {
  if (typeof tree !== 'object') return tree;
  if (Array.isArray(tree)) return tree.map(withoutNoise);
  // Tags are a set.
  if (tree.Tag !== undefined) return { Tag: tree.Tag.toSorted((one, two) => one.Key.localeCompare(two.Key)) };
  const noise = (name, value) => {
    if (FOR_PEOPLE.has(name)) return '<message>';
    return OPAQUE.has(name) && value !== '' ? '<marker>' : withoutNoise(value);
  };
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, noise(name, value)]));
}

/** Names in order, so that numbered placeholders do not depend on the order in which a server writes. */
function normalizeTree(tree, normalize) {
  if (typeof tree === 'string') return normalize(tree);
  if (Array.isArray(tree)) return tree.map((value) => normalizeTree(value, normalize));
  const sorted = Object.entries(tree).sort(([first], [second]) => (first < second ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, value]) => [name, normalizeTree(value, normalize)]));
}

/** The error code of a response: in its header, or else in its XML. */
function errorCode({ headers, body }) {
  const header = headers.find(([name]) => name === 'x-ms-error-code')?.[1];
  return header ?? /<Code>(\w+)<\/Code>/.exec(body.toString('utf8'))?.[1];
}

module.exports = { describeExchange, errorCode };
