'use strict';

// Every operation meets every fault: nothing is lost, nothing is done twice, and the error says what happened.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const { blobferry, reference } = require('../support/libraries');
const { startSimulator } = require('../support/simulator');
const { BODY_FAULTS, FAULTS, TRIES } = require('./faults');
const { READS, WRITES } = require('./operations');

const RETRY = { maxTries: TRIES, retryDelayInMs: 1, maxRetryDelayInMs: 2 };

let simulator;
let number = 0;

before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());

/** Containers of its own, and clients: `container` meets the faults with few and quick tries, `sure` is for looking. */
async function makeContext(options) {
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
  const containers = [context.name, `${context.name}-other`];
  await simulator.faults(...containers.map((container) => ({ ...rule, which: { operation, container } })));
  await simulator.clearRequests();
  const outcome = await run().then(
    (result) => ({ result }),
    (error) => ({ error }),
  );
  await simulator.clearFaults();
  await simulator.releaseStalls();
  const requests = await simulator.requests({ operation });
  const ours = requests.filter(({ path }) => containers.some((container) => path.split('/')[2] === container));
  return { ...outcome, tries: ours.length };
}

/** The rest of an error without a body, and so without a code: the response to a HEAD request. */
function withoutBody({ statusCode, ...others }) {
  return statusCode === undefined ? others : { statusCode };
}

function assertError(error, expected) {
  assert.equal(error?.name, 'RestError', error?.stack);
  for (const [field, value] of Object.entries(expected)) assert.equal(error[field], value, error.message);
}

for (const row of WRITES) {
  describe(row.operation, () => {
    for (const [name, fault] of Object.entries(FAULTS)) {
      test(name, async () => {
        const context = await makeContext(fault.options);
        const prepared = await row.prepare(context);
        assert.deepEqual(await row.state(context, prepared), row.before);
        const seen = await meet(context, row.operation, fault.rule, () => row.run(context, prepared));
        const state = await row.state(context, prepared);
        if (row.once && !fault.rejected && fault.error === undefined) {
          // It may have taken effect, and a second time would be one too many: the caller hears of it at once.
          assert.ok(seen.error, 'the caller is told');
          assert.equal(seen.tries, 1);
          assert.deepEqual(state, fault.takesEffect ? row.after : row.before);
        } else if (fault.error) {
          assertError(seen.error, fault.error);
          assert.equal(seen.tries, row.once ? 1 : fault.tries);
          assert.deepEqual(state, row.before);
        } else if (fault.takesEffect && row.lostAnswer) {
          if (row.lostAnswer.code) assertError(seen.error, { code: row.lostAnswer.code });
          else assert.ifError(seen.error);
          assert.equal(seen.tries, fault.tries);
          assert.deepEqual(state, row.lostAnswer.state);
        } else {
          assert.ifError(seen.error);
          assert.equal(seen.tries, fault.tries);
          assert.deepEqual(state, row.after);
        }
      });
    }
  });
}

for (const row of READS) {
  describe(row.operation, () => {
    for (const [name, column] of Object.entries({ ...FAULTS, ...(row.hasBody ? BODY_FAULTS : {}) })) {
      test(name, async () => {
        const fault = { ...column, ...row.exceptions?.[name] };
        const context = await makeContext(fault.options);
        await row.prepare(context);
        const seen = await meet(context, row.operation, fault.rule, () => row.run(context));
        if (fault.error) assertError(seen.error, row.hasBody ? fault.error : withoutBody(fault.error));
        else assert.ifError(seen.error);
        assert.equal(seen.tries, fault.tries);
        if (!fault.error) assert.deepEqual(seen.result, row.result);
      });
    }
  });
}
