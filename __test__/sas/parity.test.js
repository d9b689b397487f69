'use strict';

// Signatures for thousands of random inputs, and the errors for invalid ones, are those of the reference, byte for
// byte.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry, libraries, reference } = require('../support/libraries');
const { recordAt } = require('../support/record-members');
const { KEY, RandomValues, realise } = require('./random-values');

// Both libraries do the same.
recordAt('parity');

const ROUNDS = 4000;
const SEED = 20_260_406;
const URL_OF_BLOB = 'https://account.blob.core.windows.net/container/blob';

/** What a call gave or threw. A signature is shown with every property that a script can see; an empty text says nothing. */
function outcome(action) {
  try {
    const value = action();
    if (typeof value === 'string') return value;
    const fields = Object.entries({ ...value, ...JSON.parse(JSON.stringify(value)) });
    return { text: value.toString(), fields: fields.filter(([, field]) => field !== undefined && field !== '') };
  } catch (error) {
    return { class: error.constructor.name, message: error.message };
  }
}

/** Compares what `action(library, values)` returns; returns how often it was a signature. */
function compareAll(makePlan, action) {
  const random = new RandomValues(SEED);
  let signed = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const plan = makePlan(random);
    const [expected, actual] = [reference, blobferry].map((library) => outcome(() => action(library, plan)));
    assert.deepEqual(actual, expected, `round ${round}: ${JSON.stringify(plan)}`);
    if (expected.text !== undefined || typeof expected === 'string') signed += 1;
  }
  assert.ok(signed > ROUNDS / 5 && signed < ROUNDS, `${signed} of ${ROUNDS} could be signed`);
}

const keyOf = (library) => new library.StorageSharedKeyCredential('account', KEY);

describe('random values', () => {
  test('for a container or blob, with an account key', () => {
    compareAll(
      (random) => random.blob(),
      (library, plan) => library.generateBlobSASQueryParameters(realise(plan, library), keyOf(library)),
    );
  });

  test('for a container or blob, with a user delegation key', () => {
    compareAll(
      (random) => ({ values: random.blob(), key: random.userDelegationKey() }),
      (library, { values, key }) =>
        library.generateBlobSASQueryParameters(realise(values, library), realise(key, library), 'account'),
    );
  });

  test('for an account', () => {
    compareAll(
      (random) => random.account(),
      (library, plan) => library.generateAccountSASQueryParameters(realise(plan, library), keyOf(library)),
    );
  });

  test('the text that is signed, by all clients', () => {
    compareAll(
      (random) => random.blob(),
      (library, plan) =>
        new library.BlobClient(URL_OF_BLOB, keyOf(library)).generateSasStringToSign(realise(plan, library)),
    );
    compareAll(
      (random) => ({ values: random.blob(), key: random.userDelegationKey() }),
      (library, { values, key }) =>
        new library.BlobClient(URL_OF_BLOB).generateUserDelegationSasStringToSign(
          realise(values, library),
          realise(key, library),
        ),
    );
    compareAll(
      (random) => random.account(),
      (library, plan) => {
        const { expiresOn, permissions, resourceTypes, ...options } = realise(plan, library);
        const client = new library.BlobServiceClient('https://account.blob.core.windows.net', keyOf(library));
        return client.generateSasStringToSign(expiresOn, permissions, resourceTypes, options);
      },
    );
  });
});

describe('SASQueryParameters by themselves', () => {
  test('by position and by options they are the same text', () => {
    const date = new Date(1_795_366_189_999);
    const key = realise(new RandomValues(1).userDelegationKey(), reference);
    const positions = [
      ...['r', 'b', 'sco', 'https', date, date, { start: '1.1.1.1', end: '2.2.2.2' }, 'policy', 'b'],
      ...['cc', 'cd', 'ce', 'cl', 'ct', key, 'agent', 'correlation', 'scope', 'user', 'h1,h2', 'q1'],
    ];
    for (let length = 0; length <= positions.length; length += 1) {
      const [expected, actual] = [reference, blobferry].map((library) =>
        outcome(() => new library.SASQueryParameters('2026-04-06', 'a+b/c=', ...positions.slice(0, length))),
      );
      assert.deepEqual(actual, expected, `${length} positions`);
    }
    const options = { permissions: 'r', ipRange: { start: '1.1.1.1' }, userDelegationKey: key, correlationId: 'id' };
    const [expected, actual] = [reference, blobferry].map((library) => {
      const sas = new library.SASQueryParameters('2026-04-06', 'a+b/c=', options);
      return { ...outcome(() => sas), ipRange: sas.ipRange };
    });
    assert.deepEqual(actual, expected);
  });
});

