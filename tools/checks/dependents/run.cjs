'use strict';

// Runs the steps of one package, and prints what each gave or threw. Arguments: the file of the steps. It is copied into a project that has
// the package, and runs there.

const { randomUUID } = require('node:crypto');

const steps = [];

/** Runs one step. One that fails does not keep the others from running, so that one run tells all there is to mend. */
async function step(label, action) {
  try {
    steps.push({ label, result: plain(await action()) });
  } catch (error) {
    const { name, code, statusCode, message } = error ?? {};
    steps.push({ label, error: plain({ name, code, statusCode, message: String(message ?? error).split('\n')[0] }) });
  }
}

/** As JSON has it, with what differs from run to run left out. */
function plain(value) {
  if (value === undefined) return null;
  return JSON.parse(JSON.stringify(value).replaceAll(container, '<container>'));
}

async function text(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

const container = `check-${randomUUID()}`;
const connectionString = process.env.AZURE_STORAGE_CONNECTION_STRING;
const part = (name) => new RegExp(`${name}=([^;]+)`).exec(connectionString)[1];

const context = {
  step,
  text,
  container,
  connectionString,
  account: part('AccountName'),
  key: part('AccountKey'),
  endpoint: part('BlobEndpoint'),
  /** The library as this project has it: to prepare what the package under test expects to be there. */
  library: require('@azure/storage-blob'),
};

step('everything', () => require(`./${process.argv[2]}`).use(context)).then(() => {
  // That it ran to its end is no result of its own.
  if (steps.at(-1).result !== undefined) steps.pop();
  console.log(JSON.stringify(steps));
});
