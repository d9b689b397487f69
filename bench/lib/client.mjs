// One library in a process of its own, so that its cost is measured separately.

import { fork } from 'node:child_process';

import { inRoot } from '../../tools/lib/paths.mjs';

export class Client {
  #child;

  constructor(library, connectionString) {
    this.#child = fork(inRoot('bench', 'client.js'), [library, connectionString]);
  }

  ask(command, argument = {}) {
    return new Promise((resolve, reject) => {
      const ended = (code) => reject(new Error(`the measured process ended with code ${code}`));
      this.#child.once('exit', ended);
      this.#child.once('message', ({ result, error }) => {
        this.#child.off('exit', ended);
        if (error) reject(new Error(error));
        else resolve(result);
      });
      this.#child.send({ command, ...argument });
    });
  }

  stop() {
    this.#child.kill();
  }

  /** Ends the process at once, whatever it is at; resolves when it has ended. */
  async kill() {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.kill('SIGKILL')) await ended;
  }
}
