'use strict';

/**
 * Runs this once the event loop has polled again. libuv polls level-triggered: after a socket was read, Linux keeps it in the
 * list of those that may have more, until it is polled again. What arrives there in the meantime is reported before everything that arrived earlier on
 * other sockets. So a server that responds only then sees what its clients send next in the order in which they send it.
 */
function afterPolling(action) {
  // The first turn may end without polling, the second one has polled.
  setImmediate(() => setImmediate(action));
}

module.exports = { afterPolling };
