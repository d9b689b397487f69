/** A copy that this process makes. */
interface RunningCopy {
  isRunning(): boolean;
}

/** The number of copies from which those that have ended are looked for. */
const FEW = 64;

/**
 * Holds the copies that this process makes while they run. Dropping a handle cancels its work, and a copy must not depend on
 * whether its caller keeps the poller, or on when memory is collected.
 */
export class RunningCopies {
  readonly #copies = new Set<RunningCopy>();
  #most = FEW;

  /** Holds a copy. Those that have ended are let go when there are twice as many as last time. */
  add(copy: RunningCopy): void {
    if (!copy.isRunning()) return;
    this.#copies.add(copy);
    if (this.#copies.size <= this.#most) return;
    for (const held of this.#copies) if (!held.isRunning()) this.#copies.delete(held);
    this.#most = Math.max(FEW, 2 * this.#copies.size);
  }

  /** Lets a copy go if it has ended. */
  update(copy: RunningCopy): void {
    if (!copy.isRunning()) this.#copies.delete(copy);
  }
}
