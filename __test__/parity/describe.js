'use strict';

// Turns what a library returned or threw into a plain tree whose leaves say type and value, so that two trees can be compared.

/** Headers of one hop, and the server's clock. They say nothing about a library. */
const HOP_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date']);

/** Describes any value. */
function describe(value, normalize, seen = []) {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return `string ${normalize(value)}`;
    case 'number':
    case 'boolean':
    case 'bigint':
      return `${typeof value} ${value}`;
    case 'undefined':
    case 'function':
    case 'symbol':
      return typeof value;
    default:
      return describeObject(value, normalize, seen);
  }
}

function describeObject(value, normalize, seen) {
  if (value instanceof Date) return describeDate(value);
  if (value instanceof Uint8Array) return `${value.constructor.name} ${Buffer.from(value).toString('hex')}`;
  if (value instanceof Error) return describeError(value, normalize);
  if (seen.includes(value)) return '<circular>';
  if (typeof value.pipe === 'function') return 'stream';
  if (typeof value.rawHeaders === 'function') return describeHeaders(value, normalize);
  const inner = [...seen, value];
  if (Array.isArray(value)) {
    return Object.fromEntries([
      ['length', value.length],
      // A list can have members besides, such as the headers of the policies of a container.
      ...Object.keys(value).map((key) => [key, describe(value[key], normalize, inner)]),
    ]);
  }
  const described = {};
  for (const key of Object.keys(value)) {
    if (key === '_response') continue;
    described[key] = describe(value[key], normalize, inner);
  }
  if (value._response !== undefined) {
    described._response = describeResultResponse(value._response, normalize);
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

/** The members that scripts read of `_response` and `error.response`. */
function describeResponse(response, normalize) {
  const described = { status: `number ${response.status}` };
  if (response.request) described.request = describeRequest(response.request, normalize);
  if (response.headers) described.headers = describeHeaders(response.headers, normalize);
  if (response.parsedHeaders) described.parsedHeaders = describe(response.parsedHeaders, normalize);
  // A body that is empty is not there in one library and an empty text in the other.
  if (response.bodyAsText) described.bodyAsText = describe(response.bodyAsText, normalize);
  if (response.parsedBody) described.parsedBody = describe(response.parsedBody, normalize);
  return described;
}

/** The response of a result, with the names of its own members. */
function describeResultResponse(response, normalize) {
  return { ...describeResponse(response, normalize), members: Object.keys(response).join() };
}

function describeRequest(request, normalize) {
  return { method: describe(request.method, normalize), url: describe(request.url, normalize) };
}

function describeHeaders(headers, normalize) {
  const described = {};
  for (const [name, value] of Object.entries(plainHeaders(headers))) {
    if (!HOP_HEADERS.has(name.toLowerCase())) described[name.toLowerCase()] = describe(value, normalize);
  }
  return described;
}

/** A result's headers have the older interface (`rawHeaders`), an error's the newer (`toJSON`); a saved poller has neither. */
function plainHeaders(headers) {
  if (typeof headers.rawHeaders === 'function') return headers.rawHeaders();
  if (typeof headers.toJSON === 'function') return headers.toJSON();
  return {};
}

/** The members that scripts read in a `catch` block. */
function describeError(error, normalize) {
  const described = {
    isError: error instanceof Error,
    className: error.constructor.name,
    name: error.name,
    message: normalize(error.message),
  };
  if (error.code !== undefined) described.code = describe(error.code, normalize);
  if (error.statusCode !== undefined) described.statusCode = describe(error.statusCode, normalize);
  if (error.request !== undefined) described.request = describeRequest(error.request, normalize);
  if (error.response !== undefined) described.response = describeErrorResponse(error.response, normalize);
  if (error.details !== undefined) described.details = describeDetails(error.details, normalize);
  return described;
}

function describeErrorResponse(response, normalize) {
  const { status, request, headers } = describeResponse(response, normalize);
  return { status, request, headers };
}

function describeDetails(details, normalize) {
  const described = {};
  for (const [key, value] of Object.entries(details)) {
    if (value !== undefined && !HOP_HEADERS.has(key)) described[key] = describe(value, normalize);
  }
  return described;
}

/**
 * A download's properties are getters in the reference, around two fields of its own. Only the public ones are compared: every
 * getter that the reference's class has.
 */
function describeDownload(download, reference, normalize) {
  const described = {};
  for (const name of reference) {
    if (name === '_response' || name === 'readableStreamBody') continue;
    if (download[name] !== undefined) described[name] = describe(download[name], normalize);
  }
  described.readableStreamBody = describe(download.readableStreamBody, normalize);
  // Scripts ask for members with `in`, also for those that the service did not send.
  described.notIn = reference.filter((name) => !(name in download)).join();
  described.className = download.constructor.name;
  if (download._response !== undefined) described._response = describeResultResponse(download._response, normalize);
  return described;
}

/** A client's public face. */
function describeClient(client, normalize) {
  const described = { className: client.constructor.name };
  for (const name of ['url', 'accountName', 'containerName', 'name']) {
    if (client[name] !== undefined) described[name] = describe(client[name], normalize);
  }
  if (client.credential !== undefined) described.credential = client.credential.constructor.name;
  return described;
}

module.exports = { describe, describeClient, describeDownload, describeError, describeHeaders };
