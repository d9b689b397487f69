'use strict';

// Loaded before a program: what it does every minute comes every few milliseconds.

const { setInterval: original } = globalThis;

globalThis.setInterval = (callback, delay, ...parameters) =>
  original(callback, delay >= 60_000 ? delay / 6000 : delay, ...parameters);
