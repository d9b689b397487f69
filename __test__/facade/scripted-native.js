'use strict';

// A native module whose every response the test decides: it shows what the facade does with results that the engine returns
// rarely. Loading this file puts it in the addon's place, so it must be loaded before the first use of the package.

process.env.BLOBFERRY_NATIVE_LIBRARY_PATH = __filename;

/** The test's decisions, and the facade's requests. */
const script = {
  run: undefined,
  runWithBody: undefined,
  download: undefined,
  beginCopy: undefined,
  calls: [],
  /** The number of calls that may have bytes to send or receive, completed or not. */
  begun: 0,
  pipelines: [],
};

function reset() {
  Object.assign(script, { run: undefined, runWithBody: undefined, download: undefined, beginCopy: undefined });
  script.calls = [];
  script.begun = 0;
  script.pipelines = [];
}

/** The caller's options and arguments in one object: how they are divided is between the facade and the engine. */
function passed(json) {
  const { options, ...values } = JSON.parse(json);
  return { ...options, ...values };
}

/** The range of a download as it was passed, a start and a length. */
function rangeOf({ range, ...values }) {
  return { ...values, ...range };
}

class NativeCancel {
  #listeners = [];
  cancelled = false;
  cancel() {
    this.cancelled = true;
    for (const listener of this.#listeners.splice(0)) listener();
  }
  onCancel(listener) {
    this.#listeners.push(listener);
  }
}

/** Nothing is counted: the engine reports the end of a request. */
class NativeTransferProgress {
  async next() {
    return undefined;
  }
}

/** Requests a body from its start to its end, as a fast connection does. */
class NativeUploadSource {
  #length;
  #pieces = [];
  #ended = false;
  #onGiven = () => {};
  #onBroken = () => {};
  given = 0;
  broken = new Promise((resolve) => (this.#onBroken = resolve));

  constructor(length, keep, inPlace) {
    this.#length = length;
    Object.assign(this, { keep, inPlace });
  }
  async next() {
    if (this.#ended || this.given === this.#length) {
      this.#onGiven();
      return undefined;
    }
    return { offset: this.given, room: 1024 * 1024, attempt: 1 };
  }
  another() {
    return this.broken;
  }
  give(offset, piece) {
    if (this.#ended || offset !== this.given) return false;
    this.#pieces.push(Buffer.from(piece));
    this.given += piece.byteLength;
    return true;
  }
  breakOff() {
    this.#ended = true;
    this.#onBroken();
  }
  /** The whole body, or nothing if it was cut off. */
  async body() {
    const isWhole = await Promise.race([
      new Promise((resolve) => (this.#onGiven = () => resolve(true))),
      this.broken.then(() => false),
    ]);
    return isWhole ? Buffer.concat(this.#pieces) : undefined;
  }
}

class NativePipeline {
  constructor(credential, options, getToken) {
    this.credential = JSON.parse(credential);
    this.options = JSON.parse(options);
    this.getToken = getToken;
    script.pipelines.push(this);
  }
  run(operation, url, options, { cancel } = {}) {
    return response('run', { operation, url, options: passed(options), cancel, pipeline: this });
  }
  async runWithBody(operation, url, body, options, { cancel } = {}, _sent, source) {
    script.begun += 1;
    const call = { operation, url, options: passed(options), cancel };
    if (!source) return response('runWithBody', { ...call, body: Buffer.from(body) });
    const whole = new Promise((resolve) => cancel?.onCancel(resolve));
    const given = await Promise.race([source.body(), whole]);
    if (given === undefined) return failed({ kind: 'aborted', message: 'The operation was aborted.' });
    return response('runWithBody', { ...call, body: given });
  }
  download(url, options, { cancel } = {}) {
    script.begun += 1;
    return response('download', { url, options: rangeOf(passed(options)), cancel });
  }
  beginCopy(url, copySource, json, intervalInMs, resumeFrom, { cancel } = {}) {
    // As one object, without what is not given.
    const options = JSON.parse(JSON.stringify({ ...JSON.parse(json), copySource, intervalInMs, resumeFrom }));
    return response('beginCopy', { url, options, cancel });
  }
}

async function response(kind, call) {
  script.calls.push({ kind, ...call });
  if (!script[kind]) throw new Error(`the test did not expect ${kind} ${call.operation ?? ''}`);
  const outcome = script[kind](call);
  // The engine responds from another thread, so never before its caller has continued.
  await Promise.resolve();
  return outcome;
}

/** The result of a successful call. */
const ok = (result, extra = {}) => ({ ok: JSON.stringify(result), head: '200 GET http://h/\n\n', ...extra });

/** The result of a failed call. */
const failed = (failure) => ({ failure: JSON.stringify(failure) });

/** A promise that resolves when the signal's handle is pulled, as the engine's do. */
const untilCancelled = (cancel) =>
  new Promise((resolve) => {
    cancel.onCancel(() => resolve(failed({ kind: 'aborted', message: 'The operation was aborted.' })));
  });

function describeUrl(text) {
  const url = new URL(text);
  const [containerName, ...blob] = url.pathname.split('/').slice(1).filter(Boolean).map(decodeURIComponent);
  const names = containerName === undefined ? {} : { containerName };
  if (blob.length > 0) names.blobName = blob.join('/');
  return JSON.stringify({
    url: url.href,
    accountName: url.hostname.split('.')[0],
    isHttps: url.protocol === 'https:',
    ...names,
  });
}

function appendPath(text, name) {
  const url = new URL(text);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${name.split('/').map(encodeURIComponent).join('/')}`;
  return url.href;
}

function describeChild(text, name) {
  return describeUrl(appendPath(text, name));
}

function setParameter(text, name, value) {
  const url = new URL(text);
  if (value === undefined) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return url.href;
}

const redact = (text) => text.replace(/\b(sig|authorization|x-ms-encryption-key)=[^&\s]*/gi, '$1=REDACTED');

const nextTurn = setImmediate;

function parseConnectionString(text) {
  if (text === 'account') {
    return JSON.stringify({
      kind: 'AccountConnString',
      url: 'https://account.blob.core.windows.net',
      accountName: 'account',
      accountKey: 'c2VjcmV0',
      proxyUri: 'http://me:pass%40word@proxy.example:8080',
    });
  }
  if (text === 'sas') {
    const url = 'https://account.blob.core.windows.net';
    return JSON.stringify({ kind: 'SASConnString', url, accountName: 'account', accountSas: 'sv=1&sig=c2VjcmV0' });
  }
  const failure = {
    kind: 'argumentType',
    message: 'The connection string has no AccountName',
    argument: 'connectionString',
  };
  throw new Error(`blobferry:${JSON.stringify(failure)}`);
}

const version = () => '9.9.9';
const systemHasRoots = () => true;
const setFallbackRoots = () => undefined;

module.exports = {
  NativeCancel,
  NativePipeline,
  NativeTransferProgress,
  NativeUploadSource,
  appendPath,
  describeChild,
  describeUrl,
  nextTurn,
  parseConnectionString,
  redact,
  setFallbackRoots,
  setParameter,
  systemHasRoots,
  version,
  failed,
  ok,
  reset,
  script,
  untilCancelled,
};
