// `npm run bench`: blobferry beside @azure/storage-blob, in one run on one machine against the same servers. Prints
// Markdown on stdout and what it is doing on stderr. It measures and never judges: no number makes it fail.
//
//   npm run bench               everything, a few minutes
//   npm run bench -- --quick    the same with few repetitions: to see that it works, not to quote

import { spawn } from 'node:child_process';
import readline from 'node:readline';

import { startAzurite } from '../tools/lib/azurite.mjs';
import { buildAddon } from '../tools/lib/addon.mjs';
import { installDependencies } from '../tools/lib/dependencies.mjs';
import { inRoot } from '../tools/lib/paths.mjs';
import { checkPrerequisites } from '../tools/lib/prerequisites.mjs';
import { main, node } from '../tools/lib/run.mjs';
import { measureCopies } from './lib/copies.mjs';
import { describeMachine } from './lib/machine.mjs';
import { measureLoading } from './lib/loading.mjs';
import { measureSizes } from './lib/sizes.mjs';

const isQuick = process.argv.includes('--quick');

await main(async () => {
  checkPrerequisites();
  await installDependencies();
  await buildAddon('release');
  await node([inRoot('tools', 'build-facade.mjs')], { stdio: ['ignore', process.stderr, process.stderr] });

  const rows = [
    ...(await withServer(startFastServer, (server) =>
      measureCopies({ server: 'minimal server', ...server, ...plan(7, 1000, 4000) }),
    )),
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

// A process of its own, so that the server's CPU time is not counted as the client's.
async function startFastServer() {
  const child = spawn(process.execPath, [inRoot('bench', 'server.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  for await (const connectionString of readline.createInterface({ input: child.stdout })) {
    return {
      connectionString,
      async stop() {
        child.stdin.end();
        await ended;
      },
    };
  }
  throw new Error('the minimal server ended before it was ready');
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
