/** Which names of the destination entries have taken: 64 bits of a hash for each, since there may be millions. */

/** How many names are remembered. What comes after that many is not compared. */
const MOST = 4_000_000;

/** The parts of a slot: both halves of a hash, and the number of the entry, 0 for none. */
const PARTS = 3;

/** The names that the entries of one job have taken. */
export class TakenNames {
  #slots = new Uint32Array(PARTS * 1024);
  #count = 0;
  readonly #most: number;
  /** Nobody can look for names with equal hashes. */
  readonly #seeds: readonly [number, number] = [Math.random() * 2 ** 32, Math.random() * 2 ** 32];

  constructor(most = MOST) {
    this.#most = most;
  }

  /** Takes a name for an entry, whose numbers begin at 1. Returns the number of the entry that has the name already, if there is one. */
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
