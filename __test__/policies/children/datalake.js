'use strict';

const datalakeCalls = require('./datalake-calls');

datalakeCalls(require(process.env.DATALAKE), require(process.env.BLOB)).then((outcomes) =>
  process.stdout.write(JSON.stringify(outcomes)),
);
