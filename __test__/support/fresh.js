'use strict';

const { randomBytes } = require('node:crypto');

/** A unique container name. All names of one prefix have the same length, so content lengths stay comparable. */
function freshContainerName(prefix = 'test') {
  return `${prefix}-${randomBytes(6).toString('hex')}`;
}

module.exports = { freshContainerName };
