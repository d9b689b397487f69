'use strict';

// Signatures that are valid for seconds, by a clock of the simulator that passes their end.

const { CLOCK_BEHIND } = require('../transfer/helpers');

/** How long they are valid, in seconds. */
const LIFE = 12;

/** The time of the signatures of a suite, whose accounts are those of `useTwoAccounts`. */
function useShortLife(accounts) {
  /** How far the service's clock is ahead. */
  let ahead = -CLOCK_BEHIND;

  /** When a signature ends that is made now. */
  const until = () => new Date(Date.now() + (ahead + LIFE) * 1000);

  /** Has the service's clock pass the end of all signatures when this request comes. */
  async function expireAt(which, nth) {
    ahead += LIFE + 1;
    await accounts.simulator.faults({ which, when: { nth }, then: { advanceSeconds: LIFE + 1 } });
  }

  /** Has it pass their end now. */
  async function expire() {
    ahead += LIFE + 1;
    await accounts.simulator.advanceClock(LIFE + 1);
  }

  return { until, expire, expireAt };
}

module.exports = { useShortLife };
