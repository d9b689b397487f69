'use strict';

module.exports = require('blobferry-check-direct');
