'use strict';

// Preloaded into a test runner, so that it does not outlive who started it; its workers end with it. The channel must not keep it alive,
// for whether it ends by itself is part of what is tested. Workers inherit what is preloaded, and their channels are the runner's own.
if (process.env.BLOBFERRY_RUNNER) {
  delete process.env.BLOBFERRY_RUNNER;
  process.on('disconnect', () => process.exit(0));
  process.channel?.unref();
}
