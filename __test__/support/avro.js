'use strict';

// Responses of Query Blob Contents, written by hand: Avro files with any records, and with faults.

const NAMESPACE = 'com.microsoft.azure.storage.queryBlobContents';
const MARKER = Buffer.alloc(16, 7);

const record = (name, fields) => ({
  type: 'record',
  name: `${NAMESPACE}.${name}`,
  fields: Object.entries(fields).map(([field, type]) => ({ name: field, type })),
});

const SCHEMA = [
  record('resultData', { data: 'bytes' }),
  record('error', { fatal: 'boolean', name: 'string', description: 'string', position: 'long' }),
  record('progress', { bytesScanned: 'long', totalBytes: 'long' }),
  record('end', { totalBytes: 'long' }),
  record('other', {}),
];

/** A number as Avro writes it. */
function long(number) {
  let rest = BigInt.asUintN(64, (BigInt(number) << 1n) ^ (BigInt(number) >> 63n));
  const bytes = [];
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

/** Bytes or a text with their length. */
function sized(value) {
  const bytes = Buffer.from(value);
  return Buffer.concat([long(bytes.length), bytes]);
}

function header(entries = { 'avro.codec': 'null', 'avro.schema': JSON.stringify(SCHEMA) }) {
  const pairs = Object.entries(entries);
  const written = pairs.flatMap(([key, value]) => [sized(key), sized(value)]);
  return Buffer.concat([Buffer.from('Obj\x01'), long(pairs.length), ...written, long(0), MARKER]);
}

/** A block with records. */
function block(...items) {
  const all = Buffer.concat(items);
  return Buffer.concat([long(items.length), sized(all), MARKER]);
}

const data = (bytes) => Buffer.concat([long(0), sized(bytes)]);
const failure = ({ isFatal, name, description, position }) =>
  Buffer.concat([long(1), Buffer.from([isFatal ? 1 : 0]), sized(name), sized(description), long(position)]);
const progress = (scanned, total) => Buffer.concat([long(2), long(scanned), long(total)]);
const end = (total) => Buffer.concat([long(3), long(total)]);
const unknown = () => long(4);

module.exports = { MARKER, SCHEMA, block, data, end, failure, header, long, progress, sized, unknown };
