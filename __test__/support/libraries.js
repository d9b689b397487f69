'use strict';

// The two libraries of every comparison: `reference` is right, `blobferry` is tested.

const reference = require('@azure/storage-blob');
const { blobferry, isReference } = require('./blobferry');

module.exports = { reference, blobferry, isReference, libraries: { reference, blobferry } };
