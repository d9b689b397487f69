'use strict';

// Turns what a library returned or threw into a plain tree whose leaves say type and value, so that two trees can be compared.

/** Headers of one hop, and the server's clock. They say nothing about a library. */
const HOP_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date']);

/** Describes any value. */
function describe(value, normalise, seen = []) {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return `string ${normalise(value)}`;
    case 'number':
    case 'boolean':
    case 'bigint':
      return `${typeof value} ${value}`;
    case 'undefined':
    case 'function':
    case 'symbol':
      return typeof value;
    default:
      return describeObject(value, normalise, seen);
  }
}

function describeObject(value, normalise, seen) {
  if (value instanceof Date) return describeDate(value);
  if (value instanceof Uint8Array) return `${value.constructor.name} ${Buffer.from(value).toString('hex')}`;
  if (value instanceof Error) return describeError(value, normalise);
  if (seen.includes(value)) return '<circular>';
  if (typeof value.pipe === 'function') return 'stream';
  if (typeof value.rawHeaders === 'function') return describeHeaders(value, normalise);
  const inner = [...seen, value];
  if (Array.isArray(value)) {
    return Object.fromEntries([
      ['length', value.length],
      // A list can have members besides, such as the headers of the policies of a container.
      ...Object.keys(value).map((key) => [key, describe(value[key], normalise, inner)]),
    ]);
  }
  const described = {};
  for (const key of Object.keys(value)) {
    if (key === '_response') continue;
    described[key] = describe(value[key], normalise, inner);
  }
  if (value._response !== undefined) {
    described._response = describeResultResponse(value._response, normalise);
    // Whether `{ ...result }` takes it along.
    described._response.spreads = Object.prototype.propertyIsEnumerable.call(value, '_response');
  }
  return described;
}

/** A date of now differs from run to run; any other date is data. */
function describeDate(date) {
  const time = date.getTime();
  if (Number.isNaN(time)) return 'Date invalid';
  return Math.abs(Date.now() - time) < 3_600_000 ? 'Date <recent>' : `Date ${date.toISOString()}`;
}

/** What scripts look at in `_response` and in `error.response`. */
function describeResponse(response, normalise) {
  const described = { status: `number ${response.status}` };
  if (response.request) described.request = describeRequest(response.request, normalise);
  if (response.headers) described.headers = describeHeaders(response.headers, normalise);
  if (response.parsedHeaders) described.parsedHeaders = describe(response.parsedHeaders, normalise);
  // A body that is empty is not there in one library and an empty text in the other.
  if (response.bodyAsText) described.bodyAsText = describe(response.bodyAsText, normalise);
  if (response.parsedBody) described.parsedBody = describe(response.parsedBody, normalise);
  return described;
}

/** The response of a result, with the names of its own members. */
function describeResultResponse(response, normalise) {
  return { ...describeResponse(response, normalise), members: Object.keys(response).join() };
}

function describeRequest(request, normalise) {
  return { method: describe(request.method, normalise), url: describe(request.url, normalise) };
}

function describeHeaders(headers, normalise) {
  const described = {};
  for (const [name, value] of Object.entries(plainHeaders(headers))) {
    if (!HOP_HEADERS.has(name.toLowerCase())) described[name.toLowerCase()] = describe(value, normalise);
  }
  return described;
}

/** A result's headers have the older interface (`rawHeaders`), an error's the newer (`toJSON`); a saved poller has neither. */
function plainHeaders(headers) {
  if (typeof headers.rawHeaders === 'function') return headers.rawHeaders();
  if (typeof headers.toJSON === 'function') return headers.toJSON();
  return {};
}

/** What scripts look at in a `catch` block. */
function describeError(error, normalise) {
  const described = {
    isError: error instanceof Error,
    className: error.constructor.name,
    name: error.name,
    message: normalise(error.message),
  };
  if (error.code !== undefined) described.code = describe(error.code, normalise);
  if (error.statusCode !== undefined) described.statusCode = describe(error.statusCode, normalise);
  if (error.request !== undefined) described.request = describeRequest(error.request, normalise);
  if (error.response !== undefined) described.response = describeErrorResponse(error.response, normalise);
  if (error.details !== undefined) described.details = describeDetails(error.details, normalise);
  return described;
}

function describeErrorResponse(response, normalise) {
  const { status, request, headers } = describeResponse(response, normalise);
  return { status, request, headers };
}

function describeDetails(details, normalise) {
  const described = {};
  for (const [key, value] of Object.entries(details)) {
    if (value !== undefined && !HOP_HEADERS.has(key)) described[key] = describe(value, normalise);
  }
  return described;
}

/**
 * A download's properties are getters in the reference, around two fields of its own. Only the public ones are compared: every
 * getter that the reference's class has.
 */
function describeDownload(download, reference, normalise) {
  const described = {};
  for (const name of reference) {
    if (name === '_response' || name === 'readableStreamBody') continue;
    if (download[name] !== undefined) described[name] = describe(download[name], normalise);
  }
  described.readableStreamBody = describe(download.readableStreamBody, normalise);
  // Scripts ask for members with `in`, also for those that the service did not send.
  described.notIn = reference.filter((name) => !(name in download)).join();
  described.className = download.constructor.name;
  if (download._response !== undefined) described._response = describeResultResponse(download._response, normalise);
  return described;
}

/** A client's public face. */
function describeClient(client, normalise) {
  const described = { className: client.constructor.name };
  for (const name of ['url', 'accountName', 'containerName', 'name']) {
    if (client[name] !== undefined) described[name] = describe(client[name], normalise);
  }
  if (client.credential !== undefined) described.credential = client.credential.constructor.name;
  return described;
}

module.exports = { describe, describeClient, describeDownload, describeError, describeHeaders };
