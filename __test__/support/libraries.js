'use strict';

// The two libraries of every comparison: `reference` says what is right, `blobferry` is what is tested.

const reference = require('@azure/storage-blob');
const { blobferry, isReference } = require('./blobferry');

module.exports = { reference, blobferry, isReference, libraries: { reference, blobferry } };
