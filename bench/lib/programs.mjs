// Runs other programs, each in a process whose CPU time and memory the system reports.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const { readPeak } = createRequire(import.meta.url)('./memory.js');

/** How often a process is measured, in milliseconds. What it does after the last measurement is not seen. */
const SAMPLE = 20;

/** Runs another program to its end: how long, how much CPU time of all its threads, and its largest resident size. */
export async function runProgram(program, flags, environment) {
  const startedAt = performance.now();
  const child = spawn(program, flags, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  let last = {};
  const timer = setInterval(() => (last = sample(child.pid) ?? last), SAMPLE);
  try {
    await ended(child, () => `${path.basename(program)}: ${output}`);
  } finally {
    clearInterval(timer);
  }
  return { seconds: (performance.now() - startedAt) / 1000, ...last };
}

/** Resolves when a process has ended well. */
export async function ended(child, describe) {
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`ended with code ${code}: ${describe()}`);
}

/** What Linux says of a process; nothing once it has ended, or elsewhere. */
function sample(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    const megabytes = readPeak(pid);
    // A tick is a hundredth of a second on every Linux that Node runs on.
    return megabytes && { cpuMilliseconds: (Number(fields[11]) + Number(fields[12])) * 10, megabytes };
  } catch {
    return undefined;
  }
}
