/**
 * Methods that a subclass, a test or instrumentation may have replaced. As in the reference, larger methods call them. As long as they
 * are the package's own, the engine does the work of all of them instead.
 */

import type { UploadMethods } from '../transfer/uploadByMethods';
import type { Uploader } from '../transfer/uploadData';

/** Methods of the package's own classes, with their names. */
export type OwnMethods = readonly (readonly [name: string, method: unknown])[];

/** The methods of a class, as they are now. Taken right after its definition, when nobody can have replaced them. */
export function methodsOf(prototype: object, names: readonly string[]): OwnMethods {
  return names.map((name) => [name, memberOf(prototype, name)]);
}

/** Whether a client has another method in place of one of these. */
export function hasReplaced(client: object, own: OwnMethods): boolean {
  return own.some(([name, method]) => memberOf(client, name) !== method);
}

function memberOf(of: object, name: string): unknown {
  return (of as Readonly<Record<string, unknown>>)[name];
}

/** The methods of a client that upload memory and files. `own` are those that uploads call. */
export function uploaderOf(client: UploadMethods, own: OwnMethods): Uploader {
  return {
    upload: (...parameters) => client.upload(...parameters),
    methods: hasReplaced(client, own) ? client : undefined,
    client,
  };
}
