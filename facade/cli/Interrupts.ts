/** Interrupts of a run. After the first one, it finishes the copies in flight; after the second one, it stops at once. */

/** Sent by Ctrl+C, by a container that is stopped, and by a terminal that closes. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Counts the interrupts of a process. */
export class Interrupts {
  #count = 0;
  readonly #listeners: ((isFirst: boolean) => void)[] = [];

  /** Signals count from now on, until the process ends. */
  constructor() {
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        this.interrupt();
      });
    }
  }

  /** Whether the run was interrupted. */
  get any(): boolean {
    return this.#count > 0;
  }

  /** Calls `listener` for each interrupt, also for those that came before. */
  onInterrupt(listener: (isFirst: boolean) => void): void {
    this.#listeners.push(listener);
    for (let number = 0; number < this.#count; number += 1) listener(number === 0);
  }

  /** Interrupts the run. */
  interrupt(): void {
    this.#count += 1;
    for (const listener of this.#listeners) listener(this.#count === 1);
  }
}