describe('clients', () => {
  const expiresOn = new Date('2030-01-01T00:00:00.500Z');
  const key = realise(new RandomValues(2).userDelegationKey(), reference);

  /** What every client's methods give, as text or error. */
  async function results(library, url, credential) {
    const blob = new library.BlobClient(url, credential);
    const container = new library.ContainerClient(url, credential);
    const service = new library.BlobServiceClient(url, credential);
    const forBlob = { permissions: library.BlobSASPermissions.parse('r'), expiresOn };
    const forContainer = { permissions: library.ContainerSASPermissions.parse('rl'), expiresOn };
    const calls = {
      blob: () => blob.generateSasUrl(forBlob),
      'blob without options': () => blob.generateSasUrl(),
      'blob by user': () => blob.generateUserDelegationSasUrl(forBlob, key),
      'blob by user, without key': () => blob.generateUserDelegationSasUrl(forBlob, { ...key, value: '' }),
      'block blob': () => blob.getBlockBlobClient().generateSasUrl(forBlob),
      snapshot: () => blob.withSnapshot('2026-11-22T13:11:11.0000000Z').generateSasUrl(forBlob),
      version: () => blob.withVersion('2026-11-22T13:11:11.0000000Z').generateSasUrl(forBlob),
      container: () => container.generateSasUrl(forContainer),
      'container without options': () => container.generateSasUrl(),
      'container text': () => container.generateSasStringToSign(forContainer),
      'container by user': () => container.generateUserDelegationSasUrl(forContainer, key),
      'container text by user': () => container.generateUserDelegationSasStringToSign(forContainer, key),
      account: () => service.generateAccountSasUrl(expiresOn),
      'account with everything': () =>
        service.generateAccountSasUrl(expiresOn, library.AccountSASPermissions.parse('rwdl'), 'co', {
          startsOn: expiresOn,
          protocol: library.SASProtocol.Https,
          ipRange: { start: '1.1.1.1' },
          encryptionScope: 'scope',
          version: '2021-12-02',
        }),
    };
    const outcomes = {};
    for (const [label, call] of Object.entries(calls)) {
      let atOnce = true;
      try {
        const promise = call();
        atOnce = false;
        outcomes[label] = { isPromise: typeof promise !== 'string', value: await promise };
      } catch (error) {
        outcomes[label] = { class: error.constructor.name, message: error.message, atOnce };
      }
    }
    return outcomes;
  }

  for (const [label, url] of Object.entries({
    plain: URL_OF_BLOB,
    'in path style': 'http://127.0.0.1:10000/account/container/folder/blob.txt',
    'with a name to escape': "https://account.blob.core.windows.net/container/a%20b%2Fc'd/%E4%B8%96+?%C3%BC",
    'with a query': `${URL_OF_BLOB}?a=b%20c&d`,
    'with a SAS': `${URL_OF_BLOB}?sv=2021-12-02&sig=old`,
    'with a backslash': 'https://account.blob.core.windows.net/container/a%5Cb',
  })) {
    test(`URLs ${label}`, async () => {
      const make = (library) => results(library, url, keyOf(library));
      assert.deepEqual(await make(blobferry), await make(reference));
    });
  }

  test('without a key', async () => {
    const make = (library) => results(library, URL_OF_BLOB, undefined);
    assert.deepEqual(await make(blobferry), await make(reference));
  });

  test('an account signature is good for an hour when nothing is said', () => {
    for (const library of Object.values(libraries)) {
      const client = new library.BlobServiceClient('https://account.blob.core.windows.net', keyOf(library));
      const query = new URL(client.generateAccountSasUrl()).searchParams;
      const left = Date.parse(query.get('se')) - Date.now();
      assert.ok(left > 3_500_000 && left <= 3_600_000, `${left} ms`);
      assert.equal(query.get('sp'), 'r');
    }
  });
});
