/** A copy that this process runs. */
interface RunningCopy {
  isRunning(): boolean;
}

/** The number of copies from which on those that have ended are removed. */
const FEW = 64;

/**
 * Holds the copies of this process while they run. Dropping a handle cancels its work, and a copy must not depend on
 * whether its caller keeps the poller, or on when memory is collected.
 */
export class RunningCopies {
  readonly #copies = new Set<RunningCopy>();
  #most = FEW;

  /** Holds a copy. Copies that have ended are released when there are twice as many as last time. */
  add(copy: RunningCopy): void {
    if (!copy.isRunning()) return;
    this.#copies.add(copy);
    if (this.#copies.size <= this.#most) return;
    for (const held of this.#copies) if (!held.isRunning()) this.#copies.delete(held);
    this.#most = Math.max(FEW, 2 * this.#copies.size);
  }

  /** Releases a copy if it has ended. */
  update(copy: RunningCopy): void {
    if (!copy.isRunning()) this.#copies.delete(copy);
  }
}
