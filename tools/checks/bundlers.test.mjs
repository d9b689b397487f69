// `npm run check:bundlers`: the recipes of docs/guides/bundling.md, as they stand there, with the published packages: what is bundled runs
// against Azurite. And without the recipe, the program says which one to use. Needs the npm registry.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { after, before, describe, test } from 'node:test';

import { startAzurite } from '../lib/azurite.mjs';
import { inRoot } from '../lib/paths.mjs';
import { publishHere } from './support/published.mjs';
import { Project, scratchFolder } from './support/scratch.mjs';

const VERSIONS = {
  esbuild: ['esbuild@0.28.2'],
  rollup: ['rollup@4.68.8', '@rollup/plugin-commonjs@29.0.0', '@rollup/plugin-node-resolve@16.0.3'],
  webpack: ['webpack@5.113.0', 'webpack-cli@6.0.1'],
  vite: ['vite@7.3.8'],
  ncc: ['@vercel/ncc@0.45.0'],
  next: ['next@16.4.6', 'react@19.2.0', 'react-dom@19.2.0'],
};

const RECIPES = readRecipes(fs.readFileSync(inRoot('docs', 'guides', 'bundling.md'), 'utf8'));
const ROUND_TRIP = fs.readFileSync(inRoot('tools', 'checks', 'programs', 'round-trip.cjs'), 'utf8');
const EXPECTED = { content: 'hello', names: ['destination.txt', 'source.txt'] };

const folder = scratchFolder('bundlers');
let published;
let azurite;

before(async () => {
  published = await publishHere(folder);
  azurite = await startAzurite();
});

after(async () => {
  await published?.stop();
  await azurite?.stop();
});

/** The guide's code blocks by the name behind their language. */
function readRecipes(markdown) {
  const blocks = markdown.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms);
  return Object.fromEntries([...blocks].map(([, name, content]) => [name, content]));
}

/** A project with a program, the bundler, and blobferry. */
async function project(name, bundler, { alias = 'blobferry', files = {} } = {}) {
  const made = new Project(folder, name, {
    AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
    npm_config_registry: published.url,
    NEXT_TELEMETRY_DISABLED: '1',
  });
  const use = `roundTrip(library).then((r) => console.log(JSON.stringify(r)), (e) => { console.log(e.message); process.exitCode = 3; });\n`;
  made.write({
    'package.json': { private: true },
    'round-trip.cjs': ROUND_TRIP.replace(/if \(require\.main === module\)[^]*/, ''),
    'app.js': `const library = require('${alias}');\nconst { roundTrip } = require('./round-trip.cjs');\n${use}`,
    'app.mjs':
      `import * as library from '${alias}';\n${ROUND_TRIP.match(/^async function roundTrip[^]*?^}$/m)[0]}\n${use}`.replaceAll(
        'randomUUID()',
        'globalThis.crypto.randomUUID()',
      ),
    ...files,
  });
  const dependency =
    alias === 'blobferry' ? `blobferry@${published.version}` : `${alias}@npm:blobferry@${published.version}`;
  const packages = [dependency, ...VERSIONS[bundler]];
  await made.run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages]);
  return made;
}

/** Runs a command of the guide. */
function runRecipe(made, command) {
  return made.run('sh', ['-c', command.replaceAll('npx ', './node_modules/.bin/')]);
}

async function assertRuns(made, file) {
  assert.deepEqual(JSON.parse(await made.node([file])), EXPECTED);
}

/**
 * Without the recipe the program ends with the error that names it. It runs alone: where the platform's package is installed, a bundle finds
 * the addon there.
 */
async function assertNamesRecipe(made, bundled, ...expected) {
  const alone = `${made.folder}-alone`;
  fs.cpSync(path.dirname(made.path(bundled)), alone, { recursive: true });
  const file = path.join(alone, path.basename(bundled));
  const { code, stdout, stderr } = await made.attempt(process.execPath, [file]);
  assert.equal(code, 3, stderr);
  assert.match(stdout, /^blobferry cannot find its native module, because it was bundled\./);
  for (const text of expected) assert.ok(stdout.includes(text), stdout);
}

