'use strict';

// The package under test. `BLOBFERRY_TEST_PACKAGE=@azure/storage-blob` replaces it by the reference. This checks the
// suites themselves, because the reference must equal itself.

const path = require('node:path');

const { recorded } = require('./record-members');

const PACKAGE = process.env.BLOBFERRY_TEST_PACKAGE || path.join(__dirname, '..', '..');

const isReference = PACKAGE === '@azure/storage-blob';

module.exports = { PACKAGE, isReference, blobferry: recorded(require(PACKAGE)) };
