'use strict';

// Describes the requests that the proxy recorded, for comparison.

/** Never compared: they differ from request to request, or name the library, or belong to one hop. */
const IGNORED_HEADERS = new Set(['date', 'x-ms-date', 'user-agent', 'host', 'connection']);

/** Describes one recorded request. */
function describeWire(record, normalize) {
  const [path, query] = splitTarget(record.target);
  return {
    method: record.method,
    path: normalize(path),
    query: query === undefined ? '<none>' : normalize(query),
    headers: describeWireHeaders(record.rawHeaders, normalize),
    body: describeBody(record.body, normalize),
    status: record.status,
  };
}

function splitTarget(target) {
  const at = target.indexOf('?');
  return at === -1 ? [target, undefined] : [target.slice(0, at), target.slice(at + 1)];
}

/** Names of headers have no case, but for those of metadata, which listings repeat. A header sent twice is kept as a list. */
function describeWireHeaders(rawHeaders, normalize) {
  const described = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = nameOnWire(rawHeaders[index]);
    if (IGNORED_HEADERS.has(name)) continue;
    const value = describeHeaderValue(name, rawHeaders[index + 1], normalize);
    described[name] = name in described ? `${described[name]} | ${value}` : value;
  }
  return described;
}

function nameOnWire(name) {
  const lower = name.toLowerCase();
  return lower.startsWith('x-ms-meta-') ? lower.slice(0, 10) + name.slice(10) : lower;
}

/** The scheme and the account of a signature count, the signature itself covers the date. */
function describeHeaderValue(name, value, normalize) {
  if (name === 'authorization') return value.replace(/^(SharedKey [^:]+:)[A-Za-z0-9+/]{43}=$/, '$1<signature>');
  return normalize(value);
}

function describeBody(body, normalize) {
  const text = body.toString('utf8');
  return Buffer.from(text, 'utf8').equals(body) ? `text ${normalize(text)}` : `bytes ${body.toString('hex')}`;
}

module.exports = { describeWire };