describe('esbuild', () => {
  test('the recipe', async () => {
    const made = await project('esbuild', 'esbuild');
    await runRecipe(made, RECIPES.esbuild);
    await assertRuns(made, 'dist/app.js');
  });

  test('the recipe, in place of the reference', async () => {
    const made = await project('esbuild-reference', 'esbuild', { alias: '@azure/storage-blob' });
    await runRecipe(made, RECIPES.esbuild.replace('--external:blobferry', '--external:@azure/storage-blob'));
    await assertRuns(made, 'dist/app.js');
  });

  test('the recipe, as ES modules', async () => {
    const made = await project('esbuild-modules', 'esbuild');
    const command = RECIPES.esbuild.replace('app.js', 'app.mjs --format=esm').replace('dist/app.js', 'dist/app.mjs');
    await runRecipe(made, command);
    await assertRuns(made, 'dist/app.mjs');
  });

  test('without it', async () => {
    const made = await project('esbuild-without', 'esbuild');
    await runRecipe(made, RECIPES.esbuild.replace('--external:blobferry', ''));
    await assertNamesRecipe(made, 'dist/app.js', 'esbuild: --external:blobferry');
  });

  test('without it, with the path of the addon in the environment', async () => {
    const made = await project('esbuild-path', 'esbuild');
    await runRecipe(made, RECIPES.esbuild.replace('--external:blobferry', ''));
    const addons = made.path('node_modules', published.platform);
    const addon = path.join(
      addons,
      fs.readdirSync(addons).find((name) => name.endsWith('.node')),
    );
    made.environment.BLOBFERRY_NATIVE_LIBRARY_PATH = addon;
    await assertRuns(made, 'dist/app.js');
  });
});

describe('Rollup', () => {
  const config = 'rollup.config.mjs';

  test('the recipe', async () => {
    const made = await project('rollup', 'rollup', { files: { [config]: RECIPES[config] } });
    await made.run('node_modules/.bin/rollup', ['--config', config]);
    await assertRuns(made, 'dist/app.mjs');
  });

  test('without it', async () => {
    const plugins = `import commonjs from '@rollup/plugin-commonjs';\nimport resolve from '@rollup/plugin-node-resolve';\n`;
    const content =
      plugins +
      RECIPES[config].replace(
        "external: ['blobferry']",
        'plugins: [resolve({ preferBuiltins: true }), commonjs({ ignoreDynamicRequires: true })]',
      );
    const made = await project('rollup-without', 'rollup', { files: { [config]: content } });
    await made.run('node_modules/.bin/rollup', ['--config', config, '--format=cjs', '--file=dist/app.cjs']);
    await assertNamesRecipe(made, 'dist/app.cjs', 'rollup, Vite: external: ["blobferry"]');
  });
});

describe('webpack', () => {
  const config = 'webpack.config.cjs';
  const build = (made) => made.run('node_modules/.bin/webpack', ['--config', config, '--mode=production']);

  test('the recipe', async () => {
    const made = await project('webpack', 'webpack', { files: { [config]: RECIPES[config] } });
    await build(made);
    await assertRuns(made, 'dist/main.js');
  });

  test('without it', async () => {
    const content = RECIPES[config].replace(/externals: .*/, '');
    const made = await project('webpack-without', 'webpack', { files: { [config]: content } });
    await build(made);
    await assertNamesRecipe(made, 'dist/main.js', 'webpack: externals: { blobferry: "commonjs blobferry" }');
  });
});

