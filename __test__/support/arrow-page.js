'use strict';

// Pages of a listing in Apache Arrow's format, written by the library that the reference reads them with.

const arrow = require('apache-arrow');

/** A map of texts. */
const TEXTS = new arrow.Map_(
  new arrow.Field(
    'entries',
    new arrow.Struct([
      new arrow.Field('key', new arrow.Utf8(), false),
      new arrow.Field('value', new arrow.Utf8(), true),
    ]),
    false,
  ),
);
const SECONDS = new arrow.TimestampSecond();

/** The columns of a page, with their types. */
const TYPES = {
  Name: new arrow.Utf8(),
  ResourceType: new arrow.Utf8(),
  Deleted: new arrow.Bool(),
  Snapshot: new arrow.Utf8(),
  VersionId: new arrow.Utf8(),
  IsCurrentVersion: new arrow.Bool(),
  'Creation-Time': SECONDS,
  'Last-Modified': new arrow.TimestampMillisecond(),
  Etag: new arrow.Utf8(),
  'Content-Length': new arrow.Uint64(),
  'Content-Type': new arrow.Utf8(),
  'Content-MD5': new arrow.Utf8(),
  'x-ms-blob-sequence-number': new arrow.Int64(),
  BlobType: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32(), 1),
  LeaseStatus: new arrow.Utf8(),
  CopyDestinationSnapshot: new arrow.Utf8(),
  CopyCompletionTime: new arrow.TimestampMicrosecond(),
  DeletedTime: new arrow.TimestampNanosecond(),
  RemainingRetentionDays: new arrow.Int32(),
  AccessTier: new arrow.Utf8(),
  AccessTierInferred: new arrow.Bool(),
  SmartAccessTier: new arrow.Utf8(),
  AccessTierChangeTime: new arrow.Utf8(),
  TagCount: new arrow.Int16(),
  'Expiry-Time': new arrow.DateMillisecond(),
  ImmutabilityPolicyUntilDate: new arrow.DateDay(),
  LastAccessTime: new arrow.Int64(),
  LegalHold: new arrow.Bool(),
  Unknown: new arrow.List(new arrow.Field('item', new arrow.Int32(), true)),
  Metadata: TEXTS,
  Tags: TEXTS,
  OrMetadata: TEXTS,
};

/**
 * The bytes of a page, in a stream of several batches.
 *
 * @param {object[][]} batches rows of each batch, by the names of columns
 * @param {{ nextMarker?: string, types?: Record<string, import('apache-arrow').DataType> }} [options]
 * @returns {Buffer}
 */
function arrowPage(batches, { nextMarker, types = TYPES } = {}) {
  const metadata = new Map(nextMarker === undefined ? [] : [['NextMarker', nextMarker]]);
  const fields = Object.entries(types).map(([name, type]) => new arrow.Field(name, type, true));
  const schema = new arrow.Schema(fields, metadata);
  const tables = batches.map((rows) => {
    const columns = fields.map(({ name, type }) => {
      const builder = arrow.makeBuilder({ type, nullValues: [null, undefined] });
      for (const row of rows) builder.append(valueFor(type, row[name]));
      return builder.finish().toVector().data[0] ?? arrow.makeData({ type, length: 0 });
    });
    const data = arrow.makeData({ type: new arrow.Struct(fields), length: rows.length, children: columns });
    return new arrow.RecordBatch(schema, data);
  });
  return Buffer.from(arrow.tableToIPC(new arrow.Table(schema, tables), 'stream'));
}

function valueFor(type, value) {
  if (value === undefined || value === null) return null;
  if (arrow.DataType.isMap(type)) return new Map(Object.entries(value));
  return value;
}

module.exports = { arrowPage };
