// Describes the machine and the versions that numbers were measured with.

import fs from 'node:fs';
import os from 'node:os';

import { inRoot } from '../../tools/lib/paths.mjs';
import { cargo, output } from '../../tools/lib/run.mjs';
import { platformName } from '../../tools/lib/platform.mjs';

export function describeMachine() {
  const cpus = os.cpus();
  const memory = Math.round(os.totalmem() / 1024 ** 3);
  const rust = output(cargo() ?? 'cargo', ['--version'])
    ?.split(' ')
    .slice(0, 2)
    .join(' ');
  const parts = [
    `${cpus.length} × ${cpus[0]?.model.trim() ?? 'unknown CPU'}, ${memory} GB`,
    platformName(),
    `Node ${process.versions.node}`,
    rust,
    `blobferry ${version(inRoot('package.json'))} (${output('git', ['rev-parse', '--short', 'HEAD']) ?? 'no commit'})`,
    `@azure/storage-blob ${version(inRoot('node_modules', '@azure', 'storage-blob', 'package.json'))}`,
  ];
  return `Measured on: ${parts.filter(Boolean).join('; ')}.`;
}

function version(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).version;
}
