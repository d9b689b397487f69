'use strict';

// A native copy poller that plays a list of outcomes, one for each poll.

const { ok } = require('./scripted-native');

const pending = (copyProgress) => ({
  copySource: 'http://h/c/s',
  isStarted: true,
  copyId: 'id',
  ...(copyProgress && { copyProgress }),
});
const success = {
  ...pending('2/2'),
  isCompleted: true,
  result: { copyId: 'id', copyStatus: 'success', lastModified: 1_700_000_000_000 },
};
const cancelled = { ...pending(), isCancelled: true };

class ScriptedPoller {
  #state;
  #waiting = [];
  outcomes;
  polls = 0;
  stops = 0;
  onCancelOperation = () => ok(cancelled);
  /** Whether it has progressed since the state was saved that it was resumed from. */
  progressed = false;

  /** An outcome is a state, a failure as the engine reports it, or 'wait': until `stopPolling` or `release`. */
  constructor(first, outcomes = []) {
    this.#state = first;
    this.outcomes = outcomes;
  }
  hasProgressed() {
    return this.progressed;
  }
  async poll({ cancel } = {}) {
    return this.#next(cancel);
  }
  async pollUntilChange({ cancel } = {}) {
    return this.#next(cancel);
  }
  async cancelOperation({ cancel } = {}) {
    return this.#take(await this.onCancelOperation(cancel));
  }
  stopPolling() {
    this.stops += 1;
    this.release();
  }
  release() {
    for (const wake of this.#waiting.splice(0)) wake();
  }
  state() {
    return JSON.stringify(this.#state);
  }
  setState(state) {
    this.#state = state;
  }
  toString() {
    return JSON.stringify({ state: this.#state });
  }
  async #next(cancel) {
    this.polls += 1;
    const next = this.outcomes.length > 0 ? this.outcomes.shift() : 'wait';
    if (typeof next === 'function') return this.#take(await next(cancel));
    if (next !== 'wait') return this.#take(next.failure === undefined ? ok(next) : next);
    await new Promise((resolve) => this.#waiting.push(resolve));
    return ok(this.#state);
  }
  #take(outcome) {
    if (outcome.ok !== undefined) this.#state = JSON.parse(outcome.ok);
    // Every outcome has the state, also a failure.
    return { ok: JSON.stringify(this.#state), ...outcome };
  }
}

module.exports = { ScriptedPoller, cancelled, pending, success };
