// `npm run check:million`: copies and moves a million small blobs and a hundred large ones within the simulator, through faults of every
// kind, throttling of every kind, and twenty kills; then compares both containers blob by blob. Not part of `npm test`: it takes an hour.
//
//   npm run check:million -- --blobs=100000 --large=20 --kills=5    a smaller one
//   npm run check:million -- --seed=7                               other random choices; `random` takes any. The seed is printed
//   npm run check:million -- --only=move                            the move alone, or the copy (`copy`)
//   npm run check:million -- --share=0.001 --rate=5000              how many requests meet each fault, and how many a second are taken
//   npm run check:million -- --rarely=5                             how often a round meets what slows a whole job down, or ends it

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { buildAddon } from './lib/addon.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { inRoot } from './lib/paths.mjs';
import { checkPrerequisites } from './lib/prerequisites.mjs';
import { cargo, main, mustRun, node, ToolError } from './lib/run.mjs';

const require = createRequire(import.meta.url);

const FLAGS = {
  blobs: { type: 'string', default: '1000000' },
  large: { type: 'string', default: '100' },
  kills: { type: 'string', default: '20' },
  seed: { type: 'string', default: '20261129' },
  share: { type: 'string', default: '0.01' },
  rate: { type: 'string', default: '20000' },
  rarely: { type: 'string', default: '1' },
  only: { type: 'string', default: 'copy,move' },
};

await main(async () => {
  const { seed, only, ...numbers } = parseArgs({ options: FLAGS }).values;
  const choices = Object.fromEntries(
    Object.entries(numbers).map(([name, text]) => {
      if (!(Number(text) >= 0)) throw new ToolError(`--${name}=${text}: it must be a number`);
      return [name, Number(text)];
    }),
  );
  choices.seed = seed === 'random' ? Math.floor(Math.random() * 1e6) : Number(seed);
  const kinds = only.split(',');
  const unknown = kinds.find((kind) => !['copy', 'move'].includes(kind));
  if (unknown !== undefined) throw new ToolError(`--only=${unknown}: there are copy and move`);
  await build();
  console.log(`seed ${choices.seed}`);
  for (const kind of kinds) await runOne(kind, choices);
});

async function build() {
  checkPrerequisites();
  await installDependencies();
  if (!process.env.BLOBFERRY_TEST_PACKAGE) {
    await buildAddon('release');
    await node([inRoot('tools', 'build-facade.mjs')]);
  }
  if (!process.env.BLOBFERRY_SIMULATOR) {
    await mustRun(cargo(), ['build', '--locked', '--release', '-p', 'blobferry-simulator']);
    const target = path.resolve(inRoot(), process.env.CARGO_TARGET_DIR ?? 'target');
    process.env.BLOBFERRY_SIMULATOR = path.join(target, 'release', 'blobferry-simulator');
  }
}

/** Each has a simulator of its own, which takes some two kilobytes for each blob that was written. */
async function runOne(kind, choices) {
  const { containerBeside } = require('../__test__/bulk/helpers.js');
  const { runThroughKills } = require('../__test__/bulk/million/runs.js');
  const { startTwoAccounts } = require('../__test__/transfer/helpers.js');
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-million-'));
  const { simulator, containerOf } = await startTwoAccounts();
  try {
    const say = (text) => console.log(`${kind}: ${text}`);
    const { killed, seconds, compared, requests, snapshots } = await runThroughKills(
      simulator,
      (account, name) => containerBeside(containerOf(account), name),
      { name: kind, folder, move: kind === 'move', ...choices, say },
    );
    say(
      `${compared} blobs are equal; ${killed} kills, ${seconds.toFixed(1)} s, ${requests} requests, ${snapshots} snapshots left`,
    );
  } finally {
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
