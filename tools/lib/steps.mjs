// The progress of a tool with several slow steps: which step it is at, and how long each one took.

const WIDTH = 24;

/** Announces a tool's steps one by one, each under a bar that shows the progress of the whole. */
export class Steps {
  #count;
  #done = 0;
  #startedAt = 0;
  #stream;
  #clock;

  /**
   * @param {number} count how many steps there will be
   */
  constructor(count, { stream = process.stdout, clock = () => performance.now() } = {}) {
    this.#count = count;
    this.#stream = stream;
    this.#clock = clock;
  }

  /** Announces a step, runs it, and says how long it took. */
  async step(title, body) {
    this.#startedAt = this.#clock();
    this.#print(`${this.#bar()}  ${title}`);
    const result = await body();
    this.#done += 1;
    const seconds = (this.#clock() - this.#startedAt) / 1000;
    this.#print(`${this.#bar()}  ${title}: done in ${seconds.toFixed(1)} s`);
    return result;
  }

  #bar() {
    const filled = Math.round((this.#done / this.#count) * WIDTH);
    const bar = `[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}]`;
    return `${this.#stream.isTTY ? `\x1b[36m${bar}\x1b[0m` : bar} ${this.#done}/${this.#count}`;
  }

  #print(line) {
    this.#stream.write(`${line}\n`);
  }
}
