// `npm run quickstart`: from a fresh clone to a copied blob. It installs, builds, starts a Blob service in memory on a
// free port, runs both examples against it, and stops it again.
//
// node_modules may not exist yet when this starts, so nothing here imports from it.

import { buildAddon } from './lib/addon.mjs';
import { startAzurite } from './lib/azurite.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { inRoot } from './lib/paths.mjs';
import { checkPrerequisites } from './lib/prerequisites.mjs';
import { main, node } from './lib/run.mjs';
import { Steps } from './lib/steps.mjs';

const WHERE_TO_GO_NEXT = `
Both ran on the Rust engine, against Azurite, which kept everything in memory and is gone now.

  examples/copy.js, cancel.js   what you just saw; set AZURE_STORAGE_CONNECTION_STRING to run them on an account
  docs/guides/copying.md        the ways to copy a blob, progress, saving and resuming a copy
  docs/architecture.md          how it is built, and where new things go
  npm test                      every test, Rust and JavaScript
`;

await main(async () => {
  checkPrerequisites();
  const steps = new Steps(6);
  await steps.step('Install what npm provides', installDependencies);
  await steps.step('Build the Rust engine (the first time takes a few minutes)', () => buildAddon('release'));
  await steps.step('Bundle the JavaScript facade', () => node([inRoot('tools', 'build-facade.mjs')]));
  const azurite = await steps.step('Start Azurite, a Blob service in memory', () => startAzurite());
  try {
    console.log(`  It runs as process ${azurite.pid} at ${/BlobEndpoint=([^;]+)/.exec(azurite.connectionString)[1]}.`);
    const env = { ...process.env, AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString };
    await steps.step('Copy a blob: node examples/copy.js', () => node([inRoot('examples', 'copy.js')], { env }));
    await steps.step('Cancel a copy: node examples/cancel.js', () => node([inRoot('examples', 'cancel.js')], { env }));
  } finally {
    await azurite.stop();
  }
  console.log(WHERE_TO_GO_NEXT);
});
