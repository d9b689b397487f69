'use strict';

// Compares containers of any size without the package under test: what the service lists, as text, and what it holds, in digests. Both are
// read as streams and merged, so that nothing grows with the number of blobs.

const { BlobServiceClient, ContainerSASPermissions } = require('@azure/storage-blob');

/** Every difference is counted; this many are reported. */
const TOLD = 10;
const LONGEST = 1000;

/** What a copy cannot keep, or what describes the copy itself. */
const VOLATILE =
  /<(Creation-Time|Last-Modified|Etag|AccessTierChangeTime|Copy[A-Za-z]+|DestinationSnapshot)(?: \/>|>[^<]*<\/\1>)/g;

/** Blobs of this many bytes and more have no digest: parts of them are read. */
const PARTS = 16;
const PART_BYTES = 64 * 1024;

/**
 * Each blob of a container as its name and the XML of a listing, without what is volatile. Snapshots are counted: a copy that is killed
 * while it replaces a blob may leave the one that it took first.
 */
async function* listed(simulator, { account, container }, seen) {
  const client = BlobServiceClient.fromConnectionString(simulator.connectionString(account)).getContainerClient(
    container,
  );
  const expiresOn = new Date(Date.now() + 86_400_000 * 30);
  const url = await client.generateSasUrl({ expiresOn, permissions: ContainerSASPermissions.parse('rlt') });
  const include = 'metadata,tags,snapshots,copy,uncommittedblobs';
  for (let marker = ''; ;) {
    const query = new URLSearchParams({ restype: 'container', comp: 'list', include, marker });
    const response = await fetch(`${url}&${query}`);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`a listing of ${container} ended with ${response.status}: ${text}`);
    for (const [, blob] of text.matchAll(/<Blob>(.*?)<\/Blob>/gs)) {
      const [, name] = /<Name[^>]*>(.*?)<\/Name>/s.exec(blob);
      if (blob.includes('<Snapshot>')) {
        seen.snapshots += 1;
        continue;
      }
      if (blob.includes('<CopyStatus>pending')) throw new Error(`the copy to ${name} is pending`);
      yield [unescape(name), blob.replace(VOLATILE, '')];
    }
    marker = /<NextMarker>(.*?)<\/NextMarker>/s.exec(text)?.[1];
    if (!marker) return;
    marker = unescape(marker);
  }
}

function unescape(text) {
  const characters = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(\w+);/g, (_, name) => characters[name]);
}

/** Each blob as its name and one text for everything that a copy keeps. */
async function* digested(simulator, { account, container }) {
  for await (const [name, content, rest] of simulator.digests(container, account)) yield [name, `${content} ${rest}`];
}

/** What is different, as texts: the first ones, and how many there are. */
class Differences {
  reported = [];
  count = 0;

  add(text) {
    this.count += 1;
    if (this.reported.length < TOLD) this.reported.push(text.slice(0, LONGEST));
  }

  toString() {
    return `${this.count} differences: ${this.reported.join('; ')}`;
  }
}

/** Walks two streams of names and values that are in order, and notes where they differ. Resolves with how many names both have. */
async function compareStreams(expected, actual, differences) {
  let both = 0;
  const walk = new Walk(actual);
  for await (const [name, value] of expected) {
    for (const [extra] of await walk.before(name)) differences.add(`${extra} is not to be there`);
    const found = await walk.at(name);
    if (found === undefined) differences.add(`${name} is missing`);
    else if (found !== value) differences.add(`${name} is ${found}, not ${value}`);
    both += 1;
  }
  for (const [name] of await walk.rest()) differences.add(`${name} is not to be there`);
  return both;
}

/** An ordered stream that is searched for names in order. */
class Walk {
  #stream;
  #next;

  constructor(stream) {
    this.#stream = stream;
  }

  async #peek() {
    this.#next ??= await this.#stream.next();
    return this.#next;
  }

  /** What comes before a name. */
  async before(name) {
    const passed = [];
    for (let next = await this.#peek(); !next.done && next.value[0] < name; next = await this.#peek()) {
      passed.push(next.value);
      this.#next = undefined;
    }
    return passed;
  }

  /** What is under a name. */
  async at(name) {
    await this.before(name);
    const next = await this.#peek();
    if (next.done || next.value[0] !== name) return undefined;
    this.#next = undefined;
    return next.value[1];
  }

  async rest() {
    const left = [];
    for (let next = await this.#peek(); !next.done; next = await this.#peek()) {
      left.push(next.value);
      this.#next = undefined;
    }
    return left;
  }
}

/** Whether two containers hold the same: listings, digests, and parts of what is too large for those. */
async function compareContainers(simulator, expected, actual) {
  const differences = new Differences();
  const seen = [{ snapshots: 0 }, { snapshots: 0 }];
  const each = (read) => [expected, actual].map((side, index) => read(simulator, side, seen[index]));
  const blobs = await compareStreams(...each(listed), differences);
  await compareStreams(...each(digested), differences);
  const [from, to] = [expected, actual].map(({ account, container }) =>
    BlobServiceClient.fromConnectionString(simulator.connectionString(account)).getContainerClient(container),
  );
  for await (const [name, content] of simulator.digests(expected.container, expected.account)) {
    if (content === null && !(await haveEqualParts(from.getBlobClient(name), to.getBlobClient(name)))) {
      differences.add(`the content of ${name}`);
    }
  }
  return { blobs, differences, snapshots: seen[1].snapshots };
}

async function haveEqualParts(one, other) {
  const { contentLength } = await one.getProperties();
  for (let part = 0; part < PARTS; part += 1) {
    const start = Math.floor(((contentLength - PART_BYTES) * part) / (PARTS - 1));
    const [expected, actual] = await Promise.all(
      [one, other].map((blob) => blob.downloadToBuffer(start, PART_BYTES).catch(() => Buffer.alloc(0))),
    );
    if (!expected.equals(actual)) return false;
  }
  return true;
}

/** Whether each blob of a container is whole in one of the others. Resolves with how many are in each of them. */
async function findOnAnySide(simulator, expected, sides) {
  const differences = new Differences();
  const walks = sides.map((side) => new Walk(digested(simulator, side)));
  const found = sides.map(() => 0);
  for await (const [name, value] of digested(simulator, expected)) {
    const there = await Promise.all(walks.map((walk) => walk.at(name)));
    there.forEach((text, side) => (found[side] += text === value ? 1 : 0));
    if (!there.includes(value)) differences.add(`${name} is on no side as it was: ${there.join(' and ')}`);
  }
  return { found, differences };
}

module.exports = { compareContainers, findOnAnySide };
