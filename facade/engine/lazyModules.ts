/**
 * Node.js modules that few scripts need. Each is loaded on first use, because loading them all would take most of the
 * time of importing this package.
 */

/* eslint-disable @typescript-eslint/no-require-imports -- only require loads a module synchronously and late */

type AsyncHooks = typeof import('node:async_hooks');
type Crypto = typeof import('node:crypto');
type NodeModule = typeof import('node:module');
type FileSystem = typeof import('node:fs');
type FileSystemPromises = typeof import('node:fs/promises');
type Os = typeof import('node:os');
type Stream = typeof import('node:stream');
type StreamPromises = typeof import('node:stream/promises');
type Tls = typeof import('node:tls');

export const asyncHooks = (): AsyncHooks => require('node:async_hooks') as AsyncHooks;

export const createHash: Crypto['createHash'] = (...parameters) =>
  (require('node:crypto') as Crypto).createHash(...parameters);

export const createHmac: Crypto['createHmac'] = (...parameters) =>
  (require('node:crypto') as Crypto).createHmac(...parameters);

export const randomUUID: Crypto['randomUUID'] = (...parameters) =>
  (require('node:crypto') as Crypto).randomUUID(...parameters);

export const createWriteStream: FileSystem['createWriteStream'] = (...parameters) =>
  (require('node:fs') as FileSystem).createWriteStream(...parameters);

export const fileSystem = (): FileSystem => require('node:fs') as FileSystem;

export const fileSystemPromises = (): FileSystemPromises => require('node:fs/promises') as FileSystemPromises;

export const os = (): Os => require('node:os') as Os;

export const createRequire: NodeModule['createRequire'] = (...parameters) =>
  (require('node:module') as NodeModule).createRequire(...parameters);

export const stream = (): Stream => require('node:stream') as Stream;

export const streamPromises = (): StreamPromises => require('node:stream/promises') as StreamPromises;

export const tls = (): Tls => require('node:tls') as Tls;
