'use strict';

// Options that many operations share, each with a value that differs from all others on the wire.

const PAST = new Date('2001-02-03T04:05:06.789Z');
const FUTURE = new Date('2099-01-02T03:04:05.678Z');
const LEASE = '11111111-2222-3333-4444-555555555555';
const MD5 = Buffer.from('XUFAKrxLKna5cZ2REBfFkg==', 'base64');

/** All conditions at once. */
const conditionsOf = (etag) => ({
  ifMatch: etag,
  ifNoneMatch: '"0xOTHER"',
  ifModifiedSince: PAST,
  ifUnmodifiedSince: FUTURE,
  tagConditions: '"a"=\'b\'',
  leaseId: LEASE,
});

/** Each condition on its own, by a label: some are met, some are not. */
const everyCondition = (etag) => ({
  'if it is this one': { ifMatch: etag },
  'if it is another one': { ifMatch: '"0x1"' },
  'if there is none': { ifNoneMatch: '*' },
  'if it is not this one': { ifNoneMatch: etag },
  'if it changed since the future': { ifModifiedSince: FUTURE },
  'if it changed since long ago': { ifModifiedSince: PAST },
  'if it did not change since the future': { ifUnmodifiedSince: FUTURE },
  'if it did not change since long ago': { ifUnmodifiedSince: PAST },
  'if its tags are these': { tagConditions: '"a"=\'b\'' },
  'under a lease': { leaseId: LEASE },
});

/** What operations take that read from a URL. */
const sourceOptions = {
  sourceContentMD5: MD5,
  sourceAuthorization: { scheme: 'Bearer', value: 'token' },
  sourceShareTokenIntent: 'backup',
  sourceConditions: {
    ifMatch: '"0xSOURCE"',
    ifNoneMatch: '"0xNOT"',
    ifModifiedSince: PAST,
    ifUnmodifiedSince: FUTURE,
  },
};

/** The ETag of a blob as it is now, with its quotes. */
const etagOf = async (setup, name) => (await setup.getBlobClient(name).getProperties()).etag;

module.exports = { conditionsOf, etagOf, everyCondition, FUTURE, LEASE, MD5, PAST, sourceOptions };
