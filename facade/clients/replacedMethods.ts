/**
 * Methods that a subclass, a test or instrumentation may have replaced. As in the reference, larger methods call them. As long as they
 * are the package's own, the engine does the work of all of them instead.
 */

import type { UploadMethods } from '../transfer/uploadByMethods';
import type { Uploader } from '../transfer/uploadData';

type Methods = Readonly<Record<string, unknown>>;

/** The methods that copies call. */
export const OF_COPIES = ['startCopyFromURL', 'getProperties', 'abortCopyFromURL'];
/** The methods that downloads of a known length call. */
export const OF_RANGES = ['download'];
/** The methods that downloads of an unknown length call. */
export const OF_DOWNLOADS = [...OF_RANGES, 'getProperties'];
/** The methods that uploads of streams call. */
export const OF_STREAMS = ['stageBlock', 'commitBlockList'];
/** The methods that uploads of other content call. */
export const OF_UPLOADS = ['upload', ...OF_STREAMS];

/** The package's own methods, by name. */
const own: Record<string, unknown> = {};

/** Notes methods of a class, right after its definition. */
export function keepOwnMethods(prototype: object, names: readonly string[]): void {
  for (const name of names) own[name] = (prototype as Methods)[name];
}

/** Whether one of these methods of a client is not the package's own. */
export function hasReplaced(client: object, names: readonly string[]): boolean {
  for (const name of names) {
    if ((client as Methods)[name] !== own[name]) return true;
  }
  return false;
}

/** The methods of a client that upload memory and files. */
export function uploaderOf(client: UploadMethods): Uploader {
  return {
    upload: (...parameters) => client.upload(...parameters),
    methods: hasReplaced(client, OF_UPLOADS) ? client : undefined,
    client,
  };
}
