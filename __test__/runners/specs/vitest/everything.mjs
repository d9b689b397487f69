// All that Vitest can fake. In a child process it cannot fake nextTick, which it needs there itself.
export const EVERYTHING = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'Date',
  'performance',
  'queueMicrotask',
  'hrtime',
  ...(process.send ? [] : ['nextTick']),
];

/** Node's own streams need nextTick. */
export const STREAMS = { streams: !EVERYTHING.includes('nextTick') };
