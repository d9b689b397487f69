/** What asks a run to end: the first time, it finishes what it has begun; the second time, it stops at once. */

/** The signals of a person at a terminal, of a container's end, and of a terminal that closes. */
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

  /** Whether the run was asked to end. */
  get any(): boolean {
    return this.#count > 0;
  }

  /** Calls `listener` for each interrupt, also for those that came before. */
  onInterrupt(listener: (isFirst: boolean) => void): void {
    this.#listeners.push(listener);
    for (let number = 0; number < this.#count; number += 1) listener(number === 0);
  }

  /** Asks the run to end. */
  interrupt(): void {
    this.#count += 1;
    for (const listener of this.#listeners) listener(this.#count === 1);
  }
}
