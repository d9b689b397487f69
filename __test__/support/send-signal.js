'use strict';

/**
 * Sends a signal that does not end the child. Deno's `child.kill` sends only the first signal, and reports that it ended the child;
 * so `child.kill` is reserved for the signal that does.
 */
function sendSignal(child, signal) {
  if (child.exitCode === null && child.signalCode === null) process.kill(child.pid, signal);
}

module.exports = { sendSignal };
