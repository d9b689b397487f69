// Azurite, the open-source Blob service for development: in memory, on a port that the system picks.

import { spawn } from 'node:child_process';
import readline from 'node:readline';

import { inRoot, root } from './paths.mjs';
import { ToolError } from './run.mjs';

// Azurite's one account. Its key is public and the same in every Azurite.
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Starts Azurite's Blob service.
 *
 * @param {{ anyVersion?: boolean }} options anyVersion: also serve clients that are newer than Azurite
 * @returns its connection string, its pid, and a function that stops it and resolves once it has ended
 */
export async function startAzurite({ anyVersion = false } = {}) {
  const script = inRoot('node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js');
  const args = [script, '--inMemoryPersistence', '--silent', '--disableTelemetry', '--blobPort', '0'];
  if (anyVersion) args.push('--skipApiVersionCheck');
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  // Whatever ends this process ends Azurite too; a signal by itself would not run the exit handlers.
  const kill = () => child.kill();
  const exit = () => process.exit(1);
  process.once('exit', kill).once('SIGINT', exit).once('SIGTERM', exit);

  const url = await readUrl(child);
  return {
    pid: child.pid,
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${url}/${ACCOUNT};`,
    async stop() {
      process.off('exit', kill).off('SIGINT', exit).off('SIGTERM', exit);
      child.kill();
      await ended;
    },
  };
}

// Azurite prints its port. Its output is read to the end, because a full pipe would stop it.
function readUrl(child) {
  return new Promise((resolve, reject) => {
    let seen = '';
    const read = (line) => {
      seen += `${line}\n`;
      const found = /listens on (http:\S+)/.exec(line);
      if (found) resolve(found[1]);
    };
    readline.createInterface({ input: child.stdout }).on('line', read);
    readline.createInterface({ input: child.stderr }).on('line', read);
    child.once('error', reject);
    child.once('close', () => reject(new ToolError(`Azurite ended before it was ready. It said:\n${seen}`)));
  });
}
