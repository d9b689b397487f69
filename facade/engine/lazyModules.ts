/**
 * Node's modules that few scripts need: each is loaded when it is first used, because loading them all would be most of
 * the time that importing this package takes.
 */

/* eslint-disable @typescript-eslint/no-require-imports -- only require loads a module synchronously and late */

type AsyncHooks = typeof import('node:async_hooks');
type Crypto = typeof import('node:crypto');
type FileSystem = typeof import('node:fs');
type Stream = typeof import('node:stream');
type StreamPromises = typeof import('node:stream/promises');
type Tls = typeof import('node:tls');

/** node:async_hooks. */
export const asyncHooks = (): AsyncHooks => require('node:async_hooks') as AsyncHooks;

/** `createHmac` of node:crypto. */
export const createHmac: Crypto['createHmac'] = (...parameters) =>
  (require('node:crypto') as Crypto).createHmac(...parameters);

/** `randomUUID` of node:crypto. */
export const randomUUID: Crypto['randomUUID'] = (...parameters) =>
  (require('node:crypto') as Crypto).randomUUID(...parameters);

/** `createWriteStream` of node:fs. */
export const createWriteStream: FileSystem['createWriteStream'] = (...parameters) =>
  (require('node:fs') as FileSystem).createWriteStream(...parameters);

/** node:stream. */
export const stream = (): Stream => require('node:stream') as Stream;

/** node:stream/promises. */
export const streamPromises = (): StreamPromises => require('node:stream/promises') as StreamPromises;

/** node:tls. */
export const tls = (): Tls => require('node:tls') as Tls;
