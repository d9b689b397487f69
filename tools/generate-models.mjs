// `npm run generate:models`: writes the TypeScript models and the shapes of options from the Rust structs. A test of
// the engine writes them, because only test builds contain the TypeScript of the structs.

import { inRoot } from './lib/paths.mjs';
import { cargo, main, mustRun, node } from './lib/run.mjs';

await main(async () => {
  const folder = inRoot('facade', 'generated');
  const args = ['test', '--locked', '--quiet', '--lib', '--features', 'typescript', 'the_models_can_be_generated'];
  await mustRun(cargo() ?? 'cargo', args, { env: { ...process.env, BLOBFERRY_WRITE_MODELS: folder } });
  await node([inRoot('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--log-level', 'warn', '--write', folder]);
});
