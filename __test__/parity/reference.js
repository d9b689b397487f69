'use strict';

// The reference of this run: the newest that the Node version can have. From 12.33 on it needs Node 22. `BLOBFERRY_REFERENCE` chooses
// another one, by the name that it has in package.json.

const path = require('node:path');

const { blobferry, isReference, PACKAGE } = require('../support/blobferry');

const OLDER = '@azure/storage-blob';
const NEWEST = 'storage-blob-latest';

const [major] = process.versions.node.split('.').map(Number);
const name = process.env.BLOBFERRY_REFERENCE || (isReference ? PACKAGE : major >= 22 ? NEWEST : OLDER);

/** A file of the reference that it does not export. */
const innerFile = (file) => path.join(path.dirname(require.resolve(name)), file);

module.exports = { reference: require(name), isNewest: name === NEWEST, innerFile, blobferry, isReference };
