'use strict';

// The IPC channel is there to notice the parent's end. It must not itself keep a child alive whose exit is what a test measures.
process.channel?.unref();
