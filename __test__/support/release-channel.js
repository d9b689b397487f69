'use strict';

// The IPC channel detects the end of the parent. It must not keep a child alive whose exit a test measures.
process.channel?.unref();
