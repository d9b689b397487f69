// A project as a user has one: a folder with files, in which programs run.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { inRoot } from '../../lib/paths.mjs';

/** Makes an empty folder for the projects of a check. The last run's is removed; this run's is left to be looked at. */
export function scratchFolder(check) {
  const folder = inRoot('target', 'checks', check);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

export class Project {
  folder;
  environment;

  constructor(parent, name, environment = {}) {
    this.folder = path.join(parent, name);
    this.environment = environment;
    fs.mkdirSync(this.folder, { recursive: true });
  }

  path(...parts) {
    return path.join(this.folder, ...parts);
  }

  write(files) {
    for (const [name, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(this.path(name)), { recursive: true });
      fs.writeFileSync(
        this.path(name),
        typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`,
      );
    }
  }

  /** Runs a program; resolves with what it printed, and throws with all of that if it fails. */
  async run(command, args, environment = {}) {
    const result = await this.attempt(command, args, environment);
    if (result.code === 0) return result.stdout.trim();
    throw new Error(
      `\`${[path.basename(command), ...args].join(' ')}\` in ${this.folder} ended with ${result.code}:\n${result.stdout}\n${result.stderr}`,
    );
  }

  /** Runs a program; resolves with its exit code and what it printed. */
  attempt(command, args, environment = {}) {
    return new Promise((resolve, reject) => {
      const env = { ...cleanEnvironment(), ...this.environment, ...environment };
      const child = spawn(command, args, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      const kill = () => child.kill('SIGKILL');
      process.once('exit', kill);
      const texts = { stdout: '', stderr: '' };
      for (const name of Object.keys(texts))
        child[name].setEncoding('utf8').on('data', (text) => (texts[name] += text));
      child.once('error', reject);
      child.once('close', (code, signal) => {
        process.off('exit', kill);
        resolve({ code: code ?? signal, ...texts });
      });
    });
  }

  node(args, environment) {
    return this.run(process.execPath, args, environment);
  }
}

// What `npm run` and `node --test` set would reach the package managers, and this repository's own addon the programs.
function cleanEnvironment() {
  const unwanted = /^(npm_|NODE_TEST|NODE_OPTIONS$|NODE_V8_COVERAGE$|BLOBFERRY_|INIT_CWD$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
}
