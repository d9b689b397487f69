'use strict';

// Runs one scenario through one library, and writes down what it sent, what came back, and what was thrown.

const { ACCOUNT_KEY, ACCOUNT_NAME, connectionString } = require('../support/azurite');
const { freshContainerName } = require('../support/fresh');
const { innerFile, reference } = require('./reference');
const { describe, describeClient, describeDownload, describeError } = require('./describe');
const { makeNormalizer } = require('./normalize');
const { asStep } = require('./outcomes');
const { describeWire } = require('./wire');

/** Every public getter of the reference's download response. */
const DOWNLOAD_PROPERTIES = (() => {
  // The class is not exported, so it is read from its file, beside the package's entry.
  const file = innerFile('BlobDownloadResponse.js');
  const { BlobDownloadResponse } = require(file);
  const descriptors = Object.getOwnPropertyDescriptors(BlobDownloadResponse.prototype);
  return Object.keys(descriptors).filter((name) => descriptors[name].get !== undefined);
})();

/**
 * What a scenario is given:
 * - `step(label, action)` runs an action of the library under comparison and records its result or error; resolves with the result.
 * - `note(label, value)` records a value.
 * - `service`, `url`, `connectionString`: the library on Azurite, through the recording proxy.
 * - `container()` makes a container without being recorded: `{ name, client (library), setup (reference, straight to Azurite) }`.
 * - `setup`: the reference's service client straight to Azurite, for everything that is not compared.
 * - `reply(response)`: the proxy responds itself, for responses that Azurite never sends.
 * - `other`: the other library, for what one saves and the other resumes.
 */
class ScenarioContext {
  constructor({ library, other, azurite, proxy }) {
    this.library = library;
    this.other = other;
    this.proxy = proxy;
    this.accountName = ACCOUNT_NAME;
    this.accountKey = ACCOUNT_KEY;
    this.url = `${proxy.origin}/${ACCOUNT_NAME}`;
    this.connectionString = connectionString(this.url);
    this.setup = reference.BlobServiceClient.fromConnectionString(azurite.connectionString);
    this.service = this.serviceOf(library);
    this.names = new Map();
    this.normalize = makeNormalizer(this.names);
    this.steps = {};
  }

  serviceOf(library) {
    return new library.BlobServiceClient(this.url, new library.StorageSharedKeyCredential(ACCOUNT_NAME, ACCOUNT_KEY));
  }

  /** Makes the proxy respond itself from now on; without a response, Azurite responds again. */
  reply(response) {
    this.proxy.inject(response && (() => response));
  }

  containerName() {
    const name = freshContainerName('parity');
    this.names.set(name, `<container-${this.names.size + 1}>`);
    return name;
  }

  async container(options) {
    const name = this.containerName();
    const setup = this.setup.getContainerClient(name);
    await setup.create(options);
    return { name, setup, client: this.service.getContainerClient(name) };
  }

  async step(label, action) {
    let thrownAtOnce = true;
    let value;
    try {
      const promise = asStep(action);
      thrownAtOnce = false;
      value = await promise;
    } catch (error) {
      this.record(label, { error: describeError(error, this.normalize), ...(thrownAtOnce ? { thrownAtOnce } : {}) });
      return undefined;
    }
    this.record(label, { ok: this.describe(value) });
    return value;
  }

  note(label, value) {
    this.record(label, { ok: this.describe(value) });
  }

  record(label, outcome) {
    if (label in this.steps) throw new Error(`the scenario has two steps named ${label}`);
    this.steps[label] = outcome;
  }

  describe(value) {
    if (isDownload(value)) return describeDownload(value, DOWNLOAD_PROPERTIES, this.normalize);
    if (isClient(value)) return describeClient(value, this.normalize);
    if (isPoller(value)) return describePoller(value, this.normalize);
    if (isCreatedContainer(value)) {
      const { containerClient, containerCreateResponse } = value;
      return {
        containerClient: this.describe(containerClient),
        containerCreateResponse: this.describe(containerCreateResponse),
      };
    }
    return describe(value, this.normalize);
  }
}

/** Also one whose stream was read to a file. */
const isDownload = (value) => value?.originalResponse !== undefined;
const isClient = (value) => typeof value?.url === 'string' && typeof value.accountName === 'string';
const isPoller = (value) => typeof value?.pollUntilDone === 'function';
const isCreatedContainer = (value) => value?.containerClient !== undefined;

/** The fields of a poller's state that its type makes public, and the poller's own questions. */
function describePoller(poller, normalize) {
  const { copyId, copyProgress, copySource, isStarted, isCompleted, isCancelled, error, result } =
    poller.getOperationState();
  const state = { copyId, copyProgress, copySource, isStarted, isCompleted, isCancelled, error, result };
  return {
    isDone: poller.isDone(),
    isStopped: poller.isStopped(),
    state: describe(state, normalize),
    saved: describe(JSON.parse(poller.toString()), normalize),
  };
}

/** Runs one scenario; resolves with `{ steps, requests }`, both described. */
async function runScenario(scenario, parts) {
  const context = new ScenarioContext(parts);
  parts.proxy.take();
  try {
    await scenario.run(parts.library, context);
  } catch (error) {
    // The scenario could not continue, say because a step before it failed. What was recorded so far shows why.
    if (parts.library === reference) throw error;
    context.record('the scenario itself', { error: describeError(error, context.normalize) });
  } finally {
    context.reply(undefined);
  }
  const requests = parts.proxy.take().map((record) => describeWire(record, context.normalize));
  return { steps: context.steps, requests };
}

module.exports = { runScenario };
