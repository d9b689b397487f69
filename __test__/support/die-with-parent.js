'use strict';

// Preloaded (`node -r`) into every child that the tests start with an IPC channel. The channel closes however the
// parent ends, SIGKILL included, so no child outlives its test process.
process.on('disconnect', () => process.exit(0));
