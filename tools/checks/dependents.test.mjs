// `npm run check:dependents`: third-party packages that depend on `@azure/storage-blob`, as they are on npm, in two projects: one as it is,
// the other with blobferry in the reference's place by `overrides`. Each package does the same steps in both, on Azurite; what each step gives
// or throws must be the same. BLOBFERRY_CHECKED_ADDON names another addon than the one in the root.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { after, before, describe, test } from 'node:test';

import { startAzurite } from '../lib/azurite.mjs';
import { inRoot } from '../lib/paths.mjs';
import { publishHere } from './support/published.mjs';
import { Project, scratchFolder } from './support/scratch.mjs';

const require = createRequire(import.meta.url);
const REFERENCE = '@azure/storage-blob';
// The newest that runs on every Node that is tested.
const REFERENCE_VERSION = '12.32.0';

const steps = inRoot('tools', 'checks', 'dependents');
const names = fs
  .readdirSync(steps)
  .filter((name) => name !== 'run.cjs')
  .map((name) => path.basename(name, '.cjs'));

const folder = scratchFolder('dependents');
let published;
let azurite;
let projects;

before(async () => {
  published = await publishHere(folder);
  azurite = await startAzurite({ anyVersion: true });
  projects = { reference: await install('reference', {}), blobferry: await install('blobferry', override()) };
});

after(async () => {
  await published?.stop();
  await azurite?.stop();
});

function override() {
  return { [REFERENCE]: `npm:blobferry@${published.version}` };
}

/** A project with all the packages, and with the reference or its replacement. */
async function install(name, overrides) {
  const packages = names.flatMap((each) => require(path.join(steps, `${each}.cjs`)).packages);
  const dependencies = Object.fromEntries(packages.map(splitVersion));
  dependencies[REFERENCE] = overrides[REFERENCE] ?? REFERENCE_VERSION;
  const made = new Project(folder, name, {
    AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
    npm_config_registry: published.url,
  });
  made.write({
    'package.json': {
      private: true,
      dependencies,
      overrides: overrides[REFERENCE] && { [REFERENCE]: `$${REFERENCE}` },
    },
  });
  fs.cpSync(steps, made.folder, { recursive: true });
  await made.run('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--legacy-peer-deps',
    '--loglevel=error',
  ]);
  return made;
}

function splitVersion(specifier) {
  const at = specifier.lastIndexOf('@');
  return [specifier.slice(0, at), specifier.slice(at + 1)];
}

/** Every copy of the package that a project has, by the name that its own package.json gives it. */
function copies({ folder: root }) {
  const found = fs.readdirSync(path.join(root, 'node_modules'), { recursive: true });
  const manifests = found.filter((file) => file.split(path.sep).join('/').endsWith(`${REFERENCE}/package.json`));
  return manifests.map((file) => JSON.parse(fs.readFileSync(path.join(root, 'node_modules', file), 'utf8')).name);
}

/** The README names one difference that packages can see: a failed HEAD request has a message and a code here, there neither. */
function withoutBetterError(step, expected) {
  const { error } = expected ?? {};
  if (step.error === undefined || error?.name !== 'RestError' || error.message !== '' || error.code !== undefined)
    return step;
  const { name, statusCode } = step.error;
  return { ...step, error: { name, statusCode, message: '' } };
}

const TYPESCRIPT = inRoot('node_modules', 'typescript', 'bin', 'tsc');

/** What the compiler says about the declarations of all packages, without what differs between the projects. */
async function typeErrors(project) {
  const packages = names.flatMap((each) => require(path.join(steps, `${each}.cjs`)).packages);
  const imports = packages.map((specifier) => `import '${splitVersion(specifier)[0]}';\n`);
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    types: ['node'],
    typeRoots: [inRoot('node_modules', '@types')],
  };
  project.write({
    'types.mts': `import '${REFERENCE}';\n${imports.join('')}`,
    'tsconfig.json': { compilerOptions, files: ['types.mts'] },
  });
  const { stdout } = await project.attempt(process.execPath, [TYPESCRIPT, '-p', '.', '--pretty', 'false']);
  return stdout.split('\n').filter((line) => /: error TS\d+:/.test(line));
}

describe('packages of other people', () => {
  test('get what they should: no copy of the reference is left', () => {
    assert.ok(copies(projects.reference).every((name) => name === REFERENCE));
    assert.deepEqual([...new Set(copies(projects.blobferry))], ['blobferry']);
  });

  test('have declarations that compile as before, all of them checked', async (context) => {
    const [before, now] = [await typeErrors(projects.reference), await typeErrors(projects.blobferry)];
    context.diagnostic(`${before.length} problems that the declarations have with the reference, too`);
    const place = (line) => line.replace(/\(\d+,\d+\)/, '');
    const known = new Set(before.map(place));
    assert.deepEqual(
      now.filter((line) => !known.has(place(line))),
      [],
    );
  });

  for (const name of names) {
    test(name, async (context) => {
      const [expected, found] = await Promise.all(
        [projects.reference, projects.blobferry].map(async (project) =>
          JSON.parse(await project.node(['run.cjs', `${name}.cjs`])),
        ),
      );
      const actual = found.map((step, index) => withoutBetterError(step, expected[index]));
      assert.ok(expected.length >= 4, 'the steps ran');
      const different = actual.filter((step, index) => !isDeepStrictEqual(step, expected[index]));
      context.diagnostic(`${name}: ${actual.length - different.length} of ${expected.length} steps are the same`);
      for (const step of different) {
        const should = expected.find(({ label }) => label === step.label);
        context.diagnostic(
          `${name}, ${step.label}: ${JSON.stringify(step)} instead of ${JSON.stringify(should)}`.slice(0, 600),
        );
      }
      assert.deepEqual(actual, expected);
    });
  }
});
