'use strict';

const identity = require('./identity');

const load = () => ({
  core: require('@azure/core-rest-pipeline'),
  lro: require('@azure/core-lro'),
  abort: require('@azure/abort-controller'),
});
if (process.env.ORDER === 'before') load();

identity(require(process.env.LIBRARY), load).then((found) => process.stdout.write(JSON.stringify(found)));
