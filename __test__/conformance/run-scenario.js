'use strict';

// Runs one scenario through the SDK against one service, and writes down what came back.

const { randomBytes } = require('node:crypto');

const sdk = require('@azure/storage-blob');
const { describeExchange, errorCode } = require('./describe');
const { makeNormalizer } = require('./normalize');
const { RecordingClient } = require('./recording-client');
const { nextMillisecond } = require('../support/next-millisecond');

/** Tests show the first response of the service. */
const OPTIONS = { retryOptions: { maxTries: 1 } };

/** The version that requests name which the SDK does not make. */
const RAW_VERSION = '2021-12-02';

/**
 * What a scenario is given:
 * - `step(label, expected, action)`: does what is compared. `expected` is the response of the real service, a status or a status and
 *   an error code ("404 BlobNotFound"). Resolves with what the action does, or with nothing when the service rejected.
 * - `container(options)`, `block(container, name, content, options)`, `snapshots(blob, count)`: makes things that are not compared.
 * - `service`: the SDK's service client, with the account's key; `anonymous(client)`, `at(client, sas)`: other ways to the same.
 * - `raw(client, method, parts)`, `send(request)`: requests as they stand, for what the SDK never sends.
 */
class ScenarioContext {
  #client = new RecordingClient();
  #names;
  #made = 0;
  #normalize;

  constructor({ url, accountName, accountKey }, names) {
    this.sdk = sdk;
    this.url = url;
    this.credential = new sdk.StorageSharedKeyCredential(accountName, accountKey);
    this.service = new sdk.BlobServiceClient(url, this.pipeline(this.credential));
    this.steps = {};
    this.unexpected = [];
    this.#names = names;
    this.#normalize = makeNormalizer(names.map((name, index) => [name, `<name ${index + 1}>`]));
  }

  pipeline(credential) {
    return sdk.newPipeline(credential, { ...OPTIONS, httpClient: this.#client });
  }

  /** A name for a container that nobody else uses; both runs of a scenario get the same ones. */
  name() {
    if (this.#made === this.#names.length) throw new Error('a scenario makes up more names than there are');
    this.#made += 1;
    return this.#names[this.#made - 1];
  }

  async container(options) {
    const container = this.service.getContainerClient(this.name());
    await container.create(options);
    return container;
  }

  async block(container, name = 'blob', content = 'content', options = {}) {
    const blob = container.getBlockBlobClient(name);
    await blob.upload(content, Buffer.byteLength(content), options);
    return blob;
  }

  /** Takes snapshots, each in a millisecond of its own. */
  async snapshots(blob, count) {
    const times = [];
    while (times.length < count) {
      times.push((await blob.createSnapshot()).snapshot);
      await nextMillisecond();
    }
    return times;
  }

  /** The same client without a credential. */
  anonymous(client) {
    return new client.constructor(client.url, this.pipeline(new sdk.AnonymousCredential()));
  }

  /** The same client with a SAS. */
  at(client, sas) {
    const url = `${client.url}${client.url.includes('?') ? '&' : '?'}${sas}`;
    return new client.constructor(url, this.pipeline(new sdk.AnonymousCredential()));
  }

  /** A SAS for a container, or for a blob in it. */
  sas(client, permissions, values = {}) {
    const { containerName, name: blobName } = client;
    const kinds = [sdk.ContainerSASPermissions, sdk.BlobSASPermissions];
    const parsed = permissions && kinds[blobName === undefined ? 0 : 1].parse(permissions);
    const limits = { containerName, blobName, ...(parsed ? { permissions: parsed, expiresOn: hours(1) } : {}) };
    return sdk.generateBlobSASQueryParameters({ ...limits, ...values }, this.credential).toString();
  }

  /** A SAS for the account. */
  accountSas(permissions, resourceTypes = 'sco', values = {}) {
    const limits = {
      permissions: sdk.AccountSASPermissions.parse(permissions),
      resourceTypes: sdk.AccountSASResourceTypes.parse(resourceTypes).toString(),
      services: 'b',
      expiresOn: hours(1),
    };
    return sdk.generateAccountSASQueryParameters({ ...limits, ...values }, this.credential).toString();
  }

  /** A request as it stands, to where a client points, with a SAS of the account. */
  raw(client, method, { query, headers = {}, body } = {}) {
    const length =
      body === undefined && method !== 'PUT' ? {} : { 'content-length': `${Buffer.byteLength(body ?? '')}` };
    const parameters = [query, this.accountSas('rwdlacut')].filter(Boolean);
    const url = `${client.url}?${parameters.join('&')}`;
    return this.send({ method, url, headers: { 'x-ms-version': RAW_VERSION, ...length, ...headers }, body });
  }

  /** A request as it stands, with nothing added. */
  send(request) {
    return this.#client.send(request);
  }

  async step(label, expected, action) {
    if (label in this.steps) throw new Error(`the scenario has two steps named ${label}`);
    this.#client.take();
    let value;
    try {
      value = await action();
    } catch (error) {
      if (!(error instanceof sdk.RestError) || error.statusCode === undefined) throw error;
    }
    const exchanges = this.#client.take();
    if (exchanges.length === 0) throw new Error(`step ${label} asks the service for nothing`);
    this.steps[label] = Object.fromEntries(
      exchanges.map((exchange, index) => [index, describeExchange(exchange, (text) => this.#normalize(text, label))]),
    );
    const last = exchanges.at(-1);
    const responded = /^\d+$/.test(expected) ? `${last.status}` : `${last.status} ${errorCode(last)}`;
    if (responded !== `${expected}`) this.unexpected.push({ label, expected: `${expected}`, responded });
    return value;
  }

  close() {
    this.#client.close();
  }
}

/** A time this number of hours from now; negative numbers are in the past. */
const hours = (count) => new Date(Date.now() + count * 3_600_000);

/** Names for one scenario, the same for all services. */
const freshNames = () => Array.from({ length: 8 }, () => `conformance-${randomBytes(6).toString('hex')}`);

/**
 * Runs a scenario; resolves with `{ steps, unexpected, count }`: the responses, and where they differ from what the scenario expects
 * the real service responds with. With `continueOnError`, a scenario that could not be finished says so in its steps.
 */
async function runScenario(scenario, service, names, { continueOnError = false } = {}) {
  const context = new ScenarioContext(service, names);
  try {
    await scenario.run(context);
  } catch (error) {
    if (!continueOnError) throw error;
    context.steps['the scenario itself'] = { error: String(error.message) };
  } finally {
    context.close();
  }
  const { steps, unexpected } = context;
  return { steps, unexpected };
}

module.exports = { freshNames, hours, runScenario };
