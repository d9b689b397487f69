// `npm run bench`: blobferry beside @azure/storage-blob, in one run on one machine against the same servers. Prints
// Markdown on stdout and what it is doing on stderr. It measures and never judges: no number makes it fail.
//
//   npm run bench               everything, a few minutes
//   npm run bench -- --quick    the same with few repetitions: to see that it works, not to quote

import { createRequire } from 'node:module';
import path from 'node:path';

import { startAzurite } from '../tools/lib/azurite.mjs';
import { buildAddon } from '../tools/lib/addon.mjs';
import { installDependencies } from '../tools/lib/dependencies.mjs';
import { inRoot } from '../tools/lib/paths.mjs';
import { checkPrerequisites } from '../tools/lib/prerequisites.mjs';
import { cargo, main, mustRun, node } from '../tools/lib/run.mjs';
import { measureCopies } from './lib/copies.mjs';
import { measureBlocks, measureRelay } from './lib/large.mjs';
import { describeMachine } from './lib/machine.mjs';
import { measureLoading } from './lib/loading.mjs';
import { measureLateness, measureWaiting } from './lib/pending.mjs';
import { measureSizes } from './lib/sizes.mjs';

const { startSimulator } = createRequire(import.meta.url)('../__test__/support/simulator.js');

const isQuick = process.argv.includes('--quick');

await main(async () => {
  checkPrerequisites();
  await installDependencies();
  await buildAddon('release');
  const stdio = ['ignore', process.stderr, process.stderr];
  await node([inRoot('tools', 'build-facade.mjs')], { stdio });
  await mustRun(cargo(), ['build', '--locked', '--release', '-p', 'blobferry-simulator'], { stdio });
  const target = path.resolve(inRoot(), process.env.CARGO_TARGET_DIR ?? 'target');
  process.env.BLOBFERRY_SIMULATOR ??= path.join(target, 'release', 'blobferry-simulator');

  const rows = [
    ...(await withServer(startSimulator, async (simulator) => [
      ...(await measureCopies({
        server: 'simulator',
        connectionString: simulator.connectionString(),
        ...plan(7, 1000, 10_000),
      })),
      ...(await measureLateness(simulator, isQuick ? 3 : 20)),
      ...(await measureWaiting(simulator, isQuick ? 50 : 5000, isQuick ? 2 : 30)),
      ...(await measureBlocks(simulator, isQuick ? 2 ** 33 : 2 ** 40)),
      ...(await measureRelay(simulator, isQuick ? 2 ** 26 : 2 ** 30)),
    ])),
    ...(await withServer(startAzuriteForAll, (server) =>
      measureCopies({ server: 'Azurite', ...server, ...plan(5, 200, 640) }),
    )),
    ...measureLoading(isQuick ? 5 : 31),
    ...measureSizes(),
  ];
  console.log(`${describeMachine()}\n\n${table(rows)}`);
});

function plan(repetitions, sequential, concurrent) {
  return isQuick ? { repetitions: 1, sequential: 50, concurrent: 64 } : { repetitions, sequential, concurrent };
}

async function withServer(start, measure) {
  const server = await start();
  try {
    return await measure(server);
  } finally {
    await server.stop();
  }
}

// The reference's service version is newer than Azurite's, so Azurite is told not to mind.
function startAzuriteForAll() {
  return startAzurite({ anyVersion: true });
}

function table(rows) {
  const cells = rows.map(({ what, unit, ours, theirs }) => {
    const ratio = theirs > 0 && ours > 0 ? (ours / theirs).toFixed(2) : '–';
    return `| ${what} | ${unit} | ${number(ours)} | ${number(theirs)} | ${ratio} |`;
  });
  return ['| what | unit | blobferry | reference | ratio |', '|---|---|--:|--:|--:|', ...cells].join('\n');
}

function number(value) {
  if (value === undefined) return '–';
  return value >= 100 ? Math.round(value).toString() : value.toPrecision(3);
}
