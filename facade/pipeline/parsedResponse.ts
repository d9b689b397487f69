/** `parsedHeaders` and `parsedBody` of a successful response, for policies outside the retries. They are computed when they are read. */

import { makeBlobItem, makeContainerItem, makeGeoReplication } from '../generated/results';
import { headersOfResult, membersOfBody, type Plain } from './decode';
import type { PipelineResponse } from '../types/corePipeline';
import type { Operation } from '../validation/serialize';
import { Slices } from './slices';

/** The members of bodies whose elements come in slices. */
const LISTS = ['segment', 'containerItems', 'blobs', 'committedBlocks', 'uncommittedBlocks', 'pageRange', 'clearRange'];

/** Reads a response as its operation does. The headers are JSON. */
export interface ResponseReader {
  parse(headers: string, body: string): string | undefined;
  /** The long lists of the body, in slices. */
  parseLists(headers: string, body: string): Uint8Array | undefined;
}

/** Adds `parsedHeaders` and `parsedBody`. Both can be set, for the next policy to see. */
export function addParsed(
  response: PipelineResponse,
  headers: () => string,
  text: string | undefined,
  reader: ResponseReader,
  operation: Operation | undefined,
): void {
  addLazy(response, 'parsedHeaders', () => {
    const json = reader.parse(headers(), text ?? '');
    return json === undefined ? undefined : headersOfResult(operation, json, Boolean(text));
  });
  addLazy(response, 'parsedBody', () => {
    // The reference says so of every response to a HEAD request.
    if (response.request.method === 'HEAD') return true;
    const json = text ? reader.parse(headers(), text) : undefined;
    if (json === undefined || text === undefined) return undefined;
    const body = membersOfBody(operation, JSON.parse(json) as Plain);
    if (LISTS.some((name) => name in body)) fillLists(body, reader.parseLists(headers(), text));
    return inServiceFormat(body);
  });
}

function addLazy(response: PipelineResponse, name: string, read: () => unknown): void {
  let known: { value: unknown } | undefined;
  Object.defineProperty(response, name, {
    get: () => (known ??= { value: read() }).value,
    set(value: unknown) {
      known = { value };
    },
    configurable: true,
    enumerable: true,
  });
}

function fillLists(body: Plain, bytes: Uint8Array | undefined): void {
  if (bytes === undefined) return;
  const holder = (body.segment ?? body) as Plain;
  for (const slice of new Slices(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).all()) {
    for (const [name, elements] of Object.entries(slice)) {
      const list = (holder[name] ??= []) as unknown[];
      for (const element of elements as unknown[]) list.push(element);
    }
  }
}

/** The body as the reference's policies see it: before it becomes the result of a method. Undefined if there is none. */
function inServiceFormat(body: Plain): unknown {
  const { segment, containerItems, geoReplication, signedIdentifiers, signedStartsOn } = body;
  if (Object.keys(body).length === 0) return undefined;
  // As in the reference, rules are always a list.
  if ('cors' in body) body.cors ??= [];
  if (signedIdentifiers !== undefined) return (signedIdentifiers as StoredPolicy[]).map(policyInServiceFormat);
  if (signedStartsOn !== undefined) return withTexts(body, ['signedStartsOn', 'signedExpiresOn']);
  if (geoReplication !== undefined) return { ...body, geoReplication: makeGeoReplication(geoReplication as Plain) };
  if (containerItems !== undefined) {
    return { ...body, containerItems: (containerItems as Plain[]).map(makeContainerItem) };
  }
  return segment === undefined ? body : { ...body, segment: segmentInServiceFormat(segment as Plain) };
}

function segmentInServiceFormat(segment: Plain): Plain {
  const lists = Object.entries(segment).map(([name, list]) => [name, (list as Plain[]).map(itemInServiceFormat)]);
  return Object.fromEntries(lists) as Plain;
}

function itemInServiceFormat(item: Plain): Plain {
  // A prefix has no properties.
  const made = item.properties === undefined ? item : makeBlobItem(item);
  const sent: Plain = { ...made, name: { content: item.name } };
  delete sent.tags;
  delete sent.objectReplicationSourceProperties;
  return sent;
}

/** A stored access policy as the service sent it. */
export interface StoredPolicy {
  id: string;
  accessPolicy?: { startsOn?: string; expiresOn?: string; permissions?: string };
}

/** A policy with the members that it can have. */
export function policyInServiceFormat({ id, accessPolicy }: StoredPolicy): object {
  const { startsOn, expiresOn, permissions } = accessPolicy ?? {};
  return { id, accessPolicy: accessPolicy && { startsOn, expiresOn, permissions } };
}

/** Times as the service writes them. */
function withTexts(members: Plain, names: readonly string[]): Plain {
  const texts = names
    .filter((name) => typeof members[name] === 'number')
    .map((name) => [name, new Date(members[name] as number).toISOString().replace(/\.\d+Z$/, 'Z')]);
  return { ...members, ...(Object.fromEntries(texts) as Plain) };
}
