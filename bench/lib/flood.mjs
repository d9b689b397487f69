// Measures how a server that floods one client's connections delays requests to another server.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { inRoot } from '../../tools/lib/paths.mjs';
import { OURS, THEIRS } from './libraries.mjs';
import { median } from './statistics.mjs';

/** A thousand small calls at once, to a server that responds at once, while sixteen others are flooded. */
export async function measureFlood(repetitions) {
  const calls = 1000;
  console.error(`bench: ${calls} calls during a flood …`);
  const said = new BigInt64Array(new SharedArrayBuffer(8));
  const servers = [await startServer('flood-server.js', { said: said.buffer }), await startServer('quiet-server.js')];
  try {
    const times = [[], []];
    for (let round = 0; round < repetitions; round += 1) {
      for (const [index, library] of [OURS, THEIRS].entries())
        times[index].push(await measureOnce(library, servers, calls));
    }
    const what = `${calls} small calls at once while 16 downloads are flooded`;
    return [{ what, unit: 'ms', ours: median(times[0]), theirs: median(times[1]) }];
  } finally {
    for (const { worker } of servers) await worker.terminate();
  }
}

async function startServer(name, workerData) {
  const worker = new Worker(inRoot('__test__', 'hostile', 'workers', name), { workerData });
  const [port] = await once(worker, 'message');
  return { worker, url: `http://127.0.0.1:${port}/account/container` };
}

async function measureOnce(library, servers, calls) {
  const child = fork(inRoot('bench', 'flood.js'), [library, ...servers.map(({ url }) => url)]);
  try {
    const responded = Promise.race([
      once(child, 'message').then(([message]) => message),
      once(child, 'exit').then(([code]) => ({ error: `the measured process ended with code ${code}` })),
    ]);
    child.send({ command: 'measure', calls });
    const { result, error } = await responded;
    if (error) throw new Error(error);
    return result.milliseconds;
  } finally {
    child.kill();
  }
}
