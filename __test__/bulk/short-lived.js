'use strict';

// Signatures that are valid for seconds, by a clock of the simulator that passes their end when a test says so, and only then: it is
// stopped, so that no signature ends because the machine is slow.

const { before } = require('node:test');

/** How long they are valid, in seconds. */
const LIFE = 12;

/** The time of the signatures of a suite, whose accounts are those of `useTwoAccounts`. */
function useShortLife(accounts) {
  /** When the clock was stopped, in milliseconds, and by how many seconds it is moved since, or will be by a rule. */
  let stopped;
  let moved = 0;

  before(async () => {
    stopped = await accounts.simulator.stopClock();
  });

  /** When a signature ends that is made now. */
  const until = () => new Date(stopped + (moved + LIFE) * 1000);

  /** Has the service's clock pass the end of all signatures when this request comes. */
  async function expireAt(which, nth) {
    moved += LIFE + 1;
    await accounts.simulator.faults({ which, when: { nth }, then: { advanceSeconds: LIFE + 1 } });
  }

  /** Has it pass their end now. */
  async function expire() {
    moved += LIFE + 1;
    await accounts.simulator.advanceClock(LIFE + 1);
  }

  return { until, expire, expireAt };
}

module.exports = { useShortLife };
