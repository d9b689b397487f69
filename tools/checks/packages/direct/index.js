'use strict';

const library = require('@azure/storage-blob');

module.exports = { library, name: require('@azure/storage-blob/package.json').name };