describe('Vite, for the server', () => {
  const config = 'vite.config.mjs';
  const build = (made) => made.run('node_modules/.bin/vite', ['build']);

  test('the recipe', async () => {
    const made = await project('vite', 'vite', { files: { [config]: RECIPES[config] } });
    await build(made);
    await assertRuns(made, 'dist/app.mjs');
  });

  test('as it is set up by itself', async () => {
    const content = RECIPES[config].replace(/ssr: \{ noExternal.*/, '');
    const made = await project('vite-default', 'vite', { files: { [config]: content } });
    await build(made);
    await assertRuns(made, 'dist/app.mjs');
  });

  test('with everything in the bundle', async () => {
    const content = RECIPES[config].replace(", external: ['blobferry']", '');
    const made = await project('vite-without', 'vite', { files: { [config]: content } });
    await build(made);
    await assertNamesRecipe(made, 'dist/app.mjs', 'ssr.external');
  });
});

describe('ncc', () => {
  test('the recipe', async () => {
    const made = await project('ncc', 'ncc');
    await runRecipe(made, RECIPES.ncc);
    await assertRuns(made, 'dist/index.js');
  });

  test('without it', async () => {
    const made = await project('ncc-without', 'ncc');
    await runRecipe(made, RECIPES.ncc.replace('--external blobferry', ''));
    await assertNamesRecipe(made, 'dist/index.js', 'ncc: --external blobferry');
  });
});

describe('Next.js', () => {
  const config = 'next.config.mjs';
  const route = `
    import * as library from 'blobferry';
    import { roundTrip } from '../../round-trip.cjs';
    export const dynamic = 'force-dynamic';
    export async function GET() {
      try { return Response.json(await roundTrip(library)); } catch (error) { return Response.json(error.message); }
    }`;
  const files = {
    'app/layout.js': 'export default function Layout({ children }) { return <html><body>{children}</body></html>; }',
    'app/blob/route.js': route,
  };
  const bin = (made) => made.path('node_modules', 'next', 'dist', 'bin', 'next');

  /** Starts a server that prints its address, asks it for the route, and stops it. */
  async function ask(made, args) {
    const child = spawn(process.execPath, args, {
      cwd: made.folder,
      env: { ...process.env, ...made.environment, PORT: '0', HOSTNAME: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    try {
      for await (const line of readline.createInterface({ input: child.stdout })) {
        const [address] = /http:\/\/(127\.0\.0\.1|localhost):[1-9]\d*/.exec(line) ?? [];
        if (address) return await (await fetch(`${address}/blob`)).json();
      }
      throw new Error('the server ended before it was ready');
    } finally {
      child.kill();
      await ended;
    }
  }

  for (const bundler of ['turbopack', 'webpack']) {
    test(`the recipe, ${bundler}`, async () => {
      const made = await project(`next-${bundler}`, 'next', { files: { ...files, [config]: RECIPES[config] } });
      await made.node([bin(made), 'build', `--${bundler}`]);
      // What a container gets: nothing but this folder.
      const alone = path.join(folder, `next-${bundler}-alone`);
      fs.cpSync(made.path('.next', 'standalone'), alone, { recursive: true, verbatimSymlinks: true });
      const server = fs
        .readdirSync(alone, { recursive: true })
        .find((name) => /(^|[\\/])server\.js$/.test(name) && !name.includes('node_modules'));
      assert.deepEqual(
        await ask({ ...made, folder: alone, environment: made.environment }, [path.join(alone, server)]),
        EXPECTED,
      );
    });
  }

  test('without it', async () => {
    const made = await project('next-without', 'next', { files: { ...files, [config]: 'export default {};\n' } });
    await made.node([bin(made), 'build', '--webpack']);
    // Where the platform's package is installed, the bundle finds the addon there.
    fs.rmSync(made.path('node_modules', published.platform), { recursive: true });
    const response = await ask(made, [bin(made), 'start', '--port', '0']);
    assert.match(String(response), /Next\.js: serverExternalPackages: \["blobferry"\]/);
  });
});
