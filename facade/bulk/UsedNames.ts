/** The destination names that entries use: a 64-bit hash of each, because there may be millions. */

/** The number of names that are remembered. Later ones are not compared. */
const MOST = 4_000_000;

/** The parts of a slot: both halves of a hash, and the number of the entry, 0 for none. */
const PARTS = 3;

/** The destination names of one job's entries. */
export class UsedNames {
  #slots = new Uint32Array(PARTS * 1024);
  #count = 0;
  readonly #most: number;
  /** Random, so that nobody can construct names with equal hashes. */
  readonly #seeds: readonly [number, number] = [Math.random() * 2 ** 32, Math.random() * 2 ** 32];

  constructor(most = MOST) {
    this.#most = most;
  }

  /** Takes a name for an entry; numbers start at 1. Returns the number of the entry that already has the name, if there is one. */
  take(name: string, entry: number): number | undefined {
    const [high, low] = this.#seeds.map((seed) => hashOf(name, seed)) as [number, number];
    const at = this.#find(high, low);
    const owner = this.#slots[at + 2];
    if (owner !== undefined && owner !== 0) return owner;
    if (this.#count >= this.#most) return undefined;
    this.#slots.set([high, low, entry], at);
    this.#count += 1;
    if (this.#count * PARTS * 2 > this.#slots.length) this.#grow();
    return undefined;
  }

  /** Where a hash is, or would be. */
  #find(high: number, low: number): number {
    const slots = this.#slots;
    let at = (low % (slots.length / PARTS)) * PARTS;
    while (slots[at + 2] !== 0 && (slots[at] !== high || slots[at + 1] !== low)) at = (at + PARTS) % slots.length;
    return at;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += PARTS) {
      const [high = 0, low = 0, entry = 0] = before.subarray(at, at + PARTS);
      if (entry !== 0) this.#slots.set([high, low, entry], this.#find(high, low));
    }
  }
}

/** A hash of 32 bits: FNV-1a over UTF-16 units, mixed at the end. */
function hashOf(text: string, seed: number): number {
  let hash = seed | 0;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
