'use strict';

/**
 * Sends a signal that is not to end the child. Deno's `child.kill` sends the first signal only, and says of the child that this one ended it;
 * so `child.kill` is left to the one that does.
 */
function sendSignal(child, signal) {
  if (child.exitCode === null && child.signalCode === null) process.kill(child.pid, signal);
}

module.exports = { sendSignal };
