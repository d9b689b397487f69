'use strict';

// The package under test. `BLOBFERRY_TEST_PACKAGE=@azure/storage-blob` puts the reference in its place: that is how the suites
// themselves are checked, since the reference must equal itself.

const path = require('node:path');

const { recorded } = require('./record-members');

const PACKAGE = process.env.BLOBFERRY_TEST_PACKAGE || path.join(__dirname, '..', '..');

const isReference = PACKAGE === '@azure/storage-blob';

module.exports = { PACKAGE, isReference, blobferry: recorded(require(PACKAGE)) };
