'use strict';

// Every operation meets every fault: nothing is lost, nothing is done twice, and the error says what happened.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { blobferry, reference } = require('../support/libraries');
const { startSimulator } = require('../support/simulator');
const { BODY_FAULTS, FAULTS, TIMED, ATTEMPTS } = require('./faults');
const { READS, WRITES } = require('./operations');

const RETRY = { maxTries: ATTEMPTS, retryDelayInMs: 1, maxRetryDelayInMs: 2 };

let number = 0;

/** Containers of its own, and clients: `container` meets the faults with few and quick attempts, `sure` is for looking. */
async function makeContext(simulator, options) {
  const name = `faults-${number++}`;
  const connect = (library, retryOptions) =>
    library.BlobServiceClient.fromConnectionString(simulator.connectionString(), { retryOptions });
  const service = connect(blobferry, { ...RETRY, ...options });
  const sure = connect(blobferry, RETRY).getContainerClient(name);
  await sure.create();
  const sas = await sure.generateSasUrl({
    permissions: blobferry.ContainerSASPermissions.parse('r'),
    expiresOn: new Date(Date.now() + 3_600_000),
  });
  return {
    simulator,
    name,
    container: service.getContainerClient(name),
    other: service.getContainerClient(`${name}-other`),
    sure,
    sureOther: connect(blobferry, RETRY).getContainerClient(`${name}-other`),
    reference: connect(reference, RETRY).getContainerClient(name),
    signed: (url) => `${url}?${new URL(sas).searchParams}`,
  };
}

/** Runs an operation while a rule is in force for its container; resolves with what came of it. */
async function meet(context, operation, rule, run) {
  const { simulator } = context;
  const containers = [context.name, `${context.name}-other`];
  await simulator.faults(...containers.map((container) => ({ ...rule, which: { operation, container } })));
  await simulator.clearRequests();
  const outcome = await run().then(
    (result) => ({ result }),
    (error) => ({ error }),
  );
  // An attempt that its client has left is dropped, and logged, when the service has noticed.
  await simulator.idle();
  await simulator.clearFaults();
  const requests = await simulator.requests({ operation });
  const ours = requests.filter(({ path }) => containers.some((container) => path.split('/')[2] === container));
  return { ...outcome, attempts: ours.length };
}

/** The rest of an error without a body, and so without a code: the response to a HEAD request. */
function withoutBody({ statusCode, ...others }) {
  return statusCode === undefined ? others : { statusCode };
}

function assertError(error, expected) {
  assert.equal(error?.name, 'RestError', error?.stack);
  for (const [field, value] of Object.entries(expected)) assert.equal(error[field], value, error.message);
}

async function checkWrite(simulator, row, fault) {
  const context = await makeContext(simulator, fault.options);
  const prepared = await row.prepare(context);
  assert.deepEqual(await row.state(context, prepared), row.before);
  const seen = await meet(context, row.operation, fault.rule, () => row.run(context, prepared));
  const state = await row.state(context, prepared);
  if (row.once && !fault.rejected && fault.error === undefined) {
    // It may have taken effect, and a second time would be one too many: the caller hears of it at once.
    assert.ok(seen.error, 'the caller gets an error');
    assert.equal(seen.attempts, 1);
    assert.deepEqual(state, fault.takesEffect ? row.after : row.before);
  } else if (fault.error) {
    assertError(seen.error, fault.error);
    assert.equal(seen.attempts, row.once ? 1 : fault.attempts);
    assert.deepEqual(state, row.before);
  } else if (fault.takesEffect && row.lostResponse) {
    if (row.lostResponse.code) assertError(seen.error, { code: row.lostResponse.code });
    else assert.ifError(seen.error);
    assert.equal(seen.attempts, fault.attempts);
    assert.deepEqual(state, row.lostResponse.state);
  } else {
    assert.ifError(seen.error);
    assert.equal(seen.attempts, fault.attempts);
    assert.deepEqual(state, row.after);
  }
}

async function checkRead(simulator, row, column, name) {
  const fault = { ...column, ...row.exceptions?.[name] };
  const context = await makeContext(simulator, fault.options);
  await row.prepare(context);
  const seen = await meet(context, row.operation, fault.rule, () => row.run(context));
  if (fault.error) assertError(seen.error, row.hasBody ? fault.error : withoutBody(fault.error));
  else assert.ifError(seen.error);
  assert.equal(seen.attempts, fault.attempts);
  if (!fault.error) assert.deepEqual(seen.result, row.result);
}

/** Every operation with every fault: `[row, name of the fault, the check with a simulator]`. */
const CASES = [
  ...WRITES.flatMap((row) =>
    Object.entries(FAULTS).map(([name, fault]) => [row, name, fault, (simulator) => checkWrite(simulator, row, fault)]),
  ),
  ...READS.flatMap((row) =>
    Object.entries({ ...FAULTS, ...(row.hasBody ? BODY_FAULTS : {}) }).map(([name, fault]) => [
      row,
      name,
      fault,
      (simulator) => checkRead(simulator, row, fault, name),
    ]),
  ),
];

for (const row of [...WRITES, ...READS]) {
  describe(row.operation, () => {
    let simulator;
    before(async () => {
      simulator = await startSimulator();
    });
    after(() => simulator.stop());

    for (const [, name, , check] of CASES.filter(([of, , fault]) => of === row && fault.options !== TIMED)) {
      test(name, () => check(simulator));
    }
  });
}

describe('an attempt whose time is over', { concurrency: true }, () => {
  for (const [{ operation }, name, , check] of CASES.filter(([, , fault]) => fault.options === TIMED)) {
    test(`${operation}: ${name}`, async () => {
      const simulator = await startSimulator();
      try {
        await check(simulator);
      } finally {
        await simulator.stop();
      }
    });
  }
});
